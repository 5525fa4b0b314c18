"""TLS, client certificate, proxy and place on the Settings page of a request."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import ClientCertificate, Defaults, Proxy, RequestDraft, RequestSettings
from modelpost.core.tree import Collection, FolderNode
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.network_sections import NetworkSections
from modelpost.workbench.request_tab import RequestTab

OWN = (ClientCertificate("me.pem"),)
BY_HAND = Proxy("manual")


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab()  # type: ignore[no-any-return]


@pytest.fixture
def page(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> NetworkSections:
    made = NetworkSections(kit, bench.workspace, bench.network)
    made.show_tab(tab)
    shown(made)
    return made


def choose(combo: QComboBox, value: str, qtbot: QtBot) -> None:
    """Choose with the keyboard, as far down as it takes."""
    combo.setFocus()
    for _ in range(combo.count()):
        qtbot.keyClick(combo, Qt.Key.Key_Home if combo.currentIndex() < 0 else Qt.Key.Key_Up)
    while combo.currentData() != value:
        qtbot.keyClick(combo, Qt.Key.Key_Down)


@pytest.mark.parametrize(
    ("name", "value", "settings"),
    [
        ("tls-verify", "no", RequestSettings(verify_tls=False)),
        ("tls-minimum", "1.3", RequestSettings(minimum_tls="1.3")),
        ("clientCertificate-use", "none", RequestSettings(client_certificates=())),
        ("clientCertificate-use", "own", RequestSettings(client_certificates=(ClientCertificate(),))),
        ("proxy-mode", "none", RequestSettings(proxy=Proxy("none"))),
        ("proxy-mode", "environment", RequestSettings(proxy=Proxy("environment"))),
    ],
)
def test_a_choice_is_of_the_request(
    page: NetworkSections, tab: RequestTab, named: Any, qtbot: QtBot, name: str, value: str, settings: RequestSettings
) -> None:
    choose(named(page, QComboBox, name), value, qtbot)

    assert tab.draft.settings == settings


@pytest.mark.parametrize(
    ("before", "name", "typed", "settings"),
    [
        (RequestSettings(), "place-connect_to", "127.0.0.1:81", RequestSettings(connect_to="127.0.0.1:81")),
        (RequestSettings(), "place-server_name", "inner", RequestSettings(server_name="inner")),
        (
            RequestSettings(client_certificates=OWN),
            "clientCertificate-key",
            "a.key",
            RequestSettings(client_certificates=(ClientCertificate("me.pem", "a.key"),)),
        ),
        (
            RequestSettings(client_certificates=(*OWN, ClientCertificate("b"))),
            "clientCertificate-host",
            "h",
            RequestSettings(client_certificates=(ClientCertificate("me.pem", host="h"), ClientCertificate("b"))),
        ),
        (
            RequestSettings(proxy=BY_HAND),
            "proxy-https",
            "socks5h://p:1",
            RequestSettings(proxy=Proxy("manual", https="socks5h://p:1")),
        ),
        (RequestSettings(proxy=BY_HAND), "proxy-bypass", "a,b", RequestSettings(proxy=Proxy("manual", bypass="a,b"))),
    ],
)
def test_a_text_is_of_the_request(
    page: NetworkSections,
    tab: RequestTab,
    named: Any,
    qtbot: QtBot,
    before: RequestSettings,
    name: str,
    typed: str,
    settings: RequestSettings,
) -> None:
    tab.set_settings(before)
    line = named(page, QLineEdit, name)
    line.setFocus()

    qtbot.keyClicks(line, typed)

    assert tab.draft.settings == settings


def test_a_text_that_is_cleared_is_open_again(page: NetworkSections, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    tab.set_settings(RequestSettings(connect_to="a"))

    qtbot.keyClick(named(page, QLineEdit, "place-connect_to"), Qt.Key.Key_Backspace)

    assert tab.draft.settings == RequestSettings()


def test_an_unchecked_certificate_is_warned_of(page: NetworkSections, tab: RequestTab, named: Any) -> None:
    warning = named(page, QLabel, "tlsWarning")
    before = warning.isVisible()

    tab.set_settings(RequestSettings(verify_tls=False))

    assert (before, warning.isVisible()) == (False, True)


def test_a_key_is_not_asked_for_beside_a_packed_certificate(page: NetworkSections, tab: RequestTab, named: Any) -> None:
    tab.set_settings(RequestSettings(client_certificates=(ClientCertificate("me.P12"),)))

    assert not named(page, QLineEdit, "clientCertificate-key").isVisible()
    assert named(page, QLineEdit, "clientCertificate-passphrase").isVisible()


def test_a_passphrase_goes_into_the_keyring(
    page: NetworkSections, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    tab.set_settings(RequestSettings(client_certificates=(ClientCertificate("me.p12", passphrase="open sesame"),)))

    qtbot.mouseClick(named(page, QPushButton, "clientCertificate-passphraseKeep"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: "open sesame" in bench.keeper.values.values())
    assert tab.draft.settings.client_certificates == (
        ClientCertificate("me.p12", passphrase="{{certificate_passphrase}}"),
    )


def test_the_password_of_a_proxy_goes_into_the_keyring_once_its_line_is_left(
    page: NetworkSections, tab: RequestTab, bench: Any, named: Any, qtbot: QtBot
) -> None:
    tab.set_settings(RequestSettings(proxy=BY_HAND))
    line = named(page, QLineEdit, "proxy-http")
    line.setFocus()
    qtbot.keyClicks(line, "http://me:open%20sesame@proxy:1")

    named(page, QLineEdit, "proxy-https").setFocus()

    qtbot.waitUntil(lambda: "open sesame" in bench.keeper.values.values())
    assert tab.draft.settings.proxy == Proxy("manual", "http://me:{{http_proxy_password}}@proxy:1")


def test_a_ca_file_is_chosen_and_taken_out(page: NetworkSections, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    qtbot.mouseClick(named(page, QPushButton, "addRequestAuthority"), Qt.MouseButton.LeftButton)
    dialog = named(page, QFileDialog, "caFileDialog")

    dialog.fileSelected.emit("/etc/company.pem")
    dialog.reject()

    assert tab.draft.settings.ca_files == ("/etc/company.pem",)
    qtbot.mouseClick(named(page, QToolButton, "removeAuthority-0"), Qt.MouseButton.LeftButton)
    assert tab.draft.settings.ca_files is None


def test_the_way_is_said(page: NetworkSections, named: Any, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: named(page, QLabel, "proxyDecision").text() == "Directly to http://127.0.0.1:8500/.")


def test_what_is_inherited_is_said(
    kit: Kit, bench: Any, shown: Callable[[QWidget], None], named: Any, qtbot: QtBot
) -> None:
    lent = RequestSettings(
        minimum_tls="1.3",
        ca_files=("certificates/root.pem",),
        connect_to="10.0.0.1",
        proxy=Proxy("manual", https="http://me:{{p}}@proxy:1"),
        client_certificates=OWN,
    )
    bench.opened(Collection("/c", "c1", FolderNode("", "C", defaults=Defaults(settings=lent))))
    bench.collections.drafts["/c", "a.yml"] = RequestDraft(url="https://host/")
    tabs: list[RequestTab] = []
    bench.workspace.open_request("/c", "a.yml", tabs.append)
    qtbot.waitUntil(lambda: bool(tabs))
    page = NetworkSections(kit, bench.workspace, bench.network)
    page.show_tab(tabs[0])
    shown(page)

    combos = [
        named(page, QComboBox, name).currentText() for name in ("tls-minimum", "proxy-mode", "clientCertificate-use")
    ]

    assert combos == ["Inherited: TLS 1.3", "Inherited: proxy:1", "Inherited: me.pem"]
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert "certificates/root.pem, inherited" in texts
    assert "Empty: 10.0.0.1, as inherited." in texts


def test_what_is_missing_for_it_is_said(page: NetworkSections, tab: RequestTab, named: Any) -> None:
    tab.set_settings(RequestSettings(connect_to="{{nowhere}}"))

    tab.send()

    assert "{{nowhere}} has no value" in named(page, QLabel, "networkProblem").text()
