"""The way of an exchange in lines: each request, its answer, its time, and what stayed behind."""

from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from modelpost.core.hops import HopSummary
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated

_HIGHEST = 190
_MOST = 100


class HopsList(QScrollArea):
    """Shows the hops where there is more than one; it is not there otherwise."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("hops")
        self.setAccessibleName(self.tr("Redirects and retries"))
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._kit = kit
        self._hops: tuple[HopSummary, ...] = ()
        self.hide()

    def show_hops(self, hops: tuple[HopSummary, ...]) -> None:
        """Show these; of very many the first and the last."""
        if hops != self._hops:
            self._hops = hops
            built = self._built(hops)
            self.setWidget(built)
            self.setFixedHeight(min(built.sizeHint().height(), self._kit.theme.pixels(_HIGHEST)))
        self.setVisible(bool(hops))

    def _built(self, hops: tuple[HopSummary, ...]) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 10, 12, 6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        column.addLayout(grid)
        for number, hop in enumerate(hops, 1):
            if _MOST // 2 < number <= len(hops) - _MOST // 2:
                continue
            row = grid.rowCount()
            status = str(hop.status or "–")
            grid.addWidget(Text(self._kit, f"{number}", role=Role.SMALL, ink="muted"), row, 0)
            grid.addWidget(Text(self._kit, status, role=Role.STRONG, ink=_ink(hop.status)), row, 1)
            grid.addWidget(self._address(hop), row, 2)
            grid.addWidget(Text(self._kit, f"{hop.seconds * 1000:.0f} ms", role=Role.SMALL, ink="text2"), row, 3)
            if hop.remark is not None:
                remark = Text(self._kit, translated(hop.remark), role=Role.SMALL, ink="muted", wrap=True)
                grid.addWidget(remark, row + 1, 2, 1, 2)
        return inner

    def _address(self, hop: HopSummary) -> QLabel:
        text = Text(self._kit, f"{hop.method} {hop.url}", role=Role.SMALL)
        text.setToolTip(hop.url)
        text.setMinimumWidth(60)
        return text


def _ink(status: int) -> str:
    if not status or status >= 400:
        return "err"
    return "ok" if status < 300 else "text2"
