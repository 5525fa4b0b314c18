"""The address of a draft, filled in and fit to be sent to."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from modelpost.core import url as address_line
from modelpost.core.filling import Filling, shortened
from modelpost.core.request import RequestDraft
from modelpost.core.text import Message

_FORBIDDEN = re.compile(r"[\r\n\0]")
_PORT = re.compile(r":(\d*)$")


def address_of(draft: RequestDraft, filling: Filling) -> str:
    """Return the address that a draft goes to, empty where there is none; what is wrong with it is a problem."""
    line = draft.url.strip()
    if not line:
        filling.problem("url", Message("There is no address yet"), Message("Type the URL of the service."))
        return ""
    before = len(filling.problems)
    typed = address_line.split(line)
    path = address_line.fill_path(typed.path, draft.path, lambda text: filling.text(text, "path"))
    before_query = replace(typed, path=path, query="", has_query=False, fragment="")
    expanded = filling.text(before_query.text, "url").partition("#")[0].strip()
    if typed.query:  # a number sign in a parameter's value does not end the query
        query = filling.text(typed.query, "url").replace("#", "%23")
        expanded += ("&" if "?" in expanded else "?") + query
    elif typed.has_query and "?" not in expanded:
        expanded += "?"  # an empty query is not the same as none (RFC 3986, section 6.2.3), and may be signed
    if len(filling.problems) > before:
        return ""
    if _FORBIDDEN.search(expanded):
        filling.problem(
            "url", Message("The address holds a line break or a NUL character"), Message("Remove it from the URL.")
        )
        return ""
    address = address_line.split(expanded.strip())
    scheme = (address.scheme or address_line.scheme_for(address.authority)).lower()
    if scheme not in address_line.SENT:
        filling.problem(
            "url",
            Message("{scheme} addresses cannot be sent", scheme=f"{scheme}://"),
            Message("Use http:// or https://, or ws:// or wss:// for a WebSocket."),
        )
        return ""
    if draft.is_conversation:
        scheme = next((ws for ws, plain in address_line.CONVERSATIONS.items() if plain == scheme), scheme)
    return _checked(
        replace(
            address,
            scheme=scheme,
            path=address_line.encode_path(address.path) or "/",
            query=address_line.encode_query(address.query),
            fragment="",
        ),
        filling,
    )


def _checked(address: address_line.Address, filling: Filling) -> str:
    text = address.text
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
        if _PORT.search(address.authority) and address.authority.count("[") == address.authority.count("]"):
            filling.problem(
                "url", Message("The port in the address is not valid"), Message("Ports go from 1 to 65535.")
            )
            return ""
    if not host or re.search(r"[\s<>\"{}|\\^`]", address.authority) or port == 0:
        filling.problem(
            "url",
            Message("“{address}” is not a valid address", address=shortened(_without_credentials(address))),
            Message("An address looks like https://host/path."),
        )
        return ""
    return text


def _without_credentials(address: address_line.Address) -> str:
    return replace(address, authority=address.authority.rpartition("@")[2]).text
