"""The checks of `test`: lint, types, contracts, tests."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

_DISPLAY = ":97"


def run(python: Path, root: Path, *, peers: bool, extra: list[str]) -> int:
    """Run every stage and print a summary; return 1 where one failed. `peers` runs only what needs real programs."""
    tool = [str(python), "-m"]
    marks = "peers" if peers else "not peers"
    tests = [*tool, "pytest", "-m", marks, "-p", "no:cacheprovider", *extra]
    stages: list[tuple[str, list[str]]] = []
    if not peers:
        sources = ["app", "tests", "packaging"]
        stages = [
            ("lint", [*tool, "ruff", "check", "--no-cache", *sources]),
            ("format", [*tool, "ruff", "format", "--no-cache", "--check", *sources]),
            ("types", [*tool, "mypy", "--no-incremental"]),
            ("contracts", [str(python.with_name("lint-imports")), "--no-cache"]),
        ]
    stages.append(("peers" if peers else "tests", tests))
    failed = [name for name, words in stages if not _passes(name, words, root)]
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _passes(name: str, words: list[str], root: Path) -> bool:
    began = time.monotonic()
    print(f"▸ {name}", flush=True)
    environment = {**os.environ, "PYTHONPATH": str(root / "app")}
    display = _start_display() if name in {"tests", "peers"} else None
    if display is not None:
        environment["MODELPOST_TEST_DISPLAY"] = _DISPLAY
    try:
        code = subprocess.call(words, cwd=root, env=environment)
    finally:
        if display is not None:
            display.terminate()
            display.wait(10)
    is_fine = code == 0
    print(f"  {name}: {'passed' if is_fine else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return is_fine


def _start_display() -> "subprocess.Popen[bytes] | None":
    """Start a virtual display for the journeys; without one they say why they are skipped."""
    if not sys.platform.startswith("linux") or shutil.which("Xvfb") is None:
        return None
    words = ["Xvfb", _DISPLAY, "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
