"""The same small requests by `modelpost run`, `newman run` and `bru run`, which send one behind the other.

newman and Bruno's command line come from the environments of the peers; without Node.js, or without a registry where
they were never made, their lines are left out, which is said.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bench_startup import APP
from harness import Result, compared

_PEERS = Path(__file__).resolve().parent.parent / "peers"
sys.path.append(str(_PEERS))
_LIMIT = 900
_TARGET = 1 / 8
_ROUNDS = 3
_PROGRAMS = {
    "newman": ("newman", "node_modules/newman/bin/newman.js"),
    "bru": ("bruno", "node_modules/@usebruno/cli/bin/bru.js"),
}
_Command = tuple[list[str], Path]
"""What to run, and where."""

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def measure(url: str, home: Path, count: int) -> list[Result]:
    """Return a line for each peer and number of workers: a request's share of the time, starts apart.

    A start is what a run of one request takes. All take turns, and the best round of each counts.
    """
    programs = {name: found for name, place in _PROGRAMS.items() if (found := _program(name, *place)) is not None}
    if not programs:
        return []
    many, one = (_commands(url, home / f"{number}", number, programs) for number in (count, 1))
    whole, start = _best(many, one)
    each = {name: (whole[name] - start[name]) / (count - 1) for name in whole}
    return [
        compared(
            f"batch{suffix}-{peer}",
            each[ours] * 1e6,
            "µs",
            f"{peer}, a request",
            each[peer] * 1e6,
            _TARGET,
            f"{workers}; {count} requests and the start: {whole[ours]:.2f} s, {peer} {whole[peer]:.2f} s",
        )
        for peer in programs
        for ours, suffix, workers in (("one", "", "one worker"), ("eight", "-8", "8 workers"))
    ]


def _program(name: str, environment: str, script: str) -> Path | None:
    """Return the script of a peer, None where it cannot be had."""
    from environments import NodeEnvironment

    try:
        return NodeEnvironment(environment).ready() / script
    except (OSError, RuntimeError, subprocess.TimeoutExpired) as error:
        print(f"{name} is absent, its lines are left out: {error}", file=sys.stderr, flush=True)
        return None


def _commands(url: str, home: Path, count: int, programs: dict[str, Path]) -> dict[str, _Command]:
    """Write what each program reads; return its command, and the folder to run it in."""
    home.mkdir()
    request = home / "small.yml"
    request.write_text(
        f'info:\n  name: small\n  type: http\n  seq: 1\n\nhttp:\n  method: GET\n  url: "{url}"\n', encoding="utf-8"
    )
    collection = home / "peer.json"
    item = {"name": "small", "request": {"method": "GET", "url": url}}
    collection.write_text(json.dumps({"info": {"name": "peer", "schema": _SCHEMA}, "item": [item]}), encoding="utf-8")
    folder = home / "bru"
    folder.mkdir()
    (folder / "bruno.json").write_text('{"version":"1","name":"peer","type":"collection"}', encoding="utf-8")
    (folder / "small.bru").write_text(
        f"meta {{\n  name: small\n  type: http\n  seq: 1\n}}\n\nget {{\n  url: {url}\n}}\n", encoding="utf-8"
    )
    rows = home / "rows.csv"
    rows.write_text("n\n" + "".join(f"{n}\n" for n in range(count)), encoding="utf-8")
    ours = [sys.executable, "-m", "modelpost", "run", str(request), "--repeat", str(count), "--jobs"]
    words = {
        "newman": ["run", str(collection), "-n", str(count), "--silent"],
        "bru": ["run", "--csv-file-path", str(rows)],
    }
    peers = {name: (["node", str(script), *words[name]], folder) for name, script in programs.items()}
    return {"one": ([*ours, "1"], home), "eight": ([*ours, "8"], home), **peers}


def _best(many: dict[str, _Command], one: dict[str, _Command]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the least seconds of each command for many requests, and for one; all take turns."""
    best: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for _ in range(_ROUNDS):
        for name, command_for_many in many.items():
            for least, command in zip(best, (command_for_many, one[name]), strict=True):
                least[name] = min(least.get(name, _LIMIT), _seconds(*command))
    return best


def _seconds(words: list[str], folder: Path) -> float:
    """Return how long a program takes; one that fails ends the benchmark."""
    environment = {**os.environ, "PYTHONPATH": APP, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    began = time.perf_counter()
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=_LIMIT
    )
    if done.returncode:
        raise SystemExit(f"{words} ended with {done.returncode}:\n{done.stdout[-1000:]}{done.stderr[-1000:]}")
    return time.perf_counter() - began
