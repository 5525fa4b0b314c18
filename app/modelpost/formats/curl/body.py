"""The body of a cURL command: what `-d` and its kin pile up, and the parts of `-F`."""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote_plus

from modelpost.core.request import Body, BodyKind, FormRow, RawLanguage, Row
from modelpost.core.template import file_reference
from modelpost.core.text import Message
from modelpost.formats.curl.form import Attributes, file_parts, text_part

FORM = "application/x-www-form-urlencoded"

_NAME = re.compile(r"[^\s{}\[\]\"'<>&=;]+(?:\[[^\s{}\[\]\"'<>&=;]*\])*")
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_LINE_BREAKS = re.compile(r"[\r\n\0]")


@dataclass(frozen=True, slots=True)
class Piece:
    """What one `-d` brings: a text, or the file at `path`; `separator` stands before it unless it is the first."""

    text: str = ""
    path: str = ""
    separator: str = "&"
    keeps_line_breaks: bool = True


def piece(option: str, value: str, stdin: str | None) -> Piece:
    """Read the value of `--data` or one of its kin; `stdin` is what a here-document feeds the command."""
    if option == "data-raw":
        return Piece(value)
    if option == "data-urlencode":
        return _urlencoded(value)
    keeps = option in {"data-binary", "json"}
    separator = "" if option == "json" else "&"
    if not value.startswith("@"):
        return Piece(value, "", separator)
    if value == "@-" and stdin is not None:
        return Piece(stdin if keeps else _LINE_BREAKS.sub("", stdin), "", separator)
    return Piece("", value[1:], separator, keeps)


def query_piece(value: str) -> Piece:
    """Read the value of `--url-query`: like `--data-urlencode`, but a leading plus means as it is."""
    return Piece(value[1:]) if value.startswith("+") else _urlencoded(value)


def joined(pieces: list[Piece]) -> str:
    """Return the texts of pieces, put together as cURL does."""
    text = ""
    for index, part in enumerate(pieces):
        text += (part.separator if index else "") + part.text
    return text


def data_body(pieces: list[Piece], content_type: str, losses: list[Message]) -> Body:
    """Return the body that pieces of data make, sent as `content_type`."""
    if len(pieces) == 1 and pieces[0].path:
        return _file_body(pieces[0], losses)
    losses += [
        Message("The file {path} is one of several pieces of the body and was not taken over.", path=part.path)
        for part in pieces
        if part.path
    ]
    text = joined([part for part in pieces if not part.path])
    essence = content_type.partition(";")[0].strip().lower()
    rows = rows_of(text) if essence == FORM else None
    if rows is not None:
        return Body(kind=BodyKind.URLENCODED, urlencoded=rows)
    return Body(kind=BodyKind.RAW, raw=text, language=_language(essence))


def rows_of(text: str) -> tuple[Row, ...] | None:
    """Return the pairs of a form, None where the text is something else or would not arrive as the same pairs."""
    if not text:
        return ()
    pairs = [part.partition("=") for part in text.split("&")]
    for name, equals, _ in pairs:
        if not equals or not _NAME.fullmatch(_PLACEHOLDER.sub("x", name)):
            return None
    rows = tuple(Row(_decoded(name), _decoded(value)) for name, _, value in pairs)
    again = "&".join(f"{quote_plus(row.name)}={quote_plus(row.value)}" for row in rows)
    if "\ufffd" in again or parse_qsl(text, keep_blank_values=True) != parse_qsl(again, keep_blank_values=True):
        return None
    return rows


