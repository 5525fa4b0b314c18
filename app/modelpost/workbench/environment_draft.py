"""A set of variables while it is being edited: values, so that leaving and undoing are only about which one counts."""

from dataclasses import dataclass, field, replace

from modelpost.core.dotenv import Entry
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef, looks_like_credential, names_secret
from modelpost.core.text import Message
from modelpost.core.tree import Environment
from modelpost.core.undecided import is_better_secret

NAME, VALUE, KIND = range(3)
"""The columns of the table."""

Problems = dict[tuple[int, int], Message]


@dataclass(frozen=True, slots=True)
class VariableRow:
    """A variable as it is edited. A secret one whose `value` is empty keeps what the keyring has at `ref`."""

    name: str = ""
    value: str = field(default="", repr=False)
    enabled: bool = True
    note: str = ""
    is_secret: bool = False
    ref: SecretRef | None = None

    def __bool__(self) -> bool:
        """Tell whether there is anything in it."""
        return bool(self.name.strip() or self.value)


@dataclass(frozen=True, slots=True)
class EnvironmentDraft:
    """An environment as it is edited; that which is in force everywhere has no name."""

    name: str = ""
    color: str = ""
    guarded: bool = False
    rows: tuple[VariableRow, ...] = ()


def with_kind(row: VariableRow, *, secret: bool) -> VariableRow:
    """Return a row whose value is kept in the keyring, or in the file."""
    return replace(row, is_secret=secret)


def draft_of(environment: Environment) -> EnvironmentDraft:
    """Return an environment ready to be edited."""
    rows = tuple(_row(variable) for variable in environment.variables)
    return EnvironmentDraft(environment.name, environment.color, environment.guarded, rows)


def environment_of(draft: EnvironmentDraft, owner: str, path: str) -> Environment:
    """Return what is to be written; secrets have their addresses under the name that the environment has now."""
    scope = scope_of(draft)
    variables = tuple(
        Variable(name, SecretRef(owner, scope, name) if row.is_secret else row.value, row.enabled, row.note)
        for row in draft.rows
        if row
        for name in (row.name.strip(),)
    )
    return Environment(draft.name.strip(), variables, draft.color, path, draft.guarded)


def scope_of(draft: EnvironmentDraft) -> str:
    """Return where the values of its secrets are kept."""
    name = draft.name.strip()
    return f"env:{name}" if name else "global"


def hindrances(draft: EnvironmentDraft) -> Problems:
    """Return what keeps a draft from being saved, by row and column."""
    found: Problems = {}
    seen: set[str] = set()
    for index, row in enumerate(draft.rows):
        name = row.name.strip()
        if row and not name:
            found[index, NAME] = Message("This variable has no name.")
        elif name in seen:
            found[index, NAME] = Message("There is another variable of this name.")
        elif "{" in name or "}" in name:
            found[index, NAME] = Message("A name has no braces.")
        elif not row.is_secret and looks_like_credential(name, row.value):
            found[index, VALUE] = Message("This looks like a credential, and files hold none. Make it a secret.")
        seen.add(name)
    return found


def gaps(draft: EnvironmentDraft, known: set[SecretRef], filled: dict[str, str]) -> Problems:
    """Return the variables without a value, which is no reason not to save them."""
    found: Problems = {}
    for index, row in enumerate(draft.rows):
        if not row.name or not row.enabled or row.value or row.name in filled:
            continue
        if row.is_secret and row.ref not in known:
            found[index, VALUE] = Message("The keyring has no value for this secret.")
        elif not row.is_secret:
            found[index, VALUE] = Message("This variable has no value.")
    return found


def is_likely_secret(name: str, value: str) -> bool:
    """Tell whether a variable had better be a secret, which whoever edits it may see differently."""
    return is_better_secret(name, value) or (not value and names_secret(name))


def with_entries(draft: tuple[VariableRow, ...], entries: tuple[Entry, ...]) -> tuple[VariableRow, ...]:
    """Return rows with the values of a `.env` file; what looks like a credential, or is called so, is a secret."""
    rows = {row.name: row for row in draft if row.name}
    for entry in entries:
        before = rows.get(entry.name, VariableRow(entry.name))
        is_secret = before.is_secret or is_likely_secret(entry.name, entry.value)
        rows[entry.name] = VariableRow(
            entry.name, entry.value, before.enabled, before.note, is_secret=is_secret, ref=before.ref
        )
    return tuple(rows.values())


def _row(variable: Variable) -> VariableRow:
    value = variable.value
    if isinstance(value, SecretRef):
        return VariableRow(variable.name, "", variable.enabled, variable.note, is_secret=True, ref=value)
    return VariableRow(variable.name, value, variable.enabled, variable.note)


def secret_rows(draft: EnvironmentDraft) -> tuple[VariableRow, ...]:
    """Return the rows whose values belong into the keyring."""
    return tuple(row for row in draft.rows if row.is_secret and row.name)


def refs_of(draft: EnvironmentDraft) -> list[SecretRef]:
    """Return where the values of its secrets are now."""
    return [row.ref for row in draft.rows if row.ref is not None]


def address_of(row: VariableRow, owner: str, draft: EnvironmentDraft) -> SecretRef:
    """Return where the value of a row belongs once the draft is saved."""
    return SecretRef(owner, scope_of(draft), row.name.strip())
