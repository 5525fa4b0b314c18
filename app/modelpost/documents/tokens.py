"""Tokens of a line, for highlighting: one entry for all languages."""

import re

from modelpost.documents.json_tokens import lex_json
from modelpost.documents.line_tokens import lex_csv, lex_script, lex_yaml
from modelpost.documents.token import Token
from modelpost.documents.xml_tokens import lex_markup

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def lex(text: str, language: str, state: int = 0) -> tuple[list[Token], int]:
    """Return the tokens of a line and the state in which the next one begins; between tokens lies plain text.

    `state` is 0 at the beginning of a document; the other values belong to the language.
    """
    if language in {"json", "jsonl"}:
        return lex_json(text, state)
    if language in {"xml", "html"}:
        return lex_markup(text, state)
    if language == "yaml":
        return lex_yaml(text), 0
    if language == "csv":
        return lex_csv(text), 0
    if language == "javascript":
        return lex_script(text, state)
    if language == "url":
        scheme = _SCHEME.match(text)
        return ([Token(0, scheme.end(), "muted")] if scheme else []), 0
    return [], 0
