"""The history as a list model: days, and below each its exchanges, the newest first."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from math import inf
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTime,
    Signal,
)

from modelpost.core.history import PastRow
from modelpost.core.url import host_of, split

Index = QModelIndex | QPersistentModelIndex


class HistoryRole(IntEnum):
    """What a row knows beyond its text; a day has no PAST."""

    PAST = Qt.ItemDataRole.UserRole + 1
    TIME = Qt.ItemDataRole.UserRole + 2
    PLACE = Qt.ItemDataRole.UserRole + 3


class HistoryModel(QAbstractListModel):
    """As much of the history as was looked at: views ask for more where they come to its end.

    Signals:
        more_wanted: the end was reached, and there is more.
    """

    more_wanted = Signal()

    def __init__(self, now: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._rows: tuple[PastRow, ...] = ()
        self._items: list[PastRow | date] = []
        self._has_more = False

    @property
    def rows(self) -> tuple[PastRow, ...]:
        """The exchanges that are listed."""
        return self._rows

    def show(self, rows: Iterable[PastRow], *, has_more: bool) -> None:
        """List these; where only some differ, the others stay as they are, and stay selected."""
        self._rows, self._has_more = tuple(rows), has_more
        before, after = self._items, _with_days(self._rows)
        start = _common(before, after)
        end = _common(before[start:][::-1], after[start:][::-1])
        gone, come = len(before) - start - end, len(after) - start - end
        if gone == come:
            self._items = after
            if gone:
                self.dataChanged.emit(self.index(start), self.index(start + gone - 1))
            return
        if gone:
            self.beginRemoveRows(QModelIndex(), start, start + gone - 1)
            self._items = before[:start] + before[start + gone :]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), start, start + come - 1)
            self._items = after
            self.endInsertRows()

    def place_of(self, row: PastRow) -> str:
        """Return host and path of an exchange."""
        return _place(row)

    def moment_of(self, row: PastRow) -> str:
        """Return when an exchange was, and what it came to."""
        return f"{self._status(row)} · {self._day_text(_day(row))}, {_time(row)}"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return how many days and exchanges are listed."""
        return 0 if parent.isValid() else len(self._items)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802  # Qt's name
        """Tell whether there are older ones."""
        return self._has_more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:  # noqa: N802  # Qt's name
        """Ask for older ones; they come when they were read."""
        if self._has_more and not parent.isValid():
            self._has_more = False  # until they are here
            self.more_wanted.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Days cannot be chosen."""
        is_day = index.isValid() and isinstance(self._items[index.row()], date)
        return Qt.ItemFlag.NoItemFlags if is_day else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a row, what is read aloud, or what `HistoryRole` names."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if isinstance(item, date):
            return self._day_text(item) if role == Qt.ItemDataRole.DisplayRole else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return ", ".join((item.method, self._status(item), _place(item), _time(item)))
            case Qt.ItemDataRole.ToolTipRole:
                return f"{item.method} {item.url}"
            case HistoryRole.PAST:
                return item
            case HistoryRole.TIME:
                return _time(item)
            case HistoryRole.PLACE:
                return _place(item)
        return None

    def _status(self, row: PastRow) -> str:
        if row.status:
            return str(row.status)
        return self.tr("stopped") if row.kind == "stopped" else self.tr("no answer")

    def _day_text(self, day: date) -> str:
        today = datetime.fromtimestamp(self._now()).astimezone().date()
        if day == today:
            return self.tr("Today")
        if day == today - timedelta(days=1):
            return self.tr("Yesterday")
        return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def _with_days(rows: tuple[PastRow, ...]) -> list[PastRow | date]:
    """Put the day before the first exchange of each."""
    items: list[PastRow | date] = []
    begins, ends = inf, -inf
    for row in rows:
        if not begins <= row.at < ends:  # asked 100,000 times, while to tell a day takes 2 µs
            day = _day(row)
            begins = datetime.combine(day, time()).astimezone().timestamp()
            ends = datetime.combine(day + timedelta(days=1), time()).astimezone().timestamp()
            items.append(day)
        items.append(row)
    return items


def _day(row: PastRow) -> date:
    return datetime.fromtimestamp(row.at).astimezone().date()


def _common(one: list[PastRow | date], other: list[PastRow | date]) -> int:
    """Return how many items two lists begin with in common."""
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count


def _place(row: PastRow) -> str:
    address = split(row.url)
    return host_of(address.authority) + address.path


def _time(row: PastRow) -> str:
    moment = datetime.fromtimestamp(row.at).astimezone()
    return QLocale().toString(QTime(moment.hour, moment.minute), QLocale.FormatType.ShortFormat)
