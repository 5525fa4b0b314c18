"""What surrounds a request: scopes of variables, defaults of folders, and secrets as they become known."""

from collections.abc import Mapping
from dataclasses import replace

from modelpost.core.scope import Context, Scope, Variable
from modelpost.core.tree import Collection, Environment, FolderNode


def context_of(collection: Collection, path: str, environment: Environment | None, label: str) -> Context:
    """Return variables and defaults around the request at `path`; `label` names the environment's scope."""
    folders = collection.tree.folders_to(path)
    scopes = tuple(Scope(folder.name, folder.variables, _key(folder)) for folder in folders if folder.variables)
    lent = of_environment(environment, label).scopes
    return Context((*scopes, *lent), {}, collection.defaults_for(path), collection.root)


def of_environment(environment: Environment | None, label: str) -> Context:
    """Return what is around a request that is in no collection: the environment in force, if there is one."""
    if environment is None:
        return Context()
    return Context((Scope(label, environment.variables, f"env:{environment.name}"),))


def over_all(context: Context, label: str, variables: tuple[Variable, ...]) -> Context:
    """Return a context in which these variables count where nothing else has their names."""
    if not variables:
        return context
    return replace(context, scopes=(Scope(label, variables, "global"), *context.scopes))


def _key(folder: FolderNode) -> str:
    return f"folder:{folder.path}" if folder.path else "collection"


def with_values(environment: Environment, values: Mapping[str, str]) -> Environment:
    """Return an environment with other values for some of its variables; secret ones keep their references."""
    variables = tuple(
        variable
        if variable.is_secret or variable.name not in values
        else replace(variable, value=values[variable.name])
        for variable in environment.variables
    )
    return replace(environment, variables=variables)


def with_declared(collection: Collection, environment: Environment | None, variable: Variable) -> Collection:
    """Return a collection that knows a variable, in its environment or, where there is none, by itself."""
    if environment is None:
        tree = replace(collection.tree, variables=_with(collection.tree.variables, variable))
        return replace(collection, tree=tree)
    environments = tuple(
        replace(known, variables=_with(known.variables, variable)) if known.name == environment.name else known
        for known in collection.environments
    )
    return replace(collection, environments=environments)


def _with(variables: tuple[Variable, ...], variable: Variable) -> tuple[Variable, ...]:
    return (*(known for known in variables if known.name != variable.name), variable)
