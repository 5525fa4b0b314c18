"""What commands are given: variables, secrets and limits, and what they make of a request that is sent."""

import argparse
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from modelpost.cli.assembly import Assembly
from modelpost.cli.ending import WrongUsage, sentence, tell
from modelpost.cli.source import Source
from modelpost.core.builtins import Builtins
from modelpost.core.failures import Problem
from modelpost.core.proxies import proxy_secrets, with_passwords
from modelpost.core.request import Proxy
from modelpost.core.resolved import SendOptions
from modelpost.core.secrets import Redactor, SecretRef
from modelpost.core.sending import resolve_settings
from modelpost.core.text import Message
from modelpost.core.variables import Context, Problems, Scope, Variable, needed_secrets
from modelpost.store.clock import SystemClock, SystemRandomness
from modelpost.store.files import read_whole
from modelpost.store.secrets import environment_name
from modelpost.store.send_options import send_options

_LARGEST_SECRET = 1 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what every command takes that sends a request of a collection."""
    parser.add_argument("--env", metavar="NAME", default="", help=str(Message("the environment of the collection")))
    parser.add_argument(
        "--var", metavar="K=V", action="append", default=[], help=str(Message("a variable, goes before all others"))
    )
    parser.add_argument(
        "--secret",
        metavar="K=@FILE",
        action="append",
        default=[],
        help=str(Message("a secret variable, read from FILE; it is masked wherever it would show")),
    )
    parser.add_argument(
        "--timeout", metavar="S", type=float, help=str(Message("give up when the answer takes longer than S seconds"))
    )


def check_arguments(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse values that mean nothing."""
    if options.timeout is not None and not 0 < options.timeout < 1e9:
        parser.error(str(Message("--timeout takes a number of seconds above 0")))


class Given(NamedTuple):
    """What the command line and this process bring along: variables, and the values of the secret ones among them."""

    variables: tuple[Variable, ...]
    values: dict[SecretRef, str]


def given_of(options: argparse.Namespace) -> Given:
    """Return what `--var` and `--secret` say. Raises ModelpostError."""
    variables: list[Variable] = []
    values: dict[SecretRef, str] = {}
    for text in options.var:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise WrongUsage(
                Message("--var takes NAME=VALUE"), Message("Write --var {name}=VALUE.", name=name or "NAME")
            )
        variables.append(Variable(name, value))
    for text in options.secret:
        name, mark, path = text.partition("=@")
        if not mark or not name or not path:
            raise WrongUsage(
                Message("--secret takes NAME=@FILE"),
                Message("Put the value into a file: other programs can see a command line."),
            )
        ref = SecretRef("", "run", name)
        variables.append(Variable(name, ref))
        content = read_whole(Path(path).expanduser(), up_to=_LARGEST_SECRET)
        values[ref] = content.decode("utf-8", "replace").rstrip("\r\n")
    return Given(tuple(variables), values)


def _of_this_process(environment: Mapping[str, str]) -> Scope:
    """Return the secrets of this process, for what nothing declares, such as the variables of a cURL command."""
    beginning = environment_name("")
    names = [name.removeprefix(beginning) for name in environment if name.startswith(beginning)]
    spellings = dict.fromkeys((*names, *(name.lower() for name in names)))
    return Scope("", tuple(Variable(name, SecretRef("", "run", name)) for name in spellings))


def context_of(source: Source, given: Given, services: Assembly) -> Context:
    """Return the scopes around the request, and the values of the secrets that it needs."""
    everywhere = (_of_this_process(os.environ), Scope("", services.variables))
    scopes = (*everywhere, *source.scopes, Scope("", given.variables))
    builtins = Builtins(SystemClock().now, SystemRandomness().token)
    context = Context(scopes, {}, source.defaults, source.folder, builtins)
    needed = needed_secrets(source.draft, context)
    for ref, value in given.values.items():
        services.secrets.remember(ref, value)  # so that it stays out of logs and reports too
    values = {ref: given.values[ref] if ref in given.values else services.secrets.get(ref) for ref in needed}
    return replace(context, secrets=values)


def tell_problems(problems: tuple[Problem, ...], source: Source, context: Context, *, has_environment: bool) -> None:
    """Say what keeps the request from being sent, and how the command line can mend it."""
    redactor = Redactor({value for value in context.secrets.values() if value})
    for problem in problems:
        hint = f" {sentence(problem.hint)}" if problem.hint.filled() else ""
        tell(redactor.text(f"{sentence(problem.message)}{hint}"))
    for ref, value in context.secrets.items():
        if not value:
            message = Message(
                "Give {name} with --secret {name}=@FILE, or in the environment as {variable}.",
                name=ref.name,
                variable=environment_name(ref.name),
            )
            tell(message.filled())
    if source.environments and not has_environment:
        names = ", ".join(source.environments)
        tell(Message("Choose an environment with --env; there are: {names}.", names=names).filled())


def send_options_of(
    source: Source, context: Context, options: argparse.Namespace, services: Assembly
) -> SendOptions | Problems:
    """Return how to send: as the settings say, then the request, then the command line; or what is missing for that."""
    own = resolve_settings(source.draft, context)
    if isinstance(own, Problems):
        return own
    found = send_options(services.settings).for_request(own)
    found = replace(found, proxy=_with_passwords(found.proxy, services), jar=source.jar)
    if options.timeout is not None:
        limit = options.timeout
        found = replace(found, connect_timeout=limit, read_timeout=limit, total_timeout=limit)
    return found


def _with_passwords(proxy: Proxy, services: Assembly) -> Proxy:
    """Return the proxy ready for use. Raises WrongUsage where its password is not known."""
    found = with_passwords(proxy, {ref: services.secrets.get(ref) for ref in proxy_secrets(proxy)})
    missing = proxy_secrets(found)
    if missing:
        raise WrongUsage(
            Message("The keyring has no {name} for the proxy", name=missing[0].name),
            Message("Give it in the environment as {variable}.", variable=environment_name(missing[0].name)),
        )
    return found
