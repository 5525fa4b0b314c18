"""Whole collections: written as files step by step, and read back from them."""

import os
import shutil
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.failures import FileTrouble, FormatTrouble, ModelpostError
from modelpost.core.request import RequestDraft
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.core.tree import Collection, Environment, FolderNode, RequestNode
from modelpost.store.files import writing_trouble
from modelpost.store.names import names_in, taking_stem
from modelpost.store.opencollection import emit
from modelpost.store.opencollection.document import Tree, to_document, to_sidecar
from modelpost.store.opencollection.environments import declare_in_collection, save_environment
from modelpost.store.opencollection.folder_contents import (
    check_folder_decided,
    folder_tree,
    hidden_folder_tree,
    read_folder_contents,
)
from modelpost.store.opencollection.places import FOLDER_FILE, ITEM_ENDING, ROOT_FILE, sidecar_of
from modelpost.store.opencollection.requests import next_sequence, read_request
from modelpost.store.opencollection.undecided import check_decided

_OTHERS = frozenset({".git", ".gitignore", ".gitattributes", ".ds_store", "readme.md", "license"})
"""What a folder may hold already that a new collection is written into."""

_STAGE = ".modelpost-import-"
_FLUSHED_AT_ONCE = 16


@dataclass(slots=True)
class CollectionWriter:
    """Writes contents as a new collection where `head` is its own file, else as a folder of one that is there.

    `steps` does the work: each step writes a file or two, and yields the path of what it wrote, so that whoever runs it
    can show how far it is, and stop. Everything is written beside its place and flushed; only then it moves there, a
    new collection's own file last: so it is there as a whole or not at all. `refs` tells afterwards where each secret
    variable of the contents went.
    """

    collection: Collection
    contents: CollectionContents
    head: Tree | None = None
    refs: dict[SecretRef, SecretRef] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many steps there are."""
        tree, environments = self.contents.tree, len(self.contents.environments)
        if not self._has_tree:
            return environments
        return sum(1 for _ in tree.folders()) + sum(1 for _ in tree.requests()) + environments + 1

    def steps(self) -> Generator[str, None, None]:
        """Write everything. Raises ModelpostError; nothing but environments is left behind then."""
        root, owner = self._root, self.collection.id
        for name in self._secrets:
            self.refs[SecretRef("", "collection", name)] = SecretRef(owner, "collection", name)
        if self._has_tree:
            yield from self._tree()
        if self.head is None:
            for name in self._secrets:
                declare_in_collection(root, owner, name)
        yield from self._environments()

    def _tree(self) -> Iterator[str]:
        """Write everything but environments beside its place, and move it there."""
        root = self._root
        was_there = root.is_dir()
        stage = root / f"{_STAGE}{os.urandom(6).hex()}"
        try:
            _make_folder(stage)
            yield from self._top(stage) if self.head is not None else self._inner(stage)
            _flush(stage)
            _move(stage, root)
            yield root.name
        except BaseException:
            shutil.rmtree(stage, ignore_errors=True)
            if not was_there and root.is_dir() and not any(root.iterdir()):
                root.rmdir()
            raise

    @property
    def _root(self) -> Path:
        return Path(self.collection.root)

    @property
    def _has_tree(self) -> bool:
        """Whether there is more than environments, which join those of a collection without a folder of their own."""
        tree = self.contents.tree
        return self.head is not None or not self.contents.environments or tree != FolderContents(tree.name)

    @property
    def _secrets(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.contents.tree.variables if isinstance(each.value, SecretRef))

    def _top(self, stage: Path) -> Iterator[str]:
        """Write a new collection: its own file is that of a folder, with the head in it."""
        tree = self.contents.tree
        check_folder_decided(tree)
        said = folder_tree(tree)
        document = {**(self.head or {}), "info": said.pop("info"), **said}
        extensions = document.pop("extensions", None)
        _put(stage / ROOT_FILE, document if extensions is None else {**document, "extensions": extensions})
        _put_if_said(sidecar_of(stage / ROOT_FILE), hidden_folder_tree(tree))
        yield ROOT_FILE
        yield from self._items(stage, "", tree.items, names_in(self._root))

    def _inner(self, stage: Path) -> Iterator[str]:
        """Write the contents as one folder; its secrets are those of the collection around it."""
        tree = self.contents.tree
        plain = tuple(each for each in tree.variables if each.name not in self._secrets)
        folder = replace(tree, variables=plain)
        yield from self._folder(stage, "", folder, names_in(self._root), next_sequence(self._root))

    def _folder(
        self, above: Path, parent: str, folder: FolderContents, taken: set[str], sequence: int
    ) -> Iterator[str]:
        check_folder_decided(folder)
        stem = taking_stem(taken, folder.name, "")
        place = above / stem
        _make_folder(place)
        document = folder_tree(folder)
        document["info"] = {**document["info"], "type": "folder", "seq": sequence}
        _put(place / FOLDER_FILE, document)
        _put_if_said(sidecar_of(place / FOLDER_FILE), hidden_folder_tree(folder))
        path = f"{parent}/{stem}" if parent else stem
        yield path
        yield from self._items(place, path, folder.items, set())

    def _items(
        self, place: Path, path: str, items: Sequence[FolderContents | RequestDraft], taken: set[str]
    ) -> Iterator[str]:
        """Write what is in a folder; folders and requests are numbered together, so that their order can be told."""
        for sequence, item in enumerate(items, 1):
            if isinstance(item, FolderContents):
                yield from self._folder(place, path, item, taken, sequence)
                continue
            check_decided(item)
            file = place / f"{taking_stem(taken, item.name, ITEM_ENDING)}{ITEM_ENDING}"
            document = to_document(item)
            document["info"] = {**document["info"], "seq": sequence}
            _put(file, document)
            _put_if_said(sidecar_of(file), to_sidecar(item))
            yield f"{path}/{file.name}" if path else file.name

    def _environments(self) -> Iterator[str]:
        names = {environment.name for environment in self.collection.environments}
        for environment in self.contents.environments:
            name, number = environment.name, 2
            while name in names:
                name, number = f"{environment.name} {number}", number + 1
            names.add(name)
            for variable in environment.variables:
                if isinstance(variable.value, SecretRef):
                    ref = SecretRef(self.collection.id, f"env:{name}", variable.name)
                    self.refs[SecretRef("", f"env:{environment.name}", variable.name)] = ref
            written = Environment(name, environment.variables, environment.color)
            yield save_environment(self._root, self.collection.id, written).path


# Files in a place where nobody looks yet ------------------------------------------------------------------------------


def _make_folder(place: Path) -> None:
    try:
        place.mkdir(parents=True)
    except OSError as error:
        raise writing_trouble(str(place), error) from error


def _put(file: Path, document: Tree) -> None:
    try:
        file.write_bytes(emit.dump(document).encode())
    except UnicodeEncodeError as error:
        raise FormatTrouble(
            Message("{name} was not written", name=file.name),
            Message("It would hold characters that a text file cannot hold. Remove them and save again."),
        ) from error
    except OSError as error:
        raise writing_trouble(str(file), error) from error


def _put_if_said(file: Path, document: Tree) -> None:
    if document:
        _put(file, document)


def _flush(stage: Path) -> None:
    """Make everything durable; many at once, since a disk takes them together."""
    files = [Path(folder, name) for folder, _, names in os.walk(stage) for name in names]
    folders = [Path(folder) for folder, _, _ in os.walk(stage)] if os.name != "nt" else []
    try:
        with ThreadPoolExecutor(_FLUSHED_AT_ONCE, thread_name_prefix="flush") as pool:
            list(pool.map(_flush_one, [*files, *folders]))
    except OSError as error:
        raise writing_trouble(str(stage), error) from error


def _flush_one(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY if place.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _move(stage: Path, root: Path) -> None:
    """Move what is in a folder up to `root`, a collection's own file last, and remove the folder."""
    try:
        for place in sorted(stage.iterdir(), key=lambda each: each.name == ROOT_FILE):
            place.rename(root / place.name)
        stage.rmdir()
        if os.name != "nt":
            _flush_one(root)
    except OSError as error:
        raise writing_trouble(str(root), error) from error


