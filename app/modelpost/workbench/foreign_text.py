"""Whether a text may come from another application: asked of everything that is pasted, so nothing is loaded for it."""

_LOOKED_AT = 20_000
_MARKS = ("_postman_", "schema.getpostman.com", "schema.postman.com")


def may_be_foreign(text: str) -> bool:
    """Tell quickly whether a text may be what another application has exported; reading it decides."""
    beginning = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    ends = (beginning, text[-_LOOKED_AT:])
    return beginning.startswith("{") and any(mark in end for mark in _MARKS for end in ends)
