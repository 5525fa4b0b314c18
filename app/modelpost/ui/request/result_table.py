"""Rows that are about the answer, with what became of each the last time."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.row_model import RowShape
from modelpost.ui.kit.rows import RowTable
from modelpost.ui.request.url_page import framed
from modelpost.ui.theme import Role

T = TypeVar("T")


class ResultNames(NamedTuple):
    """Object names: of the table, and of what says what went wrong."""

    table: str
    trouble: str


class ResultTable(QWidget, Generic[T]):
    """A table under its title, what went wrong below it, and a hint at what can be written."""

    def __init__(self, kit: Kit, shape: RowShape[T], names: ResultNames, title: str, hint: str) -> None:
        super().__init__()
        self.rows: RowTable[T] = RowTable(kit, shape, names.table, title)
        self._trouble = Text(kit, role=Role.SMALL, ink="err", wrap=True, name=names.trouble)
        self._trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Text(kit, title, role=Role.LABEL, ink="muted"))
        column.addWidget(framed(self.rows))
        column.addWidget(self._trouble)
        column.addWidget(Text(kit, hint, role=Role.SMALL, ink="muted", wrap=True))

    def show_results(self, troubles: Sequence[str]) -> None:
        """Draw the results anew, which the shape knows, and say what went wrong."""
        self.rows.viewport().update()
        self._trouble.setText("\n".join(troubles))
        self._trouble.setVisible(bool(troubles))
