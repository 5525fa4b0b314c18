"""Credentials leave a collection before it is written; references stand in their places."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.conversation import SavedMessage
from modelpost.core.request import (
    AuthChoice,
    Body,
    BodyKind,
    Defaults,
    Example,
    FormRow,
    Proxy,
    RequestDraft,
    RequestSettings,
    Row,
    Script,
)
from modelpost.core.scope import Variable
from modelpost.core.secret_hunt import Cleared, cleared
from modelpost.core.secrets import MASK, SecretRef
from modelpost.core.tree import Environment
from modelpost.core.undecided import undecided_places

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"
TOKEN = "MIIfzwYJKoZIhvcNAQcCoIIf"
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----"


def hunted(draft: RequestDraft, **more: object) -> tuple[RequestDraft, Cleared]:
    contents = CollectionContents(FolderContents("C", (draft,)))
    found = cleared(contents, **more)  # type: ignore[arg-type]  # as the caller means it
    (after,) = found.contents.tree.requests()
    return after, found


def values(found: Cleared) -> dict[str, str]:
    return {secret.ref.name: secret.value for secret in found.secrets}


@pytest.mark.parametrize(
    ("draft", "after", "secrets"),
    [
        (
            RequestDraft(headers=(Row("X-Auth-Token", TOKEN),)),
            RequestDraft(headers=(Row("X-Auth-Token", "{{x_auth_token}}"),)),
            {"x_auth_token": TOKEN},
        ),
        (
            RequestDraft(headers=(Row("Authorization", f"Bearer {JWT}"),)),
            RequestDraft(headers=(Row("Authorization", "Bearer {{authorization}}"),)),
            {"authorization": JWT},
        ),
        (
            RequestDraft(auth=AuthChoice("oauth2", (("clientSecret", "s3cret"),))),
            RequestDraft(auth=AuthChoice("oauth2", (("clientSecret", "{{client_secret}}"),))),
            {"client_secret": "s3cret"},
        ),
        (
            RequestDraft(auth=AuthChoice("apikey", (("key", "X-Api-Key"), ("value", "abc"), ("placement", "header")))),
            RequestDraft(
                auth=AuthChoice("apikey", (("key", "X-Api-Key"), ("value", "{{x_api_key}}"), ("placement", "header")))
            ),
            {"x_api_key": "abc"},
        ),
        (
            RequestDraft(body=Body(BodyKind.FORM_DATA, form=(FormRow("password", "p"), FormRow("x", "y")))),
            RequestDraft(body=Body(BodyKind.FORM_DATA, form=(FormRow("password", "{{password}}"), FormRow("x", "y")))),
            {"password": "p"},
        ),
        (
            RequestDraft(body=Body(BodyKind.RAW, raw='{"password": "a\\"b", "n": 1}')),
            RequestDraft(body=Body(BodyKind.RAW, raw='{"password": "{{password}}", "n": 1}')),
            {"password": 'a\\"b'},
        ),
        (
            RequestDraft(body=Body(BodyKind.RAW, raw=f"token {JWT}\n{PEM}\nend")),
            RequestDraft(body=Body(BodyKind.RAW, raw="token {{token}}\n{{token_2}}\nend")),
            {"token": JWT, "token_2": PEM},
        ),
        (
            RequestDraft(messages=(SavedMessage("Ask", text="hello"), SavedMessage("Log in", text=f"login {JWT}"))),
            RequestDraft(messages=(SavedMessage("Ask", text="hello"), SavedMessage("Log in", text="login {{token}}"))),
            {"token": JWT},
        ),
        (
            RequestDraft(url="https://ada:secret@h/x?a=1", query=(Row("a", "1"),)),
            RequestDraft(url="https://ada:{{password}}@h/x?a=1", query=(Row("a", "1"),)),
            {"password": "secret"},
        ),
        (
            RequestDraft(url=f"https://h/{JWT}/x"),
            RequestDraft(url="https://h/{{token}}/x"),
            {"token": JWT},
        ),
        (
            RequestDraft(
                url="http://h/?api_key=x&apikey=abcdefgh", query=(Row("api_key", "x"), Row("apikey", "abcdefgh"))
            ),
            None,
            {"apikey": "abcdefgh"},
        ),
    ],
)
def test_a_reference_stands_where_a_credential_was(
    draft: RequestDraft, after: RequestDraft | None, secrets: dict[str, str]
) -> None:
    changed, found = hunted(draft)

    assert after is None or changed == after
    assert {name: value for name, value in values(found).items() if name in secrets} == secrets
    assert undecided_places(changed) == ()


def test_one_value_is_one_secret_wherever_it_stands() -> None:
    draft = RequestDraft(headers=(Row("X-Auth-Token", TOKEN), Row("X-Copy", TOKEN)))

    changed, found = hunted(draft)

    assert [row.value for row in changed.headers] == ["{{x_auth_token}}", "{{x_auth_token}}"]
    assert values(found) == {"x_auth_token": TOKEN}


def test_a_name_that_is_in_use_is_not_used_again() -> None:
    draft = RequestDraft(url="{{password}}", auth=AuthChoice("basic", (("username", "u"), ("password", "p"))))

    changed, found = hunted(draft, taken={"password_2"})

    assert changed.auth.value("password") == "{{password_3}}"
    assert values(found) == {"password_3": "p"}


def test_secret_variables_keep_their_names() -> None:
    environment = Environment(
        "prod", (Variable("key", SecretRef("", "env:prod", "key")), Variable("access_token", "t0ken"))
    )
    tree = FolderContents("C", variables=(Variable("client_secret", "s3"), Variable("plain", "1")))

    found = cleared(CollectionContents(tree, (environment,)), {SecretRef("", "env:prod", "key"): "v"})

    assert [(secret.ref.scope, secret.ref.name, secret.value) for secret in found.secrets] == [
        ("env:prod", "key", "v"),
        ("env:prod", "access_token", "t0ken"),
        ("collection", "client_secret", "s3"),
    ]
    assert all(variable.is_secret for variable in found.contents.environments[0].variables)
    assert found.contents.tree.variables[1] == Variable("plain", "1")


def test_a_folder_s_secret_becomes_one_of_the_collection() -> None:
    folder = FolderContents("F", variables=(Variable("password", "p4ss"),))

    found = cleared(CollectionContents(FolderContents("C", (folder,))))

    (inner,) = found.contents.tree.items
    assert isinstance(inner, FolderContents)
    assert inner.variables == (Variable("password", "{{password_2}}"),)
    assert values(found) == {"password_2": "p4ss"}
    assert [variable.name for variable in found.contents.tree.variables] == ["password_2"]


def test_the_password_of_a_proxy_that_a_folder_lends_is_cleared() -> None:
    lent = RequestSettings(proxy=Proxy("manual", "http://me:open%20sesame@p:1"))

    found = cleared(CollectionContents(FolderContents("C", defaults=Defaults(settings=lent))))

    assert found.contents.tree.defaults.settings.proxy == Proxy("manual", "http://me:{{proxy_http}}@p:1")
    assert values(found) == {"proxy_http": "open sesame"}


def test_what_a_folder_lends_is_cleared_too() -> None:
    lends = Defaults((Row("api-key", "k"),), AuthChoice("bearer", (("token", "t"),)))

    found = cleared(CollectionContents(FolderContents("C", defaults=lends)))

    assert found.contents.tree.defaults.headers == (Row("api-key", "{{api_key}}"),)
    assert found.contents.tree.defaults.auth.value("token") == "{{token}}"


def test_saved_answers_get_dots() -> None:
    example = Example(
        headers=(Row("Set-Cookie", "a=b"), Row("X-Subject-Token", TOKEN), Row("Date", "now")),
        body=f'{{"access_token": "abc", "other": "{JWT}"}}',
        request=RequestDraft(headers=(Row("X-Auth-Token", TOKEN),)),
    )

    changed, found = hunted(RequestDraft(examples=(example,)))

    (after,) = changed.examples
    assert [row.value for row in after.headers] == [MASK, MASK, "now"]
    assert after.body == f'{{"access_token": "{MASK}", "other": "{MASK}"}}'
    assert after.request is not None
    assert after.request.headers == (Row("X-Auth-Token", "{{x_auth_token}}"),)
    assert found.masked == 4


def test_copies_in_scripts_and_notes_go_too() -> None:
    draft = RequestDraft(
        auth=AuthChoice("basic", (("username", "u"), ("password", "correct-horse"))),
        scripts=(Script("tests", "login('correct-horse'); // correct-horses"),),
        docs="The password is correct-horse.",
        headers=(Row("X-Other", "correct-horse"),),
    )

    changed, _ = hunted(draft)

    assert changed.scripts[0].code == "login('{{password}}'); // correct-horses"
    assert changed.docs == f"The password is {MASK}."
    assert changed.headers == (Row("X-Other", "{{password}}"),)


def test_short_values_are_not_looked_for_elsewhere() -> None:
    draft = RequestDraft(auth=AuthChoice("basic", (("password", "test"),)), scripts=(Script("tests", "pm.test();"),))

    changed, _ = hunted(draft)

    assert changed.scripts == draft.scripts


def test_a_variable_never_refers_to_itself() -> None:
    environment = Environment("prod", (Variable("token", SecretRef("", "env:prod", "token")),))
    tree = FolderContents("C", variables=(Variable("token", "long-enough-value"),))

    found = cleared(CollectionContents(tree, (environment,)), {SecretRef("", "env:prod", "token"): "long-enough-value"})

    assert found.contents.tree.variables == (Variable("token", SecretRef("", "collection", "token")),)


def test_what_holds_no_credential_stays_as_it_is() -> None:
    draft = RequestDraft(
        url="{{base}}/x", headers=(Row("Authorization", "Bearer {{t}}"),), body=Body(BodyKind.RAW, raw="{}")
    )

    changed, found = hunted(draft)

    assert changed == draft
    assert found.secrets == ()


def test_no_value_is_in_a_repr() -> None:
    _, found = hunted(RequestDraft(headers=(Row("X-Auth-Token", TOKEN),)))

    assert TOKEN not in repr(found)


SECRETS = st.sampled_from([JWT, TOKEN, "p4ssword-long", "p", PEM, f"x{JWT}", '"', "{{a}}b", f"{TOKEN}\n{TOKEN}"])


@given(SECRETS, SECRETS, SECRETS, SECRETS)
def test_nothing_undecided_is_left(header: str, field: str, raw: str, part: str) -> None:
    draft = RequestDraft(
        url=f"http://u:{part.strip()}@h/{raw.strip()}",
        headers=(Row("X-Auth-Token", header),),
        auth=AuthChoice("bearer", (("token", field),)),
        body=Body(BodyKind.RAW, raw=f'{{"password": "{raw}", "x": "{part}"}}', form=(FormRow("password", part),)),
    )

    changed, _ = hunted(replace(draft, query=()))

    assert undecided_places(changed) == ()
