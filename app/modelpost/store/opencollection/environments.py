"""Environment files and other lists of variables. Values of secrets are never in them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from modelpost.core.failures import ChangedOnDisk, ModelpostError
from modelpost.core.secrets import SecretRef, looks_like_credential
from modelpost.core.template import placeholders
from modelpost.core.text import Message
from modelpost.core.tree import Environment
from modelpost.core.variables import Variable
from modelpost.store.atomic import remove_file, write_atomically
from modelpost.store.files import read_whole, writing_trouble
from modelpost.store.names import file_stem, free_stem
from modelpost.store.opencollection.document import Tree
from modelpost.store.opencollection.nodes import Plain, as_flag, as_mappings, as_text, as_texts
from modelpost.store.opencollection.places import ENVIRONMENTS, ITEM_ENDING, ROOT_FILE, inside, sidecar_of
from modelpost.store.opencollection.rows import read_row, with_remarks
from modelpost.store.opencollection.source import read_if_there, read_source, write_changes, write_or_remove
from modelpost.store.opencollection.undecided import UndecidedSecrets
from modelpost.store.opencollection.yaml_text import LARGEST_FILE

SECRETS_KEY = "secrets"
"""Where a sidecar declares the secrets of a collection or folder, whose own files have no word for it."""

GUARD_KEY = "confirm_before_sending"
"""Where the sidecar of an environment says that anything but reading is to be confirmed."""

_LARGEST_SEARCHED = 4 << 20


class Removed(NamedTuple):
    """An environment that was deleted: its files by their paths in the collection, to put them back."""

    files: Mapping[str, bytes]


def read_variables(entries: Plain, owner: str, scope: str) -> tuple[Variable, ...]:
    """Return the variables of a list; a secret one holds the address of its value."""
    return tuple(_read_variable(entry, owner, scope) for entry in as_mappings(entries))


def declared_secrets(sidecar: Tree, owner: str, scope: str) -> tuple[Variable, ...]:
    """Return the secrets that a sidecar declares."""
    return tuple(Variable(name, SecretRef(owner, scope, name)) for name in as_texts(sidecar.get(SECRETS_KEY)))


def read_environment(root: Path, file: Path, owner: str) -> Environment:
    """Read an environment. Raises FileTrouble, and FormatTrouble with file and line."""
    guarded = _is_guarded(read_if_there(sidecar_of(file)).tree)
    return _environment(root, file, read_source(file).tree, owner, guarded=guarded)


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


def save_environment(
    root: Path, owner: str, environment: Environment, before: Environment | None = None
) -> Environment:
    """Write an environment over its file, or as a new one where it has no path; return it with its path.

    Raises ChangedOnDisk where another program wrote to the file since it was read as `before`.
    """
    check_plain(environment.variables)
    if before is not None and read_environment(root, inside(root, environment.path), owner) != before:
        raise ChangedOnDisk(
            Message("The environment {name} was changed by another program", name=before.name),
            Message("Save again to write over it, or close the environment and open it again to see it."),
        )
    earlier: Tree = {}
    file = inside(root, environment.path) if environment.path else _free_file(root, environment.name)
    source = read_if_there(file)
    known = _environment(root, file, source.tree, owner)
    if environment.path:
        earlier = _environment_tree(known, source.tree)
    after = _environment_tree(environment, source.tree)
    write_changes(source, earlier, after, lambda tree: _environment(root, file, tree, owner), within=root)
    _write_guard(root, file, guarded=environment.guarded)
    if known.name != environment.name and file_stem(environment.name) != file.stem:
        file = _move(root, file, environment.name)
    return read_environment(root, file, owner)


def remove_environment(root: Path, path: str) -> Removed:
    """Delete the file of an environment and its sidecar; return what was in them. Raises FileTrouble."""
    file = inside(root, path)
    files = [file, *(sidecar for sidecar in (sidecar_of(file),) if sidecar.is_file())]
    removed = Removed({part.relative_to(root).as_posix(): read_whole(part, up_to=LARGEST_FILE) for part in files})
    for part in files:
        remove_file(part, within=root)
    return removed


def put_back(root: Path, removed: Removed) -> None:
    """Write the files of a deleted environment again, unless something else has taken their place meanwhile."""
    for path, content in removed.files.items():
        file = inside(root, path)
        if not file.exists():
            write_atomically(file, content, within=root)


def references(root: Path, requests: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return which of these request files refer to each variable; files that cannot be read refer to none."""
    found: dict[str, list[str]] = {}
    for path in requests:
        try:
            file = inside(root, path)
            text = "".join(_text(part) for part in (file, sidecar_of(file)) if part.is_file())
        except (ModelpostError, OSError):
            continue
        for name in dict.fromkeys(span.name for span in placeholders(text) if span.name):
            found.setdefault(name, []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


def declare_in_environment(root: Path, owner: str, environment: Environment, name: str) -> SecretRef:
    """Note in an environment's file that `name` is a secret; a plain variable of that name becomes one."""
    ref = SecretRef(owner, _scope(environment.name), name)
    current = read_environment(root, inside(root, environment.path), owner)
    others = [variable for variable in current.variables if variable.name != name]
    if any(variable.name == name and variable.is_secret for variable in current.variables):
        return ref
    save_environment(root, owner, replace(current, variables=(*others, Variable(name, ref))))
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


def _text(file: Path) -> str:
    return file.read_bytes()[:_LARGEST_SEARCHED].decode("utf-8", "replace")


def _free_file(root: Path, name: str) -> Path:
    return inside(root, f"{ENVIRONMENTS}/{free_stem(root / ENVIRONMENTS, name, ITEM_ENDING)}{ITEM_ENDING}")


def _move(root: Path, file: Path, name: str) -> Path:
    """Give a file, and its sidecar, the name that its environment has now; return its place."""
    target = _free_file(root, name)
    try:
        for part, place in ((file, target), (sidecar_of(file), sidecar_of(target))):
            if part.is_file():
                part.rename(place)
    except OSError as error:
        raise writing_trouble(str(file), error) from error
    return target


def _is_guarded(tree: Tree) -> bool:
    return tree.get(GUARD_KEY) is True


def _write_guard(root: Path, file: Path, *, guarded: bool) -> None:
    source = read_if_there(sidecar_of(file))
    if _is_guarded(source.tree) != guarded:
        before: Tree = {GUARD_KEY: source.tree[GUARD_KEY]} if GUARD_KEY in source.tree else {}
        after: Tree = {GUARD_KEY: True} if guarded else {}
        write_or_remove(source, before, after, _is_guarded, within=root)


def _environment(root: Path, file: Path, tree: Tree, owner: str, *, guarded: bool = False) -> Environment:
    name = as_text(tree.get("name")) or file.stem
    variables = read_variables(tree.get("variables"), owner, _scope(name))
    return Environment(name, variables, as_text(tree.get("color")), file.relative_to(root).as_posix(), guarded)


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


def check_plain(variables: Sequence[Variable]) -> None:
    """Raise UndecidedSecrets for values that must not be in a file."""
    places = tuple(
        f"variables.{index}.value"
        for index, variable in enumerate(variables)
        if isinstance(variable.value, str) and looks_like_credential(variable.name, variable.value)
    )
    if places:
        raise UndecidedSecrets(places)
