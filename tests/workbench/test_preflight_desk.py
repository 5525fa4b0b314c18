"""What is said of the request in front before it is sent."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.preflight import Caution, Fix
from modelpost.core.request import AuthChoice, Body, BodyKind, FormRow, RequestDraft
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.store.files import LocalFiles
from modelpost.workbench.file_facts import FileFactsDesk
from modelpost.workbench.preflight_desk import PreflightDesk

INFER = "https://a.example/v1/infers/0123"
USE_POST = Caution("method", Message("Inference services take POST and refuse {method}.", method="GET"), Fix.USE_POST)


@pytest.fixture
def preflight(desk: Any) -> PreflightDesk:
    files = FileFactsDesk(desk.background, LocalFiles().size, desk.workspace)
    return PreflightDesk(desk.background, files, desk.workspace)


def wait_for(qtbot: QtBot, preflight: PreflightDesk, *expected: Caution) -> None:
    qtbot.waitUntil(lambda: preflight.cautions == expected)


def test_a_request_that_comes_to_the_front_is_looked_at(desk: Any, qtbot: QtBot, preflight: PreflightDesk) -> None:
    preflight.show_tab(desk.workspace.new_tab(RequestDraft(url=INFER)))

    wait_for(qtbot, preflight, USE_POST)


def test_once_the_typing_rests_it_is_looked_at_again(desk: Any, qtbot: QtBot, preflight: PreflightDesk) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url="https://a.example/"))
    preflight.show_tab(tab)

    with qtbot.waitSignal(preflight.changed) as told:
        tab.set_url(INFER)

    assert told.args == [(USE_POST,)]


def test_a_fix_is_an_edit_that_can_be_undone(desk: Any, qtbot: QtBot, preflight: PreflightDesk) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url=INFER))
    preflight.show_tab(tab)
    wait_for(qtbot, preflight, USE_POST)

    preflight.mend(USE_POST)
    mended = tab.draft.method
    wait_for(qtbot, preflight)
    tab.undo()

    assert (mended, tab.draft.method) == ("POST", "GET")


def test_a_caution_that_is_gone_mends_nothing(desk: Any, preflight: PreflightDesk) -> None:
    tab = desk.workspace.new_tab(RequestDraft(method="GET", url="https://a.example/"))
    preflight.show_tab(tab)

    preflight.mend(USE_POST)

    assert tab.draft.method == "GET"


def test_the_size_of_a_file_counts_once_it_is_known(
    desk: Any, qtbot: QtBot, preflight: PreflightDesk, tmp_path: Path
) -> None:
    with (tmp_path / "large.bin").open("wb") as stream:
        stream.truncate(13 << 20)
    row = FormRow("file", files=(str(tmp_path / "large.bin"),), is_file=True)
    draft = RequestDraft(method="POST", url=INFER, body=Body(BodyKind.FORM_DATA, form=(row,)))

    preflight.show_tab(desk.workspace.new_tab(draft))

    qtbot.waitUntil(lambda: [caution.where for caution in preflight.cautions] == ["body.form-data"])


def test_no_secret_is_fetched_only_to_look(desk: Any, qtbot: QtBot, preflight: PreflightDesk) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url=INFER, auth=AuthChoice("bearer", (("token", ""),))))
    tab.refer_to_secret("auth.token", Variable("token", SecretRef("c", "collection", "token")), own=True)

    preflight.show_tab(tab)

    wait_for(qtbot, preflight, USE_POST)
    assert desk.secrets.values == {}


def test_what_cannot_be_resolved_is_not_judged(desk: Any, qtbot: QtBot, preflight: PreflightDesk) -> None:
    tab = desk.workspace.new_tab(RequestDraft(url=INFER))
    preflight.show_tab(tab)
    wait_for(qtbot, preflight, USE_POST)

    tab.set_url(INFER + "/{{nobody}}")

    wait_for(qtbot, preflight)


def test_another_request_in_front_takes_its_cautions_along(desk: Any, qtbot: QtBot, preflight: PreflightDesk) -> None:
    preflight.show_tab(desk.workspace.new_tab(RequestDraft(url=INFER)))
    wait_for(qtbot, preflight, USE_POST)

    preflight.show_tab(None)

    assert preflight.cautions == ()
