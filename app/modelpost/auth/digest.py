"""User name and password, proven without sending the password."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlsplit

from modelpost.auth.api import (
    AuthFlow,
    AuthScheme,
    Recall,
    Refused,
    Remember,
    Reply,
    Scheme,
    Signature,
    Surroundings,
)
from modelpost.core.challenges import Challenge, challenges, quoted
from modelpost.core.fields import Secret, Text, Values
from modelpost.core.resolved import FileContent, FilePart, MultipartContent, Payload, ResolvedRequest
from modelpost.core.text import Message
from modelpost.core.tokens import Token

_HASHES: Final = {"sha-512-256": "sha512_256", "sha-256": "sha256", "md5": "md5"}
"""What hashlib calls each algorithm, the strongest first."""

_SESSION = "-sess"
_CNONCE_LENGTH = 32
_KEPT = ("realm", "nonce", "opaque", "algorithm", "charset", "userhash")
"""What of a challenge the answers to it need, beside the quality of protection."""


class DigestAuth(Scheme):
    """`Authorization: Digest …` (RFC 7616, and RFC 2069 for servers that offer no quality of protection).

    A challenge travels from the flow to `sign` in the header itself, with `nc`, the count of its uses: only there, over
    the final address and body, can it be answered. It is kept in memory for the next request to the same server, which
    is then answered at once.
    """

    name = "digest"
    label = Message("Digest")
    order = 45
    challenge_limit = 2  # that of the first request, and one more where the nonce turned out stale
    fields = (
        Text("username", Message("User name")),
        Secret("password", Message("Password")),
    )

    def authenticate(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow:
        """Answer the challenge that is known from an earlier request; else send without credentials first."""
        del around
        key = _key(values, request)
        kept = (yield Recall(key, is_brief=True)).token
        if kept is None:
            return request
        (challenge,) = challenges([kept.value])
        text = _header(challenge, int(challenge.get("nc")) + 1)
        yield Remember(key, Token(text), is_brief=True)
        return request.with_header("Authorization", text)

    def challenged(
        self, values: Values, request: ResolvedRequest, reply: Reply, around: Surroundings
    ) -> AuthFlow | None:
        """Answer the strongest challenge, unless one was just answered and the server still says no."""
        del around
        headers = reply.response.headers.all("WWW-Authenticate") if reply.response else ()
        best = _strongest(challenges(headers))
        answered = _carried(request)
        is_wrong = answered is not None and answered.get("nc") == "1"  # the challenge was not one of long ago
        if best is None or (is_wrong and best.get("stale").lower() != "true"):
            return None
        return _answering(best, values, request)

    def once_more(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow | None:
        """Count on, since a count that was used is a replay (RFC 7616, section 3.4); a session begins anew."""
        if _carried(request) is None:
            return None
        bare = replace(request, headers=request.headers.without("Authorization"))
        return self.authenticate(values, bare, around)

    def sign(self, values: Values, request: ResolvedRequest, payload: Payload, around: Surroundings) -> Signature:
        """Compute the response over the address and, where the server insists, the body."""
        challenge = _carried(request)
        if challenge is None:
            return Signature(request)
        answer = _Answer(challenge, request, around.randomness.token(_CNONCE_LENGTH))
        return Signature(request.with_header("Authorization", answer.header(values, payload, around)))


class _Answer:
    """The answer to one challenge, in the words of RFC 7616, section 3.4."""

    def __init__(self, challenge: Challenge, request: ResolvedRequest, cnonce: str) -> None:
        self._challenge = challenge
        self._request = request
        self._cnonce = cnonce
        self._algorithm, self._is_session = _algorithm(challenge)
        self._qop = challenge.get("qop")
        self._count = f"{int(challenge.get('nc')):08x}"
        parts = urlsplit(request.url)
        self._uri = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"

    def header(self, values: Values, payload: Payload, around: Surroundings) -> str:
        """Return the header's value."""
        given = self._challenge
        pairs = [
            *self._user(values.get("username", "")),
            ("realm", quoted(given.get("realm"))),
            ("uri", quoted(self._uri)),
            ("algorithm", given.get("algorithm")),
            ("nonce", quoted(given.get("nonce"))),
            ("nc", self._count if self._qop else ""),
            ("cnonce", quoted(self._cnonce) if self._qop or self._is_session else ""),
            ("qop", self._qop),
            ("response", quoted(self._response(values, payload, around))),
            ("opaque", quoted(given.get("opaque")) if "opaque" in given else ""),
            ("userhash", "true" if self._has_hidden_user else ""),
        ]
        return "Digest " + ", ".join(f"{name}={value}" for name, value in pairs if value)

    def _response(self, values: Values, payload: Payload, around: Surroundings) -> str:
        nonce = self._challenge.get("nonce")
        secret = self._hash(f"{values.get('username', '')}:{self._challenge.get('realm')}:{values.get('password', '')}")
        if self._is_session:
            secret = self._hash(f"{secret}:{nonce}:{self._cnonce}")
        asked = f"{self._request.method}:{self._uri}"
        if self._qop == "auth-int":
            asked += f":{self._hash_of_body(payload, around)}"
        if not self._qop:
            return self._hash(f"{secret}:{nonce}:{self._hash(asked)}")
        return self._hash(f"{secret}:{nonce}:{self._count}:{self._cnonce}:{self._qop}:{self._hash(asked)}")

    def _user(self, name: str) -> Iterator[tuple[str, str]]:
        if self._has_hidden_user:
            yield "username", quoted(self._hash(f"{name}:{self._challenge.get('realm')}"))
        elif not name.isascii() and self._challenge.get("charset").lower() == "utf-8":
            yield "username*", f"UTF-8''{quote(name, safe='')}"  # RFC 8187
        else:
            yield "username", quoted(name)

    @property
    def _has_hidden_user(self) -> bool:
        return self._challenge.get("userhash").lower() == "true"

    def _hash(self, text: str) -> str:
        return _digest(self._algorithm, text.encode("utf-8", "surrogateescape"))

    def _hash_of_body(self, payload: Payload, around: Surroundings) -> str:
        if self._algorithm == "sha-256":
            return around.digest(payload)
        return _digest(self._algorithm, b"".join(part for part in payload.segments if isinstance(part, bytes)))


