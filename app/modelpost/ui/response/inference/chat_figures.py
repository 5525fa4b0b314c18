"""The figures of a language model's answer, while it arrives and after."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from modelpost.inference.api import Chat
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.workbench.inference_desk import Talk
from modelpost.workbench.sizes import duration_text

_POINTS = 60
_CURVE = QSize(128, 36)


class ChatFigures(QFrame):
    """First token, speed, tokens, time, and how the speed went; of an answer that came whole, what the server says."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("chatFigures")
        self.setProperty("card", "true")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(28)
        self._values: dict[str, tuple[Text, Text]] = {}
        names = (
            ("first", self.tr("First token")),
            ("speed", self.tr("Speed")),
            ("prompt", self.tr("Prompt tokens")),
            ("tokens", self.tr("Tokens")),
            ("elapsed", self.tr("Elapsed")),
            ("finish", self.tr("Ended by")),
            ("model", self.tr("Model")),
        )
        for key, name in names:
            label = Text(kit, name, ink="text2", role=Role.SMALL)
            value = Text(kit, role=Role.SECTION, name=f"chat-{key}")
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(label)
            column.addWidget(value)
            row.addLayout(column)
            label.hide()
            value.hide()
            self._values[key] = (label, value)
        row.addStretch(1)
        self._curve = _Curve(kit)
        row.addWidget(self._curve)

    def show_figures(self, found: Chat, talk: Talk) -> None:
        """Show the figures of an answer."""
        stream = talk.stream
        tokens, seconds = found.completion_tokens, found.seconds
        speed = tokens / seconds if tokens and seconds else None
        first = elapsed = ""
        if stream is not None:
            tokens = stream.pieces if stream.tokens is None else stream.tokens
            speed = stream.tokens_per_second
            first = duration_text(stream.spoke_at) if stream.spoke_at is not None else "–"
            elapsed = duration_text(talk.elapsed)
        self._curve.show_count(
            stream.pieces if stream is not None else 0, stream.heard_at if stream is not None else 0.0
        )
        self._say("first", first)
        self._say("speed", self.tr("{n} tokens/s").replace("{n}", f"{speed:.1f}") if speed is not None else "")
        self._say("prompt", "" if found.prompt_tokens is None else str(found.prompt_tokens))
        self._say("tokens", "" if tokens is None else str(tokens))
        self._say("elapsed", elapsed)
        self._say("finish", found.finish)
        self._say("model", found.model)
        self.setVisible(any(value.text() for _, value in self._values.values()))

    def _say(self, key: str, text: str) -> None:
        label, value = self._values[key]
        if value.text() != text:
            value.setText(text)
        for widget in (label, value):
            widget.setVisible(bool(text))


class _Curve(QWidget):
    """How fast words came, frame by frame."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("chatCurve")
        self.setAccessibleName(self.tr("Speed over time"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._kit = kit
        self._last = (0, 0.0)
        self._speeds: list[float] = []

    def show_count(self, count: int, at: float) -> None:
        """Note how many words there are at a time."""
        before, then = self._last
        if count < before or count == 0:
            self._speeds = []
        elif count > before and before and at > then:
            self._speeds = [*self._speeds, (count - before) / (at - then)][-_POINTS:]
        self._last = (count, at)
        self.setVisible(len(self._speeds) > 2)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return a small strip."""
        theme = self._kit.theme
        return QSize(theme.pixels(_CURVE.width()), theme.pixels(_CURVE.height()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the line over a soft ground."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max(self._speeds, default=0.0)
        if most <= 0 or len(self._speeds) < 2:
            return
        across, down = (self.width() - 6) / (len(self._speeds) - 1), self.height() - 8
        points = [QPointF(2 + n * across, 4 + down * (1 - speed / most)) for n, speed in enumerate(self._speeds)]
        ground = [QPointF(points[0].x(), self.height()), *points, QPointF(points[-1].x(), self.height())]
        painter.setPen(QPen(theme.color("accentSoft"), 0))
        painter.setBrush(theme.color("accentSoft"))
        painter.drawPolygon(QPolygonF(ground))
        painter.setPen(QPen(theme.color("accentText"), 1.5))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(theme.color("accentText"))
        painter.drawEllipse(points[-1], 2.5, 2.5)
