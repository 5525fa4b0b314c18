"""A collection as it hangs in the sidebar: folders and requests, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from modelpost.core.request import Defaults
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message


@dataclass(frozen=True, slots=True)
class RequestNode:
    """A request file, known by its path within the collection (POSIX). `trouble` says why it cannot be used.

    `kind` is what the file says it is, empty where it says nothing; only `http` can be sent.
    """

    path: str
    name: str
    method: str = "GET"
    url: str = ""
    sequence: float = 0.0
    trouble: Message | None = None
    kind: str = "http"


@dataclass(frozen=True, slots=True)
class FolderNode:
    """A folder and what is in it; `path` is empty for the collection's root."""

    path: str
    name: str
    children: "tuple[FolderNode | RequestNode, ...]" = ()
    defaults: Defaults = field(default_factory=Defaults)
    variables: tuple[Variable, ...] = ()
    sequence: float = 0.0
    trouble: Message | None = None

    def requests(self) -> Iterator[RequestNode]:
        """Yield every request below this folder, in order."""
        for child in self.children:
            if isinstance(child, RequestNode):
                yield child
            else:
                yield from child.requests()

    def folders_to(self, path: str) -> "tuple[FolderNode, ...]":
        """Return the folders that enclose the item at `path`, outermost first, this one included."""
        for child in self.children:
            if isinstance(child, FolderNode) and (path == child.path or path.startswith(f"{child.path}/")):
                return (self, *child.folders_to(path))
        return (self,)


@dataclass(frozen=True, slots=True)
class Environment:
    """A named set of variables of a collection; `path` is its file within the collection.

    One that is `guarded` asks before anything but reading is sent.
    """

    name: str
    variables: tuple[Variable, ...] = ()
    color: str = ""
    path: str = ""
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder on disk opened in place. `root` is its absolute path, `id` the owner of its secrets."""

    root: str
    id: str
    tree: FolderNode
    environments: tuple[Environment, ...] = ()

    @property
    def name(self) -> str:
        """The name that people gave it."""
        return self.tree.name

    def defaults_for(self, path: str) -> Defaults:
        """Return what the request at `path` inherits from its folders and the collection."""
        inherited = Defaults()
        for folder in self.tree.folders_to(path):
            inherited = folder.defaults.over(inherited)
        return inherited

    def secrets(self) -> Iterator[SecretRef]:
        """Yield the address of every secret that the collection, a folder or an environment of it declares."""
        for variables in (*_variables_in(self.tree), *(each.variables for each in self.environments)):
            yield from (each.value for each in variables if isinstance(each.value, SecretRef))

    def find(self, path: str) -> RequestNode | None:
        """Return the request at `path`."""
        return next((node for node in self.tree.requests() if node.path == path), None)


def _variables_in(folder: FolderNode) -> Iterator[tuple[Variable, ...]]:
    yield folder.variables
    for child in folder.children:
        if isinstance(child, FolderNode):
            yield from _variables_in(child)