def _answering(challenge: Challenge, values: Values, request: ResolvedRequest) -> AuthFlow:
    algorithm, is_session = _algorithm(challenge)
    if _qop(challenge) == "auth-int" and algorithm != "sha-256" and _has_files(request):
        raise Refused(
            Message("The server wants a {algorithm} digest of the body, and the body has files", algorithm=algorithm),
            Message("Send the content as text, or let the server offer SHA-256 or the quality “auth”."),
        )
    text = _header(challenge, 1)
    if not is_session:  # a session key belongs to the first answer's own nonce
        key = _key(values, request)
        yield Recall(key, is_brief=True)
        yield Remember(key, Token(text), is_brief=True)
    return request.with_header("Authorization", text)


def _header(challenge: Challenge, count: int) -> str:
    """Return a challenge as a header that `sign` turns into its answer."""
    kept = [(name, challenge.get(name)) for name in _KEPT if name in challenge]
    words = [f"{name}={quoted(value)}" for name, value in kept]
    return "Digest " + ", ".join([*words, f'qop="{_qop(challenge)}"', f"nc={count}"])


def _carried(request: ResolvedRequest) -> Challenge | None:
    """Return the challenge that a flow put into the request; None for a header that somebody typed."""
    found = challenges([request.headers.first("Authorization")])
    if len(found) != 1 or found[0].scheme != "digest" or "nc" not in found[0] or "response" in found[0]:
        return None
    return found[0]


def _strongest(found: tuple[Challenge, ...]) -> Challenge | None:
    """Return the challenge of the strongest algorithm that can be answered, the first of several."""
    known = [each for each in found if each.scheme == "digest" and "nonce" in each and _can_answer(each)]
    return min(known, key=lambda each: list(_HASHES).index(_algorithm(each)[0]), default=None)


def _can_answer(challenge: Challenge) -> bool:
    name = _HASHES.get(_algorithm(challenge)[0])
    return name in hashlib.algorithms_available and (_qop(challenge) != "" or not challenge.get("qop").strip())


def _algorithm(challenge: Challenge) -> tuple[str, bool]:
    """Return the algorithm, and whether the key is that of a session."""
    name = challenge.get("algorithm", "MD5").lower()
    return name.removesuffix(_SESSION), name.endswith(_SESSION)


def _qop(challenge: Challenge) -> str:
    """Return the quality of protection to use: the body is only hashed for servers that insist."""
    offered = [word.strip().lower() for word in challenge.get("qop").split(",")]
    return next((word for word in ("auth", "auth-int") if word in offered), "")


def _has_files(request: ResolvedRequest) -> bool:
    match request.content:
        case FileContent():
            return True
        case MultipartContent(parts=parts):
            return any(isinstance(part, FilePart) for part in parts)
        case _:
            return False


def _key(values: Values, request: ResolvedRequest) -> str:
    parts = urlsplit(request.url)
    return f"digest {parts.scheme}://{parts.netloc.lower()} {values.get('username', '')}"


def _digest(algorithm: str, content: bytes) -> str:
    return hashlib.new(_HASHES[algorithm], content, usedforsecurity=False).hexdigest()


PLUGIN: AuthScheme = DigestAuth()
