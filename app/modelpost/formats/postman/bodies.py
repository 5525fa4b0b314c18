"""Bodies between Postman's modes and ours."""

import json
import re
from dataclasses import replace

from modelpost.core.request import Body, BodyKind, FormRow, RawLanguage, Row
from modelpost.core.text import Message
from modelpost.formats.postman.values import (
    Tree,
    as_text,
    as_tree,
    as_trees,
    description_of,
    is_enabled,
    row_of,
    row_tree,
    with_remarks,
)

Losses = list[Message]

_LANGUAGES = {
    "json": RawLanguage.JSON,
    "xml": RawLanguage.XML,
    "html": RawLanguage.HTML,
    "text": RawLanguage.TEXT,
    "javascript": RawLanguage.TEXT,
}
_NAMES = {
    RawLanguage.JSON: "json",
    RawLanguage.XML: "xml",
    RawLanguage.HTML: "html",
    RawLanguage.TEXT: "text",
}
_DRIVE = re.compile(r"/[A-Za-z]:[\\/]")


def read_body(found: object, headers: tuple[Row, ...], losses: Losses, where: str) -> Body:
    """Return a body; `headers` tell the language of a raw one that does not say it."""
    tree = as_tree(found)
    mode = as_text(tree.get("mode"))
    options = as_tree(tree.get("options"))
    match mode:
        case "raw":
            language = as_text(as_tree(options.get("raw")).get("language"))
            body = Body(BodyKind.RAW, raw=as_text(tree.get("raw")), language=_language(language, headers))
        case "urlencoded":
            rows = tuple(row_of(row) for row in as_trees(tree.get("urlencoded")))
            body = Body(BodyKind.URLENCODED, urlencoded=rows)
        case "formdata":
            body = Body(BodyKind.FORM_DATA, form=tuple(_form_row(row) for row in as_trees(tree.get("formdata"))))
        case "file":
            body = Body(BodyKind.BINARY, binary=_binary(tree.get("file"), losses, where))
        case "graphql":
            body = Body(BodyKind.RAW, raw=_graphql(as_tree(tree.get("graphql"))))
            losses.append(Message("{where}: its GraphQL query became the JSON that is sent for it.", where=where))
        case "":
            return Body()
        case _:
            losses.append(Message("{where}: a body of the kind {kind} was left out.", where=where, kind=mode))
            return Body()
    return replace(body, kind=BodyKind.NONE) if tree.get("disabled") is True else body


def body_tree(body: Body) -> Tree | None:
    """Return a body as Postman writes it; one that is kept but not sent is disabled."""
    match body.kind:
        case BodyKind.RAW:
            return _raw(body)
        case BodyKind.URLENCODED:
            return {"mode": "urlencoded", "urlencoded": [_typed(row_tree(row)) for row in body.urlencoded]}
        case BodyKind.FORM_DATA:
            return {"mode": "formdata", "formdata": [_form_tree(row) for row in body.form]}
        case BodyKind.BINARY:
            return {"mode": "file", "file": {"src": body.binary}}
        case BodyKind.NONE:
            kept = next((kind for kind in _KEPT if getattr(body, _KEPT[kind])), None)
            sent = None if kept is None else body_tree(replace(body, kind=kept))
            return None if sent is None else {**sent, "disabled": True}


_KEPT = {
    BodyKind.RAW: "raw",
    BodyKind.FORM_DATA: "form",
    BodyKind.URLENCODED: "urlencoded",
    BodyKind.BINARY: "binary",
}


def _language(name: str, headers: tuple[Row, ...]) -> RawLanguage:
    """Return the language; before Postman knew it, the Content-Type row alone did."""
    if name in _LANGUAGES:
        return _LANGUAGES[name]
    types = (row.value.lower() for row in headers if row.enabled and row.name.strip().lower() == "content-type")
    media_type = next(types, "")
    return next((_LANGUAGES[word] for word in ("json", "xml", "html") if word in media_type), RawLanguage.TEXT)


def _form_row(tree: Tree) -> FormRow:
    is_file = tree.get("type") == "file"
    source = tree.get("src")
    listed = source if isinstance(source, list) else [source]
    return FormRow(
        name=as_text(tree.get("key")),
        value="" if is_file else as_text(tree.get("value")),
        files=tuple(_path(as_text(path)) for path in listed if path) if is_file else (),
        is_file=is_file,
        content_type=as_text(tree.get("contentType")),
        enabled=is_enabled(tree),
        note=description_of(tree.get("description")),
    )


def _form_tree(row: FormRow) -> Tree:
    tree: Tree = {"key": row.name}
    if row.content_type:
        tree["contentType"] = row.content_type
    if row.is_file:
        tree["type"] = "file"
        tree["src"] = row.files[0] if len(row.files) == 1 else list(row.files)
    else:
        tree["value"] = row.value
        tree["type"] = "text"
    return with_remarks(tree, row.note, enabled=row.enabled)


def _typed(tree: Tree) -> Tree:
    return {"key": tree.pop("key"), "value": tree.pop("value"), "type": "text", **tree}


def _raw(body: Body) -> Tree:
    return {"mode": "raw", "raw": body.raw, "options": {"raw": {"language": _NAMES[body.language]}}}


def _path(typed: str) -> str:
    """Return a path as we write it: Postman puts a slash before a drive's letter."""
    return typed[1:] if _DRIVE.match(typed) else typed


def _binary(found: object, losses: Losses, where: str) -> str:
    tree = as_tree(found)
    if tree.get("content"):
        losses.append(Message("{where}: the content of its file was left out. Choose the file again.", where=where))
    return _path(as_text(tree.get("src") if isinstance(found, dict) else found))


def _graphql(tree: Tree) -> str:
    """Return the JSON that is sent for a query; variables that are no JSON stay a text."""
    sent: Tree = {"query": as_text(tree.get("query"))}
    if tree.get("operationName"):
        sent["operationName"] = as_text(tree["operationName"])
    variables = tree.get("variables")
    if isinstance(variables, str) and variables.strip():
        try:
            sent["variables"] = json.loads(variables)
        except ValueError:
            sent["variables"] = variables
    elif variables:
        sent["variables"] = variables
    text = json.dumps(sent, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "replace").decode()  # halves of characters that stood in the variables
