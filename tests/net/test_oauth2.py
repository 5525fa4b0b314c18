"""OAuth 2.0 against a small service that lends tokens, and has every fault that such services have."""

import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from urllib.request import urlopen

import pytest

from modelpost.core.events import Challenged, Noted
from modelpost.core.failures import FailureKind
from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.core.text import Message
from modelpost.net.tokens import MemoryTokens

SECRET = "canary-client-secret"
PASSWORD = "canary-password"
AS_USUAL = SendOptions()
BEARER = {"WWW-Authenticate": 'Bearer realm="x", error="invalid_token"'}


class TokenService:
    """Lends tokens `token-1`, `token-2` …; `answers` are given first, as they are."""

    def __init__(self, *answers: Any, **extra: Any) -> None:
        self.asked: list[dict[str, str]] = []
        self.authorizations: list[str] = []
        self.targets: list[str] = []
        self._answers = list(answers)
        self._extra = extra
        self._lent = 0

    def __call__(self, peer: Any) -> None:
        while True:
            request = peer.request()
            self.targets.append(request.target)
            self.asked.append(dict(parse_qsl(request.body.decode(), keep_blank_values=True)))
            self.authorizations.append(request.value("Authorization") or "")
            if self._answers:
                answer = self._answers.pop(0)
                if callable(answer):
                    answer(peer)
                else:
                    status = "400 Bad Request" if "error" in answer else "200 OK"
                    peer.answer(json.dumps(answer).encode(), status, "Content-Type: application/json\r\n")
                continue
            self._lent += 1
            lent = {"access_token": f"token-{self._lent:04d}", "token_type": "Bearer", **self._extra}
            peer.answer(json.dumps(lent).encode(), headers="Content-Type: application/json\r\n")


class Model:
    """Takes every token but those in `refused`."""

    def __init__(self, *refused: str, headers: dict[str, str] | None = None) -> None:
        self._refused = refused
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())

    def __call__(self, peer: Any) -> None:
        while True:
            token = (peer.request().value("Authorization") or "").removeprefix("Bearer ")
            if token in self._refused:
                peer.answer(b"no", "401 Unauthorized", self._headers)
            else:
                peer.answer()


