"""Environment files and other lists of variables. Values of secrets are never in them."""

from collections.abc import Sequence
from pathlib import Path

from modelpost.core.failures import ModelpostError
from modelpost.core.secrets import SecretRef, looks_like_credential
from modelpost.core.tree import Environment
from modelpost.core.variables import Variable
from modelpost.store.names import free_stem
from modelpost.store.opencollection.document import Tree
from modelpost.store.opencollection.nodes import Plain, as_flag, as_mappings, as_text, as_texts
from modelpost.store.opencollection.places import ENVIRONMENTS, ITEM_ENDING, ROOT_FILE, inside, sidecar_of
from modelpost.store.opencollection.rows import read_row, with_remarks
from modelpost.store.opencollection.source import read_if_there, read_source, write_changes, write_or_remove
from modelpost.store.opencollection.undecided import UndecidedSecrets

SECRETS_KEY = "secrets"
"""Where a sidecar declares the secrets of a collection or folder, whose own files have no word for it."""


def read_variables(entries: Plain, owner: str, scope: str) -> tuple[Variable, ...]:
    """Return the variables of a list; a secret one holds the address of its value."""
    return tuple(_read_variable(entry, owner, scope) for entry in as_mappings(entries))


def declared_secrets(sidecar: Tree, owner: str, scope: str) -> tuple[Variable, ...]:
    """Return the secrets that a sidecar declares."""
    return tuple(Variable(name, SecretRef(owner, scope, name)) for name in as_texts(sidecar.get(SECRETS_KEY)))


def read_environment(root: Path, file: Path, owner: str) -> Environment:
    """Read an environment. Raises FileTrouble, and FormatTrouble with file and line."""
    return _environment(root, file, read_source(file).tree, owner)


def read_environments(root: Path, owner: str) -> tuple[tuple[Environment, ...], tuple[ModelpostError, ...]]:
    """Return the environments of a collection, and what is wrong with those that cannot be read."""
    found: list[Environment] = []
    troubles: list[ModelpostError] = []
    folder = root / ENVIRONMENTS
    for file in sorted(folder.glob(f"*{ITEM_ENDING}")) if folder.is_dir() else ():
        try:
            found.append(read_environment(root, inside(root, file.relative_to(root).as_posix()), owner))
        except ModelpostError as error:
            troubles.append(error)
    return tuple(found), tuple(troubles)


def save_environment(root: Path, owner: str, environment: Environment) -> Environment:
    """Write an environment over its file, or as a new one where it has no path; return it with its path."""
    _check_plain(environment.variables)
    if environment.path:
        file = inside(root, environment.path)
        source = read_if_there(file)
        before = _environment_tree(_environment(root, file, source.tree, owner), source.tree)
    else:
        stem = free_stem(root / ENVIRONMENTS, environment.name, ITEM_ENDING)
        file = inside(root, f"{ENVIRONMENTS}/{stem}{ITEM_ENDING}")
        source, before = read_if_there(file), {}
    after = _environment_tree(environment, source.tree)
    write_changes(source, before, after, lambda tree: _environment(root, file, tree, owner), within=root)
    return read_environment(root, file, owner)


def declare_in_environment(root: Path, owner: str, environment: Environment, name: str) -> SecretRef:
    """Note in an environment's file that `name` is a secret; a plain variable of that name becomes one."""
    ref = SecretRef(owner, _scope(environment.name), name)
    current = read_environment(root, inside(root, environment.path), owner)
    others = [variable for variable in current.variables if variable.name != name]
    if any(variable.name == name and variable.is_secret for variable in current.variables):
        return ref
    changed = Environment(current.name, (*others, Variable(name, ref)), current.color, current.path)
    save_environment(root, owner, changed)
    return ref


def declare_in_collection(root: Path, owner: str, name: str) -> SecretRef:
    """Note in the collection's sidecar that `name` is a secret."""
    source = read_if_there(sidecar_of(root / ROOT_FILE))
    names = as_texts(source.tree.get(SECRETS_KEY))
    if name not in names:
        before: Tree = {SECRETS_KEY: list(names)} if names else {}
        after: Tree = {SECRETS_KEY: [*names, name]}
        write_or_remove(source, before, after, lambda tree: as_texts(tree.get(SECRETS_KEY)), within=root)
    return SecretRef(owner, "collection", name)


def _scope(environment: str) -> str:
    return f"env:{environment}"


def _environment(root: Path, file: Path, tree: Tree, owner: str) -> Environment:
    name = as_text(tree.get("name")) or file.stem
    variables = read_variables(tree.get("variables"), owner, _scope(name))
    return Environment(name, variables, as_text(tree.get("color")), file.relative_to(root).as_posix())


def _environment_tree(environment: Environment, found: Tree) -> Tree:
    tree: Tree = {"name": environment.name}
    if environment.color:
        tree["color"] = environment.color
    if environment.variables or isinstance(found.get("variables"), list):
        tree["variables"] = [variable_tree(variable) for variable in environment.variables]
    return tree


def variable_tree(variable: Variable) -> Tree:
    """Return a variable as files say it; a secret one has no value."""
    tree: Tree = {"name": variable.name}
    if isinstance(variable.value, SecretRef):
        tree["secret"] = True
    else:
        tree["value"] = variable.value
    return with_remarks(tree, variable.note, enabled=variable.enabled)


def _read_variable(entry: Tree, owner: str, scope: str) -> Variable:
    row = read_row({**entry, "value": None})
    is_secret = as_flag(entry.get("secret")) or as_flag(entry.get("transient"))  # the latter in older files
    value = SecretRef(owner, scope, row.name) if is_secret else _plain_value(entry.get("value"))
    return Variable(row.name, value, row.enabled, row.note)


def _plain_value(found: Plain) -> str:
    if isinstance(found, list):  # variants: the selected one counts
        variants = as_mappings(found)
        chosen = next((v for v in variants if as_flag(v.get("selected"))), variants[0] if variants else {})
        found = chosen.get("value")
    if isinstance(found, dict):  # a value with a type
        found = found.get("data")
    return as_text(found)


def _check_plain(variables: Sequence[Variable]) -> None:
    """Raise UndecidedSecrets for values that must not be in a file."""
    places = tuple(
        f"variables.{index}.value"
        for index, variable in enumerate(variables)
        if isinstance(variable.value, str) and looks_like_credential(variable.name, variable.value)
    )
    if places:
        raise UndecidedSecrets(places)
