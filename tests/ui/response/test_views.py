"""The views of an answer on their own: fields, timeline, picture."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.events import Failed, HeadReceived, HeadSent, Noted
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.fields_table import FieldsTable
from modelpost.ui.response.headers_page import HeadersPage
from modelpost.ui.response.picture_view import PictureView
from modelpost.ui.response.timeline import TimelineView
from modelpost.ui.theme import ThemeMode

Key = Qt.Key
Show = Callable[[QWidget], None]
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FIELDS = HeaderList.of([("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2")])
SENT = HeadSent(0.001, "POST", "/v1", HeaderList.of([("Host", "127.0.0.1")]))
RECEIVED = HeadReceived(0.25, 200, "OK", "HTTP/1.1", FIELDS, 0.2)


@pytest.fixture
def table(kit: Kit, shown: Show) -> FieldsTable:
    made = FieldsTable(kit.theme)
    made.show_fields(FIELDS)
    shown(made)
    made.setFocus()
    return made


@pytest.fixture
def timeline(kit: Kit, shown: Show) -> TimelineView:
    made = TimelineView(kit.theme)
    shown(made)
    return made


@pytest.fixture
def picture(kit: Kit, shown: Show) -> PictureView:
    made = PictureView(kit.theme)
    shown(made)
    image = QImage(1400, 500, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    made.show_picture(image, image.size())
    return made


def _seen(view: QWidget, x: int, y: int) -> bool:
    """Tell whether the picture, which is red, is at a place of the view."""
    color = view.grab().toImage().pixelColor(x, y)
    return color.red() > 200 and color.green() < 60


def test_fields_stand_as_they_came_duplicates_and_case_kept(table: FieldsTable) -> None:
    model = table.model()

    assert [(model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())] == [
        ("Content-Type", "application/json"),
        ("Set-Cookie", "a=1"),
        ("set-cookie", "b=2"),
    ]


def test_selected_fields_are_copied_as_lines(table: FieldsTable, qtbot: QtBot) -> None:
    table.selectRow(0)
    qtbot.keyClick(table, Key.Key_Down, SHIFT)

    qtbot.keyClick(table, Key.Key_C, CONTROL)

    assert QGuiApplication.clipboard().text() == "Content-Type: application/json\nSet-Cookie: a=1"


def _click_head(table: FieldsTable, column: int, qtbot: QtBot) -> None:
    head = table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(column) + 10, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_clicks_on_a_head_sort_up_down_and_as_received(table: FieldsTable, qtbot: QtBot) -> None:
    orders = []
    for _ in range(3):
        _click_head(table, 1, qtbot)
        orders.append([table.model().index(row, 1).data() for row in range(3)])

    assert orders[0] == ["a=1", "application/json", "b=2"]
    assert orders[1] == ["b=2", "application/json", "a=1"]
    assert orders[2] == ["application/json", "a=1", "b=2"]


@pytest.mark.parametrize(
    ("action", "copied"),
    [
        ("copyField", "Set-Cookie: a=1"),
        ("copyFieldValue", "a=1"),
        ("copyFieldName", "Set-Cookie"),
        ("copyAllFields", "Content-Type: application/json\nSet-Cookie: a=1\nset-cookie: b=2"),
    ],
)
def test_the_menu_of_fields_copies(table: FieldsTable, action: str, copied: str) -> None:
    table.selectRow(1)
    place = table.visualRect(table.model().index(1, 0)).center()
    QApplication.sendEvent(table.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, place))
    menu = table.findChild(QMenu, "headersMenu")
    assert isinstance(menu, QMenu)
    found = menu.findChild(QAction, action)
    assert isinstance(found, QAction)

    found.trigger()
    menu.close()

    assert QGuiApplication.clipboard().text() == copied


def _choose(table: FieldsTable, name: str) -> None:
    """Open the menu as the menu key does, and take an entry."""
    place = table.viewport().rect().center()
    QApplication.sendEvent(table.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, place))
    menu = table.findChild(QMenu, "headersMenu")
    assert isinstance(menu, QMenu)
    action = menu.findChild(QAction, name)
    assert isinstance(action, QAction)
    action.trigger()
    menu.close()
    menu.setParent(None)


def test_the_menu_of_fields_sorts_without_a_mouse(table: FieldsTable) -> None:
    orders = []
    for name in ("sortByValue", "sortByValue", "sortAsReceived"):
        _choose(table, name)
        orders.append([table.model().index(row, 1).data() for row in range(3)])

    assert orders[0] == ["a=1", "application/json", "b=2"]
    assert orders[1] == ["b=2", "application/json", "a=1"]
    assert orders[2] == ["application/json", "a=1", "b=2"]


def test_the_same_fields_again_leave_what_is_selected(table: FieldsTable) -> None:
    table.selectRow(1)

    table.show_fields(FIELDS)

    assert table.currentIndex().row() == 1


def test_a_field_is_explained_on_hover_and_below_the_table(kit: Kit, shown: Show) -> None:
    page = HeadersPage(kit, {"Content-Type": "Kind of the body"}.get)  # type: ignore[arg-type]  # as good as a catalogue
    page.show_fields(FIELDS)
    shown(page)

    page.table.selectRow(0)

    meaning = page.findChild(QLabel, "headerMeaning")
    assert isinstance(meaning, QLabel)
    assert meaning.text() == "Content-Type: Kind of the body"
    assert page.table.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "Kind of the body"


def test_every_header_that_answers_have_is_explained(bench: Any) -> None:
    names = ("Strict-Transport-Security", "X-RateLimit-Remaining", "access-control-allow-origin", "Server-Timing")

    assert all(bench.catalogue.about(name) for name in names)


def test_headers_that_only_answers_have_are_not_offered_for_a_request(bench: Any) -> None:
    assert "Server-Timing" not in bench.catalogue.names()
    assert "Accept" in bench.catalogue.names()


def test_the_timeline_reads_like_curl(timeline: TimelineView) -> None:
    timeline.show_events((Noted(0.0, Message("The proxy is left out.")), SENT, RECEIVED))

    lines = [line.split("ms  ", 1)[1] for line in timeline.toPlainText().splitlines()]
    assert lines[:3] == ["* The proxy is left out.", "> POST /v1 HTTP/1.1", "> Host: 127.0.0.1"]
    assert "< HTTP/1.1 200 OK" in lines
    assert "< set-cookie: b=2" in lines


def test_the_timeline_grows_and_stays_where_the_reader_is(timeline: TimelineView) -> None:
    many = tuple(Noted(n / 100, Message("Step {n}", n=n)) for n in range(200))
    timeline.show_events(many)
    timeline.verticalScrollBar().setValue(40)

    timeline.show_events((*many, RECEIVED))

    assert timeline.verticalScrollBar().value() == 40
    assert timeline.toPlainText().count("Step 7\n") == 1


def test_another_exchange_has_a_timeline_of_its_own(timeline: TimelineView) -> None:
    timeline.show_events((SENT, RECEIVED))

    timeline.show_events((Failed(0.1, Failure(FailureKind.DNS, Message("The host was not found"))),))

    assert "POST" not in timeline.toPlainText()
    assert "The host was not found" in timeline.toPlainText()


def test_the_timeline_takes_another_theme_at_once(timeline: TimelineView, kit: Kit) -> None:
    timeline.show_events((SENT,))
    before = timeline.toPlainText()

    kit.theme.choose(ThemeMode.DARK)

    cursor = timeline.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    assert cursor.charFormat().foreground().color() == kit.theme.color("accentText")
    assert timeline.toPlainText() == before


def test_a_picture_is_seen_as_a_whole_at_first(picture: PictureView) -> None:
    assert picture.scale == pytest.approx((700 - 32) / 1400)
    assert _seen(picture, 20, 250)
    assert not _seen(picture, 5, 250)
    assert not _seen(picture, 350, 60)


def test_a_small_picture_is_not_blown_up(picture: PictureView) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)

    picture.show_picture(image, image.size())

    assert picture.scale == 1.0


@pytest.mark.parametrize(
    ("keys", "scale"),
    [
        ((Key.Key_1,), 1.0),
        ((Key.Key_1, Key.Key_Plus), 1.25),
        ((Key.Key_1, Key.Key_Minus), 0.8),
        ((Key.Key_1, Key.Key_0), (700 - 32) / 1400),
    ],
    ids=["own-size", "larger", "smaller", "whole"],
)
def test_keys_zoom(picture: PictureView, qtbot: QtBot, keys: tuple[Key, ...], scale: float) -> None:
    for key in keys:
        qtbot.keyClick(picture, key)

    assert picture.scale == pytest.approx(scale)


@pytest.mark.parametrize(("turned", "scale"), [(120, 1.25), (-120, 0.8)], ids=["up", "down"])
def test_the_wheel_zooms(picture: PictureView, turned: int, scale: float) -> None:
    picture.zoom_to(1)
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    turn = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, turned), none, Qt.KeyboardModifier.NoModifier, phase, False
    )

    QApplication.sendEvent(picture, turn)

    assert picture.scale == pytest.approx(scale)


def test_zooming_ends_somewhere(picture: PictureView, qtbot: QtBot) -> None:
    for _ in range(40):
        qtbot.keyClick(picture, Key.Key_Plus)

    assert picture.scale == 32


def test_arrows_move_the_picture_to_its_edge_and_no_further(picture: PictureView, qtbot: QtBot) -> None:
    picture.zoom_to(1)
    for _ in range(40):
        qtbot.keyClick(picture, Key.Key_Right)

    assert _seen(picture, 340, 250)
    assert not _seen(picture, 360, 250)


def test_dragging_moves_the_picture(picture: PictureView, qtbot: QtBot) -> None:
    picture.zoom_to(1)
    before = _seen(picture, 10, 250)

    qtbot.mousePress(picture, Qt.MouseButton.LeftButton, pos=QPoint(100, 250))
    qtbot.mouseMove(picture, QPoint(600, 250))
    qtbot.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=QPoint(600, 250))

    assert (before, _seen(picture, 10, 250)) == (True, False)


def test_no_picture_leaves_the_view_empty(picture: PictureView) -> None:
    picture.show_picture(QImage(), QSize())

    assert picture.accessibleName() == "Picture"
    assert not _seen(picture, 350, 250)


def test_a_picture_is_painted_from_its_own_pixels_without_a_copy(picture: PictureView) -> None:
    """A copy of 100 million pixels would hold up the window."""
    pixels = bytearray(b"\0\0\xff\xff" * 100 * 100)
    image = QImage(pixels, 100, 100, QImage.Format.Format_ARGB32)
    picture.show_picture(image, image.size())

    pixels[:] = b"\0\xff\0\xff" * 100 * 100

    assert picture.grab().toImage().pixelColor(picture.rect().center()).green() == 255
