"""What desktops say of proxies, from what they print and keep; and that a change of it is seen."""

import os
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from modelpost.core.events import Finished, Noted
from modelpost.core.failures import FailureKind
from modelpost.core.resolved import SendOptions
from modelpost.net.desktop import gnome, kde
from modelpost.net.desktop.settings import DesktopSettings, source_for
from modelpost.net.desktop.values import DesktopMode, DesktopProxy, Source
from modelpost.net.proxies import ProxyFinder

GNOME_BY_HAND = """\
org.gnome.system.proxy autoconfig-url ''
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1', '*.example.org']
org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.http authentication-password 'p@ss'
org.gnome.system.proxy.http authentication-user 'me'
org.gnome.system.proxy.http host 'proxy'
org.gnome.system.proxy.http port 8080
org.gnome.system.proxy.http use-authentication true
org.gnome.system.proxy.https host 'other'
org.gnome.system.proxy.https port 3128
org.gnome.system.proxy.socks host '::1'
org.gnome.system.proxy.socks port 1080
"""
KDE_BY_HAND = """\
[General]
ProxyType=2

[Proxy Settings]
NoProxyFor=localhost,.example.org
ProxyType[$e]=1
ReversedException=false
httpProxy=http://proxy 8080
httpsProxy=http://other:3128/
socksProxy=socks://inner 1080

[Proxy Settings Elsewhere]
ProxyType=0
"""


def answering(peer: Any) -> None:
    while True:
        peer.request()
        peer.answer(b"here")


def finder(said: DesktopProxy | None) -> ProxyFinder:
    return ProxyFinder(lambda: said)


def chosen(said: DesktopProxy | None, host: str = "host", scheme: str = "https") -> str:
    return str(finder(said).choose(scheme, host, 443, SendOptions()).sentence)


# Reading -------------------------------------------------------------------------------------------------------------


def test_gnome_says_proxies_and_exceptions() -> None:
    assert gnome.parse("GNOME", GNOME_BY_HAND) == DesktopProxy(
        "GNOME",
        DesktopMode.MANUAL,
        "http://me:p%40ss@proxy:8080",
        "http://other:3128",
        "socks5h://[::1]:1080",
        "localhost,127.0.0.0/8,::1,*.example.org",
    )


def test_a_password_of_gnome_goes_to_its_own_proxy_for_both_schemes() -> None:
    same = GNOME_BY_HAND.replace("'other'", "'proxy'").replace("3128", "8080")

    assert gnome.parse("GNOME", same).https == "http://me:p%40ss@proxy:8080"


def test_settings_do_not_show_a_password() -> None:
    of_kde = kde.parse({"ProxyType": "1", "httpProxy": "http://me:p%40ss@p 1", "socksProxy": "socks://me:p%40ss@p 2"})

    assert "p%40ss" in of_kde.socks
    assert "p%40ss" not in repr(gnome.parse("GNOME", GNOME_BY_HAND))
    assert "p%40ss" not in repr(of_kde)


@pytest.mark.parametrize(
    ("printed", "mode"),
    [
        ("org.gnome.system.proxy mode 'none'\norg.gnome.system.proxy ignore-hosts @as []\n", DesktopMode.NONE),
        ("org.gnome.system.proxy mode 'auto'\n", DesktopMode.SCRIPT),
        ("", DesktopMode.UNKNOWN),
        ("org.gnome.system.proxy mode 'manual\n", DesktopMode.UNKNOWN),
    ],
)
def test_gnome_says_what_it_wants(printed: str, mode: DesktopMode) -> None:
    assert gnome.parse("GNOME", printed) == DesktopProxy("GNOME", mode)


def test_a_desktop_that_does_not_answer_is_not_known() -> None:
    def silent(command: Sequence[str]) -> str:
        raise OSError(command[0])

    assert gnome.read("GNOME", silent).mode is DesktopMode.UNKNOWN


@pytest.mark.parametrize("command", [("false",), ("no-such-program-of-ours",)])
def test_a_command_that_fails_is_an_os_error(command: tuple[str, ...]) -> None:
    with pytest.raises(OSError):
        gnome.asked(command)


