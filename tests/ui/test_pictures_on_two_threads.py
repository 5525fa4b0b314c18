"""Pictures are read on two threads at once: Qt's lock and Python's lock must never wait for each other."""

import subprocess
import sys
from pathlib import Path

_CODE = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from modelpost.ui.icons import Icons
from modelpost.ui.theme import Theme
from modelpost.workbench.picture_reader import read_picture

resources = Path(sys.argv[1])
application = QApplication([])
icons = Icons(resources / "icons", Theme(resources / "themes"))
content = (resources / "welcome" / "sunflower.png").read_bytes()
begun, ended = threading.Event(), threading.Event()

def read():
    while not ended.is_set():
        read_picture(content, QSize(40, 40))
        begun.set()

reading = [threading.Thread(target=read) for _ in range(2)]
for thread in reading:
    thread.start()
begun.wait()
try:
    drawn = [icons.pixmap("check", "text", size).width() for size in range(8, 408)]
finally:
    ended.set()
for thread in reading:
    thread.join()
print(drawn == list(range(8, 408)))
"""


def test_icons_are_drawn_while_answers_are_decoded(repository: Path) -> None:
    words = [sys.executable, "-c", _CODE, str(repository / "resources")]

    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "True"
