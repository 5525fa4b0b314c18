"""Variables that are in force everywhere, kept as JSON in the profile. Values of secrets are never in the file."""

from pathlib import Path
from typing import Any

from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.store.json_file import read_object, write_object
from modelpost.store.opencollection.environments import check_plain

SCOPE = "global"
_VARIABLES = "variables"


class GlobalVariables:
    """Reads and writes the file; keys that this version does not know survive."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[Variable, ...]:
        """Return the variables; what is damaged or of the wrong kind is left out."""
        entries = read_object(self._path).get(_VARIABLES)
        found = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
        return tuple(_variable(entry) for entry in found if isinstance(entry.get("name"), str))

    def write(self, variables: tuple[Variable, ...]) -> None:
        """Write the variables. Raises FileTrouble, and UndecidedSecrets for values that no file may hold."""
        check_plain(variables)
        entries = [_entry(variable) for variable in variables]
        write_object(self._path, {**read_object(self._path), "version": 1, _VARIABLES: entries})


def _variable(entry: dict[str, Any]) -> Variable:
    name, value, note = entry["name"], entry.get("value"), entry.get("note")
    return Variable(
        name,
        SecretRef("", SCOPE, name) if entry.get("secret") is True else value if isinstance(value, str) else "",
        entry.get("enabled") is not False,
        note if isinstance(note, str) else "",
    )


def _entry(variable: Variable) -> dict[str, object]:
    entry: dict[str, object] = {"name": variable.name}
    entry |= {"value": variable.value} if isinstance(variable.value, str) else {"secret": True}
    if not variable.enabled:
        entry["enabled"] = False
    return entry | ({"note": variable.note} if variable.note else {})
