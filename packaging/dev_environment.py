"""The environments beside the clone's files: made from a lock file, and used again while nothing changed."""

import importlib.util
import os
import sys
from pathlib import Path

from dev_steps import Trouble, perform

ROOT = Path(__file__).resolve().parent.parent
_NAMES = {"run": ".venv", "test": ".venv-test"}
_OFFLINE = (
    "Installing needs a connection to a package index: check the network, or name a proxy in HTTPS_PROXY or a mirror "
    "in PIP_INDEX_URL, then try again."
)


class Environment:
    """The environment for one purpose, `run` or `test`."""

    def __init__(self, purpose: str, root: Path = ROOT) -> None:
        self._root = root
        self._lock = root / "packaging" / "requirements" / f"{purpose}.txt"
        self.folder = root / _NAMES[purpose]
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def packages(self) -> Path:
        """The folder that packages are installed into."""
        if os.name == "nt":
            return self.folder / "Lib" / "site-packages"
        return self.folder / "lib" / "python{}.{}".format(*sys.version_info[:2]) / "site-packages"

    def ready(self) -> Path:
        """Return the environment's Python; make the environment anew where lock, Python or place changed."""
        if not (self.is_marked("ready") and self.python.exists()):
            self._make()
        return self.python

    def is_marked(self, what: str) -> bool:
        """Tell whether `what` was done in this environment as it is now."""
        stamp = self._stamp(what)
        return stamp.is_file() and stamp.read_text(encoding="utf-8") == self._identity()

    def mark(self, what: str) -> None:
        """Note that `what` was done."""
        self._stamp(what).write_text(self._identity(), encoding="utf-8")

    def _stamp(self, what: str) -> Path:
        return self.folder / f"modelpost-{what}"

    def _identity(self) -> str:
        """Return what the environment was made from, lock and all: reading 66 KB is quicker than importing a hash."""
        return "\n".join([sys.version, str(self._root), self._lock.read_text(encoding="utf-8")])

    def _make(self) -> None:
        check_venv()
        perform(
            f"Making the environment {self.folder.name}",
            [sys.executable, "-m", "venv", "--clear", str(self.folder)],
            advice=f"Look whether {self.folder} can be written, then try again.",
        )
        total = sum(line[:1].isalnum() for line in self._lock.read_text(encoding="utf-8").splitlines())
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
        perform(
            "Installing the locked packages (about 150 MB, once)",
            [*pip, "--progress-bar", "off", "--require-hashes", "--only-binary", ":all:", "-r", str(self._lock)],
            advice=_OFFLINE,
            watch=_Counter(total).watch,
        )
        clone = self.packages / "modelpost-clone.pth"
        clone.write_text(f"{self._root / 'app'}\n", encoding="utf-8")
        self.mark("ready")


class _Counter:
    """Turns pip's lines into how far it is."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._begun = 0

    def watch(self, line: str) -> str | None:
        """Return the package being fetched, or what comes after the last one."""
        if line.startswith("Collecting "):
            self._begun += 1
            name = line.split()[1].partition("=")[0]
            return f"{name}, {self._begun} of {max(self._total, self._begun)}"
        return "unpacking" if line.startswith("Installing collected") else None


def check_venv() -> None:
    """Raise Trouble with the package's name where this Python cannot make environments."""
    if importlib.util.find_spec("venv") is not None and importlib.util.find_spec("ensurepip") is not None:
        return
    version = "{}.{}".format(*sys.version_info[:2])
    raise Trouble(
        "This Python cannot make environments: its module venv or ensurepip is missing.\n"
        f"On Debian and Ubuntu: apt-get install python{version}-venv (or python3-venv), then try again."
    )
