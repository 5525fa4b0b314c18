"""What the workspace lends to each request: variables from all around it, defaults, and how it is sent."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from modelpost.workbench.location import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.core.builtins import Builtins
    from modelpost.core.extraction import Captured
    from modelpost.core.resolved import SendOptions
    from modelpost.core.scope import Context, Variable
    from modelpost.core.tree import Collection, Environment
    from modelpost.workbench.capture_desk import CaptureDesk
    from modelpost.workbench.location import Location
    from modelpost.workbench.open_collections import OpenCollections
    from modelpost.workbench.secrets_desk import SecretsDesk


class Lending:
    """Puts together what is around a request, from collection, environment, captured values and the application."""

    def __init__(
        self,
        collections: "OpenCollections",
        secrets: "SecretsDesk",
        options: "Callable[[], SendOptions]",
        builtins: "Callable[[], Builtins] | None",
    ) -> None:
        self._collections = collections
        self._secrets = secrets
        self._options = options
        self._builtins = builtins
        self._captures: CaptureDesk | None = None
        self.variables: tuple[Variable, ...] = ()  # in force everywhere, below all others

    @property
    def options(self) -> "SendOptions":
        """How requests are sent where neither they nor what is around them say anything."""
        return self._options()

    def around(self, location: "Location | None", environment_name: str | None = None) -> Surroundings:
        """Return what is around a place, in another environment than that in force where one is named."""
        from modelpost.workbench import scopes  # noqa: PLC0415  # with the first tab

        collection, options = self._collections.around(location), self._options()
        builtins = self._builtins() if self._builtins is not None else None
        lender = self._collections.lender_to(location)
        environment = self._collections.environment_of(lender, environment_name) if lender is not None else None
        in_force = environment.name if environment is not None else ""
        guard = in_force if environment is not None and environment.guarded else ""
        if location is None or collection is None:
            context = replace(scopes.of_environment(environment, _label_of(in_force)), builtins=builtins)
            context = scopes.over_all(self._with_captures(context, None, None), _everywhere(), self.variables)
            return Surroundings(context, options, guard=guard, environment=in_force)
        options = replace(options, jar=collection.id)
        context = scopes.context_of(collection, location.path, environment, _label_of(in_force))
        context = self._with_captures(replace(context, builtins=builtins), collection, environment)
        context = scopes.over_all(context, _everywhere(), self.variables)
        folders = collection.tree.folders_to(location.path)
        return Surroundings(context, options, tuple(folder.name for folder in folders), folders, guard, in_force)

    def note_captured(self, captured: "tuple[Captured, ...]", location: "Location | None") -> None:
        """Keep what an answer gave to variables, for the requests that follow."""
        from modelpost.workbench.capture_desk import CaptureDesk  # noqa: PLC0415  # 1 ms, at the first captured value

        if self._captures is None:
            self._captures = CaptureDesk(self._secrets)
        collection = self._collections.around(location)
        environment = self._collections.environment_of(collection) if collection is not None else None
        root = collection.root if collection is not None else ""
        self._captures.note(captured, root, environment.name if environment is not None else "")

    def _with_captures(
        self, context: "Context", collection: "Collection | None", environment: "Environment | None"
    ) -> "Context":
        if self._captures is None:
            return context
        root = collection.root if collection is not None else ""
        own = 1 if collection is not None and collection.tree.variables else 0
        return self._captures.around(context, root, environment.name if environment is not None else "", own)


def _everywhere() -> str:
    return QCoreApplication.translate("Workspace", "Everywhere")


def _label_of(environment: str) -> str:
    return QCoreApplication.translate("Workspace", "Environment {name}").replace("{name}", environment)
