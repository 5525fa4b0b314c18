"""Files of certificates are looked up once, off the thread of the window, and told of when they are known."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.certificates import CertificateFile
from modelpost.workbench.authority_files import AuthorityFiles

EMPTY = CertificateFile()


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def files(desk: Any, asked: list[str]) -> AuthorityFiles:
    def read(path: str) -> CertificateFile:
        asked.append(path)
        return EMPTY

    return AuthorityFiles(desk.background, read, desk.workspace)


def test_what_a_file_holds_is_known_after_a_while(files: AuthorityFiles, asked: list[str], qtbot: QtBot) -> None:
    with qtbot.waitSignal(files.changed):
        before = files.look("/c", ("ca.pem",))

    assert (before, files.look("/c", ("ca.pem",))) == ({}, {"ca.pem": EMPTY})
    assert asked == ["/c/ca.pem"]


def test_a_path_with_a_variable_is_not_looked_up(files: AuthorityFiles, desk: Any, asked: list[str]) -> None:
    files.look("/c", ("{{home}}/ca.pem",))

    assert desk.background.is_idle
    assert asked == []


def test_what_was_forgotten_is_told_until_it_was_looked_up_again(
    files: AuthorityFiles, asked: list[str], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(files.changed):
        files.look("", ("/ca.pem",))

    files.forget()
    known = files.look("", ("/ca.pem",))

    qtbot.waitUntil(lambda: asked == ["/ca.pem", "/ca.pem"])
    assert known == {"/ca.pem": EMPTY}
