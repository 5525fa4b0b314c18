"""Bodies of requests as plain values: the one that is sent, and what the sidecar keeps of the others."""

from dataclasses import replace

from modelpost.core.media import type_of_file
from modelpost.core.request import Body, BodyKind, FormRow, RawLanguage
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
    """Return what is kept of the bodies that are not sent, and of rows the half that is not."""
    hidden: dict[str, Plain] = {}
    if body.kind is BodyKind.FORM_DATA:
        halves = [half for index, row in enumerate(body.form) if (half := _hidden_half(index, row))]
        if halves:
            hidden["rows"] = halves
    elif body.form:
        hidden["form"] = [{**_form_row_tree(row), **_other_half(row)} for row in body.form]
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
    )
    tree = as_mapping(found)
    kind = as_text(tree.get("type"))
    if kind in _RAW_KINDS:
        language = body.language if kind == _RAW_NAMES[body.language] and kind == "text" else _RAW_KINDS[kind]
        return replace(body, kind=BodyKind.RAW, raw=as_text(tree.get("data")), language=language)
    match kind:
        case "multipart-form":
            rows = [_read_form_row(row) for row in as_mappings(tree.get("data"))]
            return replace(body, kind=BodyKind.FORM_DATA, form=_with_hidden_halves(rows, hidden))
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


def _other_half(row: FormRow) -> dict[str, Plain]:
    """Return what a row holds for the type that it does not have now."""
    if row.is_file:
        return {"text": row.value} if row.value else {}
    return {"files": list(row.files)} if row.files else {}


def _hidden_half(index: int, row: FormRow) -> dict[str, Plain]:
    half = _other_half(row)
    return {"row": index, "name": row.name, **half} if half else {}


def _with_half(row: FormRow, tree: dict[str, Plain]) -> FormRow:
    if row.is_file:
        return replace(row, value=as_text(tree.get("text")))
    return replace(row, files=as_texts(tree.get("files")))


def _read_hidden_row(tree: dict[str, Plain]) -> FormRow:
    return _with_half(_read_form_row(tree), tree)


def _with_hidden_halves(rows: list[FormRow], hidden: dict[str, Plain]) -> tuple[FormRow, ...]:
    """Give rows back their hidden halves, as far as they are still the rows that had them."""
    for half in as_mappings(hidden.get("rows")):
        index = as_number(half.get("row"))
        if index is not None and 0 <= index < len(rows) and rows[int(index)].name == as_text(half.get("name")):
            rows[int(index)] = _with_half(rows[int(index)], half)
    return tuple(rows)


def _language(hidden: dict[str, Plain]) -> RawLanguage:
    name = as_text(hidden.get("language")).upper()
    return RawLanguage[name] if name in RawLanguage.__members__ else RawLanguage.JSON
