"""What is imported: read and shown first, written in pieces, its secrets kept where the user wants it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.failures import ModelpostError
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import SendOptions
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile
from modelpost.workbench.background import Background
from modelpost.workbench.export_desk import ExportDesk
from modelpost.workbench.foreign_formats import ForeignFormats
from modelpost.workbench.foreign_text import may_be_foreign
from modelpost.workbench.import_desk import ImportDesk
from modelpost.workbench.import_model import ImportModel
from modelpost.workbench.imported import Preview, Report, Target, without
from modelpost.workbench.runner import ExchangeRunner
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.workspace import Workspace

FIXTURES = Path(__file__).parent.parent / "fixtures" / "postman"
COLLECTION = str(FIXTURES / "mask_demo.postman_collection.json")
ENVIRONMENT = str(FIXTURES / "prod.postman_environment.json")


@dataclass
class Bench:
    """An import desk over real files."""

    desk: ImportDesk
    exports: ExportDesk
    workspace: Workspace
    keeper: Any
    collections: Collections
    background: Background
    qtbot: QtBot

    def read(self, *paths: str) -> Preview:
        with self.qtbot.waitSignal(self.desk.previewed) as caught:
            self.desk.read_files(paths)
        preview: Preview = caught.args[0]
        return preview

    def write(
        self,
        preview: Preview,
        target: Target,
        left_out: frozenset[Any] = frozenset(),
        forgotten: frozenset[str] = frozenset(),
    ) -> Report:
        with self.qtbot.waitSignal(self.desk.finished) as caught:
            self.desk.write(preview, target, left_out, forgotten)
        self.qtbot.waitUntil(lambda: self.background.is_idle)
        report: Report = caught.args[0]
        return report

    def refused(self, paths: list[str]) -> ModelpostError:
        with self.qtbot.waitSignal(self.desk.failed) as caught:
            self.desk.read_files(paths)
        error: ModelpostError = caught.args[0]
        return error


@pytest.fixture
def bench(qapp: QCoreApplication, keeper: Any, qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    runner, background = ExchangeRunner(), Background()
    collections, formats = Collections(Profile(tmp_path / "profile")), ForeignFormats()
    secrets = SecretsDesk(lambda: keeper, background)
    workspace = Workspace(
        runner=runner,
        background=background,
        sender=None,  # type: ignore[arg-type]  # nothing is sent
        secrets=secrets,
        load_collections=lambda: collections,  # type: ignore[arg-type,return-value]  # as in the program
        clock=lambda: 0.0,
        options=SendOptions,
    )
    desk = ImportDesk(
        workspace=workspace,
        secrets=secrets,
        background=background,
        load_collections=lambda: collections,  # type: ignore[arg-type,return-value]  # as above
        load_reader=lambda: formats,
    )
    exports = ExportDesk(
        background=background,
        load_collections=lambda: collections,  # type: ignore[arg-type,return-value]  # as above
        load_writer=lambda: formats,
    )
    yield Bench(desk, exports, workspace, keeper, collections, background, qtbot)
    workspace.close()
    runner.close()
    background.close()


def canaries_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and b"canary" in path.read_bytes()]


def test_a_preview_shows_what_there_is_without_writing_anything(bench: Bench, tmp_path: Path) -> None:
    preview = bench.read(COLLECTION)

    assert preview.count == 6
    assert "x_auth_token" in [secret.ref.name for secret in preview.found.secrets]
    assert not (tmp_path / "c").exists()


def test_a_collection_and_its_environments_are_read_together(bench: Bench) -> None:
    preview = bench.read(ENVIRONMENT, COLLECTION)

    assert preview.raw.name == "Mask detector"
    assert [environment.name for environment in preview.raw.environments] == ["prod"]


def test_two_collections_become_folders_side_by_side(bench: Bench) -> None:
    preview = bench.read(COLLECTION, COLLECTION)

    assert [item.name for item in preview.raw.tree.items] == ["Mask detector", "Mask detector"]


def test_an_import_is_written_opened_and_told(bench: Bench, tmp_path: Path) -> None:
    report = bench.write(bench.read(COLLECTION, ENVIRONMENT), Target(str(tmp_path / "c")))

    assert (report.name, report.count, report.environments) == ("Mask detector", 6, 1)
    assert len(report.losses) == 5
    assert [collection.name for collection in bench.workspace.collections] == ["Mask detector"]


def test_secrets_go_into_the_keyring_and_into_no_file(bench: Bench, tmp_path: Path) -> None:
    report = bench.write(bench.read(COLLECTION, ENVIRONMENT), Target(str(tmp_path / "c")))

    kept = {(ref.scope, ref.name): value for ref, value in bench.keeper.values.items()}
    assert kept["collection", "x_auth_token"] == "canary-token-4711-abcdef"
    assert kept["env:prod", "key"] == "canary-environment-7878-ee"
    assert {ref.owner for ref in bench.keeper.values} == {bench.workspace.collections[0].id}
    assert set(report.kept) == {ref.name for ref in bench.keeper.values}
    assert canaries_in(tmp_path) == []


def test_a_secret_without_a_tick_is_dropped(bench: Bench, tmp_path: Path) -> None:
    preview = bench.read(COLLECTION)

    report = bench.write(
        preview, Target(str(tmp_path / "c")), forgotten=frozenset(secret.value for secret in preview.found.secrets)
    )

    assert bench.keeper.values == {}
    assert "x_auth_token" in report.dropped
    assert canaries_in(tmp_path) == []


def test_what_has_no_tick_is_not_written(bench: Bench, tmp_path: Path) -> None:
    report = bench.write(bench.read(COLLECTION), Target(str(tmp_path / "c")), frozenset({(0,), (1, 1), (3,)}))

    found, _ = bench.collections.contents(str(tmp_path / "c"))
    assert report.count == 3
    assert [draft.name for draft in found.tree.requests()] == ["Detect", "Search", "Upload"]


def test_an_import_can_go_into_an_open_collection(bench: Bench, tmp_path: Path) -> None:
    collection = bench.collections.create(str(tmp_path / "mine"), "Mine")
    bench.collections.declare_secret(collection, None, "x_auth_token")

    bench.write(bench.read(COLLECTION), Target(collection.root, is_new=False))

    opened = bench.collections.open(collection.root)
    names = [variable.name for variable in opened.tree.variables if variable.is_secret]
    assert [child.name for child in opened.tree.children] == ["Mask detector"]
    assert "x_auth_token_2" in names
    assert canaries_in(tmp_path) == []


def test_environments_alone_join_those_of_a_collection(bench: Bench, tmp_path: Path) -> None:
    collection = bench.collections.create(str(tmp_path / "mine"), "Mine")

    bench.write(bench.read(ENVIRONMENT), Target(collection.root, is_new=False))

    opened = bench.collections.open(collection.root)
    assert [environment.name for environment in opened.environments] == ["prod"]
    assert opened.tree.children == ()


def test_requests_that_belong_to_no_collection_can_be_opened_in_tabs(bench: Bench) -> None:
    with bench.qtbot.waitSignal(bench.desk.previewed) as caught:
        bench.desk.read_text("curl http://h/a\ncurl http://h/b")

    bench.write(caught.args[0], Target())

    assert [tab.draft.url for tab in bench.workspace.tabs] == ["http://h/a", "http://h/b"]


@pytest.mark.parametrize("content", [b"hello", b"\x00\x01", b'{"info": {}, "item": 1, "_postman_id": 2}', b""])
def test_what_cannot_be_read_is_told(bench: Bench, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)

    error = bench.refused([str(tmp_path / "x.json")])

    assert error.summary.filled().startswith("x.json, line 1: ")


def test_a_folder_in_use_is_refused_and_stays_as_it_is(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "mine.txt").write_text("mine")
    preview = bench.read(COLLECTION)

    with bench.qtbot.waitSignal(bench.desk.failed):
        bench.desk.write(preview, Target(str(tmp_path / "c")), frozenset(), frozenset())

    assert not bench.desk.is_writing
    assert [path.name for path in (tmp_path / "c").iterdir()] == ["mine.txt"]


def test_stopping_takes_back_what_was_written(bench: Bench, tmp_path: Path) -> None:
    items = [{"name": f"R{n}", "request": "http://h/"} for n in range(200)]
    (tmp_path / "big.json").write_text(json.dumps({"info": {"name": "Big", "_postman_id": "1"}, "item": items}))
    preview = bench.read(str(tmp_path / "big.json"))
    with bench.qtbot.waitSignal(bench.desk.progressed):
        bench.desk.write(preview, Target(str(tmp_path / "c")), frozenset(), frozenset())

    bench.desk.stop()

    bench.qtbot.waitUntil(lambda: not bench.desk.is_writing and bench.background.is_idle)
    assert not (tmp_path / "c").exists()
    assert bench.workspace.collections == ()


def test_progress_is_told_in_pieces(bench: Bench, tmp_path: Path) -> None:
    items = [{"name": f"R{n}", "request": "http://h/"} for n in range(100)]
    (tmp_path / "big.json").write_text(json.dumps({"info": {"name": "Big", "_postman_id": "1"}, "item": items}))
    preview = bench.read(str(tmp_path / "big.json"))
    told: list[tuple[int, int]] = []
    bench.desk.progressed.connect(lambda written, count: told.append((written, count)))

    bench.write(preview, Target(str(tmp_path / "c")))

    assert told == [(40, 102), (80, 102), (102, 102)]


def test_an_export_is_a_file_without_secrets(bench: Bench, tmp_path: Path) -> None:
    bench.write(bench.read(COLLECTION), Target(str(tmp_path / "c")))
    file = tmp_path / "back.json"

    with bench.qtbot.waitSignal(bench.exports.exported) as caught:
        bench.exports.export(str(tmp_path / "c"), "postman", str(file))

    assert caught.args[0] == str(file)
    assert json.loads(file.read_text("utf-8"))["info"]["name"] == "Mask detector"
    assert b"canary" not in file.read_bytes()


# The tree -------------------------------------------------------------------------------------------------------------

TREE = FolderContents(
    "C",
    (
        RequestDraft("a"),
        FolderContents("F", (RequestDraft("b"), FolderContents("G", (RequestDraft("c"), RequestDraft("d"))))),
    ),
)


@pytest.fixture
def model(qapp: QCoreApplication) -> ImportModel:
    made = ImportModel()
    made.show(TREE)
    return made


def tick(model: ImportModel, state: Qt.CheckState, *rows: int) -> None:
    index = model.index(rows[0], 0)
    for row in rows[1:]:
        index = model.index(row, 0, index)
    model.setData(index, state, Qt.ItemDataRole.CheckStateRole)


def state(model: ImportModel, row: int) -> object:
    return model.index(row, 0).data(Qt.ItemDataRole.CheckStateRole)


def test_the_model_is_sound(model: ImportModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)


def test_everything_has_a_tick_at_first(model: ImportModel) -> None:
    assert model.left_out == frozenset()
    assert state(model, 1) is Qt.CheckState.Checked


def test_a_folder_is_ticked_with_all_that_is_in_it(model: ImportModel) -> None:
    tick(model, Qt.CheckState.Unchecked, 1)

    assert model.left_out == {(1,)}
    assert [draft.name for draft in without(CollectionContents(TREE), model.left_out).tree.requests()] == ["a"]


def test_a_folder_with_some_ticks_is_half_ticked(model: ImportModel) -> None:
    tick(model, Qt.CheckState.Unchecked, 1, 1, 0)

    assert state(model, 1) is Qt.CheckState.PartiallyChecked
    assert model.left_out == {(1, 1, 0)}


def test_nothing_ticked_is_nothing_to_import(model: ImportModel) -> None:
    tick(model, Qt.CheckState.Unchecked, 0)
    tick(model, Qt.CheckState.Unchecked, 1)

    assert model.is_empty


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        (Path(COLLECTION).read_text("utf-8"), True),
        (Path(ENVIRONMENT).read_text("utf-8"), True),
        ('{"a": 1}', False),
        ("curl http://h/", False),
        ("", False),
    ],
)
def test_a_pasted_text_is_looked_at_quickly(text: str, may_be: bool) -> None:
    assert may_be_foreign(text) is may_be
