"""cURL commands, in the quoting of POSIX shells, the Windows command prompt and PowerShell."""

import re

from modelpost.core.failures import FormatTrouble
from modelpost.core.request import RequestDraft
from modelpost.core.shell import Command, Word, commands
from modelpost.core.template import reference
from modelpost.core.text import Message
from modelpost.formats.api import Imported, RequestFormat, text_of
from modelpost.formats.curl.operation import Operation
from modelpost.formats.curl.options import options

_PROMPT = re.compile(r"^(?:[$%>&]|sudo|time|command)$")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=")
_BEFORE_ASSIGNMENTS = frozenset({"export", "set"})
_PROGRAM = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?", re.IGNORECASE | re.DOTALL)
_BEGINNING = re.compile(
    r"\s*(?:[$%>&]\s+)?(?:(?:sudo|time|command)\s+)?(?:[A-Za-z_]\w*=\S*\s+)*"
    r"[\"']?(?:(?:[A-Za-z]:)?[^\s'\":]*[/\\])?curl(?:\.exe)?[\"']?(?:\s|$)",
    re.IGNORECASE,
)
_MAY_COME_BEFORE = re.compile(r"\s*(?:#.*|(?:export\s+|set\s+)?[A-Za-z_]\w*=\S*)?\s*")
_LINES_LOOKED_AT = 50
_LONGEST_SHOWN = 60


class CurlCommand:
    """Commands as people copy them from documentation and from browsers."""

    name = "curl"
    label = Message("cURL command")
    order = 10

    def recognises(self, text: str) -> bool:
        """Tell whether the first line that is neither comment nor assignment calls cURL."""
        for line in text[:20_000].splitlines()[:_LINES_LOOKED_AT]:
            if _BEGINNING.match(line):
                return True
            if not _MAY_COME_BEFORE.fullmatch(line):
                return False
        return False

    def read(self, source: str | bytes, name: str = "") -> Imported:
        """Return a draft for each address of each command; raises FormatTrouble for what is no cURL command."""
        del name  # each request is named by its address
        text = text_of(source)
        losses: list[Message] = []
        drafts: list[RequestDraft] = []
        found = commands(text.strip("\ufeff"))
        last_was_curl = False
        has_curl = False
        for index, command in enumerate(found):
            words = _arguments(command)
            if words is not None or not has_curl:
                _tell_assignments(command, losses)
            if words is None:
                if last_was_curl:
                    _tell_rest(found[index - 1], command, losses)
                last_was_curl = False
                continue
            has_curl = last_was_curl = True
            drafts += _drafts(command, words, losses)
        if not has_curl:
            raise FormatTrouble(
                Message("This is not a cURL command"),
                Message("A cURL command begins with “curl”, such as curl http://localhost:8765/."),
                line=1,
                column=1,
            )
        if not drafts:
            raise FormatTrouble(
                Message("The cURL command has no address"),
                Message("Copy the whole command, with the URL of the service."),
                line=found[0].words[0].line,
                column=found[0].words[0].column,
            )
        return Imported(tuple(drafts), tuple(dict.fromkeys(losses)))


def _arguments(command: Command) -> tuple[Word, ...] | None:
    """Return the arguments of a call of cURL, None for any other command."""
    words = command.words
    while words and (_PROMPT.match(words[0].text) or _ASSIGNMENT.match(words[0].text)):
        words = words[1:]
    return words[1:] if words and _PROGRAM.fullmatch(words[0].text) else None


def _tell_assignments(command: Command, losses: list[Message]) -> None:
    """Name the shell variables that are set before a call, never their values."""
    for word in command.words:
        assignment = _ASSIGNMENT.match(word.text)
        if assignment:
            name = assignment[1]
            losses.append(
                Message(
                    "The shell variable {name} is set. Give {reference} a value.", name=name, reference=reference(name)
                )
            )
        elif word.text not in _BEFORE_ASSIGNMENTS and not _PROMPT.match(word.text):
            return


def _drafts(command: Command, words: tuple[Word, ...], losses: list[Message]) -> tuple[RequestDraft, ...]:
    _tell_substitutions(words if command.stdin is None else (*words, command.stdin), losses)
    losses += [
        Message("Standard input was not read from a file: {text}.", text=_shown(redirection))
        for redirection in command.redirections
        if redirection.lstrip("0123456789&").startswith("<")
    ]
    stdin = None if command.stdin is None else command.stdin.text
    operations = [Operation(stdin, losses)]
    for given in options(words):
        if given.name == "next":
            operations.append(Operation(stdin, losses))
        else:
            operations[-1].take(given)
    return tuple(draft for operation in operations if operation.has_address for draft in operation.drafts())


def _tell_substitutions(words: tuple[Word, ...], losses: list[Message]) -> None:
    for word in words:
        losses += [
            Message("${name} is a variable of a shell. It became {reference}.", name=name, reference=reference(name))
            for name in word.variables
        ]
        losses += [
            Message("{text} would have to be run by a shell. It was taken as it is.", text=_shown(text))
            for text in word.unresolved
        ]


def _tell_rest(curl: Command, following: Command, losses: list[Message]) -> None:
    """Name what the output of a call goes to, or what comes after it on its line."""
    if curl.end != "\n":
        losses.append(
            Message("“{operator} {program}” was not taken over.", operator=curl.end, program=following.words[0].text)
        )


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


PLUGIN: RequestFormat = CurlCommand()
