"""A screen reader reads the answer in the window: AT-SPI with the system's own client, on a display of its own."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

NEEDED = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/python3/dist-packages/pyatspi/__init__.py")
MISSING = [*(name for name in ("dbus-run-session", "Xvfb") if shutil.which(name) is None)]
MISSING += [name for name in NEEDED if not Path(name).exists()]

pytestmark = [
    pytest.mark.peers,
    pytest.mark.skipif(
        bool(MISSING),
        reason=f"this needs {' and '.join(MISSING)}; on Debian: apt install at-spi2-core python3-pyatspi dbus xvfb",
    ),
]

LINES = 100_000
REQUEST = """info:
  name: Roses
  type: http
  seq: 1

http:
  method: GET
  url: {url}
"""


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # the library's name
        body = b"".join(b"rose %d\n" % number for number in range(LINES))
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def roses() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def read(roses: str, tmp_path_factory: pytest.TempPathFactory, repository: Path) -> dict[str, Any]:
    """Return what a screen reader reads of an answer in the window."""
    home = tmp_path_factory.mktemp("sr")  # short: names of sockets have at most 108 bytes
    collection = home / "garden"
    collection.mkdir()
    (collection / "opencollection.yml").write_text("opencollection: 1.0.0\n\ninfo:\n  name: Garden\n")
    (collection / "roses.yml").write_text(REQUEST.format(url=roses))
    environment = {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "MODELPOST_HOME": str(home / "profile"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(repository / "app"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "QT_QPA_PLATFORM": "xcb",
        "XDG_RUNTIME_DIR": str(home),
    }
    reader = ["/usr/bin/python3", str(Path(__file__).with_name("screen_reader.py"))]
    window = [sys.executable, "-m", "modelpost", str(collection / "roses.yml")]

    done = subprocess.run(
        ["dbus-run-session", "--", *reader, *window],
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_screen_reader_reads_a_large_answer_by_line_word_and_selection(read: dict[str, Any]) -> None:
    assert read["nameless"] == []
    assert read["role"] == "text"
    assert read["text"].startswith("rose 0\nrose 1\nrose 2\n")
    assert read["characters"] < LINES
    assert (read["line"], read["word"]) == (["rose 0", 0, 6], ["0", 5, 6])
    assert (read["caret"], read["selection"]) == (8, [4, 8])
    assert read["heard"] == ["object:text-caret-moved", "object:text-selection-changed"]
    assert read["is_on_the_view"]
