"""From a draft and the variables in force to a request that can be sent, or to what is missing."""

from base64 import b64decode
from dataclasses import dataclass, replace

from modelpost.core.assertions import Expectation
from modelpost.core.conversation import BytesMessage, FileMessage, MessageKind, Outgoing, SavedMessage, TextMessage
from modelpost.core.failures import Problem
from modelpost.core.filled_address import address_of
from modelpost.core.filled_body import content_of
from modelpost.core.filled_headers import headers_of, method_of
from modelpost.core.filling import Filling
from modelpost.core.json_comments import without_comments
from modelpost.core.needs import needed_secrets
from modelpost.core.paths import join_path
from modelpost.core.request import Assertion, AuthChoice, Capture, RequestDraft, effective
from modelpost.core.resolved import NoContent, ResolvedAuth, ResolvedRequest
from modelpost.core.scope import Context, Lookup, Scope, Variable
from modelpost.core.showing import Showing
from modelpost.core.text import Message

__all__ = [
    "Context",
    "Lookup",
    "Problems",
    "Scope",
    "Variable",
    "effective",
    "join_path",
    "needed_secrets",
    "resolve",
    "resolve_auth",
    "resolve_message",
]


@dataclass(frozen=True, slots=True)
class Problems:
    """Why a draft cannot be sent, each at its place; never empty."""

    problems: tuple[Problem, ...]


def resolve(draft: RequestDraft, context: Context) -> ResolvedRequest | Problems:
    """Return the request that `draft` means in `context`, or everything that keeps it from being sent."""
    return _Resolution(context).request(draft)


def resolve_auth(choice: AuthChoice, context: Context) -> ResolvedAuth | Problems:
    """Return what was entered for an auth scheme, variables filled in, or everything that keeps it from being used."""
    return _Resolution(context).auth(choice)


def resolve_message(message: SavedMessage, index: int, context: Context) -> Outgoing | Problems:
    """Return what a saved message sends in `context`, or everything that keeps it from being sent."""
    return _Resolution(context).message(message, f"messages.{index}")


class _Resolution:
    """One run of `resolve`: puts together what was filled in."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._filling = Filling(context)

    def request(self, draft: RequestDraft) -> ResolvedRequest | Problems:
        full = effective(draft, self._context.defaults)
        method = method_of(full.method, self._filling)
        url = address_of(full, self._filling)
        headers = headers_of(full, self._context.defaults.headers, self._filling)
        content = NoContent() if full.is_conversation else content_of(full.body, self._filling)
        auth = self._auth(full.auth)
        captures = () if full.is_conversation else self._captures(full.captures)
        expectations = () if full.is_conversation else self._expectations(full.assertions)
        if self._filling.problems:
            return Problems(self._filling.problems)
        return ResolvedRequest(
            method=method,
            url=url,
            headers=headers,
            content=content,
            auth=auth,
            omitted=frozenset(name.lower() for name in full.omitted),
            secrets=self._filling.secrets,
            captures=captures,
            expectations=expectations,
            showing=self._showing(full.showing),
        )

    def auth(self, choice: AuthChoice) -> ResolvedAuth | Problems:
        auth = self._auth(choice)
        return Problems(self._filling.problems) if self._filling.problems else auth

    def _auth(self, choice: AuthChoice) -> ResolvedAuth:
        return ResolvedAuth(
            "none" if choice.kind == "inherit" else choice.kind,
            tuple((name, self._filling.text(value, f"auth.{name}")) for name, value in choice.values),
        )

    def message(self, message: SavedMessage, where: str) -> Outgoing | Problems:
        typed = without_comments(message.text) if message.kind is MessageKind.JSON else message.text
        text = self._filling.text(typed, where)
        outgoing: Outgoing = TextMessage(text, self._filling.secrets)
        if message.kind is MessageKind.BINARY:
            try:
                content = b64decode("".join(text.split()), validate=True)
                outgoing = BytesMessage(content, self._filling.secrets)
            except ValueError:
                self._filling.problem(
                    where, Message("The message is not base64"), Message("Type bytes as base64, or choose a file.")
                )
        elif message.kind is MessageKind.FILE:
            if not text:
                self._filling.problem(
                    where, Message("No file is chosen"), Message("Choose the file to send as a message.")
                )
            outgoing = FileMessage(join_path(self._filling.folder, text))
        return Problems(self._filling.problems) if self._filling.problems else outgoing

    def _showing(self, typed: Showing) -> Showing:
        folder = self._filling.folder
        labels, contract = join_path(folder, typed.labels), join_path(folder, typed.contract)
        return replace(typed, samples=(), labels=labels, contract=contract)

    def _captures(self, typed: tuple[Capture, ...]) -> tuple[Capture, ...]:
        return tuple(
            replace(
                capture,
                name=capture.name.strip(),
                expression=self._filling.text(capture.expression, f"captures.{index}.expression"),
            )
            for index, capture in enumerate(typed)
            if capture.enabled and capture.name.strip()
        )

    def _expectations(self, typed: tuple[Assertion, ...]) -> tuple[Expectation, ...]:
        return tuple(
            Expectation(
                index,
                assertion,
                self._filling.text(assertion.expression, f"assertions.{index}.expression"),
                self._filling.text(assertion.value, f"assertions.{index}.value"),
            )
            for index, assertion in enumerate(typed)
            if assertion.enabled and assertion.expression.strip()
        )
