"""How a request is sent, with nothing left to substitute; and where its settings hold credentials."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote

from modelpost.core.expansion import Expander
from modelpost.core.failures import Problem
from modelpost.core.paths import join_path
from modelpost.core.proxies import holds_password, split_password
from modelpost.core.request import ClientCertificate, Proxy, RequestDraft, RequestSettings
from modelpost.core.template import placeholders, spans
from modelpost.core.variables import Context, Problems, effective

_PROXY = "settings.proxy"
_CERTIFICATES = "settings.client_certificates"


def resolve_settings(draft: RequestDraft, context: Context) -> RequestSettings | Problems:
    """Return the settings in force for a draft, those of folders included, or what keeps them from being used.

    Files are sought from the collection's folder. Only the request itself can say that certificates are not checked.
    """
    problems: list[Problem] = []

    expander = Expander(context)

    def fill(text: str, where: str) -> str:
        expansion = expander.filled(text)
        problems.extend(Problem(where, *trouble) for trouble in expansion.troubles)
        return expansion.text

    def path(text: str, where: str) -> str:
        return join_path(context.folder, fill(text, where))

    found = effective(draft, context.defaults).settings
    found = replace(
        found,
        verify_tls=draft.settings.verify_tls,
        connect_to=None if found.connect_to is None else fill(found.connect_to, "settings.connect_to"),
        server_name=None if found.server_name is None else fill(found.server_name, "settings.server_name").strip(),
        ca_files=_each(found.ca_files, lambda text, index: path(text, f"settings.ca_files.{index}")),
        proxy=None if found.proxy is None else _filled_proxy(found.proxy, fill),
        client_certificates=_each(
            found.client_certificates,
            lambda certificate, index: _filled_certificate(certificate, f"{_CERTIFICATES}.{index}", fill, path),
        ),
    )
    return Problems(tuple(problems)) if problems else found


def undecided_settings(settings: RequestSettings) -> Iterator[str]:
    """Yield where settings hold a password in the clear, in the form of `Problem.where`."""
    if settings.proxy is not None:
        for kind in ("http", "https"):
            if holds_password(getattr(settings.proxy, kind)):
                yield f"{_PROXY}.{kind}"
    for index, certificate in enumerate(settings.client_certificates or ()):
        text = certificate.passphrase
        held = placeholders(text)
        if text and not (len(held) == 1 and (held[0].start, held[0].end) == (0, len(text))):
            yield f"{_CERTIFICATES}.{index}.passphrase"


def credential_at(settings: RequestSettings, where: tuple[str, ...]) -> str:
    """Return the password at a place below `settings`, empty for one that there is not."""
    match where:
        case ("proxy", kind) if settings.proxy is not None:
            return split_password(getattr(settings.proxy, kind), "password")[1]
        case ("client_certificates", index, "passphrase") if settings.client_certificates:
            return settings.client_certificates[int(index)].passphrase
    return ""


def with_credential(settings: RequestSettings, where: tuple[str, ...], name: str) -> RequestSettings:
    """Return settings that refer to the variable `name` where a password stood."""
    match where:
        case ("proxy", kind) if settings.proxy is not None:
            address, _ = split_password(getattr(settings.proxy, kind), name)
            return replace(settings, proxy=replace(settings.proxy, **{kind: address}))
        case ("client_certificates", index, "passphrase") if settings.client_certificates:
            place, all_of_them = int(index), settings.client_certificates
            changed = replace(all_of_them[place], passphrase="{{" + name + "}}")
            return replace(settings, client_certificates=(*all_of_them[:place], changed, *all_of_them[place + 1 :]))
    return settings


_Fill = Callable[[str, str], str]
T = TypeVar("T")


def _each(found: tuple[T, ...] | None, change: Callable[[T, int], T]) -> tuple[T, ...] | None:
    return None if found is None else tuple(change(item, index) for index, item in enumerate(found))


def _filled_proxy(proxy: Proxy, fill: _Fill) -> Proxy:
    if proxy.mode != "manual":
        return proxy
    return replace(
        proxy,
        http=_filled_address(proxy.http, lambda text: fill(text, f"{_PROXY}.http")),
        https=_filled_address(proxy.https, lambda text: fill(text, f"{_PROXY}.https")),
        bypass=fill(proxy.bypass, f"{_PROXY}.bypass"),
    )


def _filled_address(address: str, fill: Callable[[str], str]) -> str:
    """Fill in an address; what stands before the host is percent-encoded, so that a password may hold anything."""
    user, at, host = address.rpartition("@")
    pieces = (
        user[span.start : span.end] if span.name is None else quote(fill(user[span.start : span.end]), safe="")
        for span in spans(user)
    )
    return "".join(pieces) + at + fill(host)


def _filled_certificate(certificate: ClientCertificate, where: str, fill: _Fill, path: _Fill) -> ClientCertificate:
    return ClientCertificate(
        path(certificate.certificate, f"{where}.certificate"),
        path(certificate.key, f"{where}.key"),
        fill(certificate.passphrase, f"{where}.passphrase"),
        fill(certificate.host, f"{where}.host"),
    )
