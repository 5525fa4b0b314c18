"""What an auth scheme is.

A scheme declares its form and drives a generator without I/O: it yields a request that it wants answered (a token to
fetch, a challenge to provoke) or a prompt, is sent the reply, and returns the request that may go out. The engine runs
it. `sign` comes last, over the bytes that really leave.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

from modelpost.core.fields import Field, Values
from modelpost.core.resolved import Payload, ResolvedRequest
from modelpost.core.response import Response
from modelpost.core.text import Message


@dataclass(frozen=True, slots=True)
class Fetch:
    """Ask the engine to send `request` and to answer with a `Reply`."""

    request: ResolvedRequest


@dataclass(frozen=True, slots=True)
class Prompt:
    """Ask the user for one value, such as a one-time password, and to answer with a `Reply`."""

    label: Message


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a step: a response with its whole body, or what the user typed."""

    response: Response | None = None
    content: bytes = b""
    text: str = ""


AuthFlow = Generator[Fetch | Prompt, Reply, ResolvedRequest]


class AuthScheme(Protocol):
    """One way to prove who is calling."""

    @property
    def name(self) -> str:
        """What files say."""

    @property
    def label(self) -> Message:
        """What people see."""

    @property
    def order(self) -> int:
        """Where it stands in lists."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its form."""

    def authenticate(self, values: Values, request: ResolvedRequest) -> AuthFlow:
        """Drive the steps that lead to a request with credentials."""

    def sign(self, values: Values, request: ResolvedRequest, payload: Payload) -> ResolvedRequest:
        """Return the request with what can only be computed over its final form; most schemes return it as it is."""


class OneStep:
    """A scheme that needs no conversation: it only adds credentials to the request."""

    def authenticate(self, values: Values, request: ResolvedRequest) -> AuthFlow:
        """Apply the credentials at once."""
        yield from ()  # no steps: the short case of a conversation
        return self.apply(values, request)

    def sign(self, values: Values, request: ResolvedRequest, payload: Payload) -> ResolvedRequest:
        """Leave the request as it is."""
        del values, payload
        return request

    def apply(self, values: Values, request: ResolvedRequest) -> ResolvedRequest:
        """Return the request with the credentials in it."""
        raise TypeError(f"{type(self).__name__} must say how it applies its {len(values)} values to {request.method}")
