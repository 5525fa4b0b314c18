"""Rows of tables, auth and settings as plain values: what requests, folders and collections have in common."""

from modelpost.core.request import INHERITED_AUTH, NO_AUTH, AuthChoice, RequestSettings, Row
from modelpost.store.opencollection.nearest_auth import nearest
from modelpost.store.opencollection.nodes import Plain, as_flag, as_mapping, as_number, as_text
from modelpost.store.opencollection.oauth2 import hidden_values, oauth2_tree, read_oauth2, with_hidden
from modelpost.store.opencollection.sending import read_sending

_NATIVE_AUTH: dict[str, tuple[str, ...]] = {
    "apikey": ("key", "value", "placement"),
    "awsv4": ("accessKeyId", "secretAccessKey", "sessionToken", "service", "region", "profileName"),
    "basic": ("username", "password"),
    "bearer": ("token",),
    "digest": ("username", "password"),
    "ntlm": ("username", "password", "domain"),
    "wsse": ("username", "password"),
}
"""Auth kinds of the schema, and the fields that it has for each."""

_KEPT_AUTH = frozenset({"oauth1"})
"""Kinds of the schema whose fields are not a flat list: kept as they are."""

_OAUTH2 = "oauth2"

_PLACEMENTS = ("header", "query")


def row_tree(row: Row) -> dict[str, Plain]:
    """Return a row."""
    return with_remarks({"name": row.name, "value": row.value}, row.note, enabled=row.enabled)


def with_remarks(tree: dict[str, Plain], note: str, *, enabled: bool) -> dict[str, Plain]:
    """Add what a row has besides its content."""
    if note:
        tree["description"] = note
    if not enabled:
        tree["disabled"] = True
    return tree


def read_row(tree: dict[str, Plain]) -> Row:
    """Return a row; `enabled` is how older files said it."""
    enabled = as_flag(tree.get("enabled"))
    disabled = as_flag(tree.get("disabled"))
    is_enabled = not disabled if disabled is not None else enabled is not False
    return Row(as_text(tree.get("name")), as_text(tree.get("value")), is_enabled, read_note(tree.get("description")))


def read_note(found: Plain) -> str:
    """Return a description, which is a text or a text with a type."""
    return as_text(found.get("content")) if isinstance(found, dict) else as_text(found)


def auth_tree(auth: AuthChoice) -> Plain:
    """Return what the schema can say of an auth choice, or the nearest to it; None for none."""
    if auth.kind == "inherit":
        return "inherit"
    if auth.kind == _OAUTH2:
        return oauth2_tree(auth.values)
    if auth.kind in _KEPT_AUTH:
        return {"type": auth.kind, **dict(auth.values)}
    if auth.kind not in _NATIVE_AUTH:
        return nearest(auth)
    return {"type": auth.kind, **{name: text for name, text in auth.values if _is_native(auth.kind, name, text)}}


def hidden_auth_tree(auth: AuthChoice, *, absent: AuthChoice) -> dict[str, Plain]:
    """Return the rest of an auth choice; `absent` is what a file means that says nothing of auth."""
    hidden: dict[str, Plain] = {}
    if auth.kind not in {*_NATIVE_AUTH, *_KEPT_AUTH, _OAUTH2, INHERITED_AUTH.kind, absent.kind}:
        hidden["type"] = auth.kind
    values: dict[str, Plain] = {}
    if auth.kind == _OAUTH2:
        values.update(hidden_values(auth.values))
    elif auth.kind not in _KEPT_AUTH:
        values.update({name: text for name, text in auth.values if not _is_native(auth.kind, name, text)})
    if values:
        hidden["values"] = values
    return hidden


def read_auth(found: Plain, hidden: dict[str, Plain], *, absent: AuthChoice) -> AuthChoice:
    """Return an auth choice from what a file and its sidecar say; `absent` as in `hidden_auth_tree`."""
    rest = tuple((name, as_text(text)) for name, text in as_mapping(hidden.get("values")).items())
    meant = AuthChoice(as_text(hidden.get("type")), rest)
    if isinstance(found, dict) and nearest(meant) == found:
        return meant
    if found == "inherit":
        return AuthChoice(INHERITED_AUTH.kind, rest)
    tree = as_mapping(found)
    kind = as_text(tree.get("type"))
    if not kind:
        named = as_text(hidden.get("type")) or (NO_AUTH.kind if found == "none" else absent.kind)
        return AuthChoice(named, rest)
    if kind == _OAUTH2:
        return AuthChoice(kind, tuple(with_hidden(read_oauth2(tree), dict(rest)).items()))
    values = tuple((k, as_text(v)) for k, v in tree.items() if k != "type" and not isinstance(v, dict | list))
    known = dict(values)
    return AuthChoice(kind, (*values, *(pair for pair in rest if pair[0] not in known)))


def settings_tree(settings: RequestSettings) -> dict[str, Plain]:
    """Return what the schema can say of settings; what is left open is absent. Times are in milliseconds."""
    tree: dict[str, Plain] = {}
    if settings.timeout is not None:
        milliseconds = round(settings.timeout * 1000, 6)
        tree["timeout"] = int(milliseconds) if milliseconds == int(milliseconds) else milliseconds
    if settings.follow_redirects is not None:
        tree["followRedirects"] = settings.follow_redirects
    if settings.max_redirects is not None:
        tree["maxRedirects"] = settings.max_redirects
    return tree


def read_settings(tree: dict[str, Plain], sidecar: dict[str, Plain]) -> RequestSettings:
    """Return settings; `inherit` and what is absent stay open."""
    timeout, most = as_number(tree.get("timeout")), as_number(tree.get("maxRedirects"))
    return RequestSettings(
        timeout=None if timeout is None else round(max(timeout, 0.0) / 1000, 9),
        follow_redirects=as_flag(tree.get("followRedirects")),
        max_redirects=None if most is None else int(max(most, 0)),
        verify_tls=as_flag(sidecar.get("verifyTls")),
        **read_sending(as_mapping(sidecar.get("settings"))),  # type: ignore[arg-type]  # checked where they are read
    )


def _is_native(kind: str, name: str, text: str) -> bool:
    if name not in _NATIVE_AUTH.get(kind, ()):
        return False
    return name != "placement" or text in _PLACEMENTS
