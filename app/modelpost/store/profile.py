"""The profile: the folder where the program keeps what is the user's and not in a collection."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from modelpost.store.files import writing_trouble

HOME_VARIABLE = "MODELPOST_HOME"
SOCKET = "window.socket"
"""The name of the socket at which the open window listens; on Windows it is a named pipe, and not in this folder."""

_PRIVATE = 0o700


class Profile:
    """Paths below one folder, made when first used, for the user's eyes only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def default(cls, environment: Mapping[str, str] | None = None) -> "Profile":
        """Return the profile that `MODELPOST_HOME` names, else the one in the system's place for such folders."""
        chosen = (os.environ if environment is None else environment).get(HOME_VARIABLE)
        if chosen:
            return cls(Path(chosen).expanduser().absolute())
        import platformdirs  # noqa: PLC0415  # 4 ms, and not needed where the variable is set

        return cls(Path(platformdirs.user_data_dir("modelpost", appauthor=False)))

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.root / "settings.json"

    @property
    def secrets_index(self) -> Path:
        """Names of the secrets in the keyring, never values."""
        return self.root / "secrets.json"

    @property
    def collection_ids(self) -> Path:
        """Ids of collections whose own file has none yet, by path."""
        return self.root / "collections.json"

    @property
    def cookies(self) -> Path:
        """Names and domains of the cookies that are kept, never values."""
        return self.root / "cookies.json"

    @property
    def variables(self) -> Path:
        """Variables that are in force everywhere."""
        return self.root / "variables.json"

    @property
    def spools(self) -> Path:
        """The folder of response bodies that are too large for memory; made when the first one is."""
        return self.root / "spools"

    @property
    def history(self) -> Path:
        """The folder of the history: its database, and the bodies of answers; made with the first exchange."""
        return self.root / "history"

    @property
    def drafts(self) -> Path:
        """The folder of what is open and not saved yet; made with the first tab."""
        return self.root / "drafts"

    @property
    def certificates(self) -> Path:
        """Issuers that requests outside of collections trust."""
        return self.root / "certificates"

    @property
    def log(self) -> Path:
        """The log file."""
        return self.root / "log" / "modelpost.log"

    @property
    def crashes(self) -> Path:
        """The folder of crash reports; made when the first one is written."""
        return self.root / "crashes"

    @property
    def trash(self) -> Path:
        """The folder of what was deleted from collections."""
        return self.root / "trash"

    @property
    def collection_index(self) -> Path:
        """The folder of what is known about the files of collections, so that they open at once."""
        return self.root / "index"

    @property
    def may_be_open(self) -> bool:
        """Whether a window may be open with this profile; one that was killed leaves its socket."""
        return sys.platform == "win32" or (self.root / SOCKET).exists()

    def folder(self, name: str) -> Path:
        """Return a folder in the profile, made if it is missing. Raises FileTrouble."""
        path = self.root / name
        make_private_folder(path)
        return path


def make_private_folder(path: Path) -> None:
    """Make a folder that only its owner can read; one that is there stays as it is. Raises FileTrouble."""
    try:
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=_PRIVATE, exist_ok=True)
        if not path.is_dir():
            raise NotADirectoryError(20, "Not a directory")
    except OSError as error:
        raise writing_trouble(str(path), error) from error
