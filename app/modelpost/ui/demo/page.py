"""The demo: the request in front as a room sees it, driven by keys, a clicker or the pointer."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from modelpost.ui.demo.answer_panel import AnswerPanel
from modelpost.ui.demo.details import DetailsCard
from modelpost.ui.demo.setup import DemoSetup
from modelpost.ui.demo.stage import Stage
from modelpost.ui.demo.strip import SampleStrip
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role, ThemeMode
from modelpost.workbench.background import Background
from modelpost.workbench.demo_desk import DemoDesk

_POINTER_STAYS_MS = 3000
_ZOOM_STEP = 10
_WIDE = 2000
_WIDE_SCALE = 140
_TYPED_INTO = (QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox, QSlider)


class DemoPage(QWidget):
    """Takes the place of the whole window. No address, header, token or status is on it, whatever happens.

    Theme and scale are the demo's own: what the user had comes back at the end.

    Signals:
        full_screen_wanted: the window shall fill the screen, or no longer.
    """

    full_screen_wanted = Signal()

    def __init__(self, kit: Kit, desk: DemoDesk, background: Background) -> None:
        super().__init__()
        self.setObjectName("demoPage")
        self.setAccessibleName(self.tr("Demo"))
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self._kit = kit
        self._desk = desk
        self._before: tuple[ThemeMode, int] | None = None
        self._has_blank_pointer = False
        self._stage = Stage(kit, desk, background)
        self._panel = AnswerPanel(kit, desk)
        self._strip = SampleStrip(kit, desk)
        self._details = DetailsCard(kit, desk, self)
        self._pointer = QTimer(self, singleShot=True, interval=_POINTER_STAYS_MS)
        self._pointer.timeout.connect(self._hide_pointer)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 22, 32, 22)
        column.setSpacing(20)
        column.addLayout(self._build_head())
        middle = QHBoxLayout()
        middle.setSpacing(28)
        middle.addWidget(self._stage, 1)
        middle.addWidget(self._panel)
        column.addLayout(middle, 1)
        column.addWidget(self._strip)
        self._connect()

    def _build_head(self) -> QHBoxLayout:
        kit = self._kit
        self._title = Text(kit, role=Role.DEMO_TITLE, name="demoTitle")
        self._subtitle = Text(kit, role=Role.LEAD, ink="text2", name="demoSubtitle")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        self._smaller = Button(kit, self.tr("A−"), "demoSmaller", look="flat")
        self._smaller.setAccessibleName(self.tr("Smaller"))
        self._larger = Button(kit, self.tr("A+"), "demoLarger", look="flat")
        self._larger.setAccessibleName(self.tr("Larger"))
        self._set_up = IconButton(kit, "settings", self.tr("Set up the demo"), "demoSetUp", size=20)
        self._theme = IconButton(kit, "sun", self.tr("Light or dark (T)"), "demoTheme", size=20)
        self._hide = IconButton(kit, "eye-off", self.tr("Hide the answer (H)"), "demoHide", size=20)
        self._fill = IconButton(kit, "maximize", self.tr("Fill the screen (F11)"), "demoFull", size=20)
        self._exit = Button(kit, self.tr("Exit"), "demoExit")
        self._exit.setToolTip(self.tr("Esc"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        for button in (self._smaller, self._larger, self._set_up, self._theme, self._hide, self._fill, self._exit):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setProperty("stage", "usual")
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _connect(self) -> None:
        desk = self._desk
        self._smaller.clicked.connect(self._on_smaller)
        self._larger.clicked.connect(self._on_larger)
        self._set_up.clicked.connect(self._on_set_up)
        self._theme.clicked.connect(self._turn_theme)
        self._hide.clicked.connect(desk.toggle_hidden)
        self._fill.clicked.connect(self.full_screen_wanted)
        self._exit.clicked.connect(desk.leave)
        self._panel.run_wanted.connect(desk.run)
        self._panel.stop_wanted.connect(desk.stop)
        self._panel.threshold_chosen.connect(desk.set_threshold)
        self._strip.chosen.connect(desk.go)
        self._strip.stepped.connect(desk.step)
        self._strip.add_wanted.connect(self._on_add)
        self._stage.asked.connect(desk.ask)
        self._stage.edited.connect(desk.set_field)
        self._stage.run_wanted.connect(desk.run)
        desk.changed.connect(self._show)
        desk.pictures.changed.connect(self._show_pictures)
        desk.texts_changed.connect(self._show_texts)

    @property
    def desk(self) -> DemoDesk:
        """What is shown."""
        return self._desk

    # Showing ---------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if not self.isVisible():
            return
        self._stage.show_sample()
        self._panel.show_answer()
        self._strip.show_samples()
        self._details.show_details()

    def _show_pictures(self) -> None:
        if self.isVisible():
            self._stage.show_sample()
            self._strip.show_samples()

    def _show_texts(self) -> None:
        self._title.setText(self._desk.title)
        self._subtitle.setText(self._desk.showing.subtitle)
        self._subtitle.setVisible(bool(self._desk.showing.subtitle))
        if self._before is not None and self._kit.theme.zoom != self._desk.scale:
            self._choose(self._kit.theme.mode)
        self._show()

    def _choose(self, mode: ThemeMode) -> None:
        theme = self._kit.theme
        theme.choose(mode, self._desk.scale, high_contrast=theme.is_high_contrast)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Put the demo's own scale into force."""
        super().showEvent(event)
        theme = self._kit.theme
        self._before = (theme.mode, theme.zoom)
        if self._desk.scale == 100:  # nobody chose another one
            self._desk.scale = _WIDE_SCALE if self.width() >= _WIDE else max(100, theme.zoom)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # a widget is shown: there is one
        self._pointer.start()
        self.setFocus()
        self._show_texts()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Give theme, scale and pointer back."""
        super().hideEvent(event)
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # as above
        self._pointer.stop()
        self._show_pointer()
        if self._before is not None:
            (mode, zoom), self._before = self._before, None
            theme = self._kit.theme
            if (theme.mode, theme.zoom) != (mode, zoom):
                theme.choose(mode, zoom, high_contrast=theme.is_high_contrast)

    # Keys ------------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take the keys of the demo before shortcuts of the window do."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._means(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Do what a key says, unless it is typed into a field."""
        if not self._act(event):
            super().keyPressEvent(event)

    def _means(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.ZoomIn) or event.matches(QKeySequence.StandardKey.ZoomOut):
            return True
        if event.key() == Qt.Key.Key_Escape:
            return True
        return not self._is_typing() and event.matches(QKeySequence.StandardKey.Paste)

    def _act(self, event: QKeyEvent) -> bool:
        desk = self._desk
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
            return True
        if event.matches(QKeySequence.StandardKey.ZoomIn):
            desk.set_scale(desk.scale + _ZOOM_STEP)
            return True
        if event.matches(QKeySequence.StandardKey.ZoomOut):
            desk.set_scale(desk.scale - _ZOOM_STEP)
            return True
        if self._is_typing():
            return False
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
            return True
        match event.key():
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F5:
                desk.run()
            case Qt.Key.Key_Right | Qt.Key.Key_Down | Qt.Key.Key_PageDown:
                desk.step(1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up | Qt.Key.Key_PageUp:
                desk.step(-1)
            case Qt.Key.Key_Home:
                desk.go(0)
            case Qt.Key.Key_End:
                desk.go(len(desk.samples) - 1)
            case Qt.Key.Key_D:
                self._details.setVisible(not self._details.isVisible())
                self._details.show_details()
            case Qt.Key.Key_T:
                self._turn_theme()
            case Qt.Key.Key_H | Qt.Key.Key_Period:  # clickers blank the screen with the full stop
                desk.toggle_hidden()
            case _:
                return False
        return True

    def _escape(self) -> None:
        """Leave the field first, then close the card, then stop what runs, then leave the demo."""
        if self._is_typing():
            self.setFocus()
        elif self._details.isVisible():
            self._details.hide()
        elif self._desk.is_running:
            self._desk.stop()
        else:
            self._desk.leave()

    def _is_typing(self) -> bool:
        focused = QApplication.focusWidget()
        return isinstance(focused, _TYPED_INTO) and self.isAncestorOf(focused)

    # Pictures that come ----------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Take files, and pictures from other programs."""
        carried = event.mimeData()
        if self._desk.takes_pictures and (carried.hasUrls() or carried.hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Put what was dropped on stage."""
        paths = tuple(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
        if paths:
            self._desk.add_files(paths)
        else:
            self._add_image(event.mimeData().imageData())
        event.acceptProposedAction()

    def _paste(self) -> None:
        carried = QGuiApplication.clipboard().mimeData()
        paths = tuple(url.toLocalFile() for url in carried.urls() if url.isLocalFile())
        if paths:
            self._desk.add_files(paths)
        else:
            self._add_image(carried.imageData())

    def _add_image(self, image: object) -> None:
        if isinstance(image, QImage) and not image.isNull():
            self._desk.add_picture(image)

    def _on_add(self) -> None:
        dialog = QFileDialog(self, self.tr("Add a picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_files)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_files(self, paths: list[str]) -> None:
        self._desk.add_files(tuple(paths))

    # Buttons ---------------------------------------------------------------------------------------------------------

    def _on_smaller(self) -> None:
        self._desk.set_scale(self._desk.scale - _ZOOM_STEP)

    def _on_larger(self) -> None:
        self._desk.set_scale(self._desk.scale + _ZOOM_STEP)

    def _on_set_up(self) -> None:
        DemoSetup(self._kit, self._desk, self).open()

    def _turn_theme(self) -> None:
        self._choose(ThemeMode.LIGHT if self._kit.theme.is_dark else ThemeMode.DARK)

    # The pointer -----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Show the pointer while it moves."""
        if event.type() in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress):
            self._show_pointer()
            self._pointer.start()
        return super().eventFilter(watched, event)

    def _hide_pointer(self) -> None:
        if not self._has_blank_pointer and QApplication.activeModalWidget() is None:
            self._has_blank_pointer = True
            QGuiApplication.setOverrideCursor(Qt.CursorShape.BlankCursor)

    def _show_pointer(self) -> None:
        if self._has_blank_pointer:
            self._has_blank_pointer = False
            QGuiApplication.restoreOverrideCursor()
