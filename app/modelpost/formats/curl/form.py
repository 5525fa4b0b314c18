"""The little language in the value of cURL's `-F`: `name=content;type=…;filename=…` (`formparse` in its sources)."""

import re
from typing import NamedTuple

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"[^;,]*', re.DOTALL)
_KEYWORD = re.compile(r"(type|filename|headers|encoder)=", re.IGNORECASE)


class Attributes(NamedTuple):
    """One piece of content and what is said of it; `others` are the names of what a draft has no room for."""

    content: str
    content_type: str = ""
    file_name: str = ""
    headers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def text_part(text: str) -> Attributes:
    """Read the content of a text part: up to a semicolon, unless it is in double quotes."""
    content, _ = _attributes(text, 0, "")
    return content


def file_parts(text: str) -> tuple[Attributes, ...]:
    """Read the files behind `@`, divided by commas."""
    files: list[Attributes] = []
    at = 0
    while at <= len(text):
        file, at = _attributes(text, at, ",")
        files.append(file)
        at += 1
    return tuple(files)


def _attributes(text: str, at: int, divider: str) -> tuple[Attributes, int]:
    """Read one piece from `at` on; return it and where it ended, at a divider or at the end of the text."""
    content, at = _word(text, at, divider)
    content_type, file_name = "", ""
    headers: list[str] = []
    others: list[str] = []
    is_within_type = False
    while at < len(text) and text[at] == ";":
        at += 1
        at += len(text[at:]) - len(text[at:].lstrip())
        keyword = _KEYWORD.match(text, at)
        if keyword is None:
            piece, at = _plain(text, at, divider)
            if is_within_type:
                content_type += f"; {piece}"
            elif piece:
                others.append(piece.partition("=")[0])
            continue
        name = keyword[1].lower()
        is_within_type = name == "type" and not content_type
        piece, at = (_plain if name == "type" else _word)(text, keyword.end(), divider)
        if name == "type":
            content_type = content_type or piece
        elif name == "filename":
            file_name = piece
        elif name == "headers" and not piece.startswith(("@", "<")):  # else they are in a file
            headers.append(piece)
        else:
            others.append(name)
    return Attributes(content, content_type, file_name, tuple(headers), tuple(others)), at


def _word(text: str, at: int, divider: str) -> tuple[str, int]:
    """Read a value; in double quotes, a backslash makes a quotation mark or a backslash an ordinary character."""
    at += len(text[at:]) - len(text[at:].lstrip())
    quoted = _QUOTED.match(text, at)
    if quoted:
        end = at + len(quoted[0])
        if not divider:  # a comma divides nothing here, and is passed over with whatever else follows the quotes
            end = _end(text, end, divider)
        return re.sub(r'\\(["\\])', r"\1", quoted[1]), end
    return _plain(text, at, divider)


def _plain(text: str, at: int, divider: str) -> tuple[str, int]:
    end = _end(text, at, divider)
    return text[at:end].strip(), end


def _end(text: str, at: int, divider: str) -> int:
    match = re.compile(f"[;{divider}]").search(text, at)
    return match.start() if match else len(text)
