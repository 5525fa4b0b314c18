"""The open collections as an item model."""

from typing import Any, Protocol

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from pytestqt.qtbot import QtBot

from modelpost.core.text import Message
from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.workbench.collection_model import CollectionModel, TreeRole

ROSE = RequestNode("flowers/rose.yml", "Rose", "POST", "{{host}}/rose")
DAISY = RequestNode("flowers/wild/daisy.yml", "Daisy", "PUT", "{{host}}/daisy")
BROKEN = RequestNode("broken.yml", "broken.yml", trouble=Message("Line {n} is not YAML", n=3))
WILD = FolderNode("flowers/wild", "Wild", (DAISY,))
EMPTY = FolderNode("empty", "Empty")
FLOWERS = FolderNode("flowers", "Flowers", (ROSE, WILD))
GARDEN = Collection("/garden", "c1", FolderNode("", "Garden", (FLOWERS, EMPTY, BROKEN)))
STREET = Collection("/street", "c2", FolderNode("", "Street", (RequestNode("broken.yml", "Cars"),)))


class ModelTester(Protocol):
    def check(self, model: QAbstractItemModel) -> None: ...


@pytest.fixture
def model(qapp: Any) -> CollectionModel:
    model = CollectionModel()
    model.show((GARDEN, STREET))
    return model


def at(model: CollectionModel, *rows: int) -> QModelIndex:
    index = QModelIndex()
    for row in rows:
        index = model.index(row, 0, index)
    return index


def outline(model: CollectionModel, parent: QModelIndex | None = None) -> list[Any]:
    parent = parent or QModelIndex()
    found: list[Any] = []
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        found.append(index.data())
        if model.hasChildren(index):
            found.append(outline(model, index))
    return found


@pytest.mark.parametrize("collections", [(), (STREET,), (GARDEN, STREET)], ids=["none", "one", "two"])
def test_the_model_keeps_the_rules_of_qt(
    qtmodeltester: ModelTester, qapp: Any, collections: tuple[Collection, ...]
) -> None:
    model = CollectionModel()
    model.show(collections)

    qtmodeltester.check(model)


def test_the_model_keeps_the_rules_of_qt_while_it_changes(qtmodeltester: ModelTester, model: CollectionModel) -> None:
    qtmodeltester.check(model)

    model.show((STREET,))
    model.show(())
    model.show((STREET, GARDEN))

    assert outline(model)[0] == "Street"


def test_the_tree_stands_as_on_disk(model: CollectionModel) -> None:
    assert outline(model) == [
        "Garden",
        ["Flowers", ["Rose", "Wild", ["Daisy"]], "Empty", "broken.yml"],
        "Street",
        ["Cars"],
    ]


def test_there_is_nothing_before_a_collection_is_open(qapp: Any) -> None:
    model = CollectionModel()

    assert outline(model) == []
    assert model.columnCount() == 1


def test_showing_others_replaces_what_was_there(qtbot: QtBot, model: CollectionModel) -> None:
    with qtbot.waitSignal(model.modelReset):
        model.show((STREET,))

    assert outline(model) == ["Street", ["Cars"]]


def test_an_index_kept_over_a_reset_becomes_invalid(model: CollectionModel) -> None:
    kept = QPersistentModelIndex(at(model, 0, 0, 0))

    model.show((STREET,))

    assert not kept.isValid()


@pytest.mark.parametrize(
    ("rows", "kind", "method", "url", "root", "path", "count"),
    [
        ((0,), "collection", "", "", "/garden", "", 3),
        ((0, 0), "folder", "", "", "/garden", "flowers", 2),
        ((0, 0, 0), "request", "POST", "{{host}}/rose", "/garden", "flowers/rose.yml", 0),
        ((0, 0, 1, 0), "request", "PUT", "{{host}}/daisy", "/garden", "flowers/wild/daisy.yml", 0),
        ((0, 1), "folder", "", "", "/garden", "empty", 0),
        ((1,), "collection", "", "", "/street", "", 1),
    ],
)
def test_a_row_knows_what_it_stands_for(
    model: CollectionModel, rows: tuple[int, ...], kind: str, method: str, url: str, root: str, path: str, count: int
) -> None:
    index = at(model, *rows)

    assert index.data(TreeRole.KIND) == kind
    assert index.data(TreeRole.METHOD) == method
    assert index.data(TreeRole.URL) == url
    assert index.data(TreeRole.ROOT) == root
    assert index.data(TreeRole.PATH) == path
    assert index.data(TreeRole.COUNT) == count


def test_a_file_that_cannot_be_used_says_why(model: CollectionModel) -> None:
    broken, rose = at(model, 0, 2), at(model, 0, 0, 0)

    assert broken.data(TreeRole.TROUBLE) is True
    assert broken.data(Qt.ItemDataRole.ToolTipRole) == "Line 3 is not YAML"
    assert rose.data(TreeRole.TROUBLE) is False
    assert rose.data(Qt.ItemDataRole.ToolTipRole) is None


@pytest.mark.parametrize(("rows", "spoken"), [((0,), "Garden"), ((0, 0), "Flowers"), ((0, 0, 0), "POST, Rose")])
def test_a_screen_reader_hears_method_and_name(model: CollectionModel, rows: tuple[int, ...], spoken: str) -> None:
    assert at(model, *rows).data(Qt.ItemDataRole.AccessibleTextRole) == spoken


@pytest.mark.parametrize(
    ("root", "path", "name"),
    [
        ("/garden", "flowers/wild/daisy.yml", "Daisy"),
        ("/garden", "broken.yml", "broken.yml"),
        ("/street", "broken.yml", "Cars"),
        ("/garden", "flowers/wild", "Wild"),
        ("/garden", "", "Garden"),
    ],
)
def test_what_is_there_is_found_by_its_place(model: CollectionModel, root: str, path: str, name: str) -> None:
    index = model.index_of(root, path)

    assert index.data() == name
    assert index == model.index(index.row(), 0, index.parent())


@pytest.mark.parametrize(
    ("root", "path"),
    [("/garden", "gone.yml"), ("/elsewhere", "broken.yml")],
    ids=["no such file", "no such collection"],
)
def test_what_is_not_there_is_not_found(model: CollectionModel, root: str, path: str) -> None:
    assert not model.index_of(root, path).isValid()


@pytest.mark.parametrize(("row", "column"), [(2, 0), (-1, 0), (0, 1), (0, -1)])
def test_there_is_no_index_beside_the_rows(model: CollectionModel, row: int, column: int) -> None:
    assert not model.index(row, column).isValid()
