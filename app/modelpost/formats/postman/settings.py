"""Settings between Postman's “protocol profile behavior” and ours."""

from modelpost.core.request import RequestSettings
from modelpost.core.text import Message
from modelpost.formats.postman.values import Tree, as_text, as_tree

Losses = list[Message]

_SYSTEM_HEADERS = "disabledSystemHeaders"
_DISABLED_TLS = "tlsDisabledProtocols"
_TAKEN = frozenset({"followRedirects", "strictSSL", "maxRedirects", "disableCookies", _SYSTEM_HEADERS, _DISABLED_TLS})
_OF_NO_ACCOUNT = frozenset({"disableBodyPruning"})
"""What Modelpost does anyhow: a body goes out with every method."""

_OLD_TLS = ["TLSv1", "TLSv1_1"]


def read_settings(found: object, losses: Losses, where: str) -> RequestSettings:
    """Return settings; what is not said stays open."""
    tree = as_tree(found)
    most, disabled = tree.get("maxRedirects"), tree.get(_DISABLED_TLS)
    cookies = _flag(tree.get("disableCookies"))
    for name, value in tree.items():
        if name not in _TAKEN | _OF_NO_ACCOUNT and value not in (None, False, "", [], {}):
            losses.append(Message("{where}: the setting “{name}” was not taken over.", where=where, name=name))
    return RequestSettings(
        follow_redirects=_flag(tree.get("followRedirects")),
        max_redirects=max(most, 0) if isinstance(most, int) and not isinstance(most, bool) else None,
        verify_tls=_flag(tree.get("strictSSL")),
        send_cookies=None if cookies is None else not cookies,
        minimum_tls=_minimum_tls(disabled),
    )


def read_omitted(found: object) -> tuple[str, ...]:
    """Return the automatic headers that shall not be sent."""
    disabled = as_tree(as_tree(found).get(_SYSTEM_HEADERS))
    return tuple(name for name, is_disabled in disabled.items() if is_disabled is True)


def settings_tree(settings: RequestSettings, omitted: tuple[str, ...], losses: Losses, where: str) -> Tree:
    """Return what Postman has a word for; what it has none for is named."""
    tree: Tree = {}
    if settings.follow_redirects is not None:
        tree["followRedirects"] = settings.follow_redirects
    if settings.max_redirects is not None:
        tree["maxRedirects"] = settings.max_redirects
    if settings.verify_tls is not None:
        tree["strictSSL"] = settings.verify_tls
    if settings.send_cookies is not None:
        tree["disableCookies"] = not settings.send_cookies
    if settings.minimum_tls is not None:
        tree[_DISABLED_TLS] = [*_OLD_TLS, "TLSv1_2"] if settings.minimum_tls == "1.3" else _OLD_TLS
    if omitted:
        tree[_SYSTEM_HEADERS] = dict.fromkeys(omitted, True)
    for name, value in _nameless(settings):
        if value is not None:
            losses.append(Message("{where}: Postman has no place for the setting “{name}”.", where=where, name=name))
    return tree


def _nameless(settings: RequestSettings) -> tuple[tuple[Message, object], ...]:
    return (
        (Message("time-out"), settings.timeout),
        (Message("connect time-out"), settings.connect_timeout),
        (Message("total time-out"), settings.total_timeout),
        (Message("allow downgrade"), settings.allow_downgrade),
        (Message("retries"), settings.retry),
        (Message("connect to"), settings.connect_to),
        (Message("server name"), settings.server_name),
        (Message("authorities"), settings.ca_files),
        (Message("proxy"), settings.proxy),
        (Message("client certificates"), settings.client_certificates),
        (Message("largest unpacked answer"), settings.largest_unpacked),
    )


def _minimum_tls(disabled: object) -> str | None:
    names = {as_text(name) for name in disabled} if isinstance(disabled, list) else set()
    if "TLSv1_2" in names:
        return "1.3"
    return "1.2" if "TLSv1_1" in names else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
