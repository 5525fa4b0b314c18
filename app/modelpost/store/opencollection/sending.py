"""Settings of a request that the schema has no home for, as the block `settings` of a sidecar."""

from modelpost.core.request import ClientCertificate, Proxy, RequestSettings, Retry
from modelpost.store.opencollection.nodes import Plain, as_flag, as_mapping, as_mappings, as_number, as_text, as_texts

_SECONDS = (("connectTimeout", "connect_timeout"), ("totalTimeout", "total_timeout"))
_FLAGS = (("allowDowngrade", "allow_downgrade"), ("sendCookies", "send_cookies"))
_TEXTS = (("connectTo", "connect_to"), ("serverName", "server_name"), ("minimumTls", "minimum_tls"))
_CERTIFICATE_PARTS = ("host", "certificate", "key", "passphrase")
_LARGEST = "largestUnpacked"
_PROXY_PARTS = ("mode", "http", "https", "bypass")


def sending_tree(settings: RequestSettings) -> dict[str, Plain]:
    """Return the block; what is left open is absent. Times are in seconds."""
    tree: dict[str, Plain] = {}
    for key, name in (*_SECONDS, *_FLAGS, *_TEXTS):
        if getattr(settings, name) is not None:
            tree[key] = getattr(settings, name)
    if settings.largest_unpacked is not None:
        tree[_LARGEST] = settings.largest_unpacked
    if settings.ca_files is not None:
        tree["caFiles"] = list(settings.ca_files)
    if settings.retry is not None:
        retry = settings.retry
        tree["retry"] = {
            "count": retry.count,
            "wait": retry.wait,
            "statuses": list(retry.statuses),
            "withoutAnswer": retry.without_answer,
        }
    if settings.proxy is not None:
        proxy = settings.proxy
        tree["proxy"] = {part: getattr(proxy, part) for part in _PROXY_PARTS if getattr(proxy, part)}
    if settings.client_certificates is not None:
        tree["clientCertificates"] = [
            {part: getattr(certificate, part) for part in _CERTIFICATE_PARTS if getattr(certificate, part)}
            for certificate in settings.client_certificates
        ]
    return tree


def read_sending(tree: dict[str, Plain]) -> dict[str, object]:
    """Return the arguments of `RequestSettings` that the block gives; what is of an unexpected kind is passed over."""
    read: dict[str, object] = {}
    for key, name in _SECONDS:
        seconds = as_number(tree.get(key))
        read[name] = None if seconds is None else max(seconds, 0.0)
    for key, name in _FLAGS:
        read[name] = as_flag(tree.get(key))
    for key, name in _TEXTS:
        read[name] = as_text(tree[key]) if key in tree else None
    largest = as_number(tree.get(_LARGEST))
    read["largest_unpacked"] = None if largest is None else int(max(largest, 0))
    read["ca_files"] = as_texts(tree["caFiles"]) if "caFiles" in tree else None
    read["retry"] = _retry(as_mapping(tree["retry"])) if "retry" in tree else None
    read["proxy"] = _proxy(as_mapping(tree["proxy"])) if "proxy" in tree else None
    read["client_certificates"] = _certificates(tree["clientCertificates"]) if "clientCertificates" in tree else None
    return read


def read_config(tree: dict[str, Plain]) -> RequestSettings:
    """Return what the block `config` of a collection says, in which Bruno keeps its proxy and client certificates."""
    certificates = tuple(_native_certificate(entry) for entry in as_mappings(tree.get("clientCertificates")))
    return RequestSettings(
        proxy=_native_proxy(as_mapping(tree["proxy"])) if "proxy" in tree else None,
        client_certificates=tuple(known for known in certificates if known.certificate) or None,
    )


def _native_proxy(tree: dict[str, Plain]) -> Proxy | None:
    if as_flag(tree.get("disabled")):
        return Proxy("none")
    config = as_mapping(tree.get("config"))
    host, port = as_text(config.get("hostname")), as_text(config.get("port"))
    if as_flag(tree.get("inherit")) or not host:
        return None
    auth = as_mapping(config.get("auth"))
    user, password = as_text(auth.get("username")), as_text(auth.get("password"))
    credentials = "" if as_flag(auth.get("disabled")) or not user else f"{user}:{password}@" if password else f"{user}@"
    address = f"{as_text(config.get('protocol')) or 'http'}://{credentials}{host}{f':{port}' if port else ''}"
    return Proxy("manual", address, address, as_text(config.get("bypassProxy")))


def _native_certificate(entry: dict[str, Plain]) -> ClientCertificate:
    """Return a client certificate; one without a file for what is switched off or not understood."""
    if as_flag(entry.get("disabled")):
        return ClientCertificate()
    return ClientCertificate(
        as_text(entry.get("certificateFilePath")) or as_text(entry.get("pkcs12FilePath")),
        as_text(entry.get("privateKeyFilePath")),
        as_text(entry.get("passphrase")),
        as_text(entry.get("domain")),
    )


def _certificates(found: Plain) -> tuple[ClientCertificate, ...]:
    return tuple(
        ClientCertificate(**{part: as_text(entry[part]) for part in _CERTIFICATE_PARTS if part in entry})
        for entry in as_mappings(found)
    )


def _retry(tree: dict[str, Plain]) -> Retry:
    usual = Retry()
    count, wait = as_number(tree.get("count")), as_number(tree.get("wait"))
    listed = tree.get("statuses")
    statuses = tuple(int(n) for n in map(as_number, listed) if n is not None) if isinstance(listed, list) else None
    without_answer = as_flag(tree.get("withoutAnswer"))
    return Retry(
        count=usual.count if count is None else int(max(count, 0)),
        wait=usual.wait if wait is None else max(wait, 0.0),
        statuses=usual.statuses if statuses is None else statuses,
        without_answer=usual.without_answer if without_answer is None else without_answer,
    )


def _proxy(tree: dict[str, Plain]) -> Proxy:
    return Proxy(**{part: as_text(tree[part]) for part in _PROXY_PARTS if part in tree})
