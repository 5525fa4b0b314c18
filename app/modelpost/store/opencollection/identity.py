"""The id of a collection: the owner of its secrets."""

import threading
from pathlib import Path

from modelpost.core.failures import FileTrouble
from modelpost.core.ports import Randomness
from modelpost.store.json_file import read_object, write_object
from modelpost.store.opencollection.document import Tree
from modelpost.store.opencollection.nodes import as_mapping, as_text
from modelpost.store.opencollection.places import ROOT_FILE
from modelpost.store.opencollection.source import read_source, write_changes

_LENGTH = 16


class Identities:
    """Gives each collection one id for good: in the profile, by its real path, until it can be written to its file."""

    def __init__(self, in_profile: Path, randomness: Randomness) -> None:
        self._in_profile = in_profile
        self._randomness = randomness
        self._noting = threading.Lock()

    def new(self) -> str:
        """Return an id that no collection has."""
        return self._randomness.token(_LENGTH)

    def of(self, root: Path, document: Tree) -> str:
        """Return the id of the collection whose file says `document`."""
        own = own_id(document)
        if own:
            return own
        place = str(root.resolve())
        with self._noting:  # collections are opened side by side, and an id that is lost takes its secrets along
            known = read_object(self._in_profile)
            if not isinstance(known.get(place), str):
                known[place] = self.new()
                write_object(self._in_profile, known)
        return str(known[place])

    def settle(self, root: Path) -> None:
        """Write the id into the collection's own file, at the first save; where that cannot be, the profile has it."""
        source = read_source(root / ROOT_FILE)
        if own_id(source.tree):
            return
        after: Tree = {"extensions": {"modelpost": {"id": self.of(root, source.tree)}}}
        extensions = as_mapping(source.tree.get("extensions"))
        before: Tree = {"extensions": {"modelpost": {}} if "modelpost" in extensions else {}} if extensions else {}
        try:
            write_changes(source, before, after, own_id, within=root)
        except FileTrouble:
            return  # a file that may not be written must not keep a request from being saved

    def renew(self, root: Path) -> str:
        """Give a collection whose file has an id another one, for it is a copy. Raises FileTrouble, FormatTrouble."""
        source = read_source(root / ROOT_FILE)
        before: Tree = {"extensions": {"modelpost": {"id": own_id(source.tree)}}}
        made = self.new()
        write_changes(source, before, {"extensions": {"modelpost": {"id": made}}}, own_id, within=root)
        return made


def own_id(document: Tree) -> str:
    """Return the id that a collection's file has, empty if none."""
    return as_text(as_mapping(as_mapping(document.get("extensions")).get("modelpost")).get("id"))