def test_kde_says_proxies_and_exceptions() -> None:
    assert kde.parse(dict(kde.entries(KDE_BY_HAND))) == DesktopProxy(
        "KDE",
        DesktopMode.MANUAL,
        "http://proxy:8080",
        "http://other:3128",
        "socks5h://inner:1080",
        "localhost,.example.org",
    )


@pytest.mark.parametrize(
    ("number", "mode"),
    [
        ("0", DesktopMode.NONE),
        ("1", DesktopMode.MANUAL),
        ("2", DesktopMode.SCRIPT),
        ("3", DesktopMode.SCRIPT),
        ("4", DesktopMode.NONE),
    ],
)
def test_kde_says_what_it_wants(number: str, mode: DesktopMode) -> None:
    assert kde.parse({"ProxyType": number}).mode is mode


def test_in_kde_the_users_own_file_counts_before_that_of_the_system(tmp_path: Path) -> None:
    system, user = tmp_path / "xdg", tmp_path / "config"
    for folder, text in ((system, "ProxyType=2\nNoProxyFor=inner"), (user, "ProxyType=1\nhttpProxy=http://p 1")):
        folder.mkdir()
        (folder / "kioslaverc").write_text(f"[Proxy Settings]\n{text}\n")

    source = kde.source({"XDG_CONFIG_HOME": str(user), "XDG_CONFIG_DIRS": str(system)})

    assert source.read() == DesktopProxy("KDE", DesktopMode.MANUAL, "http://p:1", bypass="inner")


def test_kde_without_a_file_has_no_proxy(tmp_path: Path) -> None:
    assert kde.read((tmp_path / "kioslaverc",)) == DesktopProxy("KDE")


@pytest.mark.parametrize(("name", "is_known"), [("", False), ("sway", False), ("ubuntu:GNOME", True), ("KDE", True)])
def test_the_desktop_is_known_by_its_environment(name: str, *, is_known: bool) -> None:
    assert (source_for({"XDG_CURRENT_DESKTOP": name}) is not None) is is_known


# Choosing ------------------------------------------------------------------------------------------------------------

BY_HAND = DesktopProxy("GNOME", DesktopMode.MANUAL, https="http://me:it@p:1", bypass=".example.org")


@pytest.mark.parametrize(
    ("said", "host", "scheme", "sentence"),
    [
        (BY_HAND, "host", "https", "Through the proxy p:1, from the desktop settings (GNOME)."),
        (
            BY_HAND,
            "a.example.org",
            "https",
            "Directly: “.example.org” is among the exceptions in the desktop settings (GNOME).",
        ),
        (BY_HAND, "host", "http", "Directly: the desktop settings (GNOME) have no proxy for http."),
        (
            DesktopProxy("KDE", DesktopMode.MANUAL, socks="socks5h://s", bypass="inner", is_reversed=True),
            "inner",
            "http",
            "Through the proxy s:1080, from the desktop settings (KDE).",
        ),
        (
            DesktopProxy("KDE", DesktopMode.MANUAL, socks="socks5h://s", bypass="inner", is_reversed=True),
            "outer",
            "http",
            "Directly: the desktop settings (KDE) have a proxy for other hosts only.",
        ),
        (
            DesktopProxy("GNOME"),
            "host",
            "http",
            "Directly: no proxy is set, neither in the desktop settings (GNOME) nor in the environment.",
        ),
        (
            DesktopProxy("KDE", DesktopMode.UNKNOWN),
            "host",
            "http",
            "Directly, perhaps wrongly: the desktop settings (KDE) could not be read.",
        ),
        (None, "host", "http", "Directly: no proxy is set."),
    ],
)
def test_the_choice_names_the_desktop(said: DesktopProxy | None, host: str, scheme: str, sentence: str) -> None:
    assert chosen(said, host, scheme) == sentence


def test_what_is_set_on_the_desktop_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://from-environment:1")

    assert chosen(BY_HAND) == "Through the proxy p:1, from the desktop settings (GNOME)."


