"""One of the two sides: which request, in which environment, and what it says."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from modelpost.documents.json_values import path_text
from modelpost.runs.applied import file_parts
from modelpost.runs.compare import Verdict
from modelpost.runs.result import Result
from modelpost.ui.compare.charts import Badge
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.tags import Tag
from modelpost.ui.theme import Role
from modelpost.workbench.compare_desk import CompareDesk
from modelpost.workbench.compare_sides import Side
from modelpost.workbench.location import Location
from modelpost.workbench.sizes import duration_text, share_text

if TYPE_CHECKING:
    from modelpost.workbench.request_tab import RequestTab

_IN_FORCE = "\0"


class SideCard(QFrame):
    """A card with the choices of a side, and under them its answer.

    Signals:
        request_chosen: another request was chosen; carries the side, and a RequestTab or a Location.
        environment_chosen: another environment was chosen; carries the side, and its name or None for the one in force.
        part_chosen: another part of the form-data shall take the file; carries the side and the name of the part.
    """

    request_chosen = Signal(str, object)
    environment_chosen = Signal(str, object)
    part_chosen = Signal(str, str)

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        self._name = name
        self._choices: list[RequestTab | Location | None] = [None]
        letter = name.upper()
        self.setObjectName(f"compareSide{letter}")
        self.setProperty("card", "true")
        self._request = ComboBox(kit, f"compareRequest{letter}", self.tr("Request {side}").replace("{side}", letter))
        self._request.activated.connect(self._on_request)
        label = self.tr("Environment of {side}").replace("{side}", letter)
        self._environment = ComboBox(kit, f"compareEnvironment{letter}", label)
        self._environment.activated.connect(self._on_environment)
        for box in (self._request, self._environment):  # long names give way: two cards stand side by side at 1024 px
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        label = self.tr("Part that takes the file of {side}").replace("{side}", letter)
        self._part = ComboBox(kit, f"comparePart{letter}", label)
        self._part.activated.connect(self._on_part)
        self._fields = Text(kit, role=Role.SMALL, ink="text2", name=f"compareFields{letter}")
        self._fields.setContentsMargins(16, 10, 16, 0)
        self._fields.setWordWrap(True)
        self._status = Tag(kit, f"compareStatus{letter}", role=Role.BUTTON, radius=11)
        self._title = Text(kit, self.tr("Answer"), role=Role.SMALL, ink="text2")
        self._answer = Text(kit, role=Role.TITLE, name=f"compareAnswer{letter}")
        self._score = Text(kit, role=Role.METRIC, name=f"compareScore{letter}")
        self._score_title = Text(kit, self.tr("Confidence"), role=Role.SMALL, ink="text2")
        self._time = Text(kit, role=Role.METRIC, name=f"compareTime{letter}")
        self._time_title = Text(kit, self.tr("Time"), role=Role.SMALL, ink="text2")
        head = QHBoxLayout()
        head.setContentsMargins(14, 10, 14, 10)
        head.setSpacing(10)
        head.addWidget(Badge(kit, letter))
        head.addWidget(self._request, 3)
        head.addWidget(self._environment, 2)
        head.addWidget(self._part)
        head.addWidget(self._status)
        rule = QFrame()
        rule.setProperty("line", "above")
        rule.setFixedHeight(1)
        figures = QHBoxLayout()
        figures.setContentsMargins(16, 10, 16, 12)
        figures.setSpacing(28)
        for title, value, stretch in (
            (self._title, self._answer, 1),
            (self._score_title, self._score, 0),
            (self._time_title, self._time, 0),
        ):
            pair = QVBoxLayout()
            pair.setSpacing(2)
            pair.addWidget(title)
            pair.addWidget(value)
            pair.addStretch(1)
            figures.addLayout(pair, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(rule)
        column.addWidget(self._fields)
        column.addLayout(figures)

    def show_choices(self, desk: CompareDesk) -> None:
        """Show what can be chosen, and what is."""
        side = desk.side(self._name)
        self._choices = [None]
        self._request.clear()
        self._request.addItem(self.tr("Choose a request…"))
        for tab in desk.workspace.tabs:
            self._choices.append(tab)
            self._request.addItem(f"{tab.draft.method}  {tab.title}")
            if side is not None and side.tab is tab:
                self._request.setCurrentIndex(self._request.count() - 1)
        opened = {tab.location for tab in desk.workspace.tabs}
        for collection in desk.workspace.collections:
            for node in collection.tree.requests():
                location = Location(collection.root, node.path)
                if location not in opened:
                    self._choices.append(location)
                    self._request.addItem(f"{node.method}  {node.name}")
        self._request.setEnabled(not desk.is_busy)
        collection_of_side = desk.workspace.collection_of(side.tab) if side is not None else None
        environments = collection_of_side.environments if collection_of_side is not None else ()
        self._environment.clear()
        self._environment.addItem(self.tr("Environment in force"), _IN_FORCE)
        for environment in environments:
            self._environment.addItem(environment.name, environment.name)
        chosen = side.environment if side is not None else None
        self._environment.setCurrentIndex(max(0, self._environment.findData(_IN_FORCE if chosen is None else chosen)))
        self._environment.setVisible(bool(environments))
        self._environment.setEnabled(not desk.is_busy)
        self._show_parts(side)
        self._part.setEnabled(not desk.is_busy)
        fields = side.fields if side is not None else ()
        self._fields.setText(", ".join(f"{column} → {path_text(path)}" for column, path in fields))
        self._fields.setVisible(bool(fields))

    def _show_parts(self, side: Side | None) -> None:
        """Show which parts of the form-data can take the file, where there is a choice."""
        parts = file_parts(side.tab.draft) if side is not None else ()
        self._part.clear()
        for part in parts:
            self._part.addItem(self.tr("Send as {name}").replace("{name}", part), part)
        self._part.setCurrentIndex(max(0, self._part.findData(side.part if side is not None else "")))
        self._part.setVisible(len(parts) > 1)

    def show_answer(self, result: Result | None, verdict: Verdict | None) -> None:
        """Show the last answer, and the medians of all."""
        is_a = self._name == "a"
        if result is None or verdict is None:
            for text in (self._answer, self._score, self._time):
                text.setText("–")
            self._status.say("")
            self._score.show()
            return
        is_good = result.is_answered
        said = str(result.status) if result.status else self.tr("No answer")
        self._status.say(said, "ok" if is_good else "err", "check" if is_good else "x")
        shown = result.label if is_good else result.message
        metrics = self._answer.fontMetrics()
        elided = metrics.elidedText(shown or "–", Qt.TextElideMode.ElideRight, max(160, self.width() // 2))
        self._answer.setText(elided)
        self._answer.setToolTip(shown)
        score = verdict.score_a if is_a else verdict.score_b
        self._score.setText(share_text(score if score == score else None, is_share=True))
        seconds = verdict.time_a if is_a else verdict.time_b
        self._time.setText(duration_text(seconds) if seconds == seconds else "–")

    def _on_request(self, index: int) -> None:
        chosen = self._choices[index]
        if chosen is not None:
            self.request_chosen.emit(self._name, chosen)

    def _on_part(self, index: int) -> None:
        self.part_chosen.emit(self._name, str(self._part.itemData(index)))

    def _on_environment(self, index: int) -> None:
        key = str(self._environment.itemData(index))
        self.environment_chosen.emit(self._name, None if key == _IN_FORCE else key)
