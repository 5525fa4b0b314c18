"""Runs in the environment of the peer: signs recorded requests with botocore.

Reads a JSON list from standard input and prints the signature of each.
"""

import base64
import json
import sys

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def signature(asked: dict[str, str]) -> str:
    credentials = Credentials(asked["key"], asked["secret"], asked["session"] or None)
    kind = S3SigV4Auth if asked["service"] == "s3" else SigV4Auth
    signer = kind(credentials, asked["service"], asked["region"])
    headers = {name: value for name, value in asked["headers"] if name.lower() in asked["signed"].split(";")}
    request = AWSRequest(asked["method"], asked["url"], headers, base64.b64decode(asked["body"]))
    request.context["timestamp"] = headers["X-Amz-Date"]
    return signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)


print(json.dumps([signature(asked) for asked in json.load(sys.stdin)]))
