"""Model servers that are not ours, asked from the command line, row by row, and from the window.

All serve a model that learned the irises of scikit-learn: MLServer answers with tensors of indices (KServe v2), MLflow
with the names of the classes, BentoML with a bare array of indices.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from environments import served
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from modelpost.__main__ import main
from modelpost.core.request import BodyKind, RequestDraft
from modelpost.core.showing import Showing
from modelpost.inference.api import Classification, Fault, Meaning, Table
from modelpost.main import Program
from modelpost.store.profile import Profile
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.response_desk import ResponseDesk

pytestmark = pytest.mark.peers

LABELS = "setosa\nversicolor\nvirginica\n"
COLUMNS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
SETOSA, VERSICOLOR, VIRGINICA = [5.1, 3.5, 1.4, 0.2], [7.0, 3.2, 4.7, 1.4], [6.3, 3.3, 6.0, 2.5]
ROWS = """a,b,c,d,species
5.1,3.5,1.4,0.2,setosa
4.9,3.0,1.4,0.2,setosa
7.0,3.2,4.7,1.4,versicolor
6.4,3.2,4.5,1.5,versicolor
5.9,3.2,4.8,1.8,versicolor
6.3,3.3,6.0,2.5,virginica
5.8,2.7,5.1,1.9,virginica
"""
"""Of the irises; the fifth looks like another species to this model."""


def tensor(*rows: list[float], outputs: tuple[str, ...] = ()) -> str:
    asked = {"name": "x", "datatype": "FP64", "shape": [len(rows), 4], "data": rows}
    wanted = {"outputs": [{"name": name} for name in outputs]} if outputs else {}
    return json.dumps({"inputs": [asked], **wanted})


def frame(*rows: list[float]) -> str:
    return json.dumps({"dataframe_split": {"columns": COLUMNS, "data": rows}})


def argument(*rows: list[float]) -> str:
    return json.dumps({"input_data": rows})


@dataclass(frozen=True)
class Server:
    """A server that runs: where its model is asked, and how."""

    url: str
    body: Callable[..., str]
    row: str

    def draft(self, body: str, labels: str = "") -> RequestDraft:
        draft = RequestDraft(method="POST", url=self.url, showing=Showing(labels=labels))
        return draft.with_body(kind=BodyKind.RAW, raw=body)


PATHS = {"mlserver": "/v2/models/iris/infer", "mlflow": "/invocations", "bentoml": "/classify"}
BODIES: dict[str, Callable[..., str]] = {"mlserver": tensor, "mlflow": frame, "bentoml": argument}


@pytest.fixture(scope="session")
def servers(peer_python: Callable[[str], Path]) -> Iterator[Callable[[str], Server]]:
    """Run a server the first time that it is asked for."""
    with ExitStack() as running:
        started: dict[str, Server] = {}

        def start(name: str) -> Server:
            if name not in started:
                address = running.enter_context(served(peer_python(name), f"{name}_server.py"))
                numbers = [f"{{{{{column}}}}}" for column in "abcd"]
                row = BODIES[name](numbers).replace('"{{', "{{").replace('}}"', "}}")
                started[name] = Server(f"{address}{PATHS[name]}", BODIES[name], row)
            return started[name]

        yield start


@pytest.fixture
def request_file(tmp_path: Path) -> Callable[[Server, str], str]:
    """Write a request as a file of its own."""

    def write(server: Server, body: str) -> str:
        file = tmp_path / "iris.yml"
        http = {"method": "POST", "url": server.url, "body": {"type": "json", "data": body}}
        file.write_text(json.dumps({"info": {"name": "Iris", "type": "http"}, "http": http}), "utf-8")
        return str(file)

    return write


class Window:
    """What the window's Inference tab follows, without its widgets."""

    def __init__(self, app: QApplication, profile: Path, qtbot: QtBot) -> None:
        self._program = Program(app, Profile(profile))
        self._qtbot = qtbot
        self.response = ResponseDesk(
            load_reader=lambda: self._program,
            saver=lambda path, content: None,
            background=self._program.background,
            parent=self._program.workspace,
        )
        self.inference = InferenceDesk(self.response, self._program.background)

    def shown(self, draft: RequestDraft) -> Meaning:
        """Send, and return the meaning that the tab shows."""
        tab = self._program.workspace.new_tab(draft)
        self.response.show_tab(tab)
        tab.send()
        self._qtbot.waitUntil(lambda: not tab.state.is_running and self.inference.current is not None, timeout=20_000)
        assert self.inference.current is not None
        return self.inference.current.reading.meaning

    def close(self) -> None:
        self.response.close()
        for tab in self._program.workspace.tabs:
            self._program.workspace.close_tab(tab)
        self._program.close()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, fresh_profile: Path) -> Iterator[Window]:
    made = Window(qapp, fresh_profile, qtbot)
    yield made
    made.close()


