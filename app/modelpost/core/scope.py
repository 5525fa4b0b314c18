"""Variables and where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from modelpost.core.builtins import Builtins
from modelpost.core.request import Defaults
from modelpost.core.secrets import SecretRef


@dataclass(frozen=True, slots=True)
class Variable:
    """A name and what it stands for; a secret one holds the address of its value."""

    name: str
    value: str | SecretRef = ""
    enabled: bool = True
    note: str = ""

    @property
    def is_secret(self) -> bool:
        """Tell whether the value lives in the keyring."""
        return isinstance(self.value, SecretRef)


@dataclass(frozen=True, slots=True)
class Scope:
    """A set of variables under the name that people know it by (“Environment sample”).

    `key` says where they are kept, in the words of `SecretRef.scope`; empty for what is in no file.
    """

    label: str
    variables: tuple[Variable, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A variable that was found, and in which scope."""

    variable: Variable
    source: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a draft: scopes (later ones win), values of secrets, defaults of folders, and the folder of files.

    `secrets` maps to None what the keyring does not have. `builtins` makes the values of `{{$uuid}}` and its kin;
    without it they count as undefined.
    """

    scopes: tuple[Scope, ...] = ()
    secrets: Mapping[SecretRef, str | None] = field(default_factory=dict, repr=False)
    defaults: Defaults = field(default_factory=Defaults)
    folder: str = ""
    builtins: Builtins | None = field(default=None, repr=False, compare=False)

    def find(self, name: str) -> Lookup | None:
        """Return the variable in force under `name`."""
        for scope in reversed(self.scopes):
            for variable in scope.variables:
                if variable.enabled and variable.name == name:
                    return Lookup(variable, scope.label, scope.key)
        return None

    def names(self) -> tuple[str, ...]:
        """Return the names of all variables in force, sorted."""
        return tuple(sorted({v.name for scope in self.scopes for v in scope.variables if v.enabled}))
