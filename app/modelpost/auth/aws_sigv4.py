"""Signatures of Amazon Web Services, for SageMaker, Bedrock, S3 and whatever else takes them."""

import hashlib
import hmac
import re
from datetime import UTC, datetime
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

from modelpost.auth.api import AuthFlow, AuthScheme, Refused, Scheme, Signature, Surroundings
from modelpost.core.fields import Secret, Text, Toggle, Values
from modelpost.core.resolved import Payload, ResolvedRequest
from modelpost.core.text import Message

_ALGORITHM = "AWS4-HMAC-SHA256"
_UNSIGNED = "UNSIGNED-PAYLOAD"
_HASH_HEADER = "X-Amz-Content-Sha256"
_SESSION_HEADER = "X-Amz-Security-Token"
_SET_BY_SIGNER = ("Authorization", "X-Amz-Date", _SESSION_HEADER)
_SHOWN = frozenset({"X-Amz-Date", _HASH_HEADER})
"""Headers of the signer that are no secret: whoever looks for a mistake needs them."""

_CHANGED_ON_THE_WAY = frozenset({"accept-encoding", "connection", "cookie", "proxy-authorization", "te"})
"""Headers that a proxy may change: they are sent, and stay out of the signature."""

_HOSTS = re.compile(r"(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws)$")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_S3_WITH_REGION = re.compile(r"s3-([a-z]{2}(?:-[a-z]+)+-\d)")
_FIRST_REGION = "us-east-1"
_NOT_A_SERVICE = frozenset({"dualstack", "fips", "vpce"})
_SIGNED_AS: Final = {
    "bedrock-agent-runtime": "bedrock",
    "bedrock-runtime": "bedrock",
    "email": "ses",
    "lambda-url": "lambda",
    "s3-accelerate": "s3",
}
"""Services that sign under another name than that of their host."""


class _Scope(NamedTuple):
    region: str
    service: str


