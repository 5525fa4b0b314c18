"""Classes as a headline and bars, beside the picture that was sent."""

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from modelpost.inference.api import Classification, ClassScore
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role, Theme
from modelpost.workbench.picture_reader import Picture
from modelpost.workbench.sizes import share_text

Index = QModelIndex | QPersistentModelIndex
_ROW = 28
_LABELS = 0.22
_VALUES = 76
_BAR = 8
_PICTURE = QSize(256, 192)


class ClassesView(QWidget):
    """Shows a classification.

    Signals:
        picked: a bar was chosen; carries the ClassScore.
    """

    picked = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("classesView")
        self.setAccessibleName(self.tr("Classes"))
        self._kit = kit
        self._headline = Text(kit, role=Role.TITLE, wrap=True, name="topClass")
        self._score = Text(kit, role=Role.METRIC, ink="accentText", name="topScore")
        self._confidence = Text(kit, self.tr("confidence"), ink="text2")
        self._lead = Text(kit, role=Role.STRONG, name="leadOverSecond")
        self._lead_label = Text(kit, self.tr("Lead over second"), ink="text2", role=Role.SMALL)
        self._count = Text(kit, role=Role.STRONG, name="classCount")
        self._picture = _Thumbnail(kit.theme)
        self._bars = BarList(kit)
        self._bars.picked.connect(self.picked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._build_card())
        head = QHBoxLayout()
        head.setContentsMargins(0, 10, 0, 0)
        self._bars_label = Text(kit, self.tr("Class probabilities"), ink="text2", role=Role.SMALL)
        head.addWidget(self._bars_label)
        head.addStretch(1)
        self._sorted = Text(kit, self.tr("Sorted by score"), ink="muted", role=Role.SMALL)
        head.addWidget(self._sorted)
        column.addLayout(head)
        column.addWidget(self._bars, 1)

    def show_classes(self, found: Classification) -> None:
        """Show a classification."""
        best = next((each for each in found.classes if each.label == found.top), None)
        score = best.score if best is not None else None
        self._headline.setText(found.top or "–")
        self._score.setText(share_text(score, is_share=found.are_shares) if score is not None else "")
        self._confidence.setVisible(score is not None and found.are_shares)
        lead = _lead(found)
        self._lead.setText(self.tr("{n} points").replace("{n}", f"{lead * 100:.1f}") if lead is not None else "")
        for widget in (self._lead, self._lead_label):
            widget.setVisible(lead is not None)
        self._count.setText(str(len(found.classes)))
        self._bars_label.setText(self.tr("Class probabilities") if found.are_shares else self.tr("Class scores"))
        has_bars = bool(found.classes)
        self._bars.setVisible(has_bars)
        for label in (self._bars_label, self._sorted):
            label.setVisible(has_bars)
        self._bars.show_classes(found)

    def show_picture(self, picture: Picture | None) -> None:
        """Show the picture that was sent, or none."""
        self._picture.show_image(picture.image if picture is not None else None)

    def mark(self, number: int) -> None:
        """Mark the bar of a class."""
        self._bars.mark(number)

    def _build_card(self) -> QWidget:
        card = QFrame()
        card.setProperty("card", "true")
        row = QHBoxLayout(card)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(20)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(Text(self._kit, self.tr("Top prediction"), ink="text2", role=Role.SMALL))
        words.addWidget(self._headline)
        shares = QHBoxLayout()
        shares.setSpacing(8)
        shares.addWidget(self._score)
        shares.addWidget(self._confidence, 0, Qt.AlignmentFlag.AlignBottom)
        shares.addStretch(1)
        words.addLayout(shares)
        line = QFrame()
        line.setProperty("line", "below")
        line.setFixedHeight(13)
        words.addWidget(line)
        facts = QGridLayout()
        facts.setContentsMargins(0, 8, 0, 0)
        facts.setHorizontalSpacing(28)
        facts.addWidget(self._lead_label, 0, 0)
        facts.addWidget(self._lead, 1, 0)
        facts.addWidget(Text(self._kit, self.tr("Classes"), ink="text2", role=Role.SMALL), 0, 1)
        facts.addWidget(self._count, 1, 1)
        facts.setColumnStretch(2, 1)
        words.addLayout(facts)
        words.addStretch(1)
        row.addLayout(words, 1)
        return card


