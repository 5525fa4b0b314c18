"""Credentials in a draft: where they stand, what they are called, and what belongs to the scheme before them."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from modelpost.core.url import with_path, with_query

if TYPE_CHECKING:
    from modelpost.core.request import RequestDraft, Row

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


def with_value_at(draft: "RequestDraft", where: str, text: str) -> "RequestDraft":
    """Return the draft with another text at such a place; one that there is not changes nothing."""
    kind, *rest = where.split(".")
    match kind, rest:
        case "auth", [name]:
            return replace(draft, auth=draft.auth.with_value(name, text))
        case "headers", [index, attribute]:
            return replace(draft, headers=_with_cell(draft.headers, int(index), attribute, text))
        case "query", [index, attribute]:
            return with_query(draft, _with_cell(draft.query, int(index), attribute, text))
        case "path", [index, attribute]:
            return with_path(draft, _with_cell(draft.path, int(index), attribute, text))
        case "body", ["urlencoded", index, attribute]:
            return draft.with_body(urlencoded=_with_cell(draft.body.urlencoded, int(index), attribute, text))
        case "body", ["form", index, attribute]:
            part = replace(draft.body.form[int(index)], **{attribute: text})  # type: ignore[arg-type]  # a text field
            return draft.with_body(form=(*draft.body.form[: int(index)], part, *draft.body.form[int(index) + 1 :]))
        case "body", ["form", index, "headers", row, attribute]:
            part = draft.body.form[int(index)]
            part = replace(part, headers=_with_cell(part.headers, int(row), attribute, text))
            return draft.with_body(form=(*draft.body.form[: int(index)], part, *draft.body.form[int(index) + 1 :]))
        case "settings", _:
            from modelpost.core.sending import with_credential  # noqa: PLC0415  # as in value_at

            name = text.removeprefix("{{").removesuffix("}}")
            return replace(draft, settings=with_credential(draft.settings, tuple(rest), name))
    return draft


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


def _with_cell(rows: "tuple[Row, ...]", index: int, attribute: str, text: str) -> "tuple[Row, ...]":
    row = replace(rows[index], **{attribute: text})  # type: ignore[arg-type]  # a text field
    return (*rows[:index], row, *rows[index + 1 :])
