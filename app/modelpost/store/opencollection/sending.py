"""Settings of a request that the schema has no home for, as the block `settings` of a sidecar."""

from modelpost.core.request import Proxy, RequestSettings, Retry
from modelpost.store.opencollection.nodes import Plain, as_flag, as_mapping, as_number, as_text, as_texts

_SECONDS = (("connectTimeout", "connect_timeout"), ("totalTimeout", "total_timeout"))
_FLAGS = (("allowDowngrade", "allow_downgrade"), ("sendCookies", "send_cookies"))
_TEXTS = (("connectTo", "connect_to"), ("serverName", "server_name"), ("minimumTls", "minimum_tls"))
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
    return read


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
