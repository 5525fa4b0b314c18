"""A piece of a line as it is shown: nothing invisible, nothing that turns the direction of reading."""

import re
from bisect import bisect_left, bisect_right

_TAB = 4
_STAND_INS = (
    "\x00-\x1f\x7f-\x9f\xad"  # control characters and the soft hyphen
    "\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"  # bidi, invisible, line separators
    "\udc80-\udcff"  # bytes that are not what the charset allows, as `surrogateescape` gives them
)
_SPECIAL = re.compile(
    f"(?P<emoji>\U0001f3f4[\U000e0020-\U000e007f]+)|(?P<stand_in>[{_STAND_INS}\U000e0000-\U000e007f])"
    "|(?P<wide>[\U00010000-\U0010ffff])"
)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def in_units(text: str) -> str:
    """Return a text with as many characters as Qt counts in it, for whoever looks for patterns and tells Qt places."""
    return text if text.isascii() else _ASTRAL.sub("\ufffd\ufffd", text)


class VisibleText:
    """Decodes bytes, makes what is invisible visible, and knows which byte each position of the shown text stands for.

    Control characters, bidi overrides (Trojan Source, CVE-2021-42574), tags and invalid bytes are shown as
    escapes; tabs as spaces up to the next stop. Positions in `shown` count UTF-16 units, as Qt does. Byte positions are
    relative to the piece and are expected at the beginning of a character.
    """

    def __init__(self, raw: bytes, charset: str) -> None:
        self._raw = raw
        self._charset = charset
        self._text = raw.decode(charset, "surrogateescape")
        self._indexes: list[int] = []  # of the special characters
        self._starts: list[int] = []  # where they stand in `shown`
        self._widths: list[int] = []
        self._lengths: list[int] = []  # how many characters each stands for
        self.stand_ins: tuple[tuple[int, int], ...] = ()
        self.shown = self._text
        if not (self._text.isascii() and self._text.isprintable()):
            self._replace()
        self.is_plain = self.shown.isascii()

    def position_of(self, byte: int) -> int:
        """Return where in `shown` the character at a byte begins."""
        if self._is_one_to_one:
            return min(byte, len(self._text))
        return self._position(len(self._raw[:byte].decode(self._charset, "surrogateescape")))

    def byte_at(self, position: int) -> int:
        """Return the byte of the character at a position of `shown`; within a stand-in, of what it stands for."""
        if self._is_one_to_one:
            return max(0, min(position, len(self._text)))
        return len(self._text[: self._index(position)].encode(self._charset, "surrogateescape"))

    @property
    def width(self) -> int:
        """The length of `shown` in UTF-16 units."""
        return self._position(len(self._text))

    @property
    def _is_one_to_one(self) -> bool:
        return self.shown is self._text and self.is_plain

    def _replace(self) -> None:
        pieces: list[str] = []
        stand_ins: list[tuple[int, int]] = []
        copied = position = 0
        for match in _SPECIAL.finditer(self._text):
            index, special = match.start(), match[0]
            pieces.append(self._text[copied:index])
            position += index - copied
            copied = match.end()
            shown = _stand_in(special, position) if match.lastgroup == "stand_in" else special
            width = len(shown) if match.lastgroup == "stand_in" else 2 * len(shown)
            if match.lastgroup == "stand_in" and special != "\t":
                stand_ins.append((position, position + width))
            self._indexes.append(index)
            self._starts.append(position)
            self._widths.append(width)
            self._lengths.append(len(special))
            pieces.append(shown)
            position += width
        if pieces:
            self.shown = "".join(pieces) + self._text[copied:]
            self.stand_ins = tuple(stand_ins)

    def _position(self, index: int) -> int:
        number = bisect_left(self._indexes, index) - 1
        if number < 0:
            return index
        behind = index - self._indexes[number] - self._lengths[number]
        return self._starts[number] + self._widths[number] + max(0, behind)

    def _index(self, position: int) -> int:
        number = bisect_right(self._starts, position) - 1
        if number < 0:
            return max(0, min(position, len(self._text)))
        behind = position - self._starts[number] - self._widths[number]
        if behind < 0:
            return self._indexes[number]
        return min(len(self._text), self._indexes[number] + self._lengths[number] + behind)


def _stand_in(character: str, column: int) -> str:
    if character == "\t":
        return " " * (_TAB - column % _TAB)
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
