"""What every code-generation target promises, whichever files there are."""

import pytest

from modelpost import snippets
from modelpost.core.headers import Header, HeaderList
from modelpost.core.registry import Registry
from modelpost.core.resolved import (
    Content,
    FileContent,
    FilePart,
    FormContent,
    MultipartContent,
    NoContent,
    ResolvedAuth,
    ResolvedRequest,
    SendOptions,
    TextContent,
    TextPart,
)
from modelpost.snippets.api import Snippet

CANARY = "MIIcanaryCanary0123"
REGISTRY: Registry[Snippet] = Registry.discover(snippets)
CONTENTS = [
    NoContent(),
    TextContent(f'{{"key": "{CANARY}"}}', "application/json"),
    FormContent((("key", CANARY),)),
    FileContent(f"/home/{CANARY}/a.bin"),
    MultipartContent((TextPart("key", CANARY), FilePart("f", f"/home/{CANARY}/a.png", "a.png"))),
]
AUTHS = [
    ResolvedAuth(),
    ResolvedAuth("bearer", (("token", CANARY),)),
    ResolvedAuth("basic", (("username", "me"), ("password", CANARY))),
    ResolvedAuth("apikey", (("key", "X-Auth-Token"), ("value", CANARY))),
]


def test_there_are_targets() -> None:
    assert "curl" in REGISTRY


@pytest.mark.parametrize("plugin", REGISTRY, ids=lambda plugin: plugin.name)
def test_a_target_has_a_key_and_a_label(plugin: Snippet) -> None:
    assert plugin.name == plugin.name.lower().strip()
    assert plugin.label.filled()


@pytest.mark.parametrize("plugin", REGISTRY, ids=lambda plugin: plugin.name)
@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: type(content).__name__)
@pytest.mark.parametrize("auth", AUTHS, ids=lambda auth: auth.kind)
def test_secrets_are_left_out_unless_asked_for(plugin: Snippet, content: Content, auth: ResolvedAuth) -> None:
    request = ResolvedRequest(
        "POST",
        f"https://host/{CANARY}?key={CANARY}",
        HeaderList((Header("X-Key", CANARY, sensitive=True), Header("X-Part", f"<{CANARY}>"))),
        content,
        auth,
        secrets=frozenset({CANARY}),
    )

    assert CANARY not in plugin.write(request, SendOptions(), with_secrets=False)
    assert CANARY in plugin.write(request, SendOptions(), with_secrets=True)
