"""A small card with what a technical listener asks about; still no address, header, token or status."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from modelpost.inference.api import Chat, Classification
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.workbench.demo_desk import DemoDesk
from modelpost.workbench.sizes import duration_text, share_text
from modelpost.workbench.texts import translated

_MARGIN = 24


class DetailsCard(QFrame):
    """Lies over the lower left corner of the demo."""

    def __init__(self, kit: Kit, desk: DemoDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("demoDetails")
        self.setAccessibleName(self.tr("Details"))
        self.setProperty("card", "popover")
        self._desk = desk
        self._rows: list[tuple[Text, Text]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(18, 14, 18, 14)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        for number in range(6):
            name = Text(kit, role=Role.LEAD, ink="text2")
            value = Text(kit, role=Role.LEAD, name=f"demoDetail{number}")
            grid.addWidget(name, number, 0)
            grid.addWidget(value, number, 1)
            self._rows.append((name, value))
        self.hide()

    def show_details(self) -> None:
        """Show what is known of the answer on stage."""
        if not self.isVisible():
            return
        facts = self._facts()
        for number, (name, value) in enumerate(self._rows):
            known = number < len(facts)
            name.setText(facts[number][0] if known else "")
            value.setText(facts[number][1] if known else "")
            name.setVisible(known)
            value.setVisible(known)
        self.adjustSize()
        parent = self.parentWidget()
        if parent is not None:
            self.move(QPoint(_MARGIN, parent.height() - self.height() - _MARGIN))
            self.raise_()

    def _facts(self) -> list[tuple[str, str]]:
        desk, facts = self._desk, []
        if desk.trouble is not None:
            facts.append((self.tr("What happened"), translated(desk.trouble)))
        if desk.index < len(desk.samples) and desk.samples[desk.index].name:
            facts.append((self.tr("Sample"), desk.samples[desk.index].name))
        if desk.seconds is not None:
            facts.append((self.tr("Time"), duration_text(desk.seconds)))
        meaning = desk.meaning
        if isinstance(meaning, Chat):
            facts += [(self.tr("Model"), meaning.model)] if meaning.model else []
            facts += [(self.tr("Tokens"), str(meaning.completion_tokens))] if meaning.completion_tokens else []
        if isinstance(meaning, Classification):
            facts.append((self.tr("Classes"), str(len(meaning.classes))))
            scores = [share_text(each.score, is_share=meaning.are_shares) for each in meaning.classes[:2]]
            facts.append((self.tr("Best two"), ", ".join(scores)))
        return facts or [(self.tr("Details"), self.tr("Nothing was answered yet."))]
