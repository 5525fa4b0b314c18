"""What the window does to the request in front, and to its answer."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from modelpost.workbench.modes import BUILD

if TYPE_CHECKING:
    from modelpost.core.advice import Advice, Remedy
    from modelpost.ui.window import MainWindow
    from modelpost.workbench.request_tab import RequestTab

_PAGE_OF = {
    "edit-auth": "auth",
    "edit-body": "body",
    "choose-file": "body",
    "timeout-settings": "settings",
    "edit-settings": "settings",
}
"""Where a button of an error card leads to, if all it does is to lead there."""


class RequestCommands(QObject):
    """Commands of menus, shortcuts and buttons; without a request they do nothing."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._workspace = window.desks.workspace

    def send(self) -> None:
        """Send the request in front."""
        if self._tab is not None:
            self._tab.send()

    def build_and_send(self) -> None:
        """Go back to the request, and send it."""
        self._window.desks.modes.choose(BUILD)
        self.send()

    def batch(self) -> None:
        """Run the request in front over many inputs."""
        self._window.desks.modes.choose("batch")

    def batch_over(self, paths: list[str]) -> None:
        """Run the request in front over a folder, a table or files; without any, they are asked for there."""
        self.batch()
        if paths:
            self._window.desks.run_over(paths)

    def compare(self) -> None:
        """Compare the request in front with another one."""
        self._window.desks.modes.choose("compare")

    def cancel(self) -> None:
        """Hang up what runs in front."""
        if self._tab is not None:
            self._tab.stop()

    def new_tab(self) -> None:
        """Open an empty request, ready for its address."""
        self._workspace.new_tab()
        self._window.area.line.focus_address()

    def close_tab(self) -> None:
        """Close the tab in front."""
        if self._tab is not None:
            self._workspace.close_tab(self._tab)

    def undo(self) -> None:
        """Take the last edit back."""
        if self._tab is not None:
            self._tab.undo()

    def redo(self) -> None:
        """Make the last edit again."""
        if self._tab is not None:
            self._tab.redo()

    def revert(self) -> None:
        """Go back to what is saved; undo brings the changes back."""
        if self._tab is not None and self._tab.stored is not None:
            self._tab.revert()

    def beautify(self) -> None:
        """Lay the JSON of the body out anew."""
        self._window.area.request_pane.beautify()

    def find(self) -> None:
        """Search in the answer."""
        self._window.area.response_pane.open_search()

    def filter_response(self) -> None:
        """Look values of the answer up."""
        self._window.area.response_pane.open_filter()

    def go_to_line(self) -> None:
        """Ask for a line of the answer."""
        self._window.area.response_pane.go_to_line()

    def wrap_response(self) -> None:
        """Wrap the lines of the answer, or no longer."""
        self._window.area.response_pane.toggle_wrap()

    def copy_response(self) -> None:
        """Copy the body of the answer."""
        self._window.area.response_pane.copy()

    def save_response(self) -> None:
        """Save the body of the answer to a file."""
        self._window.area.response_pane.save()

    def open_response(self) -> None:
        """Open the body of the answer in another program."""
        self._window.area.response_pane.open_elsewhere()

    def copy_curl(self) -> None:
        """Copy the request as a cURL command, with references in the place of secrets."""
        self._copied(with_secrets=False)

    def copy_curl_with_secrets(self) -> None:
        """Copy the request as a cURL command that holds its secrets."""
        self._copied(with_secrets=True)

    def _copied(self, *, with_secrets: bool) -> None:
        command = self._tab.copy_as_curl(with_secrets=with_secrets) if self._tab is not None else None
        if command is not None:
            QGuiApplication.clipboard().setText(command)
            said = self.tr("The cURL command was copied, with the token in it.")
            self._window.toasts.say(
                said if with_secrets else self.tr("The cURL command was copied, without the token.")
            )

    def show_effective(self) -> None:
        """Show the request in front as it goes out."""
        if self._tab is None:
            return
        from modelpost.ui.dialogs.effective import EffectiveDialog  # noqa: PLC0415  # 2 ms, at the first use

        window = self._window
        EffectiveDialog(window.kit, window.desks.load_auth().effective(self._tab), window).show()

    def choose_contract(self) -> None:
        """Ask for the config.json of a model."""
        self._choose_view_file(self.tr("Choose the config.json of a model"), "contract")

    def choose_labels(self) -> None:
        """Ask for a file with the names of classes."""
        self._choose_view_file(self.tr("Choose a file of labels"), "labels")

    def _choose_view_file(self, title: str, kind: str) -> None:
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415  # 1 ms, at the first file

        tab, files = self._tab, self._window.desks.view_files()
        if tab is None:
            return
        use = files.use_contract if kind == "contract" else files.use_labels
        dialog = QFileDialog(self._window, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(use, tab))
        dialog.open()

    def focus_url(self) -> None:
        """Go to the address."""
        self._window.area.line.focus_address()

    def follow_remedy(self, remedy: "Remedy", advice: "Advice | None") -> None:
        """Do what a button of an error card says."""
        tab, pane = self._tab, self._window.area.request_pane
        if tab is None:
            return
        if remedy.value in _PAGE_OF:
            pane.show_page(_PAGE_OF[remedy.value])
            pane.show_place(advice.place if advice is not None else "")
            return
        match remedy.value:
            case "send-again":
                tab.send()
            case "edit-url":
                self._window.area.line.focus_address()
            case "renew-token":
                pane.spend_token()
                tab.send()
            case "go-to-place":
                pane.show_place(advice.place if advice is not None else "")
            case "start-sample":
                self._window.desks.start_sample()
            case "more-time":
                pane.double_timeout(*((advice.seconds, advice.place) if advice is not None else ()))
                tab.send()
            case "allow-unverified":
                pane.allow_unverified()
                tab.send()
            case "allow-downgrade":
                pane.allow_downgrade()
                tab.send()
            case "choose-ca":
                pane.choose_authority()
            case "trust-in-collection" | "trust-in-request":
                pane.trust(advice.anchor if advice is not None else None)
            case "proxy-settings":
                self._window.desks.build_settings(self._window, "network")

    @property
    def _tab(self) -> "RequestTab | None":
        return self._workspace.current
