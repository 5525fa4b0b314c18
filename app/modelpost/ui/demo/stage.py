"""What a demo shows large: a picture with what was found in it, a form, a talk, or what the model made."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from modelpost.inference.api import Chat, Detection, Pictures, Segmentation, TextLines
from modelpost.ui.demo.form import DemoForm
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.inference.box_canvas import BoxCanvas
from modelpost.ui.response.inference.chat_view import MarkdownPage
from modelpost.ui.response.inference.colors import segment_paint
from modelpost.ui.response.inference.line_canvas import LineCanvas
from modelpost.ui.response.inference.mask_canvas import MaskCanvas
from modelpost.ui.response.inference.pictures_view import PicturesView
from modelpost.ui.theme import Role
from modelpost.workbench.background import Background
from modelpost.workbench.demo_desk import DemoDesk
from modelpost.workbench.picture_reader import Picture
from modelpost.workbench.plain_words import IN_A_ROOM
from modelpost.workbench.segments import Paint

_RADIUS = 14


class Stage(QStackedWidget):
    """Shows the sample of a demo, and its answer where that belongs onto it.

    Signals:
        asked: a question was written to a language model; carries its text.
        edited: a value of the form was changed; carries its path and the value.
        run_wanted: Enter was pressed in the form.
    """

    asked = Signal(str)
    edited = Signal(object, object)
    run_wanted = Signal()

    def __init__(self, kit: Kit, desk: DemoDesk, background: Background) -> None:
        super().__init__()
        self.setObjectName("demoStage")
        self._kit = kit
        self._desk = desk
        self._canvas = BoxCanvas(kit, desk.inference.color_of, role=Role.STRONG, decimals=IN_A_ROOM, radius=_RADIUS)
        self._lines = LineCanvas(kit, role=Role.STRONG, decimals=IN_A_ROOM, radius=_RADIUS)
        self._masks = MaskCanvas(kit, desk.inference.color_of, role=Role.STRONG, decimals=IN_A_ROOM, radius=_RADIUS)
        for canvas in (self._canvas, self._lines, self._masks):
            canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrows go from sample to sample here
        desk.inference.segments.changed.connect(self._show_regions)
        self._pictures = PicturesView(kit, background)
        self._form = DemoForm(kit)
        self._form.edited.connect(self.edited)
        self._form.run_wanted.connect(self.run_wanted)
        self._name = Text(kit, role=Role.DEMO_WORDS, ink="text2", name="demoSampleName", wrap=True)
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._talk = self._build_talk()
        for page in (self._canvas, self._lines, self._masks, self._pictures, self._form, self._name, self._talk):
            self.addWidget(page)

    def show_sample(self) -> None:
        """Show what the desk says."""
        desk = self._desk
        meaning = None if desk.is_hidden else desk.meaning
        sample = desk.samples[desk.index] if desk.index < len(desk.samples) else None
        if desk.question is not None:
            self._show_talk()
        elif isinstance(meaning, Pictures):
            self._pictures.show_pictures(meaning, desk.inference.body)
            self.setCurrentWidget(self._pictures)
        elif desk.picture is not None:
            self._show_picture()
        elif sample is not None and sample.file:
            self._name.setText(sample.name)
            self.setCurrentWidget(self._name)
        else:
            self._form.show_fields(desk.fields)
            self.setCurrentWidget(self._form)

    def _show_picture(self) -> None:
        desk = self._desk
        image = desk.picture
        if image is None:
            return
        inference, meaning = desk.inference, None if desk.is_hidden else desk.meaning
        canvas: BoxCanvas | LineCanvas | MaskCanvas = self._canvas
        match meaning:
            case Detection():
                self._canvas.show_boxes(inference.boxes(meaning), inference.canvas_size(meaning))
            case TextLines():
                canvas = self._lines
                self._lines.show_lines(inference.lines(meaning), inference.lines_size(meaning))
            case Segmentation():
                canvas = self._masks
                inference.segments.show(meaning, image.size(), frozenset(), self._paint_of)
                self._show_regions()
            case _:
                self._canvas.show_boxes((), (image.width(), image.height()))
        canvas.show_picture(Picture(image, image.size()))
        self.setCurrentWidget(canvas)

    def _show_regions(self) -> None:
        segments = self._desk.inference.segments
        self._masks.show_regions(segments.regions, segments.overlay, segments.size)

    def _paint_of(self, label: str) -> Paint:
        return segment_paint(self._desk.inference.color_of(label))

    # A talk ----------------------------------------------------------------------------------------------------------

    def _build_talk(self) -> QWidget:
        kit = self._kit
        self._page = MarkdownPage(kit.theme, "demoTalk", self.tr("Conversation"), Role.DEMO_BODY)
        self._page.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._question = QLineEdit()
        self._question.setObjectName("demoQuestion")
        self._question.setAccessibleName(self.tr("Your message"))
        self._question.setPlaceholderText(self.tr("Ask something…"))
        self._question.returnPressed.connect(self._on_asked)
        self._question.setProperty("stage", "usual")
        self._ask = Button(kit, self.tr("Ask"), "demoAsk", look="primary", icon="send-horizontal")
        self._ask.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._ask.clicked.connect(self._on_asked)
        self._ask.setProperty("stage", "usual")
        talk = QWidget()
        talk.setObjectName("demoTalkPage")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._question, 1)
        row.addWidget(self._ask)
        column = QVBoxLayout(talk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._page, 1)
        column.addLayout(row)
        return talk

    def _show_talk(self) -> None:
        desk = self._desk
        parts: list[tuple[str, str, bool]] = []
        meaning = desk.meaning
        if isinstance(meaning, Chat) and not desk.is_running:
            names = {"user": self.tr("You"), "assistant": self.tr("Model")}
            parts += [
                (names[turn.role], turn.text, turn.role == "assistant") for turn in meaning.turns if turn.role in names
            ]
        elif desk.question:
            parts.append((self.tr("You"), desk.question, False))
        if desk.spoken and not desk.is_hidden:
            parts.append((self.tr("Model"), desk.spoken, True))
        self._page.show_parts(parts)
        bar = self._page.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._question.setFont(self._kit.theme.font(Role.DEMO_BODY))
        self.setCurrentWidget(self._talk)

    def _on_asked(self) -> None:
        text = self._question.text().strip()
        if text:
            self._question.clear()
            self.asked.emit(text)
