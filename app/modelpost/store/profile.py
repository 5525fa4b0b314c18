"""The profile: the folder where the program keeps what is the user's and not in a collection."""

import os
from pathlib import Path


class Profile:
    """Paths below one folder, made when first used, for the user's eyes only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def default(cls) -> "Profile":
        """Return the profile that `MODELPOST_HOME` names, else the one in the system's place for such folders."""
        chosen = os.environ.get("MODELPOST_HOME")
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

    def folder(self, name: str) -> Path:
        """Return a folder in the profile, made if it is missing."""
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path
