"""The presenter of cookies."""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from modelpost.core.cookies import Cookie
from modelpost.core.failures import KeyringTrouble, ModelpostError
from modelpost.core.text import Message
from modelpost.workbench.background import Background
from modelpost.workbench.cookies_desk import CookiesDesk, Jar
from modelpost.workbench.runner import ExchangeRunner

A = Cookie("a", "1", "example.org")
B = Cookie("b", "2", "example.org")


class FakeJars:
    def __init__(self) -> None:
        self.kept: dict[str, dict[tuple[str, str, str], Cookie]] = {}
        self.settled: list[tuple[str, bool]] = []
        self.is_locked = False

    def cookies(self, jar: str) -> tuple[Cookie, ...]:
        return tuple(self.kept.get(jar, {}).values())

    def put(self, jar: str, cookie: Cookie) -> None:
        self.kept.setdefault(jar, {})[cookie.key] = cookie

    def remove(self, jar: str, keys: Iterable[tuple[str, str, str]]) -> None:
        for key in keys:
            self.kept[jar].pop(key, None)

    def settle(self, jar: str, *, anyway: bool = False) -> None:
        if self.is_locked:
            raise KeyringTrouble(Message("The keyring is locked"))
        self.settled.append((jar, anyway))

    def trouble(self, jar: str) -> ModelpostError | None:
        del jar
        return None


class FakeKept:
    def __init__(self) -> None:
        self.jars: set[str] = set()

    def is_kept(self, jar: str) -> bool:
        return jar in self.jars

    def keep(self, jar: str, *, wanted: bool) -> None:
        (self.jars.add if wanted else self.jars.discard)(jar)


class FakeWorkspace(QObject):
    current = None
    collections = (SimpleNamespace(id="one", tree=SimpleNamespace(name="Flowers")),)

    def collection_of(self, tab: object) -> Any:
        del tab
        return self.collections[0]


class Desk:
    def __init__(self, background: Background) -> None:
        self.jars, self.kept = FakeJars(), FakeKept()
        self.workspace = FakeWorkspace()
        self.runner = ExchangeRunner()
        workspace: Any = self.workspace
        self.desk = CookiesDesk(lambda: (self.jars, self.kept), workspace, self.runner, background)


@pytest.fixture
def made(qtbot: QtBot) -> Iterator[Desk]:
    background = Background()
    desk = Desk(background)
    with qtbot.waitSignal(desk.desk.changed):
        desk.desk.open()
    yield desk
    background.close()


def test_the_jar_of_the_request_in_front_is_followed(made: Desk) -> None:
    assert made.desk.jar == Jar("one", "Flowers")
    assert made.desk.jars == (Jar("one", "Flowers"), Jar(""))


def test_a_cookie_is_added_changed_and_taken_out(made: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(made.desk.changed):
        made.desk.put(A)
    with qtbot.waitSignal(made.desk.changed):
        made.desk.put(B, A)
    changed = made.desk.cookies
    with qtbot.waitSignal(made.desk.changed):
        made.desk.remove((B,))

    assert (changed, made.desk.cookies) == ((B,), ())
    assert made.jars.settled == [("one", False)] * 3


def test_a_jar_is_kept_with_what_is_in_it(made: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(made.desk.changed):
        made.desk.keep(wanted=True)

    assert made.desk.is_kept
    assert made.jars.settled == [("one", True)]


def test_another_jar_is_shown_without_what_was_in_the_first(made: Desk, qtbot: QtBot) -> None:
    made.jars.put("one", A)

    with qtbot.waitSignal(made.desk.changed):
        made.desk.choose("")

    assert (made.desk.jar.id, made.desk.cookies) == ("", ())


def test_what_an_exchange_sets_appears_when_it_has_ended(made: Desk, qtbot: QtBot) -> None:
    made.jars.put("one", A)

    with qtbot.waitSignal(made.desk.changed):
        made.runner.ended.emit(1)

    assert made.desk.cookies == (A,)


def test_a_keyring_that_refuses_is_told(made: Desk, qtbot: QtBot) -> None:
    made.jars.is_locked = True

    with qtbot.waitSignals([made.desk.failed, made.desk.changed]):
        made.desk.keep(wanted=True)


def test_a_closed_desk_holds_no_values_and_asks_for_none(made: Desk) -> None:
    made.jars.put("one", A)

    made.desk.close()
    made.runner.ended.emit(1)

    assert made.desk.cookies == ()
