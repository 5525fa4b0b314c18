"""The window running a batch of 100,000 rows, in a process of its own: `batch_work.py HOME SMALL ROWS`.

Prints megabytes over idle, the longest pause of the GUI while it runs, sorts and filters, and requests a second.
"""

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication
from window_work import Beat, Work, proportional_set_size

from modelpost.core.request import Body, BodyKind, RequestDraft
from modelpost.workbench.batch_phase import Phase

_WORKERS = 8


def main(home: str, small: str, rows: str) -> None:
    table = Path(home) / "rows.csv"
    with table.open("w", encoding="utf-8") as stream:
        stream.write("text,label\n")
        stream.writelines(f"a sentence to be classified number {n},{'a' if n % 3 else 'b'}\n" for n in range(int(rows)))
    application = QApplication([])
    application.setStyle("Fusion")
    work = Work(application, home)
    body = Body(BodyKind.RAW, raw='{"text": "{{text}}"}')
    work.program.workspace.new_tab(RequestDraft(method="POST", url=small, body=body))
    work.program.modes.choose("batch")
    work.rest()
    run = work.program.batches.current
    assert run is not None
    few = Path(home) / "few.csv"
    few.write_text("text\na\nb\n", encoding="utf-8")
    run.take([str(few)])
    work.until(lambda: run.phase is Phase.READY, "a small source")
    run.run()  # it loads the network stack, whose weight and pause are measured with a send
    work.until(lambda: run.phase is Phase.DONE, "a small run")
    idle, beat = proportional_set_size(), Beat()
    loop = QEventLoop()
    run.take([str(table)])
    work.until(lambda: run.phase is Phase.READY, "the table")
    stalls = {"read": beat.longest}
    beat.begin()
    run.set_up(replace(run.setup, workers=_WORKERS))
    run.run()
    began = time.perf_counter()
    run.changed.connect(lambda: loop.quit() if run.phase is Phase.DONE else None)
    loop.exec()
    took = time.perf_counter() - began
    stalls["run"] = beat.longest
    for name, act in (
        ("sort", lambda: run.rows.sort(1, Qt.SortOrder.AscendingOrder)),
        ("filter", lambda: run.rows.choose(verdict="mismatch")),
    ):
        beat.begin()
        act()
        work.rest()
        stalls[name] = beat.longest
    memory = proportional_set_size() - idle
    figures = {"memory": memory, "stalls": stalls, "per_second": int(rows) / took, "failed": run.failed_count}
    print(json.dumps(figures), flush=True)
    os._exit(0)  # the benchmark is over; nothing is to be asked about unsaved tabs


if __name__ == "__main__":
    main(*sys.argv[1:])
