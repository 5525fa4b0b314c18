"""Banners, toasts and empty states."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.theme import Role

_ICONS = {"error": ("circle-alert", "err"), "warning": ("triangle-alert", "warn"), "info": ("info", "accentText")}
_SHOWN_MS = 4000
_SHOWN_WITH_UNDO_MS = 8000
_MOST_TOASTS = 3
_LONG_WORD = 60


class Text(QLabel):
    """A label in a role of the theme, wrapping, with an ink: ``, `muted`, `text2`, `err`, `warn`, `ok`."""

    def __init__(
        self, kit: Kit, text: str = "", *, role: Role = Role.BODY, ink: str = "", wrap: bool = False, name: str = ""
    ) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self._kit = kit
        self._role = role
        self.setProperty("ink", ink)
        self.setWordWrap(wrap)
        self.setTextFormat(Qt.TextFormat.PlainText)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_ink(self, ink: str) -> None:
        """Change the colour."""
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(self._role))


class Icon(QLabel):
    """An icon that follows the theme."""

    def __init__(self, kit: Kit, icon: str, color: str = "text2", size: int = 16) -> None:
        super().__init__()
        self._kit = kit
        self._icon, self._color, self._size = icon, color, size
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_icon(self, icon: str, color: str) -> None:
        """Show another icon."""
        self._icon, self._color = icon, color
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self.setPixmap(self._kit.icons.pixmap(self._icon, self._color, self._size))


class FactTable(QWidget):
    """Labels and texts, a row each; the texts can be selected and copied."""

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._kit = kit
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._made: list[Text] = []
        self.hide()

    def show_facts(self, facts: list[tuple[str, str]]) -> None:
        """Show other facts; none hides the table."""
        for old in self._made:
            self._grid.removeWidget(old)
            old.deleteLater()
        self._made = []
        for row, (label, text) in enumerate(facts):
            name = f"{self.objectName()}-{row}"
            shown = Text(self._kit, _broken(text), role=Role.SMALL, wrap=True, name=name)
            shown.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            shown.setAccessibleName(f"{label}: {text}")
            heading = Text(self._kit, label, role=Role.SMALL, ink="muted")
            self._grid.addWidget(heading, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, row, 1)
            self._made += [heading, shown]
        self.setVisible(bool(facts))


def _broken(text: str) -> str:
    """Break a text of one long word in two, so that it does not widen what it stands in."""
    if len(text) < _LONG_WORD or " " in text:
        return text
    middle = text.find(":", len(text) // 2) + 1 or len(text) // 2
    return f"{text[:middle]}\n{text[middle:]}"


class Banner(QFrame):
    """What happened and what to do, at the top of the pane it concerns.

    Signals:
        chosen: a button was pressed; carries its key.
    """

    chosen = Signal(str)

    def __init__(self, kit: Kit, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._kit = kit
        self._icon = Icon(kit, "info", "accentText", 20)
        self._title = Text(kit, role=Role.SECTION, wrap=True, name=f"{name}Title")
        self._text = Text(kit, ink="text2", wrap=True, name=f"{name}Text")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self._title)
        words.addWidget(self._text)
        self._facts = FactTable(kit, f"{name}Facts")
        words.addWidget(self._facts)
        words.addLayout(self._buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 14, 14, 14)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self._made: list[Button] = []
        self.hide()

    def show_notice(self, tone: str, title: str, text: str, buttons: list[tuple[str, str]]) -> None:
        """Show a notice; `tone` is `error`, `warning` or `info`, `buttons` are keys and texts, the likeliest first."""
        self.setProperty("card", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.show_icon(*_ICONS[tone])
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._facts.show_facts([])
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        for button in self._made:
            self._buttons.removeWidget(button)
            button.deleteLater()
        while self._buttons.count():
            self._buttons.takeAt(0)
        self._made = []
        for index, (key, caption) in enumerate(buttons):
            button = Button(self._kit, caption, f"{self.objectName()}-{key}", look="primary" if not index else "")
            button.setProperty("remedy", key)
            button.clicked.connect(self._on_clicked)
            self._buttons.addWidget(button)
            self._made.append(button)
        self._buttons.addStretch(1)
        self.show()

    def show_facts(self, facts: list[tuple[str, str]]) -> None:
        """Show labels and texts as a small table below the words."""
        self._facts.show_facts(facts)

    def show_button(self, key: str, caption: str, *, enabled: bool) -> None:
        """Change a button of the notice in place, where there is one of this key."""
        for button in self._made:
            if button.property("remedy") == key:
                button.setText(caption)
                button.setAccessibleName(caption)
                button.setEnabled(enabled)

    def _on_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(str(sender.property("remedy")))


class EmptyState(QWidget):
    """What could be here, in the middle of an empty pane.

    Signals:
        pressed: its button was pressed.
    """

    pressed = Signal()

    def __init__(self, kit: Kit, icon: str, title: str, text: str, button: str = "", name: str = "emptyState") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addStretch(1)
        column.addWidget(Icon(kit, icon, "muted", 28), 0, Qt.AlignmentFlag.AlignHCenter)
        self._heading = Text(kit, title, role=Role.SECTION)
        column.addWidget(self._heading, 0, Qt.AlignmentFlag.AlignHCenter)
        self._line = line = Text(kit, text, ink="text2", wrap=True)
        line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(line, 30)
        row.addStretch(1)
        line.setMaximumWidth(kit.theme.pixels(320))
        column.addLayout(row)
        if button:
            made = Button(kit, button, f"{name}Button", compact=True)
            made.clicked.connect(self.pressed)
            column.addSpacing(6)
            column.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def say(self, text: str, title: str = "") -> None:
        """Say something else below the title, and in it where one is given."""
        if title:
            self._heading.setText(title)
            self.setAccessibleName(title)
        self._line.setText(text)
        self.setAccessibleDescription(text)


class ToastHost(QObject):
    """Says things in passing at the lower right of a window, three at most."""

    def __init__(self, kit: Kit, window: QWidget) -> None:
        super().__init__(window)
        self._kit = kit
        self._window = window
        self._toasts: list[_Toast] = []
        window.installEventFilter(self)

    def say(self, text: str, undo_text: str = "", undo: Callable[[], None] | None = None) -> None:
        """Show a text for 4 seconds, or for 8 with a button that takes something back."""
        toast = _Toast(self._kit, text, undo_text, undo, self._window)
        toast.gone.connect(self._on_gone)
        self._toasts.append(toast)
        while len(self._toasts) > _MOST_TOASTS:
            self._toasts[0].close_now()
        self._place()
        toast.show()
        toast.raise_()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is being said."""
        return tuple(toast.text for toast in self._toasts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Keep to the corner."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _on_gone(self, toast: object) -> None:
        self._toasts = [known for known in self._toasts if known is not toast]
        self._place()

    def _place(self) -> None:
        bottom = self._window.height() - 44
        for toast in reversed(self._toasts):
            toast.setFixedWidth(min(self._kit.theme.pixels(360), self._window.width() - 32))
            toast.adjustSize()
            bottom -= toast.height()
            toast.move(self._window.width() - toast.width() - 16, bottom)
            bottom -= 8


class _Toast(QFrame):
    gone = Signal(object)

    def __init__(self, kit: Kit, text: str, undo_text: str, undo: Callable[[], None] | None, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("toast")
        self.setProperty("card", "popover")
        self.setAccessibleName(text)
        self.text = text
        self._undo = undo
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 8, 10)
        row.addWidget(Text(kit, text, wrap=True), 1)
        if undo is not None:
            button = Button(kit, undo_text, "toastUndo", look="link")
            button.clicked.connect(self._on_undo)
            row.addWidget(button)
        close = IconButton(kit, "x", self.tr("Dismiss"), "toastClose")
        close.clicked.connect(self.close_now)
        row.addWidget(close)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_WITH_UNDO_MS if undo else _SHOWN_MS)
        self._timer.timeout.connect(self.close_now)
        self._timer.start()

    def enterEvent(self, event: QEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        self._timer.start()

    def close_now(self) -> None:
        self._timer.stop()
        self.hide()
        self.gone.emit(self)
        self.deleteLater()

    def _on_undo(self) -> None:
        if self._undo is not None:
            self._undo()
        self.close_now()