@pytest.mark.parametrize("mode", [DesktopMode.NONE, DesktopMode.SCRIPT, DesktopMode.UNKNOWN])
def test_where_the_desktop_names_none_the_environment_is_asked(
    mode: DesktopMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://p:1")

    assert chosen(DesktopProxy("GNOME", mode)) == "Through the proxy p:1, from the environment variable HTTPS_PROXY."


def test_a_script_is_not_run_and_that_is_said() -> None:
    choice = finder(DesktopProxy("GNOME", DesktopMode.SCRIPT)).choose("https", "host", 443, SendOptions())

    assert (choice.address, choice.is_doubtful) == ("", True)
    assert "Modelpost does not run scripts; choose a manual proxy." in str(choice.sentence)


# Seeing changes ------------------------------------------------------------------------------------------------------


class Desktop:
    """A desktop that counts how often it was asked, with a file that changes with its settings."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.asked = 0
        self.now = self.takes = 0.0
        self.settings = DesktopSettings(lambda _: Source(self._read, (file,)), lambda: self.now)

    def change(self, text: str) -> None:
        self.file.write_text(text)
        os.utime(self.file, ns=(0, len(text)))

    def _read(self) -> DesktopProxy:
        self.asked += 1
        self.now += self.takes
        return DesktopProxy("Test", DesktopMode.MANUAL, http=f"http://p:{self.asked}")


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    made = Desktop(tmp_path / "settings")
    made.change("as before")
    return made


def test_settings_are_not_read_for_every_request(desktop: Desktop) -> None:
    for _ in range(3):
        desktop.settings()

    assert desktop.asked == 1


def test_a_change_of_their_file_is_seen_at_once(desktop: Desktop) -> None:
    desktop.settings()

    desktop.change("not as before")

    assert desktop.settings() == DesktopProxy("Test", DesktopMode.MANUAL, http="http://p:2")


def test_a_change_elsewhere_is_seen_after_a_moment(desktop: Desktop) -> None:
    desktop.settings()

    desktop.now = 5.0
    desktop.settings()

    assert desktop.asked == 2


def test_a_desktop_that_keeps_requests_waiting_is_left_alone_for_a_while(desktop: Desktop) -> None:
    desktop.takes = 3.0
    desktop.settings()

    desktop.now += 59.0
    desktop.settings()

    assert desktop.asked == 1


def test_a_change_of_the_environment_is_seen_by_the_next_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    proxies = finder(None)
    before = proxies.choose("https", "host", 443, SendOptions()).address

    monkeypatch.setenv("HTTPS_PROXY", "http://p:1")

    assert (before, proxies.choose("https", "host", 443, SendOptions()).address) == ("", "http://p:1")


def test_the_next_request_goes_the_way_that_is_set_by_then(serve: Any, build: Any) -> None:
    server, proxy = serve(answering), serve(answering)
    said = DesktopProxy("GNOME")
    laboratory = build(desktop=lambda: said)
    laboratory.get(f"{server.url}/first")

    said = DesktopProxy("GNOME", DesktopMode.MANUAL, http=proxy.url)
    events = laboratory.get("http://service.example/second")

    assert proxy.received[0].target == "http://service.example/second"
    assert [str(event.message) for event in events if isinstance(event, Noted)] == [
        f"Through the proxy 127.0.0.1:{proxy.port}, from the desktop settings (GNOME)."
    ]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_computer_is_never_reached_through_the_proxy_of_a_desktop(host: str) -> None:
    proxies = finder(DesktopProxy("KDE", DesktopMode.MANUAL, http="http://p:1"))

    choice = proxies.choose("http", host, 8501, SendOptions())

    assert choice.address == ""
    assert "it is this computer" in str(choice.sentence)


def test_a_script_that_was_not_run_stands_in_the_timeline(serve: Any, build: Any) -> None:
    laboratory = build(desktop=lambda: DesktopProxy("GNOME", DesktopMode.SCRIPT))

    events = laboratory.get(serve(answering).url)

    assert isinstance(events[-1], Finished)
    assert any("a proxy script is set" in str(event.message) for event in events if isinstance(event, Noted))


def test_a_script_that_was_not_run_is_named_where_nothing_is_reached(build: Any) -> None:
    def unknown(host: str, port: int) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    laboratory = build(desktop=lambda: DesktopProxy("GNOME", DesktopMode.SCRIPT), resolver=unknown)

    failure = laboratory.get("http://outside.example/")[-1].failure

    assert failure.kind is FailureKind.DNS
    assert "choose a manual proxy" in str(failure.hint)
