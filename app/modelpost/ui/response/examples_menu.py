"""The menu of saved answers: keep the present one, show one, name it anew, delete it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from modelpost.workbench.examples_desk import ExamplesDesk


class ExamplesMenu(QMenu):
    """Built anew each time it is opened."""

    def __init__(self, desk: ExamplesDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("examplesMenu")
        self._desk = desk
        save = self.addAction(self.tr("Save answer as example…"))
        save.setObjectName("saveExample")
        save.setEnabled(desk.can_save)
        save.triggered.connect(self._on_save)
        if desk.examples:
            self.addSeparator()
        for index, example in enumerate(desk.examples):
            action = self.addAction(example.name or self.tr("Without a name"))
            action.setObjectName(f"example{index}")
            action.setCheckable(True)
            action.setChecked(desk.index == index)
            action.triggered.connect(partial(self._on_show, index))
        if desk.index is not None:
            self._add_rest()
        self.aboutToHide.connect(self.deleteLater)

    def _add_rest(self) -> None:
        self.addSeparator()
        back = self.addAction(self.tr("Back to the live answer"))
        back.setObjectName("leaveExample")
        back.triggered.connect(self._desk.leave)
        rename = self.addAction(self.tr("Rename this example…"))
        rename.setObjectName("renameExample")
        rename.triggered.connect(self._on_rename)
        delete = self.addAction(self.tr("Delete this example"))
        delete.setObjectName("deleteExample")
        delete.triggered.connect(self._on_delete)

    def _on_save(self) -> None:
        self._ask(self.tr("Save answer as example"), "", self._desk.save)

    def _on_show(self, index: int, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        self._desk.show(index)

    def _on_rename(self) -> None:
        index = self._desk.index
        if index is not None:
            name = self._desk.examples[index].name
            self._ask(self.tr("Rename the example"), name, partial(self._desk.rename, index))

    def _on_delete(self) -> None:
        if self._desk.index is not None:
            self._desk.delete(self._desk.index)

    def _ask(self, title: str, name: str, then: Callable[[str], None]) -> None:
        dialog = QInputDialog(self.parentWidget())
        dialog.setObjectName("exampleNameDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setLabelText(self.tr("Name"))
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(then)
        dialog.open()