@pytest.fixture
def labels(tmp_path: Path) -> str:
    (tmp_path / "labels.txt").write_text(LABELS, "utf-8")
    return str(tmp_path / "labels.txt")


# The command line -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "columns", "results"),
    [
        ("mlserver", ["x 1", "x 2", "x 3", "x 4", "predict"], [0, 1, 2]),
        ("mlflow", [*COLUMNS, "prediction"], ["setosa", "versicolor", "virginica"]),
        ("bentoml", ["column 1", "column 2", "column 3", "column 4", "prediction"], [0, 1, 2]),
    ],
    ids=["mlserver", "mlflow", "bentoml"],
)
def test_several_rows_are_sent_at_once_and_joined_with_the_answers(
    servers: Any, request_file: Any, capfdbinary: Any, name: str, columns: list[str], results: list[Any]
) -> None:
    server = servers(name)

    code = main(["send", request_file(server, server.body(SETOSA, VERSICOLOR, VIRGINICA)), "--json"])

    told = json.loads(capfdbinary.readouterr().out)
    assert (code, told["status"]) == (0, 200)
    assert (told["reading"]["kind"], told["reading"]["columns"]) == ("table", columns)
    assert [row[:4] for row in told["reading"]["rows"]] == [SETOSA, VERSICOLOR, VIRGINICA]
    assert [row[4] for row in told["reading"]["rows"]] == results


@pytest.mark.parametrize("name", PATHS)
def test_what_a_server_refuses_is_an_exit_code_and_its_words(
    servers: Any, request_file: Any, capfdbinary: Any, name: str
) -> None:
    code = main(["send", request_file(servers(name), '{"inputs": 1, "instances": 1}'), "--json"])

    told = json.loads(capfdbinary.readouterr().out)
    assert (code, told["status"] in {400, 422}) == (1, True)
    assert told["reading"]["kind"] == "fault"
    assert "input" in told["reading"]["text"].lower()


@pytest.mark.parametrize("name", PATHS)
def test_a_table_is_run_row_by_row_and_judged_by_a_column(
    servers: Any, request_file: Any, labels: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")
    server = servers(name)
    file = request_file(server, server.row)

    code = main(["run", file, "--data", str(tmp_path / "rows.csv"), "--expect", "species", "--labels", labels])

    told = capsys.readouterr().out
    assert code == 0
    assert "7 inputs, 0 failed" in told
    assert "6 of 7 right" in told


# The window -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PATHS)
def test_the_window_shows_rows_with_the_names_of_their_classes(
    servers: Any, window: Window, labels: str, name: str
) -> None:
    server = servers(name)

    found = window.shown(server.draft(server.body(SETOSA, VIRGINICA), labels))

    assert isinstance(found, Table)
    assert [row[:4] for row in found.rows] == [tuple(SETOSA), tuple(VIRGINICA)]
    assert [row[4] for row in found.rows] == ["setosa", "virginica"]


def test_the_window_shows_the_shares_of_one_row_as_classes(servers: Any, window: Window, labels: str) -> None:
    body = tensor(VERSICOLOR, outputs=("predict_proba",))

    found = window.shown(servers("mlserver").draft(body, labels))

    assert isinstance(found, Classification)
    assert [each.label for each in found.classes] == ["versicolor", "virginica", "setosa"]
    assert sum(each.score or 0.0 for each in found.classes) == pytest.approx(1)


def test_the_window_shows_the_shares_of_a_bare_array_as_classes(servers: Any, window: Window, labels: str) -> None:
    draft = servers("bentoml").draft(argument(VERSICOLOR), labels)

    found = window.shown(replace(draft, url=draft.url.replace("/classify", "/shares")))

    assert isinstance(found, Classification)
    assert [each.label for each in found.classes] == ["versicolor", "virginica", "setosa"]
    assert sum(each.score or 0.0 for each in found.classes) == pytest.approx(1)


def test_the_window_shows_the_shares_of_several_rows_as_columns(servers: Any, window: Window, labels: str) -> None:
    body = tensor(SETOSA, VIRGINICA, outputs=("predict", "predict_proba"))

    found = window.shown(servers("mlserver").draft(body, labels))

    assert isinstance(found, Table)
    shares = ("predict_proba setosa", "predict_proba versicolor", "predict_proba virginica")
    assert found.columns[4:] == ("predict", *shares)
    assert [row[4] for row in found.rows] == ["setosa", "virginica"]


def test_the_window_shows_what_a_server_complains_about(servers: Any, window: Window) -> None:
    draft = servers("mlserver").draft(tensor(SETOSA))

    found = window.shown(replace(draft, url=draft.url.replace("iris", "tulips")))

    assert isinstance(found, Fault)
    assert "tulips" in found.text