def check_free(root: Path) -> None:
    """Raise FileTrouble for a folder that holds something already: a new collection would mix with it."""
    if not root.exists():
        return
    if not root.is_dir() or names_in(root) - _OTHERS:
        raise FileTrouble(
            str(root),
            Message("{path} is there already", path=root),
            Message("Choose a new or an empty folder. Nothing was written."),
        )


def contents_of(collection: Collection) -> tuple[CollectionContents, tuple[Message, ...]]:
    """Return everything that is in a collection, and a sentence for each file that could not be read."""
    troubles: list[Message] = []
    tree = _folder_of(collection, collection.tree, troubles)
    return CollectionContents(tree, collection.environments), tuple(troubles)


def _folder_of(collection: Collection, node: FolderNode, troubles: list[Message]) -> FolderContents:
    root = Path(collection.root)
    try:
        said = read_folder_contents(root, node.path, collection.id)
    except ModelpostError as error:
        troubles.append(_left_out(node.path, error))
        said = FolderContents(node.name, defaults=node.defaults, variables=node.variables)
    items: list[FolderContents | RequestDraft] = []
    for child in _in_order(node.children):
        if isinstance(child, FolderNode):
            items.append(_folder_of(collection, child, troubles))
            continue
        try:
            items.append(read_request(root, child.path).draft)
        except ModelpostError as error:
            troubles.append(_left_out(child.path, error))
    return replace(said, name=node.name, items=tuple(items))


def _in_order(children: Sequence[FolderNode | RequestNode]) -> Sequence[FolderNode | RequestNode]:
    """Return folders and requests mixed where they were numbered together, else as they are shown."""
    places = [child.sequence for child in children]
    is_together = all(places) and len(set(places)) == len(places)
    return sorted(children, key=lambda child: child.sequence) if is_together else children


def _left_out(path: str, error: ModelpostError) -> Message:
    return Message("{path} was left out: {reason}.", path=path, reason=error.summary)
