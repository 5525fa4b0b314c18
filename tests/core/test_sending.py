"""How a request is sent: variables in its settings, files of its collection, and passwords that no file may hold."""

from collections.abc import Mapping

import pytest

from modelpost.core.request import ClientCertificate, Defaults, Proxy, RequestDraft, RequestSettings
from modelpost.core.resolved import SendOptions
from modelpost.core.scope import Context, Scope, Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.sending import credential_at, resolve_settings, with_credential
from modelpost.core.undecided import undecided_places
from modelpost.core.variables import Problems, needed_secrets

SECRET = SecretRef("c", "collection", "secret")


def around(
    secrets: Mapping[SecretRef, str | None] | None = None, defaults: RequestSettings | None = None, **variables: str
) -> Context:
    known = (*(Variable(name, text) for name, text in variables.items()), Variable("secret", SECRET))
    return Context((Scope("", known),), secrets or {}, Defaults(settings=defaults or RequestSettings()), "/collection")


def resolved(settings: RequestSettings, context: Context) -> RequestSettings:
    found = resolve_settings(RequestDraft(settings=settings), context)
    assert isinstance(found, RequestSettings)
    return found


def test_variables_stand_in_every_text() -> None:
    settings = RequestSettings(
        connect_to="{{host}}:81",
        server_name="{{host}}",
        ca_files=("{{host}}.pem",),
        proxy=Proxy("manual", "http://{{host}}:1", "{{host}}", "{{host}},localhost"),
        client_certificates=(ClientCertificate("{{host}}.p12", "", "{{host}}", "*.{{host}}"),),
    )

    found = resolved(settings, around(host="example"))

    assert found == RequestSettings(
        connect_to="example:81",
        server_name="example",
        ca_files=("/collection/example.pem",),
        proxy=Proxy("manual", "http://example:1", "example", "example,localhost"),
        client_certificates=(ClientCertificate("/collection/example.p12", "", "example", "*.example"),),
    )


def test_a_password_of_a_proxy_is_encoded_where_it_stands() -> None:
    settings = RequestSettings(proxy=Proxy("manual", "http://me:{{secret}}@proxy:1"))

    found = resolved(settings, around({SECRET: "a@b:c/{{x}}"}))

    assert found.proxy == Proxy("manual", "http://me:a%40b%3Ac%2F%7B%7Bx%7D%7D@proxy:1")


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        (RequestSettings(connect_to="{{nowhere}}"), "settings.connect_to"),
        (RequestSettings(ca_files=("a.pem", "{{nowhere}}")), "settings.ca_files.1"),
        (RequestSettings(proxy=Proxy("manual", https="http://a:{{nowhere}}@b")), "settings.proxy.https"),
        (
            RequestSettings(client_certificates=(ClientCertificate("a", passphrase="{{secret}}"),)),
            "settings.client_certificates.0.passphrase",
        ),
    ],
)
def test_what_is_missing_is_said_at_its_place(settings: RequestSettings, where: str) -> None:
    found = resolve_settings(RequestDraft(settings=settings), around())

    assert isinstance(found, Problems)
    assert [problem.where for problem in found.problems] == [where]


def test_addresses_that_do_not_count_are_not_looked_at() -> None:
    settings = RequestSettings(proxy=Proxy("system", "http://{{nowhere}}"))

    assert resolved(settings, around()).proxy == settings.proxy


def test_the_secrets_of_settings_are_fetched() -> None:
    settings = RequestSettings(client_certificates=(ClientCertificate("a", passphrase="{{secret}}"),))

    assert needed_secrets(RequestDraft(settings=settings), around()) == (SECRET,)


def test_only_the_request_itself_lets_certificates_go_unchecked() -> None:
    found = resolved(RequestSettings(), around(defaults=RequestSettings(verify_tls=False)))

    assert SendOptions().for_request(found).verify_tls


def test_ca_files_of_every_level_are_trusted() -> None:
    outer = RequestSettings(ca_files=("both.pem",))

    found = resolved(RequestSettings(ca_files=("own.pem", "both.pem")), around(defaults=outer))

    assert SendOptions(ca_files=("/app.pem",)).for_request(found).ca_files == (
        "/app.pem",
        "/collection/both.pem",
        "/collection/own.pem",
    )


def test_no_client_certificate_can_be_wanted_below_one() -> None:
    outer = RequestSettings(client_certificates=(ClientCertificate("a"),))

    assert resolved(RequestSettings(client_certificates=()), around(defaults=outer)).client_certificates == ()


def test_another_origin_gets_nothing_that_was_meant_for_this_one() -> None:
    named = ClientCertificate("b", host="other")
    options = SendOptions(connect_to="a", server_name="b", client_certificates=(ClientCertificate("a"), named))

    assert options.elsewhere() == SendOptions(client_certificates=(named,))


@pytest.mark.parametrize(
    ("settings", "where", "value"),
    [
        (RequestSettings(proxy=Proxy("manual", "http://me:it%21@proxy:1")), "settings.proxy.http", "it!"),
        (RequestSettings(proxy=Proxy("manual", https="me:it@proxy")), "settings.proxy.https", "it"),
        (
            RequestSettings(client_certificates=(ClientCertificate("a"), ClientCertificate("b", passphrase="it"))),
            "settings.client_certificates.1.passphrase",
            "it",
        ),
    ],
)
def test_passwords_in_the_clear_are_found_and_replaced(settings: RequestSettings, where: str, value: str) -> None:
    place = tuple(where.split(".")[1:])

    decided = with_credential(settings, place, "name")

    assert undecided_places(RequestDraft(settings=settings)) == (where,)
    assert credential_at(settings, place) == value
    assert undecided_places(RequestDraft(settings=decided)) == ()
    assert "{{name}}" in "".join(decided.texts())
