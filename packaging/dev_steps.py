"""How the set-up speaks: one tidy line for each step, and a program's own output only where it failed."""

import subprocess
import sys
from collections.abc import Callable

_TAIL = 15


class Trouble(Exception):
    """The set-up cannot go on; the text says what happened and what to do."""


def say(text: str) -> None:
    """Tell the user something; standard output stays free for what was asked for."""
    print(text, file=sys.stderr, flush=True)


class Step:
    """A line that says what is being done, and on a terminal how far it is."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_terminal = sys.stderr.isatty()
        print(f"▸ {text}", end="" if self._is_terminal else "\n", file=sys.stderr, flush=True)

    def progress(self, detail: str) -> None:
        """Show a detail behind the line, in place of the one before."""
        if self._is_terminal:
            print(f"\r\033[K▸ {self._text}: {detail}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Close the line."""
        if self._is_terminal:
            print(f"\r\033[K▸ {self._text}", file=sys.stderr, flush=True)


def perform(text: str, words: list[str], *, advice: str, watch: Callable[[str], str | None] | None = None) -> None:
    """Run a program as one step. Where it fails, raise Trouble with the end of what it said, and `advice`.

    `watch` is given each line of output and returns what to show as progress, or None.
    """
    step = Step(text)
    said: list[str] = []
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace"
    ) as program:
        for line in program.stdout or ():
            said.append(line.rstrip())
            detail = watch(line) if watch is not None else None
            if detail is not None:
                step.progress(detail)
    step.end()
    if program.returncode:
        raise Trouble("\n".join([*said[-_TAIL:], "", f"This step failed: {text}.", advice]))