class Wristwatch:
    """A clock that can be put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def monotonic(self) -> float:
        return time.perf_counter()

    def now(self) -> float:
        return time.time() + self.ahead


class Someone:
    """A person with a browser that signs in at once, and comes back with what `back` says."""

    def __init__(self, back: Callable[[dict[str, str]], str], typed: str | None = None) -> None:
        self._back = back
        self._typed = typed
        self.opened: list[str] = []
        self.shown: list[tuple[str, str]] = []

    def ask(self, label: Message, ended: Any, *, is_secret: bool) -> str | None:
        url = self.shown[-1][0]
        return self._back(dict(parse_qsl(urlsplit(url).query))) if self._typed is None else self._typed

    def show(self, message: Message, url: str, code: str, ended: Any) -> None:
        self.shown.append((url, code))

    def browse(self, url: str) -> bool:
        self.opened.append(url)
        back = self._back(dict(parse_qsl(urlsplit(url).query)))
        threading.Thread(target=lambda: urlopen(back).read(), daemon=True).start()  # loopback
        return True

    def done(self, ended: Any) -> None:
        """Leave it where it is."""


def comes_back(asked: dict[str, str]) -> str:
    return f"{asked['redirect_uri']}?code=code-canary-1&state={asked['state']}"


@pytest.fixture
def lab(build: Any, serve: Any) -> Any:
    """Send a request to a model with tokens of a service."""

    class Lab:
        def __init__(self) -> None:
            self.tokens = MemoryTokens()
            self.clock = Wristwatch()
            self.model: Any = None

        def send(
            self, lender: Any, model: Any = None, person: Any = None, options: Any = AS_USUAL, **values: str
        ) -> Any:
            service = serve(lender)
            self.lender_url = service.url
            self.model = serve(model or Model())
            self.engine = build(tokens=self.tokens, person=person, clock=self.clock)
            self.auth = ResolvedAuth(
                "oauth2",
                tuple(
                    {
                        "accessTokenUrl": f"{service.url}/token",
                        "clientId": "me",
                        "clientSecret": SECRET,
                        **{name: text.replace("LENDER", service.url) for name, text in values.items()},
                    }.items()
                ),
            )
            return self.again(options=options)

        def later(self, seconds: float) -> Any:
            self.clock.ahead += seconds
            return self.again()

        def again(self, url: str = "/", options: Any = AS_USUAL) -> Any:
            return self.engine.send(ResolvedRequest("GET", f"{self.model.url}{url}", auth=self.auth), options)

        @property
        def used(self) -> list[str]:
            return [received.value("Authorization") for received in self.model.received]

    return Lab()


# Grants ---------------------------------------------------------------------------------------------------------------


def test_client_credentials_get_a_token_for_a_scope(lab: Any) -> None:
    lender = TokenService()

    events = lab.send(lender, scope="read write")

    assert events[-1].response.status == 200
    assert lab.used == ["Bearer token-0001"]
    assert lender.asked == [{"grant_type": "client_credentials", "scope": "read write"}]
    assert b64decode(lender.authorizations[0].removeprefix("Basic ")) == f"me:{SECRET}".encode()
    assert SECRET not in repr(events)
    assert "token-0001" not in repr(events)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"credentialsPlacement": "body"}, {"client_id": "me", "client_secret": SECRET}),
        ({"credentialsPlacement": "none"}, {"client_id": "me"}),
        ({"clientSecret": ""}, {"client_id": "me"}),
    ],
)
def test_the_client_may_stand_in_the_body(lab: Any, values: dict[str, str], expected: dict[str, str]) -> None:
    lender = TokenService()

    lab.send(lender, **values)

    assert lender.asked == [{"grant_type": "client_credentials", **expected}]
    assert lender.authorizations == [""]


def test_a_client_with_odd_letters_is_encoded_before_it_is_packed(lab: Any) -> None:
    lender = TokenService()

    lab.send(lender, clientId="me:you", clientSecret="ä +")

    assert b64decode(lender.authorizations[0].removeprefix("Basic ")) == b"me%3Ayou:%C3%A4+%2B"  # RFC 6749, 2.3.1


def test_a_password_is_sent_to_the_token_service_only(lab: Any) -> None:
    lender = TokenService()

    events = lab.send(lender, grant="password", username="ada", password=PASSWORD)

    assert lender.asked == [{"grant_type": "password", "username": "ada", "password": PASSWORD}]
    assert PASSWORD not in repr(events)
    assert events[-1].response.status == 200


def test_further_parameters_go_where_they_say(lab: Any) -> None:
    lender = TokenService()

    lab.send(
        lender,
        audience="https://api.example",
        resource="urn:x",
        tokenParameters="tenant=a%26b&query:v=2&header:X-Realm=r",
    )

    assert lender.asked[0] == {
        "grant_type": "client_credentials",
        "audience": "https://api.example",
        "resource": "urn:x",
        "tenant": "a&b",
    }
    assert lender.targets == ["/token?v=2"]


def test_a_browser_signs_in_with_a_proof_key(lab: Any) -> None:
    lender, someone = TokenService(), Someone(comes_back)

    events = lab.send(
        lender,
        person=someone,
        grant="authorization_code",
        authorizationUrl="https://id.example/authorize?theme=dark",
        scope="openid read",
        authorizationParameters="prompt=consent",
    )

    asked = dict(parse_qsl(urlsplit(someone.opened[0]).query))
    exchanged = lender.asked[0]
    challenge = urlsafe_b64encode(sha256(exchanged["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert asked["code_challenge"] == challenge
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert (asked["theme"], asked["prompt"], asked["scope"]) == ("dark", "consent", "openid read")
    assert exchanged["redirect_uri"] == asked["redirect_uri"]
    assert exchanged["code"] == "code-canary-1"
    assert events[-1].response.status == 200
    assert "code-canary-1" not in repr(events)
    assert exchanged["code_verifier"] not in repr(events)


def test_a_proof_key_may_be_plain_or_left_out(lab: Any) -> None:
    lender, someone = TokenService(), Someone(comes_back)
    values = {"grant": "authorization_code", "authorizationUrl": "https://id.example/"}

    lab.send(lender, person=someone, pkce="plain", **values)
    lab.tokens = MemoryTokens()
    lab.send(lender, person=someone, pkce="off", **values)

    plain, without = (dict(parse_qsl(urlsplit(url).query)) for url in someone.opened)
    assert plain["code_challenge"] == lender.asked[0]["code_verifier"]
    assert "code_challenge" not in without
    assert "code_verifier" not in lender.asked[1]


def test_a_registered_loopback_address_is_listened_at(lab: Any) -> None:
    lender, someone = TokenService(), Someone(comes_back)

    lab.send(
        lender,
        person=someone,
        grant="authorization_code",
        authorizationUrl="https://id.example/",
        callbackUrl="http://localhost/oauth/back",
    )

    redirect = urlsplit(lender.asked[0]["redirect_uri"])
    assert (redirect.hostname, redirect.path) == ("localhost", "/oauth/back")
    assert redirect.port
    assert lab.used == ["Bearer token-0001"]


def test_where_the_browser_comes_back_elsewhere_its_address_is_pasted(lab: Any) -> None:
    lender, someone = TokenService(), Someone(comes_back)

    lab.send(
        lender,
        person=someone,
        grant="authorization_code",
        authorizationUrl="https://id.example/",
        callbackUrl="https://app.example/callback",
    )

    assert lender.asked[0]["redirect_uri"] == "https://app.example/callback"
    assert lender.asked[0]["code"] == "code-canary-1"
    assert lab.used == ["Bearer token-0001"]


@pytest.mark.parametrize(
    ("back", "place", "words"),
    [
        (lambda asked: f"{asked['redirect_uri']}?code=c&state=another", "auth.authorizationUrl", "does not belong"),
        (lambda asked: f"{asked['redirect_uri']}?code=c", "auth.authorizationUrl", "does not belong"),
        (lambda asked: f"{asked['redirect_uri']}?state={asked['state']}", "auth.authorizationUrl", "without a code"),
        (
            lambda asked: f"{asked['redirect_uri']}?error=access_denied&state={asked['state']}",
            "auth",
            "Access was declined: access_denied",
        ),
        (
            lambda asked: (
                f"{asked['redirect_uri']}?error=invalid_scope&error_description=no+such&state={asked['state']}"
            ),
            "auth.scope",
            "refuses the scope: no such",
        ),
    ],
)
def test_a_sign_in_that_goes_wrong_is_told(lab: Any, back: Any, place: str, words: str) -> None:
    lender = TokenService()

    *_, failed = lab.send(
        lender, person=Someone(back), grant="authorization_code", authorizationUrl="https://id.example/"
    )

    assert (failed.failure.kind, failed.failure.place) == (FailureKind.AUTH, place)
    assert words in str(failed.failure.summary)
    assert lender.asked == []
    assert lab.model.received == []


DEVICE = {"device_code": "canary-device", "user_code": "WDJB-MJHT", "expires_in": 60, "interval": 0.001}


def test_a_device_code_is_shown_and_asked_after_until_it_is_entered(lab: Any) -> None:
    begun = {**DEVICE, "verification_uri": "https://id.example/device"}
    lender, someone = TokenService(begun, {"error": "authorization_pending"}), Someone(comes_back)

    events = lab.send(lender, person=someone, grant="device_code", deviceUrl="LENDER/device", scope="read")

    assert someone.shown == [("https://id.example/device", "WDJB-MJHT")]
    assert lender.targets == ["/device", "/token", "/token"]
    assert lender.asked[0] == {"scope": "read"}
    assert lender.asked[1] == {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "device_code": "canary-device",
    }
    assert events[-1].response.status == 200
    assert "canary-device" not in repr(events)


def test_the_page_with_the_code_in_it_is_shown_where_there_is_one(lab: Any) -> None:
    begun = {
        **DEVICE,
        "verification_url": "https://id.example/device",
        "verification_uri_complete": "https://id.example/device?code=WDJB-MJHT",
    }
    someone = Someone(comes_back)

    lab.send(TokenService(begun), person=someone, grant="device_code", deviceUrl="LENDER/device")

    assert someone.shown == [("https://id.example/device?code=WDJB-MJHT", "WDJB-MJHT")]


@pytest.mark.parametrize(
    ("answers", "place", "words"),
    [
        ([{**DEVICE, "verification_uri": "file:///etc/passwd"}], "auth.deviceUrl", "no code for the device"),
        ([{"verification_uri": "https://id.example/"}], "auth.deviceUrl", "no code for the device"),
        ([{**DEVICE, "verification_uri": "https://i.d/"}, {"error": "expired_token"}], "auth", "expired before"),
        ([{**DEVICE, "verification_uri": "https://i.d/"}, {"error": "access_denied"}], "auth", "declined"),
        ([{**DEVICE, "verification_uri": "https://i.d/", "expires_in": 0.0001}], "auth", "expired before"),
        ([{"error": "unauthorized_client"}], "auth.grant", "does not offer this grant type"),
    ],
)
def test_a_device_that_is_not_let_in_is_told(lab: Any, answers: Any, place: str, words: str) -> None:
    *_, failed = lab.send(TokenService(*answers), grant="device_code", deviceUrl="LENDER/device")

    assert (failed.failure.kind, failed.failure.place) == (FailureKind.AUTH, place)
    assert words in str(failed.failure.summary)
    assert lab.model.received == []


# Tokens that are kept -------------------------------------------------------------------------------------------------


def test_a_token_is_used_until_it_expires(lab: Any) -> None:
    lender = TokenService(expires_in=3600)
    lab.send(lender)

    lab.again()

    assert lab.used == ["Bearer token-0001", "Bearer token-0001"]
    assert len(lender.asked) == 1


@pytest.mark.parametrize("life", [60, "60"])
def test_a_token_that_is_about_to_expire_is_asked_for_again(lab: Any, life: Any) -> None:
    lender = TokenService(expires_in=life)
    lab.send(lender)

    lab.later(55)

    assert lab.used == ["Bearer token-0001", "Bearer token-0002"]


def test_a_refresh_token_buys_the_next_one_and_stays(lab: Any) -> None:
    lender = TokenService({"access_token": "token-zero", "refresh_token": "canary-refresh", "expires_in": 60})
    lab.send(lender, person=None, grant="password", username="ada", password=PASSWORD)

    events = lab.later(60)

    assert lender.asked[1] == {"grant_type": "refresh_token", "refresh_token": "canary-refresh"}
    assert lab.used == ["Bearer token-zero", "Bearer token-0001"]
    assert "canary-refresh" not in repr(events)
    (kept,) = lab.tokens._tokens.values()
    assert kept.refresh == "canary-refresh"


def test_a_refresh_token_that_is_refused_leads_to_a_new_grant(lab: Any) -> None:
    first = {"access_token": "token-zero", "refresh_token": "canary-refresh", "expires_in": 60}
    lender = TokenService(first, {"error": "invalid_grant"})
    lab.send(lender)

    events = lab.later(60)

    assert [asked["grant_type"] for asked in lender.asked] == [
        "client_credentials",
        "refresh_token",
        "client_credentials",
    ]
    assert lab.used == ["Bearer token-zero", "Bearer token-0001"]
    assert any("was not refreshed (invalid_grant)" in repr(event) for event in events if isinstance(event, Noted))


def test_a_refresh_goes_to_its_own_address_with_its_own_parameters(lab: Any) -> None:
    first = {"access_token": "token-zero", "refresh_token": "r", "expires_in": 60}
    lender = TokenService(first)
    lab.send(lender, refreshTokenUrl="LENDER/refresh", refreshParameters="tenant=b", tokenParameters="tenant=a")

    lab.later(60)

    assert lender.targets == ["/token", "/refresh"]
    assert [asked["tenant"] for asked in lender.asked] == ["a", "b"]


def test_a_token_that_the_model_calls_invalid_is_renewed_once(lab: Any) -> None:
    lender = TokenService()

    events = lab.send(lender, Model("token-0001", headers=BEARER))

    assert lab.used == ["Bearer token-0001", "Bearer token-0002"]
    assert events[-1].response.status == 200
    assert [event.status for event in events if isinstance(event, Challenged)] == [401]


def test_a_model_that_refuses_every_token_is_asked_twice(lab: Any) -> None:
    lender = TokenService()

    *_, finished = lab.send(lender, Model("token-0001", "token-0002", headers=BEARER))

    assert finished.response.status == 401
    assert len(lender.asked) == 2


def test_another_reason_for_a_401_renews_nothing(lab: Any) -> None:
    lender = TokenService()
    headers = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}

    *_, finished = lab.send(lender, Model("token-0001", headers=headers))

    assert finished.response.status == 401
    assert len(lender.asked) == 1


def test_a_401_without_a_word_opens_no_browser(lab: Any) -> None:
    lender, someone = TokenService(), Someone(comes_back)

    *_, finished = lab.send(
        lender,
        Model("token-0001"),
        person=someone,
        grant="authorization_code",
        authorizationUrl="https://id.example/",
    )

    assert finished.response.status == 401
    assert len(someone.opened) == 1


def test_parallel_requests_share_one_token(lab: Any) -> None:
    lender = TokenService(expires_in=3600)
    lab.send(lender)
    lab.tokens._tokens.clear()
    threads = [threading.Thread(target=lab.again) for _ in range(6)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(lender.asked) == 2
    assert set(lab.used[1:]) == {"Bearer token-0002"}


def test_the_key_of_a_token_tells_nothing_and_depends_on_what_was_entered(lab: Any) -> None:
    lender = TokenService()
    lab.send(lender)

    lab.send(lender, scope="write")

    assert len(lab.tokens._tokens) == 2
    assert all(SECRET not in key and "me" not in key.split("/")[1] for key in lab.tokens._tokens)


# Where the token goes -------------------------------------------------------------------------------------------------


def test_a_token_may_stand_in_the_query_and_is_replaced_there(lab: Any) -> None:
    lender = TokenService()

    def script(peer: Any) -> None:
        while True:
            token = parse_qs(urlsplit(peer.request().target).query)["access_token"]
            if token == ["token-0001"]:
                peer.answer(b"no", "401 Unauthorized")
            else:
                peer.answer()

    events = lab.send(lender, script, tokenPlacement="query")
    targets = [received.target for received in lab.model.received]

    assert targets == ["/?access_token=token-0001", "/?access_token=token-0002"]
    assert "token-0002" not in repr(events)


@pytest.mark.parametrize(("prefix", "expected"), [("Token", "Token token-0001"), ("", "token-0001")])
def test_the_prefix_is_what_the_form_says(lab: Any, prefix: str, expected: str) -> None:
    lab.send(TokenService(), prefix=prefix)

    assert lab.used == [expected]


def test_an_id_token_may_be_used(lab: Any) -> None:
    lab.send(TokenService(id_token="id-canary"), tokenSource="id_token")

    assert lab.used == ["Bearer id-canary"]


# Faults of the token service ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "place", "words"),
    [
        ({"error": "invalid_client"}, "auth.clientSecret", "does not accept the client: invalid_client"),
        ({"error": "invalid_scope", "error_description": "no\n such."}, "auth.scope", "refuses the scope: no such"),
        ({"error": "unsupported_grant_type"}, "auth.grant", "does not offer this grant type"),
        ({"error": "invalid_target"}, "auth.resource", "refuses the resource"),
        ({"error": "temporarily_strange"}, "auth", "refuses: temporarily_strange"),
        ({"token_type": "Bearer"}, "auth.accessTokenUrl", "holds no token"),
        ({"access_token": 7}, "auth.accessTokenUrl", "holds no token"),
        (lambda peer: peer.answer(b"{bad json"), "auth.accessTokenUrl", "answered with 200 and without a token"),
        (lambda peer: peer.answer(b"[1]"), "auth.accessTokenUrl", "answered with 200 and without a token"),
        (lambda peer: peer.answer(b"[" * 99_999), "auth.accessTokenUrl", "answered with 200 and without a token"),
        (lambda peer: peer.answer(b"<html>", "404 Not Found"), "auth.accessTokenUrl", "answered with 404"),
        (lambda peer: peer.answer(b"oh", "500 Oh"), "auth.accessTokenUrl", "is in trouble: it answered with 500"),
        (lambda peer: peer.answer(b"{}", "403 No"), "auth.accessTokenUrl", "answered with 403"),
        (lambda peer: peer.redirect("https://b.example/t?x=1"), "auth.accessTokenUrl", "a redirect to https://b.example/t"),
    ],
)  # fmt: skip
def test_what_the_token_service_says_is_told_at_its_field(lab: Any, answer: Any, place: str, words: str) -> None:
    *_, failed = lab.send(TokenService(answer))

    assert (failed.failure.kind, failed.failure.place) == (FailureKind.AUTH, place)
    assert words in str(failed.failure.summary)
    assert str(failed.failure.hint)
    assert lab.model.received == []


def test_a_wrong_password_is_told_at_the_password(lab: Any) -> None:
    lender = TokenService({"error": "invalid_grant", "error_description": f"{PASSWORD} is wrong"})

    *_, failed = lab.send(lender, grant="password", username="ada", password=PASSWORD)

    assert failed.failure.place == "auth.password"
    assert PASSWORD not in str(failed.failure.summary)


def test_a_service_that_answers_with_a_form_is_understood(lab: Any) -> None:
    def script(peer: Any) -> None:
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        peer.answer(b"access_token=token-form&token_type=bearer", headers=kind)

    lab.send(TokenService(script))

    assert lab.used == ["Bearer token-form"]


def test_a_refresh_while_the_service_is_in_trouble_keeps_the_refresh_token(lab: Any) -> None:
    first = {"access_token": "token-zero", "refresh_token": "canary-refresh", "expires_in": 60}
    lender = TokenService(first, lambda peer: peer.answer(b"", "503 Busy"))
    lab.send(lender)

    *_, failed = lab.later(60)

    assert "is in trouble" in str(failed.failure.summary)
    lab.again()
    assert lender.asked[-1]["grant_type"] == "refresh_token"


@pytest.mark.parametrize("url", ["ftp://h.test/", "token.example/x", "https://", "https://a b/", "http://[x/"])
def test_an_address_that_is_none_is_told_at_its_field(lab: Any, url: str) -> None:
    *_, failed = lab.send(TokenService(), accessTokenUrl=url)

    assert failed.failure.place == "auth.accessTokenUrl"


def test_a_grant_that_is_not_ours_is_named(lab: Any) -> None:
    *_, failed = lab.send(TokenService(), grant="implicit")

    assert "implicit" in str(failed.failure.summary)
    assert failed.failure.place == "auth.grant"


def test_without_a_browser_another_grant_is_advised(lab: Any) -> None:
    *_, failed = lab.send(TokenService(), grant="authorization_code", authorizationUrl="https://id.example/")

    assert "No browser" in str(failed.failure.summary)


@pytest.mark.parametrize("secret", ["code-canary-1", "canary-refresh"])
def test_what_was_asked_with_is_not_shown_where_the_service_repeats_it(lab: Any, secret: str) -> None:
    refusal = {"error": "invalid_grant", "error_description": f"{secret} is not known"}
    first = {"access_token": "token-0001", "refresh_token": "canary-refresh", "expires_in": 60}
    answers = [refusal] if secret == "code-canary-1" else [first, refusal, refusal]
    url = {"grant": "authorization_code", "authorizationUrl": "LENDER/authorize"}

    events = [*lab.send(TokenService(*answers), person=Someone(comes_back), **url), *lab.later(120)]

    assert "is not known" in repr(events)
    assert secret not in repr(events)


def test_the_limit_of_the_whole_exchange_counts_while_a_browser_is_waited_for(lab: Any) -> None:
    class Nobody(Someone):
        def browse(self, url: str) -> bool:
            self.opened.append(url)
            return True

    person = Nobody(comes_back)
    values = {"grant": "authorization_code", "authorizationUrl": "LENDER/authorize"}

    *_, failed = lab.send(TokenService(), person=person, options=SendOptions(total_timeout=0.3), **values)

    assert failed.failure.kind is FailureKind.TIMEOUT_TOTAL
    assert len(person.opened) == 1


def test_the_limit_of_the_whole_exchange_counts_while_another_one_fetches_the_token(lab: Any) -> None:
    asked, is_over = threading.Event(), threading.Event()

    def slow(peer: Any) -> None:
        asked.set()
        is_over.wait(10)
        peer.answer(b"{}")

    lender = TokenService(slow)
    first = threading.Thread(target=lambda: lab.send(lender), daemon=True)
    first.start()
    asked.wait(10)

    *_, failed = lab.again(options=SendOptions(total_timeout=0.3))

    is_over.set()
    first.join(10)
    assert failed.failure.kind is FailureKind.TIMEOUT_TOTAL
