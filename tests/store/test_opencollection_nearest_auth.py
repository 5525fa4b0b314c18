"""Auth schemes that the schema does not know: other programs find the nearest thing, we find what was meant."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from modelpost.core.failures import ModelpostError
from modelpost.core.request import AuthChoice
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.yaml_text import load

TOKEN = AuthChoice("iam-token", (("user", "ada"), ("password", "{{password}}"), ("project", "cn-north-4")))
SIGNED = AuthChoice("ak-sk", (("access_key", "{{ak}}"), ("secret_key", "{{sk}}")))
BARE = AuthChoice("modelarts-key", (("key", "{{key}}"), ("is_bare", "true")))


def saved(bruno: Path, collections: Collections, auth: AuthChoice) -> Any:
    """Save a request with this auth, and return what its native file says of it."""
    stored = collections.read(str(bruno), "mask/json.yml")
    collections.save(str(bruno), "mask/json.yml", replace(stored.draft, auth=auth), stored)
    return load((bruno / "mask" / "json.yml").read_text(), "json.yml")["http"].get("auth")


@pytest.mark.parametrize(
    ("auth", "native"),
    [
        (TOKEN, {"type": "apikey", "key": "X-Auth-Token", "value": "{{token}}", "placement": "header"}),
        (
            AuthChoice("app-code", (("app_code", "{{code}}"),)),
            {"type": "apikey", "key": "X-Apig-AppCode", "value": "{{code}}", "placement": "header"},
        ),
        (
            AuthChoice("app-key", (("app_key", "{{key}}"),)),
            {"type": "apikey", "key": "apikey", "value": "{{key}}", "placement": "header"},
        ),
        (AuthChoice("modelarts-key", (("key", "{{key}}"),)), {"type": "bearer", "token": "{{key}}"}),
        (BARE, {"type": "apikey", "key": "Authorization", "value": "{{key}}", "placement": "header"}),
        (SIGNED, None),
        (AuthChoice("app-signature", (("app_key", "k"), ("app_secret", "{{s}}"))), None),
    ],
    ids=lambda value: value.kind if isinstance(value, AuthChoice) else "",
)
def test_the_native_file_says_the_nearest_and_we_read_what_was_meant(
    bruno: Path, collections: Collections, auth: AuthChoice, native: object, is_valid: Any
) -> None:
    written = saved(bruno, collections, auth)

    assert written == native
    assert collections.read(str(bruno), "mask/json.yml").draft.auth == auth
    is_valid(bruno / "mask" / "json.yml", "HttpRequest")


def test_what_somebody_else_chose_goes_before_what_we_had(bruno: Path, collections: Collections) -> None:
    saved(bruno, collections, TOKEN)
    file = bruno / "mask" / "json.yml"
    file.write_text(file.read_text().replace("X-Auth-Token", "X-Other"))

    auth = collections.read(str(bruno), "mask/json.yml").draft.auth

    assert (auth.kind, auth.value("key")) == ("apikey", "X-Other")


def test_another_scheme_leaves_nothing_behind_in_the_sidecar(bruno: Path, collections: Collections) -> None:
    saved(bruno, collections, TOKEN)

    saved(bruno, collections, AuthChoice("basic", (("username", "ada"), ("password", "{{p}}"))))

    assert not (bruno / "mask" / "json.view.yaml").exists()


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("iam-token", "password"),
        ("iam-token", "passcode"),
        ("ak-sk", "secret_key"),
        ("ak-sk", "security_token"),
        ("app-code", "app_code"),
        ("app-key", "app_key"),
        ("app-signature", "app_secret"),
        ("modelarts-key", "key"),
    ],
)
def test_credentials_in_the_clear_are_not_written(bruno: Path, collections: Collections, kind: str, field: str) -> None:
    before = (bruno / "mask" / "json.yml").read_bytes()

    with pytest.raises(ModelpostError, match="holds credentials"):
        saved(bruno, collections, AuthChoice(kind, ((field, "short"),)))

    assert (bruno / "mask" / "json.yml").read_bytes() == before
