"""What a demo says, what it is tried with, and whether it would work now."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.workbench.demo_desk import DemoDesk
from modelpost.workbench.demo_samples import Rehearsal


class DemoSetup(Dialog):
    """Edits the demo of a request; what is changed is saved with it."""

    def __init__(self, kit: Kit, desk: DemoDesk, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("demoSetup")
        self.setWindowTitle(self.tr("Set up the demo"))
        self._desk = desk
        self._title = QLineEdit(desk.showing.title)
        self._title.setObjectName("demoSetupTitle")
        self._title.setAccessibleName(self.tr("Title"))
        self._title.setPlaceholderText(desk.title)
        self._title.textEdited.connect(self._on_texts)
        self._subtitle = QLineEdit(desk.showing.subtitle)
        self._subtitle.setObjectName("demoSetupSubtitle")
        self._subtitle.setAccessibleName(self.tr("Subtitle"))
        self._subtitle.textEdited.connect(self._on_texts)
        self._list = QListWidget()
        self._list.setObjectName("demoSetupSamples")
        self._list.setAccessibleName(self.tr("Samples"))
        remove = Button(kit, self.tr("Remove"), "demoSetupRemove", icon="trash-2")
        remove.clicked.connect(self._on_remove)
        keep = Button(kit, self.tr("Keep the form as a sample"), "demoSetupKeep", icon="plus")
        keep.clicked.connect(self._on_keep)
        keep.setVisible(bool(desk.fields))
        self._rehearse = Button(kit, self.tr("Rehearse"), "demoRehearse", icon="refresh-cw")
        self._rehearse.clicked.connect(desk.rehearse)
        self._outcome = Text(kit, ink="text2", wrap=True, name="demoRehearsal")
        report = Button(kit, self.tr("Save report…"), "demoReport", icon="download")
        report.clicked.connect(self._on_report)
        close = Button(kit, self.tr("Done"), "demoSetupDone", look="primary")
        close.clicked.connect(self.accept)
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(self.tr("Title"), self._title)
        form.addRow(self.tr("Subtitle"), self._subtitle)
        form.addRow(self.tr("Samples"), self._list)
        tools = QHBoxLayout()
        for button in (remove, keep):
            tools.addWidget(button)
        tools.addStretch(1)
        form.addRow("", tools)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self._rehearse)
        foot.addWidget(self._outcome, 1)
        foot.addWidget(report)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(16)
        column.addLayout(form)
        column.addLayout(foot)
        desk.texts_changed.connect(self._show)
        desk.rehearsal_changed.connect(self._show)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(680, 460)
        self._show()

    def _show(self) -> None:
        names = [sample.name or str(number) for number, sample in enumerate(self._desk.samples, 1)]
        if [self._list.item(row).text() for row in range(self._list.count())] != names:
            self._list.clear()
            self._list.addItems(names)
        rehearsal = self._desk.rehearsal
        self._rehearse.setEnabled(rehearsal is None or rehearsal.is_over)
        self._outcome.setText(self._said(rehearsal))
        self._outcome.set_ink("err" if rehearsal is not None and rehearsal.failed else "text2")

    def _said(self, rehearsal: Rehearsal | None) -> str:
        if rehearsal is None:
            return self.tr("Every sample is tried once. That warms the service up, and the answers are kept.")
        if not rehearsal.is_over:
            said = self.tr("{n} of {total} samples were tried.")
        elif rehearsal.failed:
            said = self.tr("No answer for: {names}.")
        else:
            said = self.tr("All {total} samples were answered. The slowest took {seconds} seconds.")
        values = {
            "n": str(rehearsal.done),
            "total": str(rehearsal.total),
            "names": ", ".join(rehearsal.failed),
            "seconds": f"{rehearsal.slowest:.2f}",
        }
        for name, value in values.items():
            said = said.replace(f"{{{name}}}", value)
        return said

    def _on_texts(self) -> None:
        self._desk.set_texts(self._title.text(), self._subtitle.text())

    def _on_remove(self) -> None:
        if self._list.currentRow() >= 0:
            self._desk.remove(self._list.currentRow())

    def _on_report(self) -> None:
        dialog = QFileDialog(self, self.tr("Save report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("html")
        dialog.fileSelected.connect(self._desk.save_report)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_keep(self) -> None:
        self._desk.keep_text(self.tr("Sample {n}").replace("{n}", str(len(self._desk.samples) + 1)))
