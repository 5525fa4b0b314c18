"""The page of a batch and `modelpost run` come to the same figures for the same inputs, each by its own way."""

import json
import re
import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from modelpost.__main__ import main
from modelpost.core.request import Body, BodyKind, FormRow, RequestDraft
from modelpost.main import Program
from modelpost.runs.ordering import Order, arranged
from modelpost.runs.setup import Expects, Setup
from modelpost.runs.tally import Verdict
from modelpost.store.profile import Profile
from modelpost.workbench.batch_run import BatchRun, Phase

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 100, 100) + b"\x08\x02\0\0\0"
ANSWER = re.compile(rb"<<(\d+) (.*?)>>", re.DOTALL)


class Handler(BaseHTTPRequestHandler):
    """Answers with the status and the JSON that stand in the picture itself."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        found = ANSWER.search(self.rfile.read(int(self.headers["Content-Length"])))
        assert found is not None
        self.send_response(int(found[1]))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(found[2])))
        self.end_headers()
        self.wfile.write(found[2])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        pass


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="service")
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def pictures(tmp_path: Path) -> Callable[..., Path]:
    """Write pictures that say what will be answered, by their path in the folder."""

    def write(**answers: Any) -> Path:
        for place, answer in answers.items():
            status, said = answer if isinstance(answer, tuple) else (200, answer)
            file = tmp_path / "pictures" / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(PNG + b"<<%d %s>>" % (status, json.dumps(said).encode()))
        return tmp_path / "pictures"

    return write


@pytest.fixture
def in_the_window(qapp: QApplication, qtbot: QtBot, fresh_profile: Path, url: str) -> Iterator[Callable[..., BatchRun]]:
    """Run a batch as the page does, to its end."""
    program = Program(qapp, Profile(fresh_profile))

    def run(setup: Setup) -> BatchRun:
        form = (FormRow("images", is_file=True, files=("a.png",)),)
        draft = RequestDraft(name="asked", method="POST", url=url, body=Body(BodyKind.FORM_DATA, form=form))
        made = program.presenters.batches().of(program.workspace.new_tab(draft))
        assert made is not None
        made.set_up(setup)
        qtbot.waitUntil(lambda: made.phase is Phase.READY, timeout=10_000)
        made.run()
        qtbot.waitUntil(lambda: made.phase is Phase.DONE, timeout=20_000)
        return made

    yield run
    for tab in program.workspace.tabs:
        program.workspace.close_tab(tab)
    program.close()


@pytest.fixture
def by_command(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[str, str]]:
    """Run the command over the same request, and return what it prints."""

    def run(*words: str) -> tuple[str, str]:
        body = "{type: multipart-form, data: [{name: images, type: file, value: [a.png]}]}"
        (tmp_path / "asked.yml").write_text(
            f"info: {{name: asked, type: http}}\nhttp: {{method: POST, url: '{url}', body: {body}}}\n", "utf-8"
        )
        main(["run", str(tmp_path / "asked.yml"), *words])
        told = capsys.readouterr()
        return told.out, told.err

    return run


def shown(run: BatchRun) -> dict[str, Any]:
    """Return the figures that the page draws."""
    tally = run.tally
    return {
        "accuracy": tally.accuracy,
        "classes": {each.label: (each.precision, each.recall, each.true) for each in tally.quality.classes()},
        "confusions": set(tally.confusions),
        "errors": {group: count for group, count in tally.errors.items() if count},
        "worst": [
            run.rows.results[place].name
            for place in arranged(run.rows.results, Order.VERDICT, tally.verdict, _is_wrong)
        ],
    }


def _is_wrong(_: object, verdict: Verdict) -> bool:
    return verdict is Verdict.MISMATCH


def printed(out: str, err: str) -> dict[str, Any]:
    """Return the same figures from what the command printed."""
    accuracy = re.search(r"^(\d+) of (\d+) right", out, re.MULTILINE)
    assert accuracy is not None
    classes = re.findall(r"^(\S+): precision (\S+)(?: %)?, recall (\S+)(?: %)?, (\d+) cases$", out, re.MULTILINE)
    taken = re.findall(r"^(\d+) × (\S+) was (?:taken for (\S+)|not found)$", out, re.MULTILINE)
    invented = re.findall(r"^(\d+) × (\S+) was found where there is none$", out, re.MULTILINE)
    return {
        "accuracy": int(accuracy[1]) / int(accuracy[2]),
        "classes": {label: (_share(one), _share(other), int(cases)) for label, one, other, cases in classes},
        "confusions": {
            *((expected, answered, int(count)) for count, expected, answered in taken),
            *(("", label, int(count)) for count, label in invented),
        },
        "errors": {group: int(count) for count, group in re.findall(r"(\d+) × (.*?)\.?$", err, re.MULTILINE)},
        "worst": re.findall(r"^(\S+\.png): ", out, re.MULTILINE),
    }


def _share(text: str) -> float | None:
    return None if text == "–" else float(text) / 100


def label(name: str, score: float) -> dict[str, Any]:
    return {"predicted_label": name, "scores": [[name, score]]}


def boxes(*found: tuple[str, float, list[float]]) -> dict[str, Any]:
    """Return boxes as ModelArts does: top, left, bottom, right."""
    return {
        "detection_classes": [name for name, _, _ in found],
        "detection_scores": [score for _, score, _ in found],
        "detection_boxes": [box for _, _, box in found],
    }


FLOWERS = {
    "rose/1.png": label("rose", 0.9),
    "rose/2.png": label("tulip", 0.6),
    "tulip/3.png": label("tulip", 0.8),
    "tulip/4.png": label("rose", 0.99),
    "tulip/5.png": (503, {"error_msg": "busy"}),
    "tulip/6.png": (503, {"error_msg": "busy"}),
}
STREETS = {
    "day/1.png": boxes(("car", 0.9, [10, 10, 30, 30]), ("bus", 0.4, [60, 60, 90, 90])),
    "night/1.png": boxes(("car", 0.8, [10, 10, 30, 30])),
    "night/2.png": boxes(("bus", 0.7, [50, 50, 70, 70])),
}
"""A car, and a bus that is not there; a car that is right; and a bus without the car beside it."""

TRUE = {
    "day/1.png": [("car", 10, 10, 20, 20)],
    "night/1.png": [("car", 10, 10, 20, 20)],
    "night/2.png": [("bus", 50, 50, 20, 20), ("car", 5, 5, 10, 10)],
}
CLASSES = ["car", "bus"]
OF_STREETS = {
    "accuracy": 1 / 3,
    "classes": {"bus": (0.5, 1.0, 1), "car": (1.0, pytest.approx(2 / 3, abs=0.001), 3)},
    "confusions": {("car", "", 1), ("", "bus", 1)},
    "errors": {},
}


def test_labels_by_folder(pictures: Any, in_the_window: Any, by_command: Any) -> None:
    folder = str(pictures(**FLOWERS))

    window = shown(in_the_window(Setup(place=folder, expects=Expects.FOLDER)))
    command = printed(*by_command("--folder", folder, "--expect", "folder"))

    assert window == command
    assert window == {
        "accuracy": 0.5,
        "classes": {"rose": (0.5, 0.5, 2), "tulip": (0.5, 0.5, 2)},
        "confusions": {("rose", "tulip", 1), ("tulip", "rose", 1)},
        "errors": {"503 busy": 2},
        "worst": ["tulip/4.png", "rose/2.png"],
    }


def coco(folder: Path) -> str:
    """Write the true boxes as COCO does."""
    images = [{"id": place, "file_name": name} for place, name in enumerate(TRUE)]
    drawn = [
        {"image_id": place, "category_id": CLASSES.index(name), "bbox": box}
        for place, found in enumerate(TRUE.values())
        for name, *box in found
    ]
    known = {
        "images": images,
        "annotations": drawn,
        "categories": [{"id": i, "name": n} for i, n in enumerate(CLASSES)],
    }
    (folder / "coco.json").write_text(json.dumps(known), "utf-8")
    return str(folder / "coco.json")


def yolo(folder: Path) -> str:
    """Write the true boxes as YOLO does: a file for each picture, from 0 to 1, by their middle."""
    for name, found in TRUE.items():
        file = (folder / "labels" / name).with_suffix(".txt")
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = [
            f"{CLASSES.index(kind)} {(x + width / 2) / 100} {(y + height / 2) / 100} {width / 100} {height / 100}"
            for kind, x, y, width, height in found
        ]
        file.write_text("\n".join(lines), "utf-8")
    (folder / "labels" / "classes.txt").write_text("\n".join(CLASSES), "utf-8")
    return str(folder / "labels")


@pytest.mark.parametrize("form", [coco, yolo], ids=["COCO", "YOLO"])
def test_boxes_by_their_overlap(
    pictures: Any, tmp_path: Path, in_the_window: Any, by_command: Any, form: Callable[[Path], str]
) -> None:
    folder, truth = str(pictures(**STREETS)), form(tmp_path)

    window = shown(in_the_window(Setup(place=folder, truth=truth)))
    command = printed(*by_command("--folder", folder, "--truth", truth))

    for figures in (window, command):
        assert set(figures.pop("worst")) == {"day/1.png", "night/2.png"}
        assert figures == OF_STREETS


def test_both_write_the_same_report(
    qtbot: QtBot, pictures: Any, tmp_path: Path, in_the_window: Any, by_command: Any
) -> None:
    folder, truth = str(pictures(**STREETS)), coco(tmp_path)
    files = [tmp_path / name for name in ("window.html", "command.html")]
    run, written = in_the_window(Setup(place=folder, truth=truth)), threading.Event()

    run.answers.export("html", str(files[0]), written.set)
    qtbot.waitUntil(written.is_set, timeout=10_000)
    by_command("--folder", folder, "--truth", truth, "--report", f"html={files[1]}")

    one, other = (by_class(file.read_text("utf-8")) for file in files)
    assert one == other
    assert "<th>car</th><td class=n>100.0 %</td><td class=n>66.7 %</td>" in one


def by_class(page: str) -> str:
    """Return the part of a report about accuracy and classes."""
    accuracy = re.search(r"<b>[\d.]+ %</b>Accuracy", page)
    assert accuracy is not None
    return accuracy[0] + page[page.index("<h2>By class</h2>") : page.index("<h2>Results</h2>")]
