"""What happened, step by step, and the very bytes that were sent and received."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modelpost.core.events import Event
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.response.timeline import TimelineView
from modelpost.ui.text.view import TextView
from modelpost.workbench.response_desk import ResponseDesk

_STEPS, _SENT, _RECEIVED = "steps", "sent", "received"


class TimelinePage(QWidget):
    """The steps in the manner of `curl -v`; beside them what went out and what came in, as it was.

    Signals:
        told: something to say in passing; carries a text.
    """

    told = Signal(str)

    def __init__(self, kit: Kit, desk: ResponseDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timelinePage")
        self._desk = desk
        self._events: tuple[Event, ...] = ()
        self._written: tuple[str, tuple[Event, ...]] | None = None
        self._choice = SegmentedControl(
            kit,
            [(_STEPS, self.tr("Steps")), (_SENT, self.tr("Sent")), (_RECEIVED, self.tr("Received"))],
            "timelineParts",
            self.tr("Parts of the timeline"),
        )
        self._choice.activated.connect(self._on_chosen)
        copy = Button(kit, self.tr("Copy timeline"), "copyTimeline", look="flat", icon="copy", compact=True)
        copy.clicked.connect(self.copy)
        save = Button(kit, self.tr("Save…"), "saveTimeline", look="flat", icon="download", compact=True)
        save.clicked.connect(self.save)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(4)
        row.addWidget(self._choice)
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(save)
        self.steps = TimelineView(kit.theme)
        self._wire = TextView(kit, "wireText", self.tr("Bytes on the wire"))
        self._wire.told.connect(self.told)
        self._views = QStackedWidget()
        self._views.addWidget(self.steps)
        self._views.addWidget(self._wire)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._views, 1)
        self.setFocusProxy(self.steps)

    @property
    def focus_target(self) -> QWidget:
        """What takes the keyboard."""
        return self._views.currentWidget() or self

    def show_events(self, events: tuple[Event, ...]) -> None:
        """Show what happened so far."""
        self._events = events
        self.steps.show_events(events)
        self._refresh()

    def copy(self) -> None:
        """Copy the part that is shown, all of it."""
        if self._choice.current == _STEPS:
            QGuiApplication.clipboard().setText(self.steps.toPlainText())
        else:
            self._wire.select(0, 0)
            self._wire.copy()
        self.told.emit(self.tr("The timeline was copied."))

    def save(self) -> None:
        """Ask for a file and save all parts into it."""
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save timeline"), "timeline.txt")
        if path:
            self._desk.save_timeline(path, self.steps.toPlainText())

    def _on_chosen(self, part: str) -> None:
        self._views.setCurrentIndex(0 if part == _STEPS else 1)
        self._refresh()

    def _refresh(self) -> None:
        """Have the bytes written down where they are shown and another exchange, or more of it, is in front."""
        wanted = (self._choice.current, self._events)
        if self._choice.current == _STEPS or self._written == wanted:
            return
        self._written = wanted

        def done(text: bytes) -> None:
            if self._written == wanted:
                self._wire.set_content(text)

        self._desk.write_down(self._choice.current, done)
