"""How the requests of a folder, or of a collection, are sent."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.answer_section import AnswerSection
from modelpost.ui.request.network_form import NetworkForm
from modelpost.ui.request.redirects_section import RedirectsSection
from modelpost.ui.request.retry_section import RetrySection
from modelpost.ui.request.timing_section import TimingSection
from modelpost.workbench.authority_files import AuthorityFiles
from modelpost.workbench.folder_edit import FolderEdit


class FolderSendingPage(QWidget):
    """The sections of a request's Settings, about what requests inherit that leave it open."""

    def __init__(self, kit: Kit, edit: FolderEdit, authorities: AuthorityFiles) -> None:
        super().__init__()
        self.setObjectName("folderSending")
        self._edit = edit
        self._authorities = authorities
        self._network = NetworkForm(kit, of_request=False)
        self._network.edited.connect(self._on_network)
        self._network.keep_wanted.connect(self._on_keep)
        self._sections = (TimingSection(kit), RedirectsSection(kit), RetrySection(kit), AnswerSection(kit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(22)
        column.addWidget(self._network)
        for section in self._sections:
            section.edited.connect(edit.set_settings)
            column.addWidget(section)
        authorities.changed.connect(self.show_draft)

    def show_draft(self) -> None:
        """Show what the draft says."""
        own = self._edit.draft.defaults.settings
        inherited, options = self._edit.inherited
        files = (*(own.ca_files or ()), *(inherited.ca_files or ()))
        known = self._authorities.look(self._edit.root, files)
        self._network.render_settings(own, inherited, self._edit.is_kept, known)
        for section in self._sections:
            section.render_settings(own, options)

    def _on_network(self, changes: dict[str, object]) -> None:
        own = self._edit.draft.defaults.settings
        changed = replace(own, **changes)  # type: ignore[arg-type]  # by name
        if "ca_files" in changes and changed.ca_files:
            known = own.ca_files or ()
            files = tuple(path if path in known else self._edit.written(path) for path in changed.ca_files)
            changed = replace(changed, ca_files=tuple(dict.fromkeys(files)))
        self._edit.set_settings(changed)

    def _on_keep(self, place: str) -> None:
        self._edit.keep(f"settings.{place}")
