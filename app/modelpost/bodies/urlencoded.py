"""URL-encoded form fields."""

from urllib.parse import quote_plus

from modelpost.core.resolved import Content, FormContent, Payload
from modelpost.core.text import Message

_SAFE = "*-._"


class UrlencodedBody:
    """Fields as `application/x-www-form-urlencoded` (WHATWG URL, section 5.2)."""

    name = "urlencoded"
    label = Message("urlencoded")
    order = 30
    handles = FormContent

    def encode(self, content: Content, boundary: str) -> Payload:
        """Return the encoded pairs: spaces as `+`, everything but letters, digits and `*-._` percent-encoded."""
        del boundary
        if not isinstance(content, FormContent):
            raise TypeError(type(content).__name__)
        text = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in content.pairs)
        return Payload("application/x-www-form-urlencoded", (text.encode("ascii"),))


def _encoded(text: str) -> str:
    return quote_plus(text, safe=_SAFE).replace("~", "%7E")


PLUGIN = UrlencodedBody()
