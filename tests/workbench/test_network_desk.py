"""The way of a request as its Settings page says it, and whom it trusts from now on."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from modelpost.core.certificates import Certificate, CertificateFile
from modelpost.core.proxies import Way
from modelpost.core.request import Proxy, RequestDraft, RequestSettings
from modelpost.core.resolved import SendOptions
from modelpost.core.text import Message
from modelpost.workbench.authority_files import AuthorityFiles
from modelpost.workbench.network_desk import NetworkDesk

ISSUER = Certificate("CN=root", "CN=root", "", "", pem="PEM")


@pytest.fixture
def asked() -> list[tuple[str, SendOptions]]:
    return []


@pytest.fixture
def network(desk: Any, asked: list[Any]) -> Iterator[NetworkDesk]:
    def way_to(url: str, options: SendOptions) -> Way:
        asked.append((url, options))
        return Way(Message("Through {url}.", url=url))

    made = NetworkDesk(
        desk.workspace,
        desk.background,
        way_to,
        lambda: desk.collections,
        lambda subject, pem: f"/profile/{subject}",
        AuthorityFiles(desk.background, lambda _: CertificateFile(), desk.workspace),
    )
    yield made
    made.follow(None)


@pytest.fixture
def said(network: NetworkDesk) -> list[str]:
    heard: list[str] = []
    network.decided.connect(lambda way: heard.append(str(way.sentence)))
    return heard


def test_the_way_of_the_request_in_front_is_said(
    network: NetworkDesk, desk: Any, said: list[str], qtbot: QtBot
) -> None:
    network.follow(desk.workspace.new_tab(RequestDraft(url="https://host/v1?q=1")))

    qtbot.waitUntil(lambda: said == ["Through https://host/v1?q=1."])


def test_it_is_said_again_when_the_address_changes(
    network: NetworkDesk, desk: Any, said: list[str], qtbot: QtBot
) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url="https://host/"))
    network.follow(tab)
    qtbot.waitUntil(lambda: len(said) == 1)

    tab.set_url("https://other/")

    qtbot.waitUntil(lambda: said[-1:] == ["Through https://other/."])


def test_it_is_asked_for_again_when_the_program_comes_to_the_front(
    network: NetworkDesk, desk: Any, asked: list[Any], qapp: QGuiApplication, qtbot: QtBot
) -> None:
    network.follow(desk.workspace.new_tab(RequestDraft(url="https://host/")))

    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)

    qtbot.waitUntil(lambda: len(asked) == 2)


def test_nothing_is_asked_for_an_address_that_is_not_there_yet(
    network: NetworkDesk, desk: Any, said: list[str], asked: list[Any]
) -> None:
    network.follow(desk.workspace.new_tab(RequestDraft(url="https://{{host}}/")))

    assert said == ["Type an address to see which way it takes."]
    assert asked == []


def test_passwords_of_proxies_are_not_handed_on(
    network: NetworkDesk, desk: Any, said: list[str], asked: list[Any], qtbot: QtBot
) -> None:
    settings = RequestSettings(proxy=Proxy("manual", "http://me:{{p}}@a:1", "me:it@b:2"))
    network.follow(desk.workspace.new_tab(RequestDraft(url="https://host/", settings=settings)))

    qtbot.waitUntil(lambda: bool(said))

    assert asked[0][1].proxy == Proxy("manual", "http://a:1", "b:2")


def test_outside_of_collections_an_issuer_is_trusted_for_the_request(
    network: NetworkDesk, desk: Any, qtbot: QtBot
) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url="https://host/"))

    network.trust(tab, ISSUER)

    qtbot.waitUntil(lambda: bool(desk.sender.sent))
    assert tab.draft.settings.ca_files == ("/profile/CN=root",)
    assert desk.sender.sent[0][1].ca_files == ("/profile/CN=root",)


def test_in_a_collection_it_is_trusted_there_and_the_request_is_sent_again(
    network: NetworkDesk, desk: Any, qtbot: QtBot
) -> None:
    desk.collections.files["/c", "a.yml"] = RequestDraft(url="https://host/")
    with qtbot.waitSignal(desk.workspace.collections_changed):
        desk.workspace.open_collection("/c")
    tabs: list[Any] = []
    desk.workspace.open_request("/c", "a.yml", tabs.append)
    qtbot.waitUntil(lambda: bool(tabs))

    network.trust(tabs[0], ISSUER)

    qtbot.waitUntil(lambda: bool(desk.sender.sent))
    assert desk.collections.trusted == [("/c", "CN=root", "PEM")]
    assert not tabs[0].is_dirty
