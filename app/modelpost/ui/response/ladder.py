"""How far an exchange came: name, proxy, connection, TLS, request, answer."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QToolButton, QVBoxLayout, QWidget

from modelpost.core.ladder import Rung, State
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.theme import Role
from modelpost.workbench.sizes import duration_text, size_text
from modelpost.workbench.texts import translated

_ICONS = {
    State.DONE: ("circle-check", "ok"),
    State.FAILED: ("circle-x", "err"),
    State.NOT_REACHED: ("circle", "muted"),
    State.SKIPPED: ("circle", "muted"),
}
_ICON = 17
_OPEN_FROM = 560


class LadderView(QWidget):
    """The steps one below the other, joined by a line; folded to its heading where there is little room."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ladder")
        self.setAccessibleName(self.tr("What happened"))
        self._kit = kit
        self._rungs: tuple[Rung, ...] = ()
        self._choice: bool | None = None
        self._heading = _Heading(kit, self.tr("What happened"), "ladderToggle")
        self._heading.clicked.connect(self._on_toggled)
        self._steps = QWidget()
        self._grid = QGridLayout(self._steps)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(13)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 12, 10)
        column.setSpacing(4)
        column.addWidget(self._heading, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._steps)
        self.hide()

    def show_rungs(self, rungs: tuple[Rung, ...]) -> None:
        """Show these steps; without any the ladder is gone."""
        if rungs != self._rungs:
            self._rungs = rungs
            self._fill()
        self.setVisible(bool(rungs))
        self.fit()

    def fit(self) -> None:
        """Fold or unfold: as the user chose, else by the room that the pane has."""
        parent = self.parentWidget()
        has_room = parent is None or parent.height() >= _OPEN_FROM * self._kit.theme.zoom / 100
        is_open = has_room if self._choice is None else self._choice
        self._steps.setVisible(is_open)
        self._heading.setIcon(self._kit.icons.icon("chevron-down" if is_open else "chevron-right", "text2"))
        self._heading.setAccessibleDescription("" if is_open else self._spoken())

    # -----------------------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)  # at once: it has names that the next ones take
                widget.deleteLater()
        for row, rung in enumerate(self._rungs):
            self._grid.addWidget(_Mark(self._kit, rung, is_last=row == len(self._rungs) - 1), row, 0)
            self._grid.addWidget(self._words(rung, row), row, 1)

    def _words(self, rung: Rung, row: int) -> QWidget:
        words = QWidget()
        words.setObjectName(f"rung{row}")
        words.setAccessibleName(translated(rung.title))
        words.setAccessibleDescription(f"{self._state(rung)}. {self._detail(rung)}".strip())
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0 if row == len(self._rungs) - 1 else 10)
        column.setSpacing(0)
        ink = "muted" if rung.state is State.NOT_REACHED else ""
        column.addWidget(Text(self._kit, translated(rung.title), role=Role.BUTTON, ink=ink, name=f"rungTitle{row}"))
        detail = self._detail(rung) or (self._state(rung) if rung.state is State.NOT_REACHED else "")
        if detail:
            text = Text(self._kit, detail, role=Role.SMALL, ink="text2", wrap=True, name=f"rungText{row}")
            column.addWidget(text)
        return words

    def _detail(self, rung: Rung) -> str:
        parts = [translated(detail) for detail in rung.details]
        if rung.size:
            parts.append(self.tr("{size} of body.").replace("{size}", size_text(rung.size)))
        if rung.seconds is not None:
            parts.append(duration_text(rung.seconds))
        return " ".join(parts)

    def _state(self, rung: Rung) -> str:
        match rung.state:
            case State.DONE:
                return self.tr("Done")
            case State.FAILED:
                return self.tr("Failed")
            case State.NOT_REACHED:
                return self.tr("Not reached")
            case State.SKIPPED:
                return self.tr("Not needed")

    def _spoken(self) -> str:
        return "; ".join(f"{translated(rung.title)}: {self._state(rung)}" for rung in self._rungs)

    def _on_toggled(self) -> None:
        self._choice = not self._steps.isVisible()
        self.fit()


class _Heading(QToolButton):
    """The heading, which folds what is below it."""

    def __init__(self, kit: Kit, text: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(14, 14))
        self._kit = kit
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(Role.LABEL))


class _Mark(QWidget):
    """The icon of a step, and the line that leads to the next."""

    def __init__(self, kit: Kit, rung: Rung, *, is_last: bool) -> None:
        super().__init__()
        self._kit = kit
        self._is_last = is_last
        icon = Icon(kit, *_ICONS[rung.state], _ICON)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 0)
        column.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        self.setFixedWidth(_ICON + 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        if not self._is_last:
            painter = QPainter(self)
            painter.setPen(self._kit.theme.color("border"))
            painter.drawLine(_ICON // 2 + 1, _ICON + 6, _ICON // 2 + 1, self.height() - 1)
