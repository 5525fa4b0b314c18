"""Keeps secrets out of what is remembered: known values, tokens by their shape, and fields that hand out tokens."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from modelpost.core.headers import HeaderList
from modelpost.core.response import Response
from modelpost.core.secrets import MASK, Redactor, without_tokens

_PIECE = 1 << 18
"""Characters that are searched at once: the search holds up every other thread, here for 5 ms."""

_CUT_WITHIN = 1 << 14
_TOKEN_ENDPOINT = re.compile(r"(?:token|oauth|login|signin|session|securitytokens|/auth)", re.IGNORECASE)
_HANDED_OUT = frozenset({"access", "secret", "securitytoken", "token", "ticket", "session", "sessionid", "jwt", "code"})
_WIDE = ("utf-16", "utf-32", "utf_16", "utf_32")


class Masking:
    """What hides the secrets of one exchange; `known` are all values that this process has seen."""

    def __init__(self, secrets: frozenset[str], known: Callable[[str], str], known_bytes: Callable[[bytes], bytes]):
        self._own = Redactor(secrets)
        self._known = known
        self._known_bytes = known_bytes

    def text(self, text: str) -> str:
        """Return a text of the program's own making with known secrets masked."""
        return self._known(self._own.text(text))

    def tree(self, value: object) -> object:
        """Return plain values with known secrets masked in every text."""
        match value:
            case str():
                return self.text(value)
            case list() | tuple():
                return [self.tree(item) for item in value]
            case dict():
                return {key: self.tree(item) for key, item in value.items()}
        return value

    def head(self, response: Response) -> Response:
        """Return a response whose headers hand out nothing."""
        fields = (replace(field, value=self._own.header(field.name, field.value)) for field in response.headers)
        shown = HeaderList(tuple(replace(field, value=self.text(field.value)) for field in fields))
        return replace(response, headers=shown, url=self.text(response.url))

    def body(self, content: bytes, url: str, charset: str, *, is_text: bool) -> bytes:
        """Return a decoded body with secrets masked; in one that is no text only known values are looked for."""
        content = self._known_bytes(self._own.content(content))
        if not is_text:
            return content
        names = _HANDED_OUT if _TOKEN_ENDPOINT.search(urlsplit(url).path) else frozenset()
        is_wide = charset.lower().startswith(_WIDE)
        text = content.decode(charset if is_wide else "latin-1", "replace")  # latin-1 gives every byte back
        mark = MASK if is_wide else MASK.encode().decode("latin-1")
        masked = "".join(without_tokens(piece, mark, names) for piece in _pieces(self.text(text) if is_wide else text))
        if masked == text:
            return content
        return masked.encode(charset, "replace") if is_wide else masked.encode("latin-1")


def _pieces(text: str) -> Iterator[str]:
    """Cut a text where no token stands: behind a comma or the end of a line, if there is one."""
    start = 0
    while len(text) - start > _PIECE:
        end = start + _PIECE
        cut = max(text.rfind(sign, end - _CUT_WITHIN, end) for sign in ",\n") + 1
        yield text[start : cut or end]
        start = cut or end
    yield text[start:]
