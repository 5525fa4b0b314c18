"""Request files: read, saved over, and saved as new ones."""

import contextlib
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from modelpost.core.failures import ChangedOnDisk, FileTrouble, FormatTrouble, ModelpostError
from modelpost.core.request import RequestDraft
from modelpost.core.text import Message
from modelpost.store.atomic import remove_file, write_atomically
from modelpost.store.names import free_stem
from modelpost.store.opencollection.document import (
    CONVERSATIONS,
    OTHER_ITEMS,
    REQUEST,
    Tree,
    kind_of,
    to_document,
    to_draft,
    to_sidecar,
    with_docs_as_found,
    with_foreign_actions,
)
from modelpost.store.opencollection.nodes import MappingNode, as_mapping, as_number
from modelpost.store.opencollection.places import FOLDER_FILE, ITEM_ENDING, inside, sidecar_of
from modelpost.store.opencollection.source import Source, read_if_there, read_source, write_changes, write_or_remove
from modelpost.store.opencollection.undecided import check_decided

_SIDECAR_KEYS = (
    "auth",
    "omittedHeaders",
    "verifyTls",
    "settings",
    "captures",
    "bodies",
    "examples",
    "conversation",
    "ofRequest",
    "demo",
    "view",
)


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A draft as it was read or written, and a mark of how its file and sidecar looked then."""

    draft: RequestDraft
    fingerprint: str


def read_request(root: Path, path: str) -> StoredRequest:
    """Read a request. Raises FileTrouble, and FormatTrouble with file and line."""
    native, sidecar = _read(inside(root, path))
    return StoredRequest(_draft(native, sidecar), _fingerprint(native, sidecar))


def as_it_was(stored: StoredRequest, fingerprint: str) -> StoredRequest:
    """Return a request under the mark that it had when it was read earlier: saving then sees what changed since."""
    return replace(stored, fingerprint=fingerprint)


def save_request(root: Path, path: str, draft: RequestDraft, before: StoredRequest) -> StoredRequest:
    """Write a draft over its file, changing nothing in the text but what differs.

    Raises UndecidedSecrets for credentials in the clear, ChangedOnDisk where another program wrote since `before`, and
    FileTrouble; the file is then as it was.
    """
    check_decided(draft)
    file = inside(root, path)
    try:
        native, sidecar = _read(file)
    except FileTrouble as error:
        raise error if file.exists() else _gone(file) from error
    if _fingerprint(native, sidecar) != before.fingerprint:
        raise _changed_on_disk(file)
    old = _draft(native, sidecar)
    _write_sidecar(sidecar, old, draft, root)
    kept = as_mapping(read_if_there(sidecar_of(file)).tree)
    try:
        before_it, after = (_as_found(to_document(each), native.tree) for each in (old, draft))
        write_changes(native, before_it, after, lambda tree: to_draft(tree, kept, file.stem), within=root)
    except ModelpostError:
        put_back(sidecar, root)  # else the next attempt would take its change for that of another program
        raise
    return StoredRequest(draft, _fingerprint(*_read(file)))


def create_request(root: Path, folder: str, draft: RequestDraft) -> tuple[str, StoredRequest]:
    """Write a draft as a new file behind the others of a folder; return its path and how it was written."""
    parent = inside(root, folder) if folder else root
    stem = free_stem(parent, draft.name, ITEM_ENDING)
    file = write_new(root, (parent / f"{stem}{ITEM_ENDING}").relative_to(root).as_posix(), draft, next_sequence(parent))
    return file.relative_to(root).as_posix(), StoredRequest(draft, _fingerprint(*_read(file)))


def write_new(root: Path, path: str, draft: RequestDraft, sequence: int) -> Path:
    """Write a draft as a new file at a place that is free."""
    check_decided(draft)
    file = inside(root, path)
    document = to_document(draft)
    document["info"] = {**document["info"], "seq": sequence}
    sidecar = read_if_there(sidecar_of(file))  # one may be left over from a file that is gone
    _write_sidecar(sidecar, _draft(_empty(file), sidecar), draft, root)
    kept = as_mapping(read_if_there(sidecar_of(file)).tree)
    write_changes(_empty(file), {}, document, lambda tree: to_draft(tree, kept, file.stem), within=root)
    return file


def _as_found(document: Tree, found: Tree) -> Tree:
    return with_docs_as_found(with_foreign_actions(document, found), found)


def trouble_with_kind(name: str, tree: Tree) -> FormatTrouble | None:
    """Return why an item cannot be opened as a request, None where it can."""
    kind = kind_of(tree)
    if kind == REQUEST or kind in CONVERSATIONS:
        return None
    if kind in OTHER_ITEMS:
        return FormatTrouble(
            Message("{name} is of the kind {kind}, which cannot be sent yet", name=name, kind=kind),
            Message("The file is kept as it is."),
        )
    return FormatTrouble(
        Message("{name} is not a request", name=name), Message("Line {line}: it has no info.type.", line=1), line=1
    )


def sequence_of(tree: Tree) -> float:
    """Return an item's place among its siblings, 0 where it has none."""
    return as_number(as_mapping(tree.get("info")).get("seq")) or 0.0


def _read(file: Path) -> tuple[Source, Source]:
    native = read_source(file)
    trouble = trouble_with_kind(file.name, native.tree)
    if trouble is not None:
        raise trouble
    return native, read_if_there(sidecar_of(file))


def _draft(native: Source, sidecar: Source) -> RequestDraft:
    return to_draft(native.tree, sidecar.tree, native.file.stem)


def _empty(file: Path) -> Source:
    return Source(file, None, "", MappingNode([], flow=False, start=0))


def _write_sidecar(sidecar: Source, before: RequestDraft, after: RequestDraft, root: Path) -> None:
    def meaning(tree: Tree) -> object:
        return [tree.get(key) for key in _SIDECAR_KEYS]

    write_or_remove(sidecar, to_sidecar(before), to_sidecar(after), meaning, within=root)


def put_back(source: Source, root: Path) -> None:
    """Make a file what it was when it was read, as far as the disk lets us."""
    with contextlib.suppress(FileTrouble):
        if source.content is None:
            remove_file(source.file, within=root)
        else:
            write_atomically(source.file, source.content, within=root)


def _fingerprint(native: Source, sidecar: Source) -> str:
    digest = hashlib.sha256()
    for source in (native, sidecar):
        content = source.content
        digest.update(b"-" if content is None else b"+%d " % len(content) + content)
    return digest.hexdigest()


def next_sequence(folder: Path) -> int:
    """Return a place behind the items of a folder."""
    highest = 0.0
    for file in folder.glob(f"*{ITEM_ENDING}"):
        if file.name != FOLDER_FILE and not file.is_symlink():
            try:
                highest = max(highest, sequence_of(read_source(file).tree))
            except ModelpostError:
                continue  # a broken file has no place
    return int(highest) + 1


def _gone(file: Path) -> FileTrouble:
    """Return what to tell of a file that went with its folder or drive: the draft is all there is, and stays."""
    return FileTrouble(
        str(file),
        Message("{name} is no longer at its place, so nothing was saved", name=file.name),
        Message(
            "What you typed is kept. Bring {folder} back, or save the request elsewhere with “Save as…”.",
            folder=str(file.parent),
        ),
    )


def _changed_on_disk(file: Path) -> ChangedOnDisk:
    return ChangedOnDisk(
        Message("{name} was changed by another program", name=file.name),
        Message("Open it again to see that version, or save yours under another name."),
    )
