"""Where the right answers of a batch or a comparison are."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from modelpost.runs.setup import Expects, Setup, SourceKind
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ComboBox

_LIST = "list"
_COLUMN = "column:"


class ExpectedBox(ComboBox):
    """A choice of nothing, the name of the folder, a column, or a list in a file.

    Signals:
        setup_chosen: something was chosen; carries the new Setup.
    """

    setup_chosen = Signal(object)

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__(kit, name, "")
        self.setAccessibleName(self.tr("Where the right answers are"))
        self._setup = Setup()
        self._columns: tuple[str, ...] = ()
        self.activated.connect(self._on_activated)

    def show_setup(self, setup: Setup, columns: Sequence[str]) -> None:
        """Show what is chosen, and what can be with these columns; nothing for a request that is repeated."""
        self._setup, self._columns = setup, tuple(columns)
        self.clear()
        said = self.tr("Expected: {where}")
        choices = [(self.tr("unknown"), Expects.NOTHING.value)]
        if setup.kind in (SourceKind.FOLDER, SourceKind.FILES):
            choices.append((self.tr("folder name"), Expects.FOLDER.value))
        choices += [(self.tr("column {name}").replace("{name}", each), _COLUMN + each) for each in columns]
        listed = Path(setup.expects_in).name if setup.expects is Expects.LIST else ""
        choices.append((listed or self.tr("from a list…"), _LIST))
        for where, key in choices:
            self.addItem(said.replace("{where}", where), key)
        current = {Expects.COLUMN: _COLUMN + setup.expects_in, Expects.LIST: _LIST}.get(
            setup.expects, setup.expects.value
        )
        self.setCurrentIndex(max(0, self.findData(current)))
        self.setVisible(setup.kind is not SourceKind.REPEAT)

    def _on_activated(self, index: int) -> None:
        key = str(self.itemData(index))
        if key == _LIST:
            path, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a list of names and labels"))
            if path:
                self._choose(Expects.LIST, path)
            else:
                self.show_setup(self._setup, self._columns)
        elif key.startswith(_COLUMN):
            self._choose(Expects.COLUMN, key.removeprefix(_COLUMN))
        else:
            self._choose(Expects(key), "")

    def _choose(self, expects: Expects, place: str) -> None:
        self.setup_chosen.emit(replace(self._setup, expects=expects, expects_in=place))
