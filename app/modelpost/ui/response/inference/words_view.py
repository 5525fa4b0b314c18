"""Meanings that are read: texts with marks, times and places, numbers, vectors and errors."""

import math
from html import escape

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelpost.inference.api import Embedding, Entities, Entity, Fault, Meaning, Number, TextLines, Transcript
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.inference.chat_view import MarkdownPage
from modelpost.ui.response.inference.colors import on_surface
from modelpost.ui.theme import Role
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.sizes import share_text

_NUMBERS_SHOWN = 12
_VECTORS_SHOWN = 50


class WordsView(QWidget):
    """Shows what is best said in words: a large headline, then a text."""

    def __init__(self, kit: Kit, desk: InferenceDesk) -> None:
        super().__init__()
        self.setObjectName("wordsView")
        self.setAccessibleName(self.tr("Answer in words"))
        self._kit = kit
        self._desk = desk
        self._found: Meaning | None = None
        self._label = Text(kit, ink="text2", role=Role.SMALL, name="wordsLabel")
        self._headline = Text(kit, role=Role.TITLE, wrap=True, name="wordsHeadline")
        self._page = MarkdownPage(kit.theme, "wordsText", self.tr("Text of the answer"))
        self._page.document().setDocumentMargin(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self._label, self._headline):
            column.addWidget(widget)
        column.addWidget(self._page, 1)
        kit.theme.changed.connect(self._on_theme_changed)

    def show_meaning(self, found: Meaning) -> None:
        """Show a meaning."""
        self._found = found
        match found:
            case Number(name=name, text=text):
                self._say(name, text, "")
            case Embedding():
                self._show_vectors(found)
            case Entities():
                self._say(self.tr("Entities"), str(len(found.entities)), self._entities(found))
            case TextLines(lines=lines):
                rows = "".join(
                    f"<p style='margin:2px 0'>{escape(line.text)} "
                    f"{self._muted(share_text(line.score, is_share=True)) if line.score is not None else ''}</p>"
                    for line in lines
                )
                self._say(self.tr("Lines of text"), str(len(lines)), rows)
            case Transcript(text=text, spans=spans):
                rows = "".join(
                    f"<p style='margin:2px 0'>{self._muted(_clock(span.start, span.end))} {escape(span.text)}</p>"
                    for span in spans
                )
                self._say(self.tr("Transcript"), "", rows or f"<p>{escape(text)}</p>")
            case Fault(text=text, code=code):
                self._say(self.tr("Error"), code, f"<p>{escape(text)}</p>")
            case _:
                self._say("", "", "")

    def _show_vectors(self, found: Embedding) -> None:
        sizes = self.tr("{count} × {dimension}")
        sizes = sizes.replace("{count}", str(len(found.vectors)))
        rows = "".join(
            f"<p style='margin:10px 0 2px 0'>{self._muted(f'‖v‖ = {norm:.4g}{self._alike(found, number)}')}</p>"
            f"<p style='margin:0'>[{_beginning_of(vector)}]</p>"
            for number, (vector, norm) in enumerate(zip(found.vectors, found.norms, strict=True))
            if number < _VECTORS_SHOWN
        )
        self._say(self.tr("Vectors"), sizes.replace("{dimension}", str(len(found.vectors[0]))), rows)

    def _alike(self, found: Embedding, number: int) -> str:
        """Say how alike a vector is to the one before it; nothing where there is none, or none of its dimension."""
        alike = self._desk.similarity(found, number)
        if alike is None or not math.isfinite(alike):
            return ""
        return f"  ·  {self.tr('cosine {n} to the one before').replace('{n}', f'{round(alike, 3) + 0.0:.3f}')}"

    def _entities(self, found: Entities) -> str:
        """Return the text with its entities marked; one that overlaps another, or lies nowhere, is listed below."""
        pieces: list[str] = []
        listed: list[str] = []
        at = 0
        for entity in sorted(found.entities, key=lambda each: (each.start, -each.end)):
            if not found.text or entity.start < at or entity.start < 0:
                listed.append(f"<p style='margin:2px 0'>{self._marked(entity.word, entity)}</p>")
                continue
            pieces.append(escape(found.text[at : entity.start]))
            pieces.append(self._marked(found.text[entity.start : entity.end], entity))
            at = entity.end
        pieces.append(escape(found.text[at:]))
        return f"<p style='white-space:pre-wrap'>{''.join(pieces)}</p>{''.join(listed)}"

    def _marked(self, word: str, entity: Entity) -> str:
        color = on_surface(self._kit.theme, self._desk.color_of(entity.label)).name()
        score = f" {self._muted(share_text(entity.score, is_share=True))}" if entity.score is not None else ""
        ground = self._kit.theme.hex("hover")
        return (
            f"<span style='background:{ground};border-bottom:2px solid {color}'>&nbsp;{escape(word)} "
            f"<b style='color:{color}'>{escape(entity.label)}</b>{score}&nbsp;</span>"
        )

    def _muted(self, text: str) -> str:
        return f"<span style='color:{self._kit.theme.hex('muted')}'>{escape(text)}</span>"

    def _say(self, label: str, headline: str, html: str) -> None:
        self._label.setText(label)
        self._headline.setText(headline)
        self._headline.setVisible(bool(headline))
        self._page.document().setDefaultFont(self._kit.theme.font(Role.LEAD))
        self._page.setHtml(html)

    def _on_theme_changed(self) -> None:
        if self._found is not None:
            self.show_meaning(self._found)


def _beginning_of(vector: tuple[float, ...]) -> str:
    numbers = ", ".join(f"{value:.4g}" for value in vector[:_NUMBERS_SHOWN])
    return f"{numbers}, …" if len(vector) > _NUMBERS_SHOWN else numbers


def _clock(start: float | None, end: float | None) -> str:
    return " – ".join(f"{value:.2f} s" for value in (start, end) if value is not None)
