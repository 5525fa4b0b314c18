"""Variables that were set from answers, and what the requests that follow make of them."""

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.events import Finished
from modelpost.core.extraction import Captured
from modelpost.core.request import Capture, CaptureScope, RequestDraft
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.response import Response, Timings
from modelpost.core.text import Message
from modelpost.core.tree import Environment
from modelpost.core.variables import Context, Scope, Variable
from modelpost.workbench.capture_desk import CaptureDesk
from modelpost.workbench.exchange_state import Phase

ROOT = "/c"
URL = "http://host/{{id}}"
FINISHED = Finished(0.1, Response(200), Timings(total=0.1))


def captured(value: str, scope: CaptureScope = CaptureScope.RUN, **more: Any) -> Captured:
    return Captured(Capture("id", "$.id", scope=scope), value, **more)


def opened(desk: Any, qtbot: QtBot, name: str, url: str = URL) -> Any:
    """Open a request of the collection."""
    desk.collections.files[ROOT, name] = RequestDraft(name=name, url=url)
    with qtbot.waitSignal(desk.workspace.collections_changed):
        desk.workspace.open_collection(ROOT)
    with qtbot.waitSignal(desk.workspace.current_changed):
        desk.workspace.open_request(ROOT, name)
    return desk.workspace.current


def answer(desk: Any, qtbot: QtBot, tab: Any, *found: Captured) -> None:
    """Send a request whose answer gives these."""
    tab.set_url("http://host/")
    desk.sender.events = (found, FINISHED)
    tab.send()
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED and not desk.runner.running)


def url_of(tab: Any) -> str:
    found = tab.resolved()
    return found.url if isinstance(found, ResolvedRequest) else ""


@pytest.mark.parametrize("scope", CaptureScope, ids=lambda scope: scope.value)
def test_a_value_is_there_for_the_next_request(desk: Any, qtbot: QtBot, scope: CaptureScope) -> None:
    desk.collections.environments = (Environment("local"),)
    first, second = opened(desk, qtbot, "one.yml"), opened(desk, qtbot, "two.yml")

    answer(desk, qtbot, first, captured("7", scope))

    assert url_of(second) == "http://host/7"


def test_a_value_goes_before_that_of_the_environment(desk: Any, qtbot: QtBot) -> None:
    desk.collections.environments = (Environment("local", (Variable("id", "typed"),)),)
    tab = opened(desk, qtbot, "one.yml")
    other = opened(desk, qtbot, "two.yml")

    answer(desk, qtbot, tab, captured("7", CaptureScope.ENVIRONMENT))

    assert url_of(other) == "http://host/7"


def test_a_value_of_the_whole_program_comes_last(desk: Any, qtbot: QtBot) -> None:
    desk.collections.environments = (Environment("local", (Variable("id", "typed"),)),)
    tab, other = opened(desk, qtbot, "one.yml"), opened(desk, qtbot, "two.yml")

    answer(desk, qtbot, tab, captured("7", CaptureScope.GLOBAL))

    assert url_of(other) == "http://host/typed"


def test_a_value_stays_within_its_collection(desk: Any, qtbot: QtBot) -> None:
    tab = opened(desk, qtbot, "one.yml")
    stranger = desk.workspace.new_tab(RequestDraft(url=URL))

    answer(desk, qtbot, tab, captured("7", CaptureScope.RUN))

    assert url_of(stranger) == ""


def test_nothing_found_keeps_the_earlier_value(desk: Any, qtbot: QtBot) -> None:
    tab, other = opened(desk, qtbot, "one.yml"), opened(desk, qtbot, "two.yml")
    answer(desk, qtbot, tab, captured("7"))

    answer(desk, qtbot, tab, captured("", trouble=Message("Nothing in the answer matches")))

    assert url_of(other) == "http://host/7"


def test_a_secret_value_is_held_as_secrets_are(desk: Any, qtbot: QtBot) -> None:
    tab, other = opened(desk, qtbot, "one.yml"), opened(desk, qtbot, "two.yml")

    answer(desk, qtbot, tab, captured("MIIabcdefgh", is_secret=True))

    found = other.resolved()
    assert found.secrets == {"MIIabcdefgh"}
    assert not desk.keeper.values
    assert "MIIabcdefgh" not in repr(other.surroundings.context.scopes)


def test_what_an_answer_gave_is_told_once(desk: Any, qtbot: QtBot) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url="http://host/"))
    seen: list[tuple[Captured, ...]] = []
    tab.captured.connect(lambda _, found: seen.append(found))

    answer(desk, qtbot, tab, captured("7"))

    assert seen == [(captured("7"),)]
    assert tab.state.captured == (captured("7"),)


def test_captures_that_are_on_and_named_go_along_with_the_request(desk: Any) -> None:
    kept = Capture("id", "$.{{part}}")
    draft = RequestDraft(url="http://host/", captures=(kept, Capture("", "$.x"), replace(kept, enabled=False)))
    tab = desk.workspace.new_tab(replace(draft, captures=(replace(kept, expression="$.id"), *draft.captures[1:])))

    found = tab.resolved()

    assert found.captures == (Capture("id", "$.id"),)


def test_an_undefined_variable_in_an_expression_stops_the_send_at_its_place(desk: Any) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url="http://host/", captures=(Capture("id", "$.{{part}}"),)))

    tab.send()

    assert [problem.where for problem in tab.problems] == ["captures.0.expression"]


@pytest.mark.parametrize(("own", "seen"), [(1, "captured"), (0, "folder")])
def test_a_value_of_the_collection_goes_before_its_own_variables_only(desk: Any, own: int, seen: str) -> None:
    captures = CaptureDesk(desk.secrets)
    captures.note((captured("captured", CaptureScope.COLLECTION),), ROOT, "")
    scope = Scope("Flowers" if own else "A folder", (Variable("id", "collection" if own else "folder"),))

    found = captures.around(Context((scope,)), ROOT, "", own).find("id")

    assert found is not None
    assert found.variable.value == seen
