"""Variables of collections, environments and globals."""

from collections.abc import MutableMapping

from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.core.tree import Environment
from modelpost.formats.postman.values import Tree, as_text, as_trees, description_of, is_enabled, with_remarks

Secrets = MutableMapping[SecretRef, str]

GLOBALS = "globals"
_SCOPE = "_postman_variable_scope"


def is_environment(tree: Tree) -> bool:
    """Tell whether a document is an environment, or the global variables."""
    return isinstance(tree.get("values"), list) and "item" not in tree and "info" not in tree


def read_variables(found: object, scope: str, secrets: Secrets) -> tuple[Variable, ...]:
    """Return variables; the values of secret ones go into `secrets`."""
    return tuple(_read_variable(tree, scope, secrets) for tree in as_trees(found))


def read_environment(tree: Tree, name: str, secrets: Secrets) -> Environment:
    """Return an environment; one without a name is called `name`."""
    is_global = tree.get(_SCOPE) == GLOBALS
    called = as_text(tree.get("name")).strip() or ("Globals" if is_global else name or "Environment")
    return Environment(called, read_variables(tree.get("values"), f"env:{called}", secrets), as_text(tree.get("color")))


def variable_trees(variables: tuple[Variable, ...]) -> list[Tree]:
    """Return the variables of a collection or folder; secret ones are empty: these know no type for them."""
    return [
        with_remarks(
            {"key": each.name, "value": "" if isinstance(each.value, SecretRef) else each.value},
            each.note,
            enabled=each.enabled,
        )
        for each in variables
    ]


def environment_tree(environment: Environment, losses: list[Message]) -> Tree:
    """Return an environment as Postman writes it; secret variables keep their type and lose their value."""
    losses += [
        Message("Environments of Postman have no place for the description of {name}.", name=variable.name)
        for variable in environment.variables
        if variable.note
    ]
    return {
        "name": environment.name,
        "values": [_value_tree(variable) for variable in environment.variables],
        _SCOPE: "environment",
    }


def _read_variable(tree: Tree, scope: str, secrets: Secrets) -> Variable:
    name = as_text(tree.get("key")) or as_text(tree.get("id")) or as_text(tree.get("name"))
    note = description_of(tree.get("description"))
    text = as_text(tree.get("value"))
    if tree.get("type") != "secret":
        return Variable(name, text, is_enabled(tree), note)
    ref = SecretRef("", scope, name)
    if text:
        secrets[ref] = text
    return Variable(name, ref, is_enabled(tree), note)


def _value_tree(variable: Variable) -> Tree:
    is_secret = isinstance(variable.value, SecretRef)
    return {
        "key": variable.name,
        "value": "" if is_secret else variable.value,
        "type": "secret" if is_secret else "default",
        "enabled": variable.enabled,
    }
