"""Variables that were set from answers, for as long as the window is open: no file is written for them."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from modelpost.core.extraction import Captured
from modelpost.core.request import CaptureScope
from modelpost.core.scope import Context, Scope, Variable
from modelpost.core.secrets import SecretRef
from modelpost.workbench.secrets_desk import SecretsDesk

_Place = tuple[CaptureScope, str, str]
"""A scope, the collection's root and the environment's name; empty where they do not matter."""

_ORDER = (CaptureScope.GLOBAL, CaptureScope.COLLECTION, CaptureScope.ENVIRONMENT, CaptureScope.RUN)


class CaptureDesk:
    """Keeps captured values by scope. Secret ones are held where all secrets are, so that they are masked."""

    def __init__(self, secrets: SecretsDesk) -> None:
        self._secrets = secrets
        self._kept: dict[_Place, dict[str, Variable]] = {}

    def note(self, captured: tuple[Captured, ...], root: str, environment: str) -> None:
        """Keep what an answer gave; a variable for which there was nothing keeps its earlier value."""
        for item in captured:
            if item.trouble is None:
                place = _place(item.capture.scope, root, environment)
                name = item.capture.name
                self._kept.setdefault(place, {})[name] = Variable(name, self._value(item, place))

    def around(self, context: Context, root: str, environment: str, own: int) -> Context:
        """Return a context with what was captured: each value goes before all that its scope has of its own.

        `own` is how many scopes of the context are the collection's; those of folders and the environment follow, and
        go before what was captured for the collection or the whole program.
        """
        found = {scope: self._kept.get(_place(scope, root, environment), {}) for scope in _ORDER}
        label = QCoreApplication.translate("Captures", "Set from an answer")
        made = {scope: (Scope(label, tuple(values.values())),) for scope, values in found.items() if values}
        outer = made.get(CaptureScope.GLOBAL, ())
        collection = made.get(CaptureScope.COLLECTION, ())
        inner = made.get(CaptureScope.ENVIRONMENT, ()) + made.get(CaptureScope.RUN, ())
        return replace(context, scopes=(*outer, *context.scopes[:own], *collection, *context.scopes[own:], *inner))

    def _value(self, item: Captured, place: _Place) -> str | SecretRef:
        if not item.is_secret:
            return item.value
        scope, root, environment = place
        ref = SecretRef(root, f"answer:{scope.value}:{environment}", item.capture.name)
        self._secrets.remember(ref, item.value)
        return ref


def _place(scope: CaptureScope, root: str, environment: str) -> _Place:
    match scope:
        case CaptureScope.GLOBAL:
            return scope, "", ""
        case CaptureScope.ENVIRONMENT:
            return scope, root, environment
    return scope, root, ""
