"""Environments for programs and libraries that are not ours: one for each, since they cannot all share one.

They lie under the user's cache, or under MODELPOST_CACHE, are made from `requirements/NAME.txt`, and are used again
while lock and Python stay the same. `packaging/requirements/README.md` tells how the locks are made.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path

LOCKS = Path(__file__).resolve().parent / "requirements"
_SOURCES = {"mitmproxy": ("pyperclip",)}
"""What of a peer is given out as a source only; nothing else is built here."""

_LIMIT = 600
"""Seconds that making an environment may take."""


class PeerEnvironment:
    """The environment of one peer; `python` is there after `ready`."""

    def __init__(self, name: str, cache: Path | None = None) -> None:
        self._lock = LOCKS / f"{name}.txt"
        self.folder = (cache or cache_folder()) / "peers" / name
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def ready(self) -> Path:
        """Return the environment's Python; make the environment anew where lock or Python changed."""
        stamp = self.folder / "modelpost-ready"
        identity = f"{sys.version}\n{self._lock.read_text(encoding='utf-8')}"
        if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == identity and self.python.exists()):
            self._make()
            stamp.write_text(identity, encoding="utf-8")
        return self.python

    def _make(self) -> None:
        _run([sys.executable, "-m", "venv", "--clear", str(self.folder)])
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "install"]
        pip.append("--no-compile")  # most of what is installed is never imported
        sources = _SOURCES.get(self._lock.stem, ())
        kinds = ["--only-binary", ":all:", *(word for name in sources for word in ("--no-binary", name))]
        _run([*pip, "--require-hashes", *kinds, "-r", str(self._lock)])


class NodeEnvironment:
    """Programs for Node.js, from `requirements/NAME/package-lock.json`; `folder` has them after `ready`."""

    def __init__(self, name: str, cache: Path | None = None) -> None:
        self._lock = LOCKS / name
        self.folder = (cache or cache_folder()) / "peers" / f"{name}-node"

    def ready(self) -> Path:
        """Return the folder of the packages; install them anew where the lock changed."""
        stamp = self.folder / "modelpost-ready"
        identity = (self._lock / "package-lock.json").read_text(encoding="utf-8")
        if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == identity):
            self.folder.mkdir(parents=True, exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copyfile(self._lock / name, self.folder / name)
            npm = shutil.which("npm") or "npm"
            _run([npm, "ci", "--prefix", str(self.folder), "--ignore-scripts", "--no-audit", "--no-fund"])
            stamp.write_text(identity, encoding="utf-8")
        return self.folder


def cache_folder() -> Path:
    """Return where environments are kept from one run to the next."""
    chosen = os.environ.get("MODELPOST_CACHE")
    return Path(chosen) if chosen else user_cache_path("modelpost", appauthor=False)


def _run(words: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=_LIMIT, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words[1:4])} ended with {done.returncode}:\n{done.stderr}")


@contextmanager
def served(python: Path, script: str) -> Iterator[str]:
    """Run a server of a peer's environment, and give its address."""
    command = [str(python), str(LOCKS.parent / script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(20)
