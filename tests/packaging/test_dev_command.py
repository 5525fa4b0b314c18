"""`packaging/dev.py` as a user meets it."""

import subprocess
import sys
from pathlib import Path

import pytest


def _python(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=cwd, capture_output=True, text=True, check=False)


def test_an_old_python_is_told_what_is_needed(repository: Path) -> None:
    pretend = "import sys, runpy; sys.version_info = (3, 8, 1); runpy.run_path('packaging/dev.py', run_name='__main__')"

    done = _python("-c", pretend, cwd=repository)

    assert done.returncode == 1
    assert done.stderr == "Modelpost needs Python 3.11 or later, and this is Python 3.8.\n"


def test_old_pythons_can_parse_the_script(repository: Path) -> None:
    source = (repository / "packaging" / "dev.py").read_text(encoding="utf-8")

    assert source.isascii()
    assert not any(word in source for word in ("match ", ":=", 'f"', " -> "))


def test_without_a_word_the_usage_is_shown(repository: Path) -> None:
    done = _python("packaging/dev.py", cwd=repository)

    assert done.returncode == 2
    assert done.stderr.startswith("usage: python3 packaging/dev.py run")


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help_is_what_was_asked_for(repository: Path, word: str) -> None:
    done = _python("packaging/dev.py", word, cwd=repository)

    assert done.returncode == 0
    assert "dev.py bench [NAME ...] [--json]" in done.stdout


def test_an_unknown_argument_of_test_is_named(repository: Path) -> None:
    done = _python("packaging/dev.py", "test", "--fast", cwd=repository)

    assert done.returncode == 1
    assert done.stderr == "test does not know --fast. Arguments for pytest stand after --.\n"


def test_a_python_without_ensurepip_is_told_which_package_has_it(repository: Path) -> None:
    words = "import sys; sys.path.insert(0, 'packaging'); sys.modules['ensurepip'] = None; import dev_environment as d"

    done = _python("-c", f"{words}; d.check_venv()", cwd=repository)

    assert "apt-get install python{}.{}-venv".format(*sys.version_info[:2]) in done.stderr
