"""The page that greets: one big button that leads to an answer."""

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.cards import ActionCard
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.theme import Role, ThemeMode


class _Story(QWidget):
    """A picture goes in, a label with bars comes out."""

    def __init__(self, kit: Kit, picture: str) -> None:
        super().__init__()
        self._kit = kit
        self._picture = QPixmap(picture)
        self.setFixedHeight(kit.theme.pixels(84))
        self.setAccessibleName(self.tr("A picture goes to a model, and its answer is shown as labels with bars"))
        kit.theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(0, 6, 92, 68)
        path = QPainterPath()
        path.addRoundedRect(frame, 8, 8)
        painter.save()
        painter.setClipPath(path)
        painter.drawPixmap(frame, self._picture, QRectF(self._picture.rect()))
        painter.restore()
        self._arrow(painter, 106, 158)
        painter.drawPixmap(176, 12, self._kit.icons.pixmap("app-mark", "text", 56))
        self._arrow(painter, 250, 302)
        names = (("sunflowers", 0.97), ("daisy", 0.04), ("dandelion", 0.03))
        bars = 318 + QFontMetrics(theme.font(Role.STRONG)).horizontalAdvance(names[0][0]) + 14
        for row, (name, share) in enumerate(names):
            top = 12 + row * 20
            painter.setFont(theme.font(Role.STRONG if not row else Role.BODY))
            painter.setPen(theme.color("text" if not row else "text2"))
            painter.drawText(QRect(318, top, bars - 318, 18), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("track"))
            painter.drawRoundedRect(QRectF(bars, top + 6, 84, 6), 3, 3)
            painter.setBrush(theme.color("accent" if not row else "borderStrong"))
            painter.drawRoundedRect(QRectF(bars, top + 6, 84 * share, 6), 3, 3)

    def _arrow(self, painter: QPainter, start: int, end: int) -> None:
        pen = QPen(self._kit.theme.color("borderStrong"), 1.5)
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(start, 40, end, 40)
        pen.setStyle(Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.drawLine(end, 40, end - 6, 35)
        painter.drawLine(end, 40, end - 6, 45)


class WelcomePage(QScrollArea):
    """Shown while no request is open.

    Signals:
        sample_wanted, paste_wanted, open_wanted, new_wanted: what the user wants to begin with.
        theme_chosen: carries a ThemeMode. language_chosen: carries a language code, empty for the system's.
        kept_changed: carries whether the page shall come back when no tab is open.
    """

    sample_wanted = Signal()
    paste_wanted = Signal()
    open_wanted = Signal()
    new_wanted = Signal()
    theme_chosen = Signal(object)
    language_chosen = Signal(str)
    kept_changed = Signal(bool)

    def __init__(self, kit: Kit, picture: str, languages: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcomePage")
        self.setAccessibleName(self.tr("Welcome"))
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._kit = kit
        page = QWidget()
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addStretch(2)
        middle.addWidget(_Story(kit, picture))
        middle.addSpacing(18)
        middle.addWidget(Text(kit, self.tr("See what your model answers"), role=Role.TITLE, name="welcomeTitle"))
        lead = self.tr(
            "Send a request to a deployed model, read the answer without losing a digit, and save it to show to others."
        )
        middle.addSpacing(6)
        middle.addWidget(Text(kit, lead, role=Role.LEAD, ink="text2", wrap=True))
        middle.addSpacing(26)
        middle.addWidget(self._build_sample())
        middle.addSpacing(12)
        middle.addLayout(self._build_cards())
        middle.addSpacing(22)
        middle.addLayout(self._build_note())
        middle.addStretch(3)
        middle.addWidget(self._build_foot(languages))
        middle.addSpacing(12)
        column = QWidget()
        column.setLayout(middle)
        column.setMaximumWidth(kit.theme.pixels(720))
        row = QHBoxLayout(page)
        row.setContentsMargins(32, 24, 32, 0)
        row.addStretch(1)
        row.addWidget(column, 20)
        row.addStretch(1)
        self.setWidget(page)

    @property
    def focus_target(self) -> QWidget:
        """What F6 goes to."""
        return self._start

    def set_backend(self, name: str) -> None:
        """Name the keyring, once it is known."""
        if name:
            text = self.tr("Tokens are kept in your system keyring ({backend}), never in the collection file.")
            self._note.setText(text.replace("{backend}", name))

    def show_choices(self, mode: ThemeMode, language: str, *, keep: bool) -> None:
        """Show what is chosen now."""
        self._theme.setCurrentIndex(max(0, self._theme.findData(mode)))
        self._language.setCurrentIndex(max(0, self._language.findData(language)))
        self._keep.setChecked(keep)

    def show_starting(self, *, starting: bool) -> None:
        """Say that the service is on its way."""
        self._start.setEnabled(not starting)
        self._start.setText(self.tr("Starting the sample model service…") if starting else self._start_text)

    def _build_sample(self) -> QWidget:
        kit = self._kit
        card = QFrame()
        card.setProperty("card", "accent")
        column = QVBoxLayout(card)
        column.setContentsMargins(24, 22, 24, 24)
        column.setSpacing(6)
        column.addWidget(Text(kit, self.tr("Try it with the built-in sample"), role=Role.SECTION))
        text = self.tr("A small model service that runs on this computer. It brings its own token.")
        column.addWidget(Text(kit, text, ink="text2", wrap=True))
        column.addSpacing(8)
        self._start_text = self.tr("Start the sample model service and open the sample collection")
        self._start = Button(kit, self._start_text, "startSample", look="primary", icon="play")
        self._start.setMinimumHeight(kit.theme.pixels(44))
        self._start.clicked.connect(self.sample_wanted)
        row = QHBoxLayout()
        row.addWidget(self._start)
        row.addStretch(1)
        column.addLayout(row)
        return card

    def _build_cards(self) -> QHBoxLayout:
        kit = self._kit
        paste = ActionCard(
            kit,
            "terminal",
            "Ctrl V",
            self.tr("Paste a cURL command"),
            self.tr("From a service's usage guide. The token moves to the keyring."),
            "pasteCurl",
        )
        paste.pressed.connect(self.paste_wanted)
        opened = ActionCard(
            kit,
            "folder-open",
            "Ctrl Shift O",
            self.tr("Open a collection"),
            self.tr("A folder of requests, also one that Bruno made. It is opened in place."),
            "openCollection",
        )
        opened.pressed.connect(self.open_wanted)
        new = ActionCard(
            kit,
            "plus",
            "Ctrl T",
            self.tr("New request"),
            self.tr("Start from the URL of a service."),
            "newRequest",
        )
        new.pressed.connect(self.new_wanted)
        row = QHBoxLayout()
        row.setSpacing(12)
        for card in (paste, opened, new):
            row.addWidget(card, 1)
        return row

    def _build_note(self) -> QHBoxLayout:
        self._note = Text(
            self._kit,
            self.tr("Tokens are kept in your system keyring, never in the collection file."),
            ink="text2",
            wrap=True,
            name="keyringNote",
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Icon(self._kit, "lock-keyhole", "ok", 16))
        row.addWidget(self._note, 1)
        return row

    def _build_foot(self, languages: list[tuple[str, str]]) -> QWidget:
        kit = self._kit
        self._language = ComboBox(kit, "welcomeLanguage", self.tr("Language"), compact=True)
        for code, name in languages:
            self._language.addItem(name, code)
        self._language.activated.connect(self._on_language)
        self._theme = ComboBox(kit, "welcomeTheme", self.tr("Theme"), compact=True)
        for mode, name in (
            (ThemeMode.SYSTEM, self.tr("System")),
            (ThemeMode.LIGHT, self.tr("Light")),
            (ThemeMode.DARK, self.tr("Dark")),
        ):
            self._theme.addItem(name, mode)
        self._theme.activated.connect(self._on_theme)
        self._keep = CheckBox(kit, self.tr("Show this page when no tab is open"), "keepWelcome")
        self._keep.clicked.connect(self.kept_changed)
        foot = QFrame()
        foot.setProperty("line", "above")
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 14, 0, 14)
        row.setSpacing(8)
        row.addWidget(Text(kit, self.tr("Language"), ink="text2"))
        row.addWidget(self._language)
        row.addSpacing(12)
        row.addWidget(Text(kit, self.tr("Theme"), ink="text2"))
        row.addWidget(self._theme)
        row.addStretch(1)
        row.addWidget(self._keep)
        return foot

    def _on_language(self, index: int) -> None:
        self.language_chosen.emit(str(self._language.itemData(index)))

    def _on_theme(self, index: int) -> None:
        self.theme_chosen.emit(self._theme.itemData(index))
