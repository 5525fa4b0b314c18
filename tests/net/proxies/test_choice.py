"""Which proxy is chosen, and the sentence that says why."""

from typing import Any
from urllib.parse import unquote

import pytest

from modelpost.core.failures import FailureKind
from modelpost.core.request import Proxy
from modelpost.core.resolved import SendOptions
from modelpost.net.proxies import ProxyFinder, System, UnknownProxyKind, proxy_address, with_scheme
from modelpost.net.route import way_to
from modelpost.net.socks import credentials_of

FROM_VARIABLE = "Through the proxy p:1, from the environment variable"
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("environment", "proxy", "said"),
    [
        ({}, Proxy(), "Directly: no proxy is set."),
        ({"HTTPS_PROXY": "http://me:it@p:1"}, Proxy(), f"{FROM_VARIABLE} HTTPS_PROXY."),
        ({"https_proxy": "p:1"}, Proxy("environment"), f"{FROM_VARIABLE} https_proxy."),
        ({"ALL_PROXY": "socks5h://p"}, Proxy(), "Through the proxy p:1080, from the environment variable ALL_PROXY."),
        ({"HTTP_PROXY": "http://p:1"}, Proxy(), "Directly: no proxy is set."),
        (
            {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "other,.example.org"},
            Proxy(),
            "Directly: “.example.org” in NO_PROXY names this host.",
        ),
        ({"HTTPS_PROXY": "http://p:1"}, Proxy("none"), "Directly: proxies are switched off."),
        ({}, Proxy("manual", https="https://me:it@p"), "Through the proxy p:443, set by hand."),
        ({}, Proxy("manual", https="p:1", bypass="example.org"), "Directly: “example.org” is among the exceptions."),
        ({}, Proxy("manual", http="p:1"), "Directly: no proxy is set for https."),
    ],
)
def test_the_choice_says_why(
    environment: dict[str, str], proxy: Proxy, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert str(way_to("https://api.example.org/path", SendOptions(proxy=proxy)).sentence) == said


class OtherSystem:
    """What macOS or Windows says; notes which hosts it was asked about."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asked: list[str] = []
        self.proxies = {"https": "http://p:1"}
        self.finder = ProxyFinder(lambda: None, lambda: self.now, System(lambda: self.proxies, self._bypasses))

    def says(self, host: str = "host") -> str:
        return str(self.finder.choose("https", host, 443, SendOptions()).sentence)

    def _bypasses(self, place: str) -> bool:
        self.asked.append(place)
        return place == "inner:443"


def test_the_system_says_proxies_and_exceptions() -> None:
    system = OtherSystem()

    assert [system.says("host"), system.says("inner")] == [
        "Through the proxy p:1, from the settings of the system.",
        "Directly: the system's settings name this host as an exception.",
    ]


def test_the_system_is_asked_about_a_host_once_in_a_while() -> None:
    system = OtherSystem()

    for system.now in (0.0, 4.9, 5.0):
        system.says()

    assert system.asked == ["host:443"] * 2


def test_other_settings_of_the_system_are_seen_at_once() -> None:
    system = OtherSystem()
    system.says()

    system.proxies = {"https": "http://p:2"}

    assert system.says() == "Through the proxy p:2, from the settings of the system."


def test_a_choice_shows_no_password() -> None:
    options = SendOptions(proxy=Proxy("manual", https="http://me:canary@p:1"))

    choice = ProxyFinder().choose("https", "host", 443, options)

    assert "canary" in choice.address
    assert "canary" not in repr(choice)


@pytest.mark.parametrize("password", ["can/ary", "can#ary", "can?ary", "can@ary", "can://ary", "can ary", "can%2Fary"])
@pytest.mark.parametrize("scheme", ["", "http://", "socks5://"])
def test_a_password_may_hold_anything_and_shows_nowhere(
    scheme: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{scheme}me:{password}@p:1"
    monkeypatch.setenv("HTTPS_PROXY", address)

    said = str(way_to("https://host/", SendOptions()).sentence)
    pair = credentials_of(with_scheme(address))

    assert said == f"{FROM_VARIABLE} HTTPS_PROXY."
    assert proxy_address(address).label == "p:1"
    assert pair == (b"me", unquote(password).encode())


@pytest.mark.parametrize(
    "address", ["ftp://p:1", "socks4://p", "http://p:port", "http://me:canary@p:port", "http://me:canary@[::1:8080"]
)
def test_other_proxies_are_refused(address: str) -> None:
    with pytest.raises(UnknownProxyKind) as refused:
        proxy_address(address)

    assert "canary" not in str(refused.value)


def test_an_address_that_is_none_is_named_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:canary@[::1:8080")

    said = str(way_to("https://host/", SendOptions()).sentence)

    assert said == "Through the proxy [::1:8080, from the environment variable HTTPS_PROXY."


def test_a_request_says_so_where_its_proxy_has_an_address_that_is_none(laboratory: Any) -> None:
    proxy = Proxy("manual", http="http://me:canary@[::1:8080")

    *_, failed = laboratory.get("http://service.invalid/", SendOptions(proxy=proxy))

    assert failed.failure.kind is FailureKind.PROXY
    assert "canary" not in repr(failed)
