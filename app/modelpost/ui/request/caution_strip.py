"""Quiet lines about what may go wrong, at the place they concern."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from modelpost.core.preflight import Caution, Fix
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated


class CautionStrip(QWidget):
    """One line for each caution, with a button where there is an edit that mends it.

    Signals:
        mend_wanted: the button of a line was pressed; carries the Caution.
    """

    mend_wanted = Signal(object)

    def __init__(self, kit: Kit, name: str, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Worth a look before sending"))
        self._kit = kit
        self._shown: tuple[Caution, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*margins)
        self._column.setSpacing(4)
        self.hide()

    def show_cautions(self, found: tuple[Caution, ...]) -> None:
        """Show these; without any the strip is gone."""
        if found != self._shown:
            self._shown = found
            while (item := self._column.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.setParent(None)  # at once: it has names that the next ones take
                    widget.deleteLater()
            for index, caution in enumerate(found):
                self._column.addWidget(self._line(index, caution))
        self.setAccessibleDescription(" ".join(translated(caution.message) for caution in found))
        self.setVisible(bool(found))

    def _line(self, index: int, caution: Caution) -> QWidget:
        line = QWidget()
        line.setObjectName(f"{self.objectName()}{index}")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        icon = Icon(self._kit, "triangle-alert", "warn", 14)
        icon.setContentsMargins(0, 2, 0, 0)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        text = Text(self._kit, translated(caution.message), role=Role.SMALL, ink="warn", wrap=True)
        text.setObjectName(f"{self.objectName()}Text{index}")
        row.addWidget(text, 1)
        if caution.fix is not None:
            button = Button(self._kit, self._caption(caution.fix), f"{self.objectName()}Fix{index}", look="link")
            button.setProperty("caution", index)
            button.clicked.connect(self._on_clicked)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _caption(self, fix: Fix) -> str:
        match fix:
            case Fix.USE_POST:
                return self.tr("Use POST")
            case Fix.REMOVE_HEADER:
                return self.tr("Remove the header")
            case Fix.USE_HTTPS:
                return self.tr("Use https")
            case Fix.ADD_CHAT_PATH:
                return self.tr("Add the path")

    def _on_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.mend_wanted.emit(self._shown[int(sender.property("caution"))])


class CautionCount(QToolButton):
    """How many cautions there are, beside Send; a menu leads to each of them.

    Signals:
        place_wanted: one of them was chosen; carries the place it is about.
    """

    place_wanted = Signal(str)

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._kit = kit
        self.setIcon(kit.icons.icon("triangle-alert", "warn"))
        self.setIconSize(QSize(16, 16))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.triggered.connect(self._on_chosen)
        self.clicked.connect(self._on_clicked)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.hide()

    def show_cautions(self, found: tuple[Caution, ...]) -> None:
        """Count these."""
        self.setText(str(len(found)))
        said = self.tr("Things to look at before sending: {n}").replace("{n}", str(len(found)))
        self.setToolTip("\n".join((said, *(translated(caution.message) for caution in found))))
        self.setAccessibleName(said)
        self._menu.clear()
        for caution in found:
            action = self._menu.addAction(self._shortened(translated(caution.message)))
            action.setToolTip(translated(caution.message))
            action.setData(caution.where)
        self.setVisible(bool(found))

    def _shortened(self, text: str) -> str:
        width = self._kit.theme.pixels(480)
        return self._menu.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _on_clicked(self) -> None:
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _on_chosen(self, action: QAction) -> None:
        self.place_wanted.emit(str(action.data()))

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(Role.LABEL))
