"""The parts of the window that wait for their first use."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from typing import TYPE_CHECKING

from modelpost.assembly.engine import certificates_in, way_to
from modelpost.assembly.language import LANGUAGES
from modelpost.assembly.own import USER_AGENT
from modelpost.store.resources import resource_path

if TYPE_CHECKING:
    from modelpost.assembly.presenters import Ground, Presenters
    from modelpost.ui.batch.page import BatchPage
    from modelpost.ui.compare.page import ComparePage
    from modelpost.ui.kit.buttons import Kit
    from modelpost.ui.window import MainWindow
    from modelpost.ui.work_area import WorkArea
    from modelpost.workbench.authority_files import AuthorityFiles
    from modelpost.workbench.folder_edit import FolderEdit


class Pages:
    """Builds panes, pages and dialogs over the presenters that they show."""

    def __init__(self, kit: Kit, ground: Ground, presenters: Presenters) -> None:
        self._kit = kit
        self._ground = ground
        self._presenters = presenters
        self._authorities: AuthorityFiles | None = None

    def area(self, window: MainWindow) -> WorkArea:
        """Seam: the request and response panes, 40 ms, at the first tab."""
        from modelpost.store.files import LocalFiles  # noqa: PLC0415  # see above
        from modelpost.ui.work_area import WorkArea  # noqa: PLC0415  # as above
        from modelpost.workbench.file_facts import FileFactsDesk  # noqa: PLC0415  # as above
        from modelpost.workbench.header_catalogue import HeaderCatalogue  # noqa: PLC0415  # as above
        from modelpost.workbench.network_desk import NetworkDesk  # noqa: PLC0415  # as above
        from modelpost.workbench.preflight_desk import PreflightDesk  # noqa: PLC0415  # as above

        workspace, background, stores = self._ground.workspace, self._ground.background, self._ground.stores
        actions = window.actions_table
        files = FileFactsDesk(background, LocalFiles().size, workspace)
        return WorkArea(
            self._kit,
            workspace,
            self._presenters.response(),
            background,
            files,
            HeaderCatalogue(resource_path("http", "headers.json")),
            self._presenters.auth(),
            PreflightDesk(background, files, workspace),
            [actions["request.send"], actions["request.batch"], actions["request.copy-curl"]],
            USER_AGENT,
            NetworkDesk(
                workspace,
                background,
                way_to,
                stores.collections,
                stores.keep_certificate,
                self._authority_files(),
            ),
        )

    def batch(self, window: MainWindow) -> BatchPage:
        """Seam: the page of Batch, 20 ms, at its first use."""
        from modelpost.ui.batch.page import BatchPage  # noqa: PLC0415  # see above
        from modelpost.workbench.thumbnails import Thumbnails  # noqa: PLC0415  # as above

        batches = self._presenters.batches()
        page = BatchPage(self._kit, batches, Thumbnails(self._ground.background, batches))
        page.told.connect(window.toasts.say)
        page.request_wanted.connect(window.requests.build_and_send)
        return page

    def compare(self, window: MainWindow) -> ComparePage:
        """Seam: the page of Compare, 20 ms, at its first use."""
        from modelpost.ui.compare.page import ComparePage  # noqa: PLC0415  # see above

        page = ComparePage(self._kit, self._presenters.comparison(), self._ground.background)
        page.told.connect(window.toasts.say)
        return page

    def settings(self, window: MainWindow, page: str) -> None:
        """Seam: the settings window, 8 ms, at its first use."""
        from modelpost.ui.dialogs.settings import SettingsDialog  # noqa: PLC0415  # see above

        settings, secrets = self._ground.settings, self._ground.secrets
        SettingsDialog(self._kit, settings, secrets, window.actions_table, LANGUAGES, page, window).open()

    def cookies(self, window: MainWindow) -> None:
        """Seam: the window of cookies, 5 ms, at its first use."""
        from modelpost.ui.dialogs.cookies import CookiesDialog  # noqa: PLC0415  # see above

        CookiesDialog(self._kit, self._presenters.cookies(), window).open()

    def folder(self, window: MainWindow, edit: FolderEdit) -> None:
        """Seam: the window of a folder's settings, 8 ms, at its first use."""
        from modelpost.ui.dialogs.folder import FolderSettingsDialog  # noqa: PLC0415  # see above
        from modelpost.workbench.header_catalogue import HeaderCatalogue  # noqa: PLC0415  # as above

        catalogue = HeaderCatalogue(resource_path("http", "headers.json"))
        authorities = self._authority_files()
        FolderSettingsDialog(self._kit, edit, self._presenters.auth().schemes, catalogue, authorities, window).open()

    def _authority_files(self) -> AuthorityFiles:
        """Return what knows the CA files; those who look anew look at them as they are now."""
        if self._authorities is None:
            from modelpost.workbench.authority_files import AuthorityFiles  # noqa: PLC0415  # with those who look

            self._authorities = AuthorityFiles(self._ground.background, certificates_in, self._ground.workspace)
        self._authorities.forget()
        return self._authorities
