"""What the file is called that an answer is saved to."""

import pytest

from modelpost.core.headers import HeaderList
from modelpost.core.response import Response
from modelpost.viewers.api import Answer
from modelpost.workbench.file_names import suggested_name


def _name(disposition: str, media_type: str = "application/json") -> str:
    headers = HeaderList.of([("Content-Disposition", disposition)] if disposition else [])
    return suggested_name(Answer(Response(200, headers=headers), b"{}", media_type))


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("application/json", "response.json"),
        ("application/problem+json", "response.json"),
        ("image/jpeg", "response.jpg"),
        ("text/html", "response.html"),
        ("text/x-unknown", "response.txt"),
        ("application/octet-stream", "response.bin"),
    ],
)
def test_without_a_name_the_kind_gives_the_ending(media_type: str, name: str) -> None:
    assert _name("", media_type) == name


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("花 1.jpg", "花 1.jpg"),
        ("report", "report.json"),
        ("../../etc/passwd", "passwd.json"),
        ("C:\\\\Windows\\\\system.ini", "system.ini"),
        ("/", "response.json"),
        ("..", "response.json"),
        (".bashrc", "bashrc.json"),
        ("con.txt", "con-1.txt"),
        ("a<b>|c?.txt", "a-b--c.txt"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("photo.png" + "\u3164\u2800" * 20 + ".exe", "photo.png.exe"),
        ("\u034f\ufe0f.txt", "txt.json"),
        ("a\x1b[31m.txt", "a-[31m.txt"),
        ("x" * 300 + ".txt", "x" * 80 + ".txt"),
        ("a.not an ending", "a.not an ending.json"),
    ],
)
def test_a_name_that_the_service_gives_is_made_harmless(given: str, name: str) -> None:
    assert _name(f'attachment; filename="{given}"') == name