class AwsSignature(Scheme):
    """`Authorization: AWS4-HMAC-SHA256 …`, computed by Amazon's own library over the request as it leaves.

    Every attempt is signed anew, so that a request may be sent again.
    """

    name = "awsv4"
    label = Message("AWS Signature V4")
    order = 70
    fields = (
        Text("accessKeyId", Message("Access key ID"), is_needed=True),
        Secret("secretAccessKey", Message("Secret access key"), is_needed=True),
        Secret("sessionToken", Message("Session token"), hint=Message("For temporary keys only.")),
        Text("region", Message("Region"), hint=Message("Empty: as the address says, such as us-east-1.")),
        Text("service", Message("Service"), hint=Message("Empty: as the address says, such as sagemaker.")),
        Toggle(
            "signsBody",
            Message("Sign the body"),
            default="true",
            hint=Message("S3 takes bodies without; a large file is then read only once."),
            is_advanced=True,
        ),
    )

    def sets(self, values: Values) -> tuple[str, ...]:
        """Name what the signature and what goes into it stand in."""
        names = ("Authorization", "X-Amz-Date")
        return (*names, _SESSION_HEADER) if values.get("sessionToken", "").strip() else names

    def authenticate(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow:
        """Refuse what cannot be signed; the rest is done by `sign`."""
        del around
        yield from ()
        scope = _scope(values, request)
        for field, found, message in (
            ("region", scope.region, Message("The region is missing, and the address does not say it")),
            ("service", scope.service, Message("The service is missing, and the address does not say it")),
        ):
            if not found:
                raise Refused(message, Message("Enter it in the Auth tab."), place=f"auth.{field}")
        return request

    def sign(self, values: Values, request: ResolvedRequest, payload: Payload, around: Surroundings) -> Signature:
        """Sign method, address, headers and body."""
        # Loaded with the first signature: the library takes 90 ms.
        from awscrt.auth import (  # type: ignore[import-untyped]  # noqa: PLC0415  # no types; see above
            AwsCredentialsProvider,
            AwsSignedBodyHeaderType,
            AwsSigningConfig,
            aws_sign_request,
        )
        from awscrt.http import HttpHeaders, HttpRequest  # type: ignore[import-untyped]  # noqa: PLC0415  # as above

        scope = _scope(values, request)
        is_s3 = scope.service == "s3"
        body_value = _body_value(values, request, payload, around, is_s3=is_s3)
        parts = urlsplit(request.url)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        headers = request.headers.without(*_SET_BY_SIGNER, _HASH_HEADER)
        config = AwsSigningConfig(
            credentials_provider=AwsCredentialsProvider.new_static(
                values["accessKeyId"].strip(),
                values["secretAccessKey"].strip(),
                values.get("sessionToken", "").strip() or None,
            ),
            region=scope.region,
            service=scope.service,
            date=datetime.fromtimestamp(around.clock.now(), UTC),
            should_sign_header=_is_signed,
            use_double_uri_encode=not is_s3,
            should_normalize_uri_path=not is_s3,
            signed_body_value=body_value,
            signed_body_header_type=(
                AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA_256 if is_s3 else AwsSignedBodyHeaderType.NONE
            ),
        )
        unsigned = HttpRequest(request.method, target, HttpHeaders([(field.name, field.value) for field in headers]))
        signed = aws_sign_request(unsigned, config).result()
        for name in (*_SET_BY_SIGNER, _HASH_HEADER):
            value = signed.headers.get(name)
            if value is not None:
                request = request.with_header(name, value, sensitive=name not in _SHOWN)
        return _explained(request, scope, body_value, values["secretAccessKey"].strip())


def _explained(request: ResolvedRequest, scope: _Scope, body_value: str, secret: str) -> Signature:
    """Return a signed request with what was signed, which Amazon's library keeps to itself.

    It is built here once more, and told only if it leads to the same signature: an address that the library changes in
    ways of its own is sent without an explanation.
    """
    header = request.headers.first("Authorization")
    names = header.partition("SignedHeaders=")[2].partition(",")[0]
    canonical = _canonical(request, names, body_value, is_s3=scope.service == "s3")
    date = request.headers.first("X-Amz-Date")
    words = (date[:8], scope.region, scope.service, "aws4_request")
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    string_to_sign = "\n".join((_ALGORITHM, date, "/".join(words), hashed))
    key = f"AWS4{secret}".encode()
    for word in (*words, string_to_sign):
        key = hmac.digest(key, word.encode(), "sha256")
    if key.hex() != header.rpartition("Signature=")[2]:
        return Signature(request)
    return Signature(request, _ALGORITHM, canonical, string_to_sign)


def _canonical(request: ResolvedRequest, names: str, body_value: str, *, is_s3: bool) -> str:
    """Return the canonical request (AWS General Reference, “Create a canonical request”)."""
    parts = urlsplit(request.url)
    path = parts.path or "/"
    pairs = sorted((name, value) for name, _, value in (pair.partition("=") for pair in parts.query.split("&") if pair))
    query = "&".join(f"{name}={value}" for name, value in pairs)
    values = {name: [" ".join(value.split()) for value in request.headers.all(name)] for name in names.split(";")}
    headers = [f"{name}:{','.join(found)}" for name, found in values.items()]
    path = path if is_s3 else quote(path, safe="/-._~")
    return "\n".join((request.method, path, query, *headers, "", names, body_value))


def _is_signed(name: str) -> bool:
    return name.lower() not in _CHANGED_ON_THE_WAY


def _body_value(
    values: Values, request: ResolvedRequest, payload: Payload, around: Surroundings, *, is_s3: bool
) -> str:
    """Return what stands for the body in the signature; who types it into the header wants that."""
    typed = request.headers.first(_HASH_HEADER).strip()
    if is_s3 and typed:
        return typed
    return _UNSIGNED if is_s3 and values.get("signsBody", "true") == "false" else around.digest(payload)


def _scope(values: Values, request: ResolvedRequest) -> _Scope:
    """Return region and service as entered, or as the host tells."""
    told = _told_by(urlsplit(request.url).hostname or "")
    region, service = values.get("region", "").strip(), values.get("service", "").strip()
    return _Scope(region or told.region, service or told.service)


def _told_by(host: str) -> _Scope:
    """Return what a host of Amazon says of itself: `SERVICE.REGION`, `REGION.SERVICE`, or `SERVICE` alone."""
    ending = _HOSTS.search(host)
    if ending is None:
        return _Scope("", "")
    labels = [label for label in host[: ending.start()].split(".") if label and label not in _NOT_A_SERVICE]
    for label in labels:
        old = _S3_WITH_REGION.fullmatch(label)
        if old:
            return _Scope(old[1], "s3")
    place = next((index for index, label in enumerate(labels) if _REGION.fullmatch(label)), None)
    if place is None:
        return _Scope(_FIRST_REGION, _service(labels[-1:]))
    behind = labels[place + 1 :]
    return _Scope(labels[place], _service(behind or labels[:place][-1:]))


def _service(labels: list[str]) -> str:
    name = labels[0].removesuffix("-fips") if labels else ""
    return _SIGNED_AS.get(name, name)


PLUGIN: AuthScheme = AwsSignature()
