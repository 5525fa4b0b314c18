"""The list of variables that a field offers."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from modelpost.ui.theme import Role, Theme

_ROW = 28
_GAP = 16
_POPUP_WIDTH = 340
Explain = Callable[[str], tuple[str, str] | None]
"""Returns value (masked where secret) and source of a variable, None where it has none."""

Index = QModelIndex | QPersistentModelIndex


class Choice(tuple[str, str, str]):
    """Name, value and source of a variable."""

    __slots__ = ()

    @property
    def explanation(self) -> str:
        """Value and source, as far as there are any."""
        return " · ".join(part for part in self[1:] if part)


class Choices(QAbstractListModel):
    """Variables as rows; the name is what is completed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other variables."""
        self.beginResetModel()
        self._choices = tuple(choices)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's name
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name, or what is said beside it."""
        choice = self._choices[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return choice[0]
        if role == Qt.ItemDataRole.UserRole:
            return choice.explanation
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return choice.explanation
        return None


class _ChoiceDelegate(QStyledItemDelegate):
    """Paints the name, and value and source behind it."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        """Return a row of 28 at normal text size."""
        return QSize(super().sizeHint(option, index).width(), self._theme.pixels(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the name in mono, the rest small."""
        super().paint(painter, option, index)
        explanation = str(index.data(Qt.ItemDataRole.UserRole) or "")
        if not explanation:
            return
        style = QStyleOptionViewItem(option)
        self.initStyleOption(style, index)
        painter.save()
        left = style.fontMetrics.horizontalAdvance(style.text) + _GAP
        painter.setFont(self._theme.font(Role.SMALL))
        painter.setPen(self._theme.color("muted"))
        area = style.rect.adjusted(left, 0, -_GAP // 2, 0)
        text = painter.fontMetrics().elidedText(explanation, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        painter.restore()


class VariableCompleter(QCompleter):
    """Offers the variables whose name holds what was typed."""

    def __init__(self, theme: Theme, widget: QWidget, label: str) -> None:
        self.choices = Choices(widget)
        super().__init__(self.choices, widget)
        self._theme = theme
        self.setWidget(widget)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self._popup = self.popup()
        self.view.setObjectName(f"{widget.objectName()}Completion")
        self.view.setAccessibleName(label)
        self.view.setProperty("popup", "true")
        self.view.setItemDelegate(_ChoiceDelegate(theme, self.view))
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def view(self) -> QAbstractItemView:
        """The list on the screen."""
        if self._popup is None:  # a completer in popup mode always has one
            raise RuntimeError
        return self._popup

    def _on_theme_changed(self) -> None:
        self.view.setFont(self._theme.font(Role.CODE))


class Completion(QObject):
    """Completes variables in a text editor: offers names after `{{`, and puts the chosen one in."""

    def __init__(
        self, theme: Theme, editor: QPlainTextEdit, label: str, explain: Explain, names: Callable[[], list[str]]
    ) -> None:
        super().__init__(editor)
        self._theme = theme
        self._editor = editor
        self._explain = explain
        self._names = names
        self.completer = VariableCompleter(theme, editor, label)
        self.completer.activated.connect(self._complete)

    def takes(self, key: int) -> bool:
        """Tell whether a key belongs to the list that is open."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape)
        return self.completer.view.isVisible() and key in keys

    def offer(self) -> None:
        """Offer the variables that the word after `{{` could become."""
        popup, before = self.completer.view, self._before_caret()
        start = before.rfind("{{")
        if start < 0 or "}" in before[start:]:
            popup.hide()
            return
        self.completer.choices.show_choices([self._choice(name) for name in self._names()])
        self.completer.setCompletionPrefix(before[start + 2 :].strip())
        if self.completer.completionCount():
            place = self._editor.cursorRect().translated(self._editor.viewport().pos())
            place.setWidth(self._theme.pixels(_POPUP_WIDTH))
            popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
            self.completer.complete(place)
        else:
            popup.hide()

    def _choice(self, name: str) -> Choice:
        return Choice((name, *(self._explain(name) or ("", ""))))

    def _complete(self, name: str) -> None:
        cursor = self._editor.textCursor()
        before = self._before_caret()
        behind = cursor.block().text()[len(before) :]
        start = cursor.block().position() + _units(before[: before.rfind("{{")])
        end = cursor.position() + len(behind[:2]) - len(behind[:2].lstrip("}"))
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("{{" + name + "}}")
        self._editor.setTextCursor(cursor)

    def _before_caret(self) -> str:
        cursor = self._editor.textCursor()
        cursor.setPosition(cursor.block().position(), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
