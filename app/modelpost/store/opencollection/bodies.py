"""Bodies of requests as plain values: the one that is sent, and what the sidecar keeps of the others."""

from dataclasses import replace

from modelpost.core.media import type_of_file
from modelpost.core.request import Body, BodyKind, FileNames, FormRow, RawLanguage
from modelpost.store.opencollection.emit import Block
from modelpost.store.opencollection.nodes import Plain, as_flag, as_mapping, as_mappings, as_number, as_text, as_texts
from modelpost.store.opencollection.rows import read_row, row_tree, with_remarks

_RAW_NAMES = {RawLanguage.JSON: "json", RawLanguage.TEXT: "text", RawLanguage.XML: "xml", RawLanguage.HTML: "text"}
_RAW_KINDS = {
    "json": RawLanguage.JSON,
    "text": RawLanguage.TEXT,
    "xml": RawLanguage.XML,
    "sparql": RawLanguage.TEXT,
}


def body_tree(body: Body) -> Plain:
    """Return the body that is sent, None for no body."""
    match body.kind:
        case BodyKind.RAW:
            return {"type": _RAW_NAMES[body.language], "data": Block(body.raw)}
        case BodyKind.FORM_DATA:
            return {"type": "multipart-form", "data": [_form_row_tree(row) for row in body.form]}
        case BodyKind.URLENCODED:
            return {"type": "form-urlencoded", "data": [row_tree(row) for row in body.urlencoded]}
        case BodyKind.BINARY:
            media_type = type_of_file(body.binary) if body.binary else ""
            return {
                "type": "file",
                "data": [{"filePath": body.binary, "contentType": media_type, "selected": True}],
            }
        case BodyKind.NONE:
            return None


def hidden_tree(body: Body) -> dict[str, Plain]:
    """Return what is kept of the bodies that are not sent, and of the parts of form-data what the schema lacks."""
    hidden: dict[str, Plain] = {}
    if body.kind is BodyKind.FORM_DATA:
        rests = [rest for index, row in enumerate(body.form) if (rest := _hidden_part(index, row))]
        if rests:
            hidden["rows"] = rests
    elif body.form:
        hidden["form"] = [{**_form_row_tree(row), **_rest(row)} for row in body.form]
    if body.file_names is not FileNames.RAW:
        hidden["fileNames"] = body.file_names.value
    if body.urlencoded and body.kind is not BodyKind.URLENCODED:
        hidden["urlencoded"] = [row_tree(row) for row in body.urlencoded]
    if body.raw and body.kind is not BodyKind.RAW:
        hidden["raw"] = Block(body.raw)
    if body.binary and body.kind is not BodyKind.BINARY:
        hidden["binary"] = body.binary
    if body.language is not _RAW_KINDS[_RAW_NAMES[body.language]] or (
        body.language is not RawLanguage.JSON and body.kind is not BodyKind.RAW
    ):
        hidden["language"] = body.language.name.lower()
    return hidden


def read_body(found: Plain, hidden: dict[str, Plain]) -> Body:
    """Return the body of a request from what its file says and what its sidecar keeps."""
    body = Body(
        form=tuple(_read_hidden_row(row) for row in as_mappings(hidden.get("form"))),
        urlencoded=tuple(read_row(row) for row in as_mappings(hidden.get("urlencoded"))),
        raw=as_text(hidden.get("raw")),
        language=_language(hidden),
        binary=as_text(hidden.get("binary")),
        file_names=_file_names(hidden) or FileNames.RAW,
    )
    tree = as_mapping(found)
    kind = as_text(tree.get("type"))
    if kind in _RAW_KINDS:
        language = body.language if kind == _RAW_NAMES[body.language] and kind == "text" else _RAW_KINDS[kind]
        return replace(body, kind=BodyKind.RAW, raw=as_text(tree.get("data")), language=language)
    match kind:
        case "multipart-form":
            rows = [_read_form_row(row) for row in as_mappings(tree.get("data"))]
            return replace(body, kind=BodyKind.FORM_DATA, form=_with_hidden_parts(rows, hidden))
        case "form-urlencoded":
            fields = tuple(read_row(row) for row in as_mappings(tree.get("data")))
            return replace(body, kind=BodyKind.URLENCODED, urlencoded=fields)
        case "file":
            files = as_mappings(tree.get("data"))
            chosen = next((file for file in files if as_flag(file.get("selected"))), files[0] if files else {})
            return replace(body, kind=BodyKind.BINARY, binary=as_text(chosen.get("filePath")))
    return body


def _form_row_tree(row: FormRow) -> dict[str, Plain]:
    tree: dict[str, Plain] = {
        "name": row.name,
        "type": "file" if row.is_file else "text",
        "value": list(row.files) if row.is_file else row.value,
    }
    if row.content_type:
        tree["contentType"] = row.content_type
    return with_remarks(tree, row.note, enabled=row.enabled)


def _read_form_row(tree: dict[str, Plain]) -> FormRow:
    is_file = tree.get("type") == "file"
    values = as_texts(tree.get("value"))
    row = read_row({**tree, "value": None})
    return FormRow(
        name=row.name,
        value="" if is_file else "".join(values),
        files=values if is_file else (),
        is_file=is_file,
        content_type=as_text(tree.get("contentType")),
        enabled=row.enabled,
        note=row.note,
    )


def _rest(row: FormRow) -> dict[str, Plain]:
    """Return what the schema has no place for: what a row holds for the type that it does not have, and its extras."""
    rest: dict[str, Plain] = {}
    if row.is_file and row.value:
        rest["text"] = row.value
    if row.files and not row.is_file:
        rest["files"] = list(row.files)
    if row.file_name:
        rest["fileName"] = row.file_name
    if row.file_names is not None:
        rest["fileNames"] = row.file_names.value
    if row.headers:
        rest["headers"] = [row_tree(header) for header in row.headers]
    return rest


def _hidden_part(index: int, row: FormRow) -> dict[str, Plain]:
    rest = _rest(row)
    return {"row": index, "name": row.name, **rest} if rest else {}


def _with_rest(row: FormRow, tree: dict[str, Plain]) -> FormRow:
    found = replace(
        row,
        file_name=as_text(tree.get("fileName")),
        file_names=_file_names(tree),
        headers=tuple(read_row(header) for header in as_mappings(tree.get("headers"))),
    )
    if row.is_file:
        return replace(found, value=as_text(tree.get("text")))
    return replace(found, files=as_texts(tree.get("files")))


def _read_hidden_row(tree: dict[str, Plain]) -> FormRow:
    return _with_rest(_read_form_row(tree), tree)


def _with_hidden_parts(rows: list[FormRow], hidden: dict[str, Plain]) -> tuple[FormRow, ...]:
    """Give rows back what the sidecar keeps of them, as far as they are still the rows that had it."""
    for rest in as_mappings(hidden.get("rows")):
        index = as_number(rest.get("row"))
        if index is not None and 0 <= index < len(rows) and rows[int(index)].name == as_text(rest.get("name")):
            rows[int(index)] = _with_rest(rows[int(index)], rest)
    return tuple(rows)


def _file_names(tree: dict[str, Plain]) -> FileNames | None:
    ways = {way.value: way for way in FileNames}
    return ways.get(as_text(tree.get("fileNames")))


def _language(hidden: dict[str, Plain]) -> RawLanguage:
    name = as_text(hidden.get("language")).upper()
    return RawLanguage[name] if name in RawLanguage.__members__ else RawLanguage.JSON
