"""What the system lacks is found, named, and installed where that is possible."""

from collections.abc import Callable
from pathlib import Path

import pytest

import dev_system

_LDD = """/clone/.venv/lib/PySide6/Qt/lib/libQt6Widgets.so.6:
\tlinux-vdso.so.1 (0x00007ffd0a5f2000)
\tlibEGL.so.1 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f0c5b600000)
/clone/.venv/lib/PySide6/Qt/plugins/platforms/libqxcb.so:
\tlibxcb-cursor.so.0 => not found
\tlibEGL.so.1 => not found
"""


def test_missing_libraries_are_read_from_the_dynamic_linker() -> None:
    assert dev_system.unresolved(_LDD) == {"libEGL.so.1", "libxcb-cursor.so.0"}


def test_a_font_anywhere_below_the_usual_folders_counts(tmp_path: Path) -> None:
    (tmp_path / "truetype" / "some").mkdir(parents=True)
    (tmp_path / "truetype" / "some" / "Some.TTF").touch()

    assert dev_system.has_fonts([str(tmp_path)])


def test_folders_without_fonts_or_no_folders_at_all_have_none(tmp_path: Path) -> None:
    (tmp_path / "README").touch()

    assert not dev_system.has_fonts([str(tmp_path), str(tmp_path / "absent")])


def test_root_gets_the_packages_installed_even_where_the_lists_are_missing(
    tmp_path: Path, program: Callable[[str, str], Path], capfd: pytest.CaptureFixture[str]
) -> None:
    log, lists = tmp_path / "log", tmp_path / "lists"
    program("apt-get", f'echo "$@" >> {log}; [ "$1" = update ] && touch {lists}; [ -e {lists} ]')

    dev_system.install(frozenset({"libegl1", "libxcb-cursor0"}), is_root=True)

    wanted = "install -y --no-install-recommends libegl1 libxcb-cursor0"
    assert log.read_text().splitlines() == [wanted, "update", wanted]
    assert "This system lacks libegl1, libxcb-cursor0." in capfd.readouterr().err


def test_what_apt_said_is_shown_where_it_failed(
    program: Callable[[str, str], Path], capfd: pytest.CaptureFixture[str]
) -> None:
    program("apt-get", "echo E: the mirror does not answer; exit 100")

    dev_system.install(frozenset({"xvfb"}), is_root=True)

    assert "E: the mirror does not answer" in capfd.readouterr().err


def test_without_a_terminal_the_command_is_printed(
    program: Callable[[str, str], Path], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program("apt-get", "exit 1")
    program("sudo", "exit 1")

    with Path("/dev/null").open(encoding="utf-8") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        dev_system.install(frozenset({"xvfb"}), is_root=False)

    assert "sudo apt-get install -y --no-install-recommends xvfb" in capfd.readouterr().err


def test_a_file_that_is_there_lacks_no_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").touch()
    monkeypatch.setattr("sys.platform", "linux")

    lacking = dev_system._missing_files({str(tmp_path / "there"): "one", str(tmp_path / "absent"): "two"})

    assert lacking == {"two"}
