"""The body of a draft, filled in."""

import re
from dataclasses import replace

from modelpost.core.filled_headers import header_of
from modelpost.core.filling import Filling, shortened
from modelpost.core.headers import Source
from modelpost.core.json_comments import without_comments
from modelpost.core.paths import join_path
from modelpost.core.request import Body, BodyKind, FileNames, FormRow, RawLanguage, Row
from modelpost.core.resolved import (
    Content,
    FileContent,
    FilePart,
    FormContent,
    MultipartContent,
    NoContent,
    TextContent,
    TextPart,
)
from modelpost.core.text import Message

_FORBIDDEN = re.compile(r"[\r\n\0]")


def content_of(body: Body, filling: Filling) -> Content:
    """Return what a body sends; files are named, not read."""
    match body.kind:
        case BodyKind.NONE:
            return NoContent()
        case BodyKind.RAW:
            text, files = filling.with_files(sent_text(body), "body.raw")
            return TextContent(text, body.language.value, files)
        case BodyKind.URLENCODED:
            return FormContent(
                tuple(
                    (
                        filling.text(row.name, f"body.urlencoded.{i}.name"),
                        filling.text(row.value, f"body.urlencoded.{i}.value"),
                    )
                    for i, row in enumerate(body.urlencoded)
                    if row.enabled and (row.name or row.value)
                )
            )
        case BodyKind.BINARY:
            return _binary(body.binary, filling)
        case BodyKind.FORM_DATA:
            parts = [
                part
                for i, row in enumerate(body.form)
                if row.enabled
                for part in _parts(
                    replace(row, file_names=row.file_names or body.file_names), f"body.form.{i}", filling
                )
            ]
            return MultipartContent(tuple(parts))


def sent_text(body: Body) -> str:
    """Return what is sent of a raw body: JSON without the comments that were written for people."""
    return without_comments(body.raw) if body.language is RawLanguage.JSON else body.raw


def _binary(typed: str, filling: Filling) -> Content:
    path = filling.text(typed, "body.binary")
    if not path:
        filling.problem("body.binary", Message("No file is chosen"), Message("Choose the file to send as the body."))
    return FileContent(join_path(filling.folder, path))


def _parts(row: FormRow, where: str, filling: Filling) -> list[TextPart | FilePart]:
    if not row.name and not row.value and not row.files:
        return []
    name = filling.text(row.name, f"{where}.name")
    content_type = filling.text(row.content_type, f"{where}.content_type")
    if _FORBIDDEN.search(content_type):
        filling.problem(
            f"{where}.content_type",
            Message("The content type holds a line break"),
            Message("Write it on one line."),
        )
    headers = _part_headers(row.headers, f"{where}.headers", filling)
    file_name = filling.text(row.file_name, f"{where}.file_name")
    form = row.file_names or FileNames.RAW
    if not row.is_file:
        text, inserted = filling.with_files(row.value, f"{where}.value")
        return [TextPart(name, text, content_type, headers, file_name, form, inserted)]
    if not row.files:
        filling.problem(
            f"{where}.files",
            Message("No file is chosen for “{name}”", name=shortened(name)),
            Message("Choose a file, or switch the row off."),
        )
    parts: list[TextPart | FilePart] = []
    for index, typed in enumerate(row.files):
        place = f"{where}.files.{index}"
        path = filling.text(typed, place)
        if "\0" in path:
            filling.problem(place, Message("The file name holds a NUL character"), Message("Choose the file again."))
        own_name = file_name if file_name and len(row.files) == 1 else re.split(r"[\\/]", path)[-1]
        file = join_path(filling.folder, path)
        parts.append(FilePart(name, file, own_name, content_type, place, headers, form))
    return parts


def _part_headers(rows: tuple[Row, ...], where: str, filling: Filling) -> tuple[tuple[str, str], ...]:
    fields = [
        field
        for index, row in enumerate(rows)
        if row.enabled
        for field in header_of(row, f"{where}.{index}", Source.REQUEST, filling)
    ]
    return tuple((field.name, field.value) for field in fields)
