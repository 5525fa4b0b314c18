"""The checks of `test`: lint, types, contracts, tests, journeys; with `--peers` what needs real programs."""

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from dev_steps import say

_SOURCES = ("app", "tests", "packaging")
_NOTHING_COLLECTED = 5
"""What pytest returns where no test matched: right for a narrowed run, wrong for a whole one."""


_GRACE = 10
"""Seconds in which a hung stage prints where its threads are."""


_DISPLAY_START = 30
"""Seconds that a virtual display may take to start."""


class Stage(NamedTuple):
    """One check: what it is called, its command line, whether it opens real windows, and the seconds it may take."""

    name: str
    words: list[str]
    needs_display: bool = False
    limit: float = 15 * 60


class Outcome(NamedTuple):
    """How a check went."""

    name: str
    passed: bool
    seconds: float


def run(python: Path, root: Path, *, peers: bool, extra: list[str]) -> int:
    """Run every stage and print a summary; return 1 where one failed."""
    outcomes = [run_stage(stage, root, narrowed=bool(extra)) for stage in stages(python, peers=peers, extra=extra)]
    print("\n" + summary(outcomes), flush=True)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def stages(python: Path, *, peers: bool, extra: list[str]) -> list[Stage]:
    """Return the checks in their order; `extra` are arguments for pytest, which then is all that runs."""
    tool = [str(python), "-m"]
    pytest = [*tool, "pytest", "-p", "no:cacheprovider", "-m"]
    if peers:
        return [Stage("peers", [*pytest, "peers", *extra])]
    tests = [
        Stage("tests", [*pytest, "not peers and not journey", *extra]),
        Stage("journeys", [*pytest, "journey", *extra], needs_display=True),
    ]
    if extra:
        return tests
    return [
        Stage("lint", [*tool, "ruff", "check", "--no-cache", *_SOURCES]),
        Stage("format", [*tool, "ruff", "format", "--no-cache", "--check", *_SOURCES]),
        Stage("types", [*tool, "mypy"]),
        Stage("contracts", [str(python.with_name("lint-imports")), "--no-cache"]),
        *tests,
    ]


def summary(outcomes: list[Outcome]) -> str:
    """Return a line per check."""
    return "\n".join(f"{'passed' if o.passed else 'FAILED'}  {o.name:<10} {o.seconds:5.0f} s" for o in outcomes)


def run_stage(stage: Stage, root: Path, *, narrowed: bool) -> Outcome:
    """Run one check; what it started ends with it, and where it hangs it has failed."""
    began = time.monotonic()
    print(f"\n▸ {stage.name}", flush=True)
    environment = {**os.environ, "PYTHONPATH": str(root / "app"), "QT_QPA_PLATFORM": "offscreen"}
    if stage.needs_display:
        with display() as number:
            if number is not None:
                environment |= {"DISPLAY": number, "QT_QPA_PLATFORM": "xcb"}
            code = _call(stage, root, environment)
    else:
        code = _call(stage, root, environment)
    passed = code == 0 or (narrowed and code == _NOTHING_COLLECTED)
    return Outcome(stage.name, passed, time.monotonic() - began)


def _call(stage: Stage, root: Path, environment: dict[str, str]) -> int:
    """Run a stage and whatever it starts; nothing of it outlives the stage, and a hung one tells where it stands."""
    is_posix = os.name == "posix"
    with subprocess.Popen(stage.words, cwd=root, env=environment, start_new_session=is_posix) as program:
        try:
            return program.wait(stage.limit)
        except subprocess.TimeoutExpired:
            say(f"No end after {stage.limit:.0f} s.")
            program.send_signal(signal.SIGABRT if is_posix else signal.SIGTERM)  # pytest then prints its stacks
            with suppress(subprocess.TimeoutExpired):
                program.wait(_GRACE)
            return 1
        finally:
            _end(program, is_posix=is_posix)


def _end(program: subprocess.Popen[bytes], *, is_posix: bool) -> None:
    if is_posix:
        with suppress(ProcessLookupError, PermissionError):  # macOS refuses where only zombies are left
            os.killpg(program.pid, signal.SIGKILL)
    else:
        program.kill()


@contextmanager
def display() -> Iterator[str | None]:
    """Run a virtual display while the block lasts and yield its name; None where there is none to be had."""
    if not sys.platform.startswith("linux"):
        yield None
        return
    if shutil.which("Xvfb") is None:
        say("Xvfb is not installed, so windows are drawn into memory only.")
        yield None
        return
    reading, writing = os.pipe()
    words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=[writing]) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:  # it writes its number once it takes connections
                has_begun = bool(select.select([told], [], [], _DISPLAY_START)[0])
                number = told.readline().strip() if has_begun else ""
            if not number:
                say("Xvfb does not start, so windows are drawn into memory only.")
            yield f":{number}" if number else None
        finally:
            server.kill()
