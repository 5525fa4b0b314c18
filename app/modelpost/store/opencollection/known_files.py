"""What is known about the files of collections, kept in the profile: a file that looks as before is not read again."""

import contextlib
import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

from modelpost.core import url as address_line
from modelpost.core.failures import FileTrouble
from modelpost.core.ports import Clock
from modelpost.core.request import RequestDraft
from modelpost.core.tree import RequestNode
from modelpost.core.undecided import undecided_places
from modelpost.store.atomic import PRIVATE, write_atomically
from modelpost.store.json_file import read_object
from modelpost.store.opencollection.document import REQUEST, Tree
from modelpost.store.profile import make_private_folder

_VERSION = 1
_SETTLED_NS = 2_000_000_000
"""A file that changed less than two seconds ago may change again without its time telling: it is not remembered."""

Mark = tuple[int, int, int]
"""How a file looks from outside: when it was written, when anything of it changed, its size."""


def mark_of(entry: "os.DirEntry[str]") -> Mark:
    """Return the mark of a file, of the one that a link leads to."""
    try:
        found = entry.stat()
    except OSError:
        return (0, 0, -1)
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size


class KnownFiles:
    """What is known about the files of one collection. Documents of folders are known until the program ends only.

    Used by several threads: each call looks up or notes one thing.
    """

    def __init__(self, clock: Clock, saved: "dict[str, Any] | None" = None) -> None:
        self._clock = clock
        self._requests: dict[str, tuple[Mark, RequestNode]] = {}
        self._documents: dict[str, tuple[Mark, Tree]] = {}
        self.has_news = False
        for path, facts in (saved or {}).items():
            match facts:
                case [
                    int() as m,
                    int() as c,
                    int() as size,
                    str() as name,
                    str() as method,
                    str() as url,
                    int() | float() as seq,
                ]:
                    self._requests[path] = (m, c, size), RequestNode(path, name, method, url, float(seq))

    def request(self, path: str, mark: Mark) -> RequestNode | None:
        """Return the node of a request whose file still looks as it did."""
        known = self._requests.get(path)
        return known[1] if known is not None and known[0] == mark else None

    def note_request(self, mark: Mark, node: RequestNode) -> None:
        """Remember what a file said when it was read whole."""
        if self._is_settled(mark):
            self._requests[node.path] = mark, node
            self.has_news = True

    def document(self, path: str, mark: Mark) -> Tree | None:
        """Return what a folder's file said that still looks as it did."""
        known = self._documents.get(path)
        return known[1] if known is not None and known[0] == mark else None

    def note_document(self, path: str, mark: Mark, tree: Tree) -> None:
        """Remember what a folder's file said."""
        if self._is_settled(mark):
            self._documents[path] = mark, tree

    def saved(self) -> dict[str, list[object]]:
        """Return what may be written down: usable requests without anything secret in their addresses."""
        return {
            path: [*mark, node.name, node.method, node.url, node.sequence]
            for path, (mark, node) in self._requests.copy().items()
            if node.trouble is None and node.kind == REQUEST and not _holds_secrets(node.url)
        }

    def _is_settled(self, mark: Mark) -> bool:
        return max(mark[:2]) < self._clock.now() * 1e9 - _SETTLED_NS


def _holds_secrets(url: str) -> bool:
    return bool(undecided_places(address_line.with_line(RequestDraft(), url)))


class CollectionIndex:
    """Finds what is known about a collection, and keeps it in the profile. A damaged or old index is none."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._known: dict[Path, KnownFiles] = {}
        self._lock = threading.Lock()

    def of(self, root: Path) -> KnownFiles:
        """Return what is known about the collection at `root`."""
        with self._lock:
            if root not in self._known:
                content = read_object(self._file(root))
                files = content.get("files") if content.get("version") == _VERSION else None
                self._known[root] = KnownFiles(self._clock, files if isinstance(files, dict) else None)
            return self._known[root]

    def keep(self, root: Path) -> None:
        """Write down what is new; a profile that cannot be written costs time at the next start, and no more."""
        known = self.of(root)
        if not known.has_news:
            return
        known.has_news = False
        text = json.dumps({"version": _VERSION, "files": known.saved()}, ensure_ascii=False, separators=(",", ":"))
        with contextlib.suppress(FileTrouble):
            make_private_folder(self._folder)
            write_atomically(self._file(root), text.encode("utf-8", "surrogatepass"), mode=PRIVATE)

    def _file(self, root: Path) -> Path:
        return self._folder / f"{hashlib.sha256(os.fsencode(root)).hexdigest()[:32]}.json"
