"""Runs in the environment of the peer: signs recorded requests with the signer of huaweicloudsdkcore.

Reads a JSON list from standard input and prints the Authorization header of each.
"""

import base64
import json
import sys
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer


def authorization(asked: dict[str, object]) -> str:
    parts = urlsplit(str(asked["target"]))
    signed = str(asked["signed"]).split(";")
    request = SdkRequest(
        method=str(asked["method"]),
        schema="http",
        host=str(asked["host"]),
        resource_path=parts.path,
        query_params=parse_qsl(parts.query, keep_blank_values=True),
        header_params={name: value for name, value in asked["headers"] if name.lower() in signed},
        body=base64.b64decode(str(asked["body"])),
        stream=False,
        signing_algorithm=None,
    )
    credentials = SimpleNamespace(ak=asked["key"], sk=asked["secret"])
    return str(Signer(credentials).sign(request).header_params["Authorization"])


print(json.dumps([authorization(asked) for asked in json.load(sys.stdin)]))
