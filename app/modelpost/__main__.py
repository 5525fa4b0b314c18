"""The command `modelpost`: the first word decides between a command and the window.

Nothing is imported here before that is decided: commands live without Qt, the window without the network stack.
"""

import builtins
import gc
import importlib
import sys
from collections.abc import Callable

_COMMANDS = ("send", "run", "convert", "sample-service", "json-paths", "-h", "--help", "--version")
_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run the command that the arguments name, else open the window; return the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        if words and words[0] in _COMMANDS:
            return _command(words)
        return _window(words)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _command(words: list[str]) -> int:
    from modelpost.cli.ending import code_of  # noqa: PLC0415  # argparse, 6 ms that the window does not need

    run, rest = _chosen(words)
    return code_of(run, rest)


def _chosen(words: list[str]) -> tuple[Callable[[list[str]], int], list[str]]:
    """Return the command and its arguments; each is loaded only when it is meant."""
    if words[0] == "send":
        from modelpost.cli import send  # noqa: PLC0415  # 120 ms of network stack

        return send.main, words[1:]
    if words[0] == "run":
        from modelpost.cli import run  # noqa: PLC0415  # 130 ms, as send

        return run.main, words[1:]
    if words[0] == "convert":
        from modelpost.cli import convert  # noqa: PLC0415  # 130 ms, as send

        return convert.main, words[1:]
    if words[0] == "sample-service":
        from modelpost.cli import sample_service  # noqa: PLC0415  # 60 ms, the service's own modules

        return sample_service.main, words[1:]
    if words[0] == "json-paths":
        from modelpost.cli import json_paths  # noqa: PLC0415  # 20 ms; for the window's own use

        return json_paths.main, words[1:]
    from modelpost.cli import about  # noqa: PLC0415  # 1 ms, as above

    return about.main, words


def _window(words: list[str]) -> int:
    gc.disable()  # the window collects on the GUI thread; until then it only costs, 10 ms of the start
    try:
        import_plainly()
        from modelpost import main as program  # noqa: PLC0415  # Qt, 100 ms
    except ImportError as error:
        if not _is_about_qt(error):
            raise
        from modelpost.cli.ending import Exit, complain  # noqa: PLC0415  # only now
        from modelpost.core.text import Message  # noqa: PLC0415  # as above

        complain(
            Message("The window cannot open because Qt cannot be loaded: {reason}", reason=error),
            Message("Install PySide6-Essentials and what it needs of the system; modelpost send works without."),
        )
        return Exit.WRONG_USAGE
    return program.main(words)


def import_plainly() -> None:
    """Put Python's own `import` back in the place of PySide's.

    PySide reads the source of every module that is imported, and keeps it, to see whether the module may choose
    snake_case names (`from __feature__ import`), which none of ours does: 30 ms and 10 MB by the end of the first send.
    """
    importlib.import_module("PySide6.QtCore")  # which replaces it
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _is_about_qt(error: ImportError) -> bool:
    """Tell whether Qt or a library of the system under it is missing, rather than a module of ours."""
    return (error.name or "").partition(".")[0] in {"PySide6", "shiboken6"} or ".so" in str(error)


if __name__ == "__main__":
    sys.exit(main())
