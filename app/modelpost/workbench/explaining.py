"""What is said of variables where they stand: their value, and where it comes from."""

from PySide6.QtCore import QCoreApplication

from modelpost.core.builtins import NAMES, is_builtin
from modelpost.core.scope import Context
from modelpost.core.secrets import MASK, SecretRef


def explained(name: str, context: Context) -> tuple[str, str] | None:
    """Return value (masked where secret) and source of a variable, None where it has none."""
    found = context.find(name)
    if found is not None:
        value = found.variable.value
        return (MASK if isinstance(value, SecretRef) else value), found.source
    if not is_builtin(name):
        return None
    example = context.builtins.value(name) if context.builtins is not None else None
    return example or "", QCoreApplication.translate("Variables", "Made up anew at each sending")


def offered(context: Context) -> list[str]:
    """Return the names to complete to: those in force, then those that are built in."""
    return [*context.names(), *NAMES]
