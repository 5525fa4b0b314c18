"""Where a request is saved, and what surrounds it."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from modelpost.core.resolved import SendOptions
    from modelpost.core.tree import FolderNode
    from modelpost.core.variables import Context


class Location(NamedTuple):
    """Where a request is saved: the root of its collection and its path within it."""

    root: str
    path: str


class Place(NamedTuple):
    """An environment: its collection's root and its name. Empty texts mean the variables in force everywhere."""

    root: str = ""
    name: str = ""


EVERYWHERE = Place()


class Surroundings(NamedTuple):
    """What the workspace lends to a request: variables and defaults, how to send, and the folders around it.

    `crumbs` are the names of `folders`: the collection, and each folder down to the request. `guard` is the name of the
    environment that asks before anything but reading is sent, empty where none does. `environment` is the name of the
    one in force.
    """

    context: "Context"
    options: "SendOptions"
    crumbs: tuple[str, ...] = ()
    folders: "tuple[FolderNode, ...]" = ()
    guard: str = ""
    environment: str = ""
