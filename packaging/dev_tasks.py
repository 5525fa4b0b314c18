"""What the words of `packaging/dev.py` do."""

import os
import subprocess
import sys

import dev_checks
import dev_display
import dev_system
from dev_environment import ROOT, Environment
from dev_steps import Trouble, say

_USAGE = """usage: python3 packaging/dev.py run [ARGUMENT ...]
       python3 packaging/dev.py test [--peers] [-- PYTEST-ARGUMENT ...]
       python3 packaging/dev.py bench [NAME ...] [--json]

run    make the environment, if needed, and open Modelpost; arguments go to modelpost
test   lint, types, contracts and tests; --peers runs those that need real programs
bench  measure, each figure beside a floor or a peer in the same run"""


def main(words: list[str]) -> int:
    """Do what the first word says; return the exit code."""
    tasks = {"run": run, "test": test, "bench": bench}
    if words and words[0] in {"-h", "--help"}:
        print(_USAGE)
        return 0
    if not words or words[0] not in tasks:
        say(_USAGE)
        return 2
    try:
        return tasks[words[0]](words[1:])
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Open the window, or do in the terminal what it would show."""
    environment = Environment("run")
    python = environment.ready()
    if not arguments and not dev_display.has_display(os.environ, sys.platform):
        return dev_display.run_without(python, ROOT)
    if dev_display.opens_window(arguments):
        _provide_for_window(environment)
    words = [str(python), "-m", "modelpost", *arguments]
    if os.name == "nt":  # exec there returns to the shell before the program ends
        return subprocess.call(words)
    os.execv(words[0], words)


def test(arguments: list[str]) -> int:
    """Run every check; go on after a failure, so that one run tells all."""
    own, extra = _split(arguments)
    unknown = [word for word in own if word != "--peers"]
    if unknown:
        raise Trouble(f"test does not know {' '.join(unknown)}. Arguments for pytest stand after --.")
    environment = Environment("test")
    python = environment.ready()
    _provide_for_window(environment)
    _provide(dev_system.missing_for_tests())
    return dev_checks.run(python, ROOT, peers="--peers" in own, extra=extra)


def bench(arguments: list[str]) -> int:
    """Run the benchmarks."""
    environment = Environment("test")
    python = environment.ready()
    _provide_for_window(environment)
    _provide(dev_system.missing_for_benchmarks())
    return subprocess.call([str(python), str(ROOT / "tests" / "benchmarks" / "run.py"), *arguments], cwd=ROOT)


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return what is meant for us, and what stands after `--`."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at + 1 :]


def _provide_for_window(environment: Environment) -> None:
    """Look once per environment whether Qt finds its libraries; looking takes longer than starting the program."""
    if environment.is_marked("libraries"):
        return
    pyside = environment.packages / "PySide6"
    _provide(dev_system.missing_for_window(pyside))
    if not dev_system.missing_for_window(pyside):
        environment.mark("libraries")


def _provide(packages: frozenset[str]) -> None:
    if packages:
        dev_system.install(packages, is_root=os.geteuid() == 0)