def is_json(text: str) -> bool:
    """Tell whether a text is a JSON object or array; placeholders may stand for values in it."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(_PLACEHOLDER.sub("0", text))
    except (ValueError, RecursionError):
        return False
    return True


def form_rows(option: str, value: str, losses: list[Message]) -> tuple[FormRow, ...]:
    """Read the value of `-F` or `--form-string`, nothing where cURL would refuse it."""
    name, equals, content = value.partition("=")
    if not equals:
        losses.append(Message("A part of the form has no “=” and was not taken over."))
        return ()
    if option == "form-string":
        return (FormRow(name, content),)
    if content.startswith("(") or (content.startswith("=") and not name):
        losses.append(Message("The nested form “{name}” was not taken over.", name=name))
        return ()
    if content.startswith("@"):
        return _file_rows(name, content[1:], losses)
    part = text_part(content.removeprefix("<"))
    _tell_others(name, part, losses)
    text = _text_of_file(name, part.content, losses) if content.startswith("<") else part.content
    return (FormRow(name, text, content_type=part.content_type, file_name=part.file_name, headers=_part_headers(part)),)


def _file_rows(name: str, content: str, losses: list[Message]) -> tuple[FormRow, ...]:
    """Read the files behind `@`: a row for all, or one for each where there is something to say of one of them."""
    files = file_parts(content)
    for file in files:
        _tell_others(name, file, losses)
    if "-" in (file.content for file in files):
        losses.append(Message("“{name}” is read from standard input. Choose a file for it.", name=name))
    if len(files) > 1:
        losses.append(
            Message("cURL nests the files of “{name}” in one part. They go out as parts of one name.", name=name)
        )
    if len({(file.content_type, file.headers) for file in files}) == 1 and not any(file.file_name for file in files):
        return (_file_row(name, files),)
    return tuple(_file_row(name, (file,)) for file in files)


def _file_row(name: str, files: tuple[Attributes, ...]) -> FormRow:
    first = files[0]
    is_own_name = first.file_name == re.split(r"[\\/]", first.content)[-1]
    return FormRow(
        name,
        files=tuple(file.content for file in files if file.content not in {"", "-"}),
        is_file=True,
        content_type=first.content_type,
        file_name="" if is_own_name else first.file_name,
        headers=_part_headers(first),
    )


def _text_of_file(name: str, path: str, losses: list[Message]) -> str:
    """Return a text that is the content of a file."""
    text = None if path in {"", "-"} else file_reference(path, "text")
    if text is None:
        losses.append(Message("“{name}” is the text of a file that cannot be named here. Type it.", name=name))
    return text or ""


def _part_headers(part: Attributes) -> tuple[Row, ...]:
    pairs = (line.partition(":") for line in part.headers)
    return tuple(Row(name.strip(), value.strip()) for name, _, value in pairs)


def _tell_others(name: str, part: Attributes, losses: list[Message]) -> None:
    losses += [
        Message("“{other}” of the part “{name}” was not taken over.", other=other, name=name) for other in part.others
    ]


def _file_body(part: Piece, losses: list[Message]) -> Body:
    if part.path == "-":
        losses.append(Message("The body is read from standard input. Choose a file for it, or type it."))
        return Body(kind=BodyKind.RAW, language=RawLanguage.TEXT)
    if not part.keeps_line_breaks:
        losses.append(
            Message("With -d cURL leaves out the line breaks of {path}. It is sent as it is.", path=part.path)
        )
    return Body(kind=BodyKind.BINARY, binary=part.path)


def _urlencoded(value: str) -> Piece:
    """Read `content`, `=content`, `name=content`, `@file` or `name@file`."""
    match = re.match(r"([^=@]*)([=@])(.*)", value, re.DOTALL)
    if match is None:
        return Piece(_encoded(value))
    name, mark, content = match.groups()
    if mark == "@":
        return Piece("", content)
    return Piece(f"{name}={_encoded(content)}" if name else _encoded(content))


def _encoded(text: str) -> str:
    """Encode as cURL does, a space as a plus; what a placeholder stands for is not known yet."""
    pieces: list[str] = []
    at = 0
    for held in _PLACEHOLDER.finditer(text):
        pieces += [quote_plus(text[at : held.start()]), held[0]]
        at = held.end()
    return "".join((*pieces, quote_plus(text[at:])))


def _decoded(text: str) -> str:
    return parse_qsl(f"x={text}", keep_blank_values=True, errors="replace")[0][1]


def _language(essence: str) -> RawLanguage:
    if essence == "application/json" or essence.endswith("+json"):
        return RawLanguage.JSON
    if essence in {"application/xml", "text/xml"} or essence.endswith("+xml"):
        return RawLanguage.XML
    return RawLanguage.HTML if essence == "text/html" else RawLanguage.TEXT
