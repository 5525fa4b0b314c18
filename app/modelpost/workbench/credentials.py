"""Credentials in a draft: where they stand, what they are called, and what belongs to the scheme before them."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelpost.core.request import RequestDraft

_CREDENTIAL = re.compile(r"^(\s*(?:Bearer|Basic|Token|ApiKey)\s+)(\S.*)$", re.IGNORECASE | re.DOTALL)


_AS_TYPED = ("settings.", "variables.")


def split_credential(where: str, typed: str) -> tuple[str, str]:
    """Split `Bearer abc` into the scheme with its space and the secret; the scheme is empty where there is none.

    Passwords in settings have none, and every blank of theirs counts; elsewhere those around a secret do not.
    """
    if where.startswith(_AS_TYPED):
        return "", typed
    match = _CREDENTIAL.match(typed)
    return (match[1], match[2].strip()) if match else ("", typed.strip())


def value_at(draft: "RequestDraft", where: str) -> str:
    """Return the text at a place such as `headers.2.value` or `auth.token`, empty for one that there is not."""
    kind, *rest = where.split(".")
    match kind, rest:
        case "auth", [name]:
            return draft.auth.value(name)
        case ("headers" | "query" | "path") as rows, [index, attribute]:
            return str(getattr(getattr(draft, rows)[int(index)], attribute))
        case "body", [("form" | "urlencoded") as rows, index, attribute]:
            return str(getattr(getattr(draft.body, rows)[int(index)], attribute))
        case "body", ["form", index, "headers", row, attribute]:
            return str(getattr(draft.body.form[int(index)].headers[int(row)], attribute))
        case "settings", _:
            from modelpost.core.sending import credential_at  # noqa: PLC0415  # 3 ms, at the first such password

            return credential_at(draft.settings, tuple(rest))
    return ""


def secret_name(where: str, draft: "RequestDraft") -> str:
    """Return a variable name for the credential at `where`: `x_auth_token` for a header, the field's name for auth."""
    kind, *rest = where.split(".")
    match kind, rest:
        case "auth", [label, *_]:
            pass
        case "settings", ["proxy", scheme]:
            label = f"{scheme} proxy password"
        case "settings", _:
            label = "certificate passphrase"
        case _:
            label = value_at(draft, f"{where.rpartition('.')[0]}.name")
    words = re.findall(r"[A-Za-z0-9]+", label)
    return "_".join(word.lower() for word in words) or "secret"
