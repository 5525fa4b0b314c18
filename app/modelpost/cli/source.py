"""What `modelpost send` is to send: a request file, in its collection, or a cURL command."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from modelpost.cli.ending import WrongUsage
from modelpost.core.failures import FileTrouble, FormatTrouble
from modelpost.core.request import Defaults, RequestDraft
from modelpost.core.text import Message
from modelpost.core.tree import Collection
from modelpost.core.variables import Scope
from modelpost.formats.curl import PLUGIN as CURL
from modelpost.store.files import read_whole
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.places import root_above

_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A draft and what surrounds it. `environments` could be chosen, `losses` is what was not understood.

    `jar` names the cookie jar of its collection.
    """

    draft: RequestDraft
    scopes: tuple[Scope, ...] = ()
    defaults: Defaults = field(default_factory=Defaults)
    folder: str = ""
    environments: tuple[str, ...] = ()
    losses: tuple[Message, ...] = ()
    jar: str = ""


def from_file(path: str, environment: str, collections: Collections) -> Source:
    """Read a request file, with what its collection lends it. Raises ModelpostError."""
    file = Path(path).expanduser().absolute()
    if file.is_dir():
        raise FileTrouble(
            path, Message("{path} is a folder", path=path), Message("Name a request in it, such as a .yml file.")
        )
    root = root_above(file.parent)
    if root is None:
        if environment:
            raise WrongUsage(
                Message("{path} is in no collection, so it has no environments", path=path),
                Message("Give the variables one by one with --var NAME=VALUE."),
            )
        return Source(collections.read(str(file.parent), file.name).draft, folder=str(file.parent))
    place = file.relative_to(root).as_posix()
    draft = collections.read(str(root), place).draft
    collection = collections.open(str(root))
    scopes = [Scope(folder.name, folder.variables) for folder in collection.tree.folders_to(place)]
    if environment:
        scopes.append(_environment(environment, collection))
    names = tuple(known.name for known in collection.environments)
    return Source(draft, tuple(scopes), collection.defaults_for(place), str(root), names, jar=collection.id)


def from_curl(path: str) -> Source:
    """Read a cURL command from a file, or from standard input where `path` is a hyphen. Raises ModelpostError."""
    is_piped = path == "-"
    content = sys.stdin.buffer.read(_LARGEST) if is_piped else read_whole(Path(path).expanduser(), up_to=_LARGEST)
    imported = CURL.read(content.decode("utf-8-sig", "replace"))
    if len(imported.drafts) > 1:
        raise FormatTrouble(
            Message("There are {n} requests in the cURL command", n=len(imported.drafts)),
            Message("Give a command with one URL, and send the others one by one."),
        )
    return Source(imported.drafts[0], folder=str(Path.cwd()), losses=imported.losses)


def _environment(name: str, collection: Collection) -> Scope:
    for known in collection.environments:
        if known.name == name:
            return Scope(name, known.variables)
    names = ", ".join(known.name for known in collection.environments)
    raise WrongUsage(
        Message("The collection has no environment {name}", name=name),
        Message("Its environments are: {names}.", names=names)
        if names
        else Message("It has no environments at all. Give the variables one by one with --var NAME=VALUE."),
    )
