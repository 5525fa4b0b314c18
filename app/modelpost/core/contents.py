"""A collection as values, apart from any place on disk: what importers give, exporters take and the store writes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from modelpost.core.request import Defaults, RequestDraft, Script
from modelpost.core.scope import Variable
from modelpost.core.secrets import looks_like_credential
from modelpost.core.tree import Environment
from modelpost.core.undecided import undecided_places


@dataclass(frozen=True, slots=True)
class FolderContents:
    """A folder, or a collection as the outermost one: what it says, and what is in it, in order."""

    name: str = ""
    items: "tuple[FolderContents | RequestDraft, ...]" = ()
    defaults: Defaults = field(default_factory=Defaults)
    variables: tuple[Variable, ...] = ()
    docs: str = ""
    scripts: tuple[Script, ...] = ()

    def requests(self) -> Iterator[RequestDraft]:
        """Yield every request below this folder, in order."""
        for item in self.items:
            if isinstance(item, RequestDraft):
                yield item
            else:
                yield from item.requests()

    def undecided(self) -> tuple[str, ...]:
        """Return where what it says holds credentials in the clear, in the form of `Problem.where`."""
        lent = self.defaults
        lends = RequestDraft(headers=lent.headers, auth=lent.auth, settings=lent.settings)
        return undecided_places(lends) + tuple(
            f"variables.{index}.value"
            for index, each in enumerate(self.variables)
            if isinstance(each.value, str) and looks_like_credential(each.name, each.value)
        )

    def folders(self) -> "Iterator[FolderContents]":
        """Yield this folder and every one below it, outermost first."""
        yield self
        for item in self.items:
            if isinstance(item, FolderContents):
                yield from item.folders()


@dataclass(frozen=True, slots=True)
class CollectionContents:
    """A whole collection: its tree and its environments.

    Secret variables hold addresses without an owner: which collection they belong to is known when it is written.
    """

    tree: FolderContents = field(default_factory=FolderContents)
    environments: tuple[Environment, ...] = ()

    @property
    def name(self) -> str:
        """The name that people gave it."""
        return self.tree.name
