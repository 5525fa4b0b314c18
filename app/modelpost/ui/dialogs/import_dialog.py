"""Import: give something, look at what it is, choose what of it is wanted and where to, and read the report."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from modelpost.core.failures import ModelpostError
from modelpost.ui.dialogs.import_source import SourcePage
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Banner
from modelpost.workbench.import_desk import ImportDesk
from modelpost.workbench.imported import Preview, Report
from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from modelpost.ui.dialogs.import_preview import PreviewPage
    from modelpost.ui.dialogs.import_report import ReportPage


class ImportDialog(Dialog):
    """Three pages, one after the other; nothing is written before the second one is agreed to.

    The second and the third are made when something was read: the dialog itself is up at once.
    """

    def __init__(self, kit: Kit, desk: ImportDesk, parent_folder: str, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("importDialog")
        self.setWindowTitle(self.tr("Import"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(kit.theme.pixels(888), kit.theme.pixels(568))
        self._desk = desk
        self._parent_folder = parent_folder
        self._preview: Preview | None = None
        self._source = SourcePage(kit)
        self._kit = kit
        self._choice: PreviewPage | None = None
        self._report: ReportPage | None = None
        self._trouble = Banner(kit, "importFailed")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._source)
        self._progress = QProgressBar()
        self._progress.setObjectName("importProgress")
        self._progress.setAccessibleName(self.tr("Files written"))
        self._progress.setTextVisible(False)
        self._progress.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(14)
        column.addWidget(self._trouble)
        column.addWidget(self._pages, 1)
        column.addWidget(self._progress)
        column.addLayout(self._build_foot(kit))
        self._connect()
        self._show_page(self._source)

    def read_text(self, text: str) -> None:
        """Read a text."""
        self._source.clear_trouble()
        self._desk.read_text(text)

    def read_files(self, paths: list[str]) -> None:
        """Read files together."""
        self._source.clear_trouble()
        self._desk.read_files(paths)

    def done(self, result: int) -> None:
        """Close; what is being written is stopped and taken back."""
        self._desk.stop()
        super().done(result)

    # Building --------------------------------------------------------------------------------------------------------

    def _build_foot(self, kit: Kit) -> QHBoxLayout:
        self._copy = Button(kit, self.tr("Copy report"), "importCopy")
        self._copy.clicked.connect(self._on_copy)
        self._back = Button(kit, self.tr("Back"), "importBack")
        self._back.clicked.connect(self._on_back)
        self._cancel = Button(kit, self.tr("Cancel"), "importCancel")
        self._cancel.clicked.connect(self.reject)
        self._read = Button(kit, self.tr("Read the text"), "importRead", look="primary")
        self._read.clicked.connect(self._source.read_typed)
        self._go = Button(kit, self.tr("Import"), "importGo", look="primary")
        self._go.clicked.connect(self._on_go)
        self._done = Button(kit, self.tr("Done"), "importDone", look="primary")
        self._done.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._copy)
        foot.addWidget(self._back)
        foot.addStretch(1)
        for button in (self._cancel, self._read, self._go, self._done):
            foot.addWidget(button)
        return foot

    def _connect(self) -> None:
        self._source.text_given.connect(self.read_text)
        self._source.files_given.connect(self.read_files)
        self._source.choosing_wanted.connect(self._choose_files)
        self._source.changed.connect(self._on_source)
        self._desk.previewed.connect(self._on_previewed)
        self._desk.failed.connect(self._on_failed)
        self._desk.progressed.connect(self._on_progressed)
        self._desk.finished.connect(self._on_finished)

    def _choice_page(self) -> "PreviewPage":
        if self._choice is None:
            from modelpost.ui.dialogs.import_preview import PreviewPage  # noqa: PLC0415  # 25 ms with the page

            self._choice = PreviewPage(self._kit, self._desk.collections, self._parent_folder)
            self._choice.changed.connect(self._on_choice)
            self._choice.folder_wanted.connect(self._choose_folder)
            self._pages.addWidget(self._choice)
        return self._choice

    def _report_page(self) -> "ReportPage":
        if self._report is None:
            from modelpost.ui.dialogs.import_report import ReportPage  # noqa: PLC0415  # 5 ms with the page

            self._report = ReportPage(self._kit)
            self._pages.addWidget(self._report)
        return self._report

    # Reactions -------------------------------------------------------------------------------------------------------

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose files to import"))
        dialog.setObjectName("importFileDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.read_files)
        dialog.open()

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a folder for the collection"), self._parent_folder)
        dialog.setObjectName("importFolderDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, on=True)
        dialog.fileSelected.connect(self._choice_page().set_folder)
        dialog.open()

    def _on_previewed(self, preview: Preview) -> None:
        self._preview = preview
        page = self._choice_page()
        page.show_preview(preview)
        self._show_page(page)

    def _on_failed(self, error: ModelpostError) -> None:
        summary, hint = translated(error.summary), translated(error.hint)
        if self._pages.currentWidget() is self._source:
            self._source.show_trouble(summary, hint)
            return
        self._progress.hide()
        self._trouble.show_notice("error", summary, hint, [])
        self._show_buttons()

    def _on_copy(self) -> None:
        self._report_page().copy()

    def _on_back(self) -> None:
        self._trouble.hide()
        self._show_page(self._source)

    def _on_source(self) -> None:
        self._read.setEnabled(self._source.has_text)

    def _on_choice(self) -> None:
        is_ready = self._choice is not None and self._choice.is_ready
        self._go.setEnabled(is_ready and not self._desk.is_writing)

    def _on_go(self) -> None:
        if self._preview is None:
            return
        self._trouble.hide()
        choice = self._choice_page()
        self._desk.write(self._preview, choice.target, choice.left_out, choice.forgotten)
        self._show_buttons()

    def _on_progressed(self, written: int, count: int) -> None:
        self._progress.setRange(0, count)
        self._progress.setValue(min(written, count))
        self._progress.show()

    def _on_finished(self, report: Report) -> None:
        self._progress.hide()
        page = self._report_page()
        page.show_report(*self._told(report))
        self._show_page(page)

    def _told(self, report: Report) -> tuple[str, list[str]]:
        """Return headline and lines of a report."""
        title = self.tr("“{name}” was imported. Requests: {n}")
        title = title.replace("{name}", report.name).replace("{n}", str(report.count))
        lines = [self.tr("Folder: {folder}").replace("{folder}", report.root)] if report.root else []
        if report.environments:
            lines.append(self.tr("Environments: {n}").replace("{n}", str(report.environments)))
        if report.kept:
            lines.append(self.tr("In the keyring now: {names}").replace("{names}", ", ".join(report.kept)))
        if report.dropped:
            lines.append(self.tr("Secrets without a value: {names}").replace("{names}", ", ".join(report.dropped)))
        if report.masked:
            said = self.tr("Credentials in saved answers, scripts and notes that became dots: {n}")
            lines.append(said.replace("{n}", str(report.masked)))
        lines += (
            ["", self.tr("Not taken over as it is:")] if report.losses else ["", self.tr("Everything was taken over.")]
        )
        lines += [f"• {translated(loss)}" for loss in report.losses]
        return title, lines

    def _show_page(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._show_buttons()
        if page is self._report:
            self._done.setFocus()
        elif page is self._choice:
            self._choice_page().focus_target.setFocus()
        else:
            self._source.focus_target.setFocus()

    def _show_buttons(self) -> None:
        page, is_writing = self._pages.currentWidget(), self._desk.is_writing
        is_choice, is_report = page is self._choice, page is self._report
        self._back.setVisible(is_choice)
        self._back.setEnabled(not is_writing)
        self._read.setVisible(page is self._source)
        self._go.setVisible(is_choice)
        self._cancel.setVisible(not is_report)
        self._copy.setVisible(is_report)
        self._done.setVisible(is_report)
        if self._choice is not None:
            self._choice.setEnabled(not is_writing)
        self._done.setDefault(is_report)
        self._go.setDefault(is_choice)
        self._on_source()
        self._on_choice()
