"""Addresses of Huawei Cloud's model services: what they tell of a service, and which credentials they are for.

A service of the first generation has up to two addresses, one for tokens and signatures of an account, one for apps; to
use a credential at the other one fails (https://support.huaweicloud.com/intl/en-us/modelarts_faq/modelarts_05_3136.html).
"""

import re
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlsplit

from modelpost.core.text import Message


class Takes(Enum):
    """Which kind of credential an address is for."""

    ANY = "any"
    ACCOUNT = "account"
    APP = "app"
    SECOND_GENERATION = "second-generation"
    KEY = "key"


class HuaweiAddress(NamedTuple):
    """What an address says of its service: `generation` is 1 or 2, or 0 for hosted language models."""

    takes: Takes
    generation: int
    region: str = ""
    service: str = ""


_REGION = r"(?P<region>[a-z]{2,3}-[a-z]+-\d{1,3})"
_CLOUD = r"\.(?:myhuaweicloud\.(?:com|cn|eu)|huaweicloud\.com)"
_HOSTS = (
    (re.compile(rf"infer-modelarts-{_REGION}{_CLOUD}"), Takes.ACCOUNT),
    (re.compile(rf"infer-app-modelarts-{_REGION}{_CLOUD}"), Takes.APP),
    (re.compile(rf"infer-modelarts\.{_REGION}{_CLOUD}"), Takes.KEY),
    (re.compile(rf"modelarts-infers-\d+\.{_REGION}{_CLOUD}"), Takes.ANY),
    (re.compile(rf"[0-9a-f]{{32}}\.apig\.{_REGION}\.huaweicloudapis\.com"), Takes.ANY),
    (re.compile(r"[0-9a-f]{32}\.infer\.ovaijisuan\.com"), Takes.ANY),
    (re.compile(r"api\.modelarts-maas\.com"), Takes.KEY),
)
_PATH = re.compile(r"/(?P<generation>v1/infers|v2/infer)/(?P<service>[0-9A-Fa-f-]{32,36})(?:/|$)")

_ACCOUNT_KINDS = frozenset({"iam-token", "ak-sk"})
_APP_KINDS = frozenset({"app-code", "app-key", "app-signature"})
_KEY_KINDS = frozenset({"modelarts-key"})
_FITTING = {
    Takes.ANY: _ACCOUNT_KINDS | _APP_KINDS | _KEY_KINDS,
    Takes.ACCOUNT: _ACCOUNT_KINDS,
    Takes.APP: _APP_KINDS,
    Takes.SECOND_GENERATION: _KEY_KINDS | {"iam-token"},
    Takes.KEY: _KEY_KINDS,
}
_KINDS_BY_HEADER = {"x-auth-token": "iam-token", "x-apig-appcode": "app-code", "apikey": "app-key"}
_WARNINGS = {
    Takes.ACCOUNT: Message(
        "This address takes an IAM token or an AK/SK signature. App credentials belong to the service's other address, "
        "which begins with infer-app-modelarts."
    ),
    Takes.APP: Message(
        "This address takes app credentials only: an AppCode, an AppKey, or their signature. Tokens and AK/SK "
        "signatures belong to the service's other address, which begins with infer-modelarts."
    ),
    Takes.SECOND_GENERATION: Message(
        "Services at /v2/infer/ take an IAM token or an API key, as was chosen when they were deployed. Check the call "
        "information of the service."
    ),
    Takes.KEY: Message("This address takes an API key. Choose “ModelArts API key” in the Auth tab."),
}


def recognised(url: str) -> HuaweiAddress | None:
    """Return what an address tells, None for one that is not known to be of ModelArts."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    path = _PATH.search(parts.path)
    known = next(((found, takes) for pattern, takes in _HOSTS if (found := pattern.fullmatch(host))), None)
    if path is None and known is None:
        return None
    service = path["service"] if path is not None else ""
    region = known[0].groupdict().get("region") or "" if known is not None else ""
    takes = known[1] if known is not None else Takes.ANY
    if takes is Takes.KEY:
        return HuaweiAddress(takes, 0, region, service)
    if path is not None and path["generation"] == "v2/infer":
        return HuaweiAddress(Takes.SECOND_GENERATION, 2, region, service)
    return HuaweiAddress(takes, 1, region, service)


def credential_mismatch(url: str, auth_kind: str) -> Message | None:
    """Return a warning where credentials of this kind cannot fit the address; nothing is said of kinds not of ours."""
    address = recognised(url)
    if address is None or auth_kind not in _FITTING[Takes.ANY] or auth_kind in _FITTING[address.takes]:
        return None
    return _WARNINGS[address.takes]


def kind_of_header(name: str) -> str:
    """Return the scheme whose credential stands in a header of this name, empty for one that is not of ours."""
    return _KINDS_BY_HEADER.get(name.strip().lower(), "")
