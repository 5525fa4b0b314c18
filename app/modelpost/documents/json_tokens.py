"""Tokens of JSON, line by line."""

import re

from modelpost.documents.token import Token

IN_STRING = 1
"""The state within a string. Only a piece of a long line begins so: a string ends with its line."""

IN_COMMENT = 2
"""The state within a comment in `/* */`, which may go over many lines."""

_TOKEN = re.compile(
    r"""
      (?P<str>"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|(?P<open>\\?\Z)))(?P<key>\s*+(?=:))?
    | (?P<punct>[{}\[\],:]++)
    | (?P<num>-?[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)
    | (?P<bool>\b(?:true|false|null|NaN|Infinity)\b)
    | (?P<cmt>//[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|(?P<unended>\Z)))
    """,
    re.VERBOSE | re.DOTALL,
)
_REST_OF_STRING = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|(?P<open>\\?\Z))(?P<key>\s*+(?=:))?', re.DOTALL)
_QUOTE = re.compile(r'\\.|(?P<quote>")', re.DOTALL)
_BEFORE_STRING = re.compile(r"[{\[,:\s]")
_BEHIND_STRING = re.compile(r"\s*+[}\],:]")
_NO_STRING = re.compile(r"[\s\d.,eE+\-\[\]{}:truefalsn]*+")


def lex_json(text: str, state: int = 0) -> tuple[list[Token], int]:
    """Return the tokens of a line or of a piece of one, valid or not."""
    found: list[Token] = []
    position, is_open = 0, False
    if state == IN_COMMENT:
        end = text.find("*/")
        if end < 0:
            return [Token(0, len(text), "cmt")] if text else [], IN_COMMENT
        position = end + 2
        found.append(Token(0, position, "cmt"))
    if state == IN_STRING:
        rest = _REST_OF_STRING.match(text)
        if rest is not None:
            position = rest.end() if rest["key"] is None else rest.start("key")
            is_open = rest["open"] is not None
            found.append(Token(0, position, "str" if rest["key"] is None else "key"))
    for match in _TOKEN.finditer(text, position):
        if match["unended"] is not None:
            return [*found, Token(match.start(), match.end(), "cmt")], IN_COMMENT
        kind = match.lastgroup or "punct"
        found.append(Token(match.start(), match.end("str") if kind == "key" else match.end(), kind))
        is_open = match["open"] is not None
    return found, IN_STRING if is_open else 0


def state_within(before: str) -> int:
    """Return the likely state at the end of `before`, a piece of a line whose beginning is too far away to look at.

    Every quote either opens or closes a string: of the two readings the one holds in which more of them stand where
    they should. Without any quote, what does not look like numbers, words and brackets is a string.
    """
    quotes = [match.start() for match in _QUOTE.finditer(before) if match["quote"]]
    if not quotes:
        return 0 if _NO_STRING.fullmatch(before) else IN_STRING
    opens_first = sum(_fits(before, at, opens=number % 2 == 0) for number, at in enumerate(quotes))
    closes_first = sum(_fits(before, at, opens=number % 2 == 1) for number, at in enumerate(quotes))
    is_odd = len(quotes) % 2 == 1
    return IN_STRING if (opens_first >= closes_first) == is_odd else 0


def _fits(text: str, at: int, *, opens: bool) -> bool:
    if opens:
        return at == 0 or bool(_BEFORE_STRING.match(text, at - 1))
    return at + 1 == len(text) or bool(_BEHIND_STRING.match(text, at + 1))
