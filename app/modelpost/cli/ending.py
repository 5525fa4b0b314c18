"""How commands end: exit codes, and errors in one or two sentences, never a traceback."""

import argparse
import os
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import NoReturn

from modelpost.core.failures import NOTHING_TO_ADD, ModelpostError
from modelpost.core.text import Message

_ENDINGS = (".", "!", "?", "…", "。", "！", "？")  # a server's or a system's own words may be Chinese


class Exit(IntEnum):
    """What the exit code says."""

    GOT_IT = 0
    SERVER_REFUSED = 1
    WRONG_USAGE = 2
    NO_ANSWER = 3
    INTERRUPTED = 130


class EndedBadly(ModelpostError):
    """There is no answer, and the user is not to blame."""


class WrongUsage(ModelpostError):
    """The command was called in a way that means nothing."""


class Parser(argparse.ArgumentParser):
    """Reads arguments; wrong ones end the command with two sentences instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments."""
        raise WrongUsage(
            Message("{program}: {message}.", program=self.prog, message=message),
            Message("See {program} --help.", program=self.prog),
        )


def code_of(command: Callable[[list[str]], int], arguments: list[str]) -> int:
    """Run a command and return its exit code; errors become sentences on standard error."""
    try:
        code = command(arguments)
        sys.stdout.flush()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else Exit.GOT_IT
    except ModelpostError as error:
        complain(error.summary, error.hint)
        return Exit.NO_ANSWER if isinstance(error, EndedBadly) else Exit.WRONG_USAGE
    except BrokenPipeError:
        _forget_output()
        return Exit.GOT_IT
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    return code


def complain(summary: Message, hint: Message = NOTHING_TO_ADD) -> None:
    """Say on standard error what happened and what to do."""
    tell(" ".join(sentence(part) for part in (summary, hint) if part.filled()))


def sentence(message: Message) -> str:
    """Return a message as a sentence: titles have no full stop of their own."""
    text = message.filled().replace("\n", " ")
    return text if text.endswith(_ENDINGS) else f"{text}."


def tell(text: str) -> None:
    """Write a line to standard error, as far as anybody listens."""
    stream = sys.stderr
    if stream is None:  # a window program on Windows has none
        return
    try:
        stream.write(text.encode(stream.encoding or "utf-8", "replace").decode(stream.encoding or "utf-8") + "\n")
        stream.flush()
    except BrokenPipeError:
        return


def _forget_output() -> None:
    """Whoever read standard output has gone: let the interpreter's last flush go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
