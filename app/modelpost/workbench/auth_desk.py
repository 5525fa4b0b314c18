"""What the form of an auth scheme can do beyond holding text."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from modelpost.core.fields import Secret

if TYPE_CHECKING:
    from modelpost.auth.api import AuthScheme
    from modelpost.core.fields import Values
    from modelpost.core.ports import Files
    from modelpost.core.registry import Registry
    from modelpost.workbench.background import Background
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.workspace import Workspace

_LARGEST_IMPORT = 1 << 20


class AuthDesk(QObject):
    """Knows the schemes, and fills forms from files."""

    def __init__(
        self, workspace: Workspace, schemes: Registry[AuthScheme], background: Background, files: Files
    ) -> None:
        super().__init__(workspace)
        self.schemes = schemes
        self._workspace = workspace
        self._background = background
        self._files = files

    def import_file(self, tab: RequestTab, field: str, path: str) -> None:
        """Fill the form from a file that the scheme can read; secrets in it go into the keyring."""
        kind = tab.draft.auth.kind
        scheme = self.schemes.get(kind)
        if scheme is None:
            return

        def work() -> Values:
            reader = self._files.open(path)
            try:
                return scheme.imported(field, reader.read(_LARGEST_IMPORT))
            finally:
                reader.close()

        def done(values: Values) -> None:
            if tab.draft.auth.kind != kind:
                return
            auth = tab.draft.auth
            for name, text in values.items():
                auth = auth.with_value(name, text)
            tab.set_auth(auth)
            for secret in scheme.fields:
                if isinstance(secret, Secret) and values.get(secret.name):
                    self._workspace.keep_in_keyring(tab, f"auth.{secret.name}")

        self._background.run(work, done, self._workspace.failed.emit)