class BarList(QListView):
    """A bar for each class; a thousand are as quick as five.

    Signals:
        picked: a bar was chosen by click, Enter or Space; carries the ClassScore.
    """

    picked = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("classBars")
        self.setAccessibleName(self.tr("Class probabilities"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._classes = ClassModel(self)
        self.setModel(self._classes)
        self.setItemDelegate(BarDelegate(kit.theme, self))
        self.activated.connect(self._on_activated)
        self.clicked.connect(self._on_activated)
        kit.theme.changed.connect(self.reset)

    def show_classes(self, found: Classification) -> None:
        """Show these classes."""
        self._classes.show(found)

    def mark(self, number: int) -> None:
        """Make a bar the current one, as if it were clicked, without a word to others."""
        self.setCurrentIndex(self._classes.index(number))

    def _on_activated(self, index: QModelIndex) -> None:
        self.picked.emit(index.data(Qt.ItemDataRole.UserRole))


class ClassModel(QAbstractListModel):
    """Classes, best first; `UserRole` is the ClassScore, `UserRole + 1` the length of its bar from 0 to 1."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found = Classification("", ())
        self._longest = 1.0

    def show(self, found: Classification) -> None:
        """Replace what the model holds."""
        self.beginResetModel()
        self._found = found
        scores = [abs(each.score) for each in found.classes if each.score is not None and each.score == each.score]
        self._longest = 1.0 if found.are_shares else max(scores, default=1.0) or 1.0
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of classes."""
        return 0 if parent.isValid() else len(self._found.classes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row's text, its class, or its bar."""
        if not index.isValid():
            return None
        one: ClassScore = self._found.classes[index.row()]
        shown = share_text(one.score, is_share=self._found.are_shares)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return f"{one.label}  {shown}"
            case Qt.ItemDataRole.AccessibleTextRole:
                text = self.tr("{label}, {score}, rank {n} of {total}")
                parts = {"label": one.label, "score": shown, "n": index.row() + 1, "total": len(self._found.classes)}
                for name, value in parts.items():
                    text = text.replace(f"{{{name}}}", str(value))
                return text
            case Qt.ItemDataRole.UserRole:
                return one
            case _ if role == Qt.ItemDataRole.UserRole + 1:
                score = one.score if one.score is not None and one.score == one.score else 0.0
                return min(1.0, max(0.0, score / self._longest))
            case _ if role == Qt.ItemDataRole.UserRole + 2:
                return shown
        return None


class BarDelegate(QStyledItemDelegate):
    """Paints label, bar and value of a class; the first row in the accent colour, the chosen one on a ground."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802  # Qt's name
        """Return the height of a row."""
        return QSize(120, self._theme.pixels(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        theme, area = self._theme, option.rect
        one: ClassScore = index.data(Qt.ItemDataRole.UserRole)
        length: float = index.data(Qt.ItemDataRole.UserRole + 1)
        is_top = index.row() == 0
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected"))
            painter.drawRoundedRect(area, 4, 4)
        font = theme.font(Role.STRONG if is_top else Role.BODY)
        metrics = QFontMetrics(font)
        labels = max(theme.pixels(96), int(area.width() * _LABELS))
        values = theme.pixels(_VALUES)
        painter.setFont(font)
        painter.setPen(theme.color("text" if is_top else "text2"))
        label = metrics.elidedText(one.label, Qt.TextElideMode.ElideRight, labels - 8)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(area.left(), area.top(), labels, area.height()), middle, label)
        track = QRectF(area.left() + labels, area.center().y() - _BAR / 2 + 0.5, area.width() - labels - values, _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        bar = QRectF(track)
        bar.setWidth(max(length * track.width(), _BAR if length > 0 else 0.0))
        painter.setBrush(theme.color("accent" if is_top else "borderStrong"))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        painter.setPen(theme.color("text" if is_top else "text2"))
        value = QRect(area.right() - values, area.top(), values, area.height())
        painter.drawText(value, middle | Qt.AlignmentFlag.AlignRight, str(index.data(Qt.ItemDataRole.UserRole + 2)))
        painter.restore()


class _Thumbnail(QWidget):
    """The picture that was sent, small, its corners rounded."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("sentPicture")
        self.setAccessibleName(self.tr("The picture that was sent"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._image: QImage | None = None
        self.hide()

    def show_image(self, image: QImage | None) -> None:
        """Show a picture, or nothing."""
        self._image = image
        self.setVisible(image is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room of the picture within the frame that the design gives it."""
        if self._image is None:
            return QSize(0, 0)
        return self._image.size().scaled(_PICTURE, Qt.AspectRatioMode.KeepAspectRatio)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the picture."""
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setClipPath(frame)
        painter.drawImage(self.rect(), self._image)


def _lead(found: Classification) -> float | None:
    """Return how far the first class is ahead of the second, None where that says nothing."""
    scores = [each.score for each in found.classes[:2]]
    if len(scores) < 2 or not found.are_shares or any(score is None or score != score for score in scores):
        return None
    return (scores[0] or 0.0) - (scores[1] or 0.0)
