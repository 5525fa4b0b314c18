"""Figures beside a floor or a peer that was measured in the same run."""

import json
import os
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Result:
    """One line of the table. `ratio` is figure over floor; `target` is the largest ratio (or figure) that is fine."""

    name: str
    figure: float
    unit: str
    floor_name: str
    floor: float
    ratio: float
    target: float
    note: str = ""

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.target


def compared(
    name: str, figure: float, unit: str, floor_name: str, floor: float, target: float, note: str = ""
) -> Result:
    return Result(name, round(figure, 4), unit, floor_name, round(floor, 4), round(figure / floor, 3), target, note)


def interleaved(one: Callable[[], float], other: Callable[[], float], runs: int) -> tuple[float, float]:
    """Return the medians of two measurements that took turns."""
    pairs = [(one(), other()) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def show(results: list[Result], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(result) | {"met": result.is_met} for result in results], indent=1))
        return
    print(f"load {os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "")
    print(f"{'name':<16}{'figure':>12} {'unit':<5}{'floor or peer':<34}{'':>10}{'ratio':>8}{'target':>8}")
    for r in results:
        mark = "" if r.is_met else "  OVER"
        print(
            f"{r.name:<16}{r.figure:>12.3f} {r.unit:<5}{r.floor_name:<34}"
            f"{r.floor:>10.3f}{r.ratio:>8.2f}{r.target:>8.2f}{mark}"
        )
        if r.note:
            print(f"{'':<16}{r.note}")
