"""Which proxy is chosen, and the sentence that says why."""

import pytest

from modelpost.core.request import Proxy
from modelpost.core.resolved import SendOptions
from modelpost.net.proxies import ProxyFinder, UnknownProxyKind, proxy_address
from modelpost.net.route import way_to

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


def test_a_choice_shows_no_password() -> None:
    options = SendOptions(proxy=Proxy("manual", https="http://me:canary@p:1"))

    choice = ProxyFinder().choose("https", "host", 443, options)

    assert "canary" in choice.address
    assert "canary" not in repr(choice)


@pytest.mark.parametrize("address", ["ftp://p:1", "socks4://p", "http://p:port"])
def test_other_proxies_are_refused(address: str) -> None:
    with pytest.raises(UnknownProxyKind):
        proxy_address(address)
