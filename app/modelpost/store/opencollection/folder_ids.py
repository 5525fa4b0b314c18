"""The ids of folders: what the values of a folder's secrets hang on, wherever the folder is moved."""

from collections.abc import Iterator
from pathlib import Path

from modelpost.core.failures import ModelpostError
from modelpost.core.ports import Randomness
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Collection
from modelpost.store.opencollection.environments import declared_secrets, read_variables
from modelpost.store.opencollection.nodes import as_mapping, as_text
from modelpost.store.opencollection.places import FOLDER_FILE, sidecar_of
from modelpost.store.opencollection.source import Source, Tree, read_if_there, write_changes

_LENGTH = 16

Pair = tuple[SecretRef, SecretRef]
Secrets = tuple[Pair, ...]


class FolderIds:
    """Gives folders ids for good, once it matters: before that their secrets hang on the path.

    `owner` is the id of the collection.
    """

    def __init__(self, owner: str, randomness: Randomness) -> None:
        self._owner = owner
        self._randomness = randomness

    def settle(self, root: Path, folder: Path) -> Iterator[Pair]:
        """Give an id to each folder from `folder` on that has secrets and none; yield what is addressed anew.

        That is one by one, for it holds too where the next one cannot be written.
        """
        for place in _folders(folder):
            sidecar = _sidecar(place)
            if sidecar is not None and not as_text(sidecar.tree.get("id")):
                scope = f"folder:{place.relative_to(root).as_posix()}"
                yield from self._addressed(root, place, sidecar, scope)

    def renew(self, root: Path, original: Path, copy: Path) -> Secrets:
        """Give ids of their own to the folders of a copy; return which secrets they have from the originals."""
        found: list[Pair] = []
        for place in _folders(copy):
            sidecar = _sidecar(place)
            if sidecar is not None:
                path = (original / place.relative_to(copy)).relative_to(root).as_posix()
                found += self._addressed(root, place, sidecar, f"folder:{as_text(sidecar.tree.get('id')) or path}")
        return tuple(found)

    def handed_over(self, root: Path, original: Path, target: Collection, now: Path) -> Iterator[Pair]:
        """Yield how secrets of a folder, and of those in it, are addressed now that it is in another collection.

        It was at `original` of `root` and is at `now` of `target`. An id that it has it keeps, unless another folder
        has the same there, as in a copy of a collection: that one keeps its values.
        """
        other, taken = Path(target.root), {ref.scope for ref in target.secrets()}
        for place in _folders(now):
            sidecar = _sidecar(place)
            names = _secret_names(place, sidecar) if sidecar is not None else ()
            if sidecar is not None and names:
                path = (original / place.relative_to(now)).relative_to(root).as_posix()
                known = as_text(sidecar.tree.get("id"))
                is_free = known and f"folder:{known}" not in taken
                before = f"folder:{known or path}"
                after = before if is_free else f"folder:{self._give(other, sidecar)}"
                yield from ((SecretRef(self._owner, before, n), SecretRef(target.id, after, n)) for n in names)

    def of(self, root: Path, folder: Path) -> str:
        """Return the id of a folder, which it gets now if it has none."""
        sidecar = read_if_there(sidecar_of(folder / FOLDER_FILE))
        return as_text(sidecar.tree.get("id")) or self._give(root, sidecar)

    def _addressed(self, root: Path, place: Path, sidecar: Source, scope: str) -> Secrets:
        names = _secret_names(place, sidecar)
        if not names:
            return ()
        now = f"folder:{self._give(root, sidecar)}"
        return tuple((SecretRef(self._owner, scope, n), SecretRef(self._owner, now, n)) for n in names)

    def _give(self, root: Path, sidecar: Source) -> str:
        made = self._randomness.token(_LENGTH)
        known = as_text(sidecar.tree.get("id"))
        before: Tree = {"id": known} if known else {}
        write_changes(sidecar, before, {"id": made}, lambda tree: as_text(tree.get("id")), within=root)
        return made


def _folders(folder: Path) -> Iterator[Path]:
    yield folder
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
            yield from _folders(path)


def _sidecar(folder: Path) -> Source | None:
    """Return the sidecar of a folder, None for one that cannot be read: nothing of it is known, nor touched."""
    try:
        return read_if_there(sidecar_of(folder / FOLDER_FILE))
    except ModelpostError:
        return None


def _secret_names(folder: Path, sidecar: Source) -> tuple[str, ...]:
    declared = declared_secrets(sidecar.tree, "", "")
    try:
        request = as_mapping(read_if_there(folder / FOLDER_FILE).tree.get("request"))
    except ModelpostError:
        request = {}
    own = read_variables(request.get("variables"), "", "")
    return tuple(dict.fromkeys(variable.name for variable in (*own, *declared) if variable.is_secret))
