"""What is about to be imported, where it goes, and what came of it."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.failures import FormatTrouble
from modelpost.core.secret_hunt import Cleared, cleared
from modelpost.core.text import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelpost.core.request import RequestDraft
    from modelpost.core.secrets import SecretRef

Place = tuple[int, ...]
"""Where an item stands in a tree: its number in each folder on the way."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be imported. `raw` still holds the credentials; `found` is how it would be written."""

    label: Message
    raw: CollectionContents = field(repr=False)
    found: Cleared
    known: Mapping[SecretRef, str] = field(repr=False)
    losses: tuple[Message, ...] = ()
    is_loose: bool = False
    """Whether these are requests that belong to no collection, and can be opened as they are."""

    @property
    def count(self) -> int:
        """How many requests there are."""
        return sum(1 for _ in self.raw.tree.requests())

    @property
    def is_environments_only(self) -> bool:
        """Whether there is no request, but an environment."""
        return bool(self.raw.environments) and not self.raw.tree.items


@dataclass(frozen=True, slots=True)
class Target:
    """Where it goes: into a new folder, into an open collection where `is_new` is false, into tabs without a root."""

    root: str = ""
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What an import came to: how many requests, where they are, what was lost, and which secrets are kept."""

    name: str
    root: str
    count: int
    environments: int
    losses: tuple[Message, ...] = ()
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    masked: int = 0


def together(previews: tuple[Preview, ...]) -> Preview:
    """Return several previews as one: one collection with all environments, several as folders side by side."""
    if not previews:
        raise FormatTrouble(Message("There is nothing to import"), Message("Choose a file, or paste its text."))
    if len(previews) == 1:
        return previews[0]
    environments = tuple(environment for preview in previews for environment in preview.raw.environments)
    trees = [preview.raw.tree for preview in previews if not preview.is_environments_only]
    if len(trees) == 1:
        tree = trees[0]
    elif trees:
        tree = FolderContents(trees[0].name, tuple(trees))
    else:
        tree = FolderContents(previews[0].raw.tree.name)
    raw = CollectionContents(tree, environments)
    known = {ref: value for preview in previews for ref, value in preview.known.items()}
    losses = tuple(dict.fromkeys(loss for preview in previews for loss in preview.losses))
    return Preview(previews[0].label, raw, cleared(raw, known), known, losses)


def without(contents: CollectionContents, left_out: frozenset[Place]) -> CollectionContents:
    """Return a collection without the items at some places; a folder that is left out goes with all that is in it."""

    def kept(folder: FolderContents, at: Place) -> FolderContents:
        items: list[FolderContents | RequestDraft] = []
        for index, item in enumerate(folder.items):
            place = (*at, index)
            if place not in left_out:
                items.append(kept(item, place) if isinstance(item, FolderContents) else item)
        return replace(folder, items=tuple(items))

    return replace(contents, tree=kept(contents.tree, ())) if left_out else contents


def suggested_folder(parent: str, name: str) -> str:
    """Return a folder for a new collection, named like it; the file system has the last word."""
    plain = "".join(character if character.isalnum() or character in " ._-" else "-" for character in name)
    return str(Path(parent) / (plain.strip(" .-") or "collection"))
