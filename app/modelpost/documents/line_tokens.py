"""Tokens of YAML, CSV and JavaScript, line by line: enough to read by, not a parser."""

import re

from modelpost.documents.token import Token

IN_COMMENT = 1
"""The state within a comment in `/* */` of JavaScript."""

_STRINGS = r"(?P<str>\"(?:[^\"\\]|\\.)*+\"?|'(?:[^'\\]|\\.)*+'?)"
_NUMBER = r"(?P<num>(?<![\w.-])-?(?:0[xX][0-9A-Fa-f]++|[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)(?![\w.-]))"
_YAML = re.compile(
    rf"""
      (?P<cmt>(?:^|(?<=\s))\#.*+)
    | (?P<punct>^(?:---|\.\.\.)(?=\s|$)|(?:(?<=^)|(?<=\s))-(?=\s|$)|[{{}}\[\],](?=\s|$)|[&*!|>](?=[\w\s+-]|$))
    | (?P<key>[^\s\#"'{{}}\[\],&*!|>:-][^\#"'{{}}\[\],:]*+(?=:(?:\s|$))|"[^"]*+"(?=:(?:\s|$)))
    | {_STRINGS}
    | {_NUMBER}
    | (?P<bool>\b(?:true|false|null|yes|no|on|off)\b|~(?=\s|$))
    """,
    re.VERBOSE,
)
_CSV = re.compile(rf"(?P<str>\"(?:[^\"]|\"\")*+\"?)|(?P<punct>[,;\t]++)|{_NUMBER}")
_KEYWORDS = (
    "async await break case catch class const continue default delete do else export extends false finally for from "
    "function if import in instanceof let new null of return static super switch this throw true try typeof undefined "
    "var void while yield"
).replace(" ", "|")
_SCRIPT = re.compile(
    rf"""
      (?P<cmt>//.*+|/\*.*?(?:\*/|(?P<unended>$)))
    | (?P<str>"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?|`(?:[^`\\]|\\.)*+`?)
    | {_NUMBER}
    | (?P<bool>\b(?:{_KEYWORDS})\b)
    | (?P<key>\b[A-Za-z_$][\w$]*+(?=\s*+[(:]))
    | (?P<punct>[{{}}\[\]();,.=<>!&|?:+*/%-]++)
    """,
    re.VERBOSE,
)


def lex_yaml(text: str) -> list[Token]:
    """Return the tokens of a line of YAML."""
    return _tokens(_YAML, text)


def lex_csv(text: str) -> list[Token]:
    """Return the tokens of a line of CSV."""
    return _tokens(_CSV, text)


def lex_script(text: str, state: int = 0) -> tuple[list[Token], int]:
    """Return the tokens of a line of JavaScript, and whether a comment goes on behind it."""
    found: list[Token] = []
    position = 0
    if state == IN_COMMENT:
        end = text.find("*/")
        if end < 0:
            return [Token(0, len(text), "cmt")] if text else [], IN_COMMENT
        position = end + 2
        found.append(Token(0, position, "cmt"))
    for match in _SCRIPT.finditer(text, position):
        is_unended = match["unended"] is not None
        found.append(Token(match.start(), match.end(), "cmt" if is_unended else match.lastgroup or "punct"))
        if is_unended:
            return found, IN_COMMENT
    return found, 0


def _tokens(pattern: re.Pattern[str], text: str) -> list[Token]:
    return [Token(match.start(), match.end(), match.lastgroup or "punct") for match in pattern.finditer(text)]
