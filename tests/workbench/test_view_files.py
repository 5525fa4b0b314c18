"""A model's contract and its labels are taken for a request."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.failures import ModelpostError
from modelpost.core.request import BodyKind, RequestDraft
from modelpost.documents.contract import Contract
from modelpost.workbench.view_files import ViewFiles, with_contract

FORM: dict[str, Any] = {"properties": {"images": {"type": "file"}}}


@pytest.fixture
def files(desk: Any) -> ViewFiles:
    return ViewFiles(desk.background, desk.workspace)


def test_a_contract_fills_the_request_in(files: ViewFiles, desk: Any, qtbot: QtBot, tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"apis": [{"method": "post", "request": {"data": FORM}}]}), "utf-8")
    tab = desk.workspace.new_tab(RequestDraft(url="http://h/"))

    with qtbot.waitSignal(files.told):
        files.use_contract(tab, str(config))

    assert (tab.draft.method, tab.draft.body.kind) == ("POST", BodyKind.FORM_DATA)
    assert [(row.name, row.is_file) for row in tab.draft.body.form] == [("images", True)]
    assert tab.draft.showing.contract == config.as_posix()


def test_another_file_is_refused(files: ViewFiles, desk: Any, qtbot: QtBot, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("[]", "utf-8")
    tab = desk.workspace.new_tab(RequestDraft(url="http://h/"))

    with qtbot.waitSignal(files.failed) as refused:
        files.use_contract(tab, str(other))

    assert isinstance(refused.args[0], ModelpostError)
    assert tab.draft == RequestDraft(url="http://h/")


def test_what_was_filled_in_already_stays() -> None:
    draft = RequestDraft(url="http://h/v1").with_body(raw='{"x": 1}')

    after = with_contract(draft, Contract(path="/predict", request={"properties": {"x": {"type": "number"}}}))

    assert (after.url, after.body.raw) == ("http://h/v1/predict", '{"x": 1}')


def test_labels_are_kept_with_the_request(files: ViewFiles, desk: Any, qtbot: QtBot, tmp_path: Path) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text("rose\ntulip\n", "utf-8")
    tab = desk.workspace.new_tab(RequestDraft(url="http://h/"))

    with qtbot.waitSignal(files.told):
        files.use_labels(tab, str(labels))

    assert tab.draft.showing.labels == labels.as_posix()
