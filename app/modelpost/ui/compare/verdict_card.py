"""What can be said of both, in a few cells: only differences that are more than noise."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from modelpost.runs.compare import Verdict
from modelpost.runs.compare_report import sentences
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.theme import Role
from modelpost.workbench.sizes import duration_text, share_text
from modelpost.workbench.texts import translated

_CELLS = 4


class VerdictCard(QFrame):
    """Answers, confidence, time, and accuracy where the right answers are known."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("compareVerdict")
        self.setAccessibleName(self.tr("Verdict"))
        self.setProperty("card", "true")
        self._cells: list[tuple[Icon, Text, Text, QFrame]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(0)
        for number in range(_CELLS):
            cell = QFrame()
            inner = QHBoxLayout(cell)
            inner.setContentsMargins(0 if not number else 20, 0, 0, 0)
            inner.setSpacing(14)
            icon = Icon(kit, "equal", "ok", 18)
            title = Text(kit, role=Role.STRONG, name=f"compareVerdict{number}", wrap=True)
            line = Text(kit, role=Role.SMALL, ink="text2", wrap=True)
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(title)
            words.addWidget(line)
            inner.addWidget(icon)
            inner.addLayout(words, 1)
            row.addWidget(cell, 1)
            self._cells.append((icon, title, line, cell))
        self.hide()

    def show_verdict(self, verdict: Verdict | None, total: int) -> None:
        """Show a verdict; `total` is how many pairs there will be, 0 once all are there."""
        self.setVisible(verdict is not None)
        if verdict is None:
            return
        said = [translated(sentence).rstrip(".。") for sentence in sentences(verdict)]
        lines = self._lines(verdict, total, len(said))
        icons = self._icons(verdict, len(said))
        for number, (icon, title, line, cell) in enumerate(self._cells):
            cell.setVisible(number < len(said))
            if number < len(said):
                icon.show_icon(*icons[number])
                title.setText(said[number])
                line.setText(lines[number])
        self.setAccessibleDescription(". ".join(said))

    def _lines(self, verdict: Verdict, total: int, count: int) -> list[str]:
        done = self.tr("{n} of {total} pairs answered").replace("{n}", str(verdict.answered))
        first = done.replace("{total}", str(total or verdict.pairs))
        if verdict.always_agrees and verdict.common_label:
            first = f"{verdict.common_label}, {first}"
        lines = [first]
        to = self.tr("{a} to {b}")
        if verdict.score.pairs:
            a, b = share_text(verdict.score_a, is_share=True), share_text(verdict.score_b, is_share=True)
            lines.append(to.replace("{a}", a).replace("{b}", b))
        if verdict.answered:
            a, b = duration_text(verdict.time_a), duration_text(verdict.time_b)
            lines.append(self.tr("median {a} to {b}").replace("{a}", a).replace("{b}", b))
        return [*lines, *[""] * (count - len(lines))]

    def _icons(self, verdict: Verdict, count: int) -> list[tuple[str, str]]:
        agree = ("equal", "ok") if verdict.always_agrees else ("git-compare-arrows", "warn")
        found = [agree]
        if verdict.score.pairs:
            found.append(("trending-up", "ok" if verdict.score.is_clear else "muted"))
        if verdict.answered:
            found.append(("timer", "ok" if verdict.time.is_clear else "muted"))
        return [*found, *[("check", "ok" if verdict.accuracy.is_clear else "muted")] * (count - len(found))]
