"""Files that somebody damaged at any place are read or refused with file and line, and cost nothing else."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelpost.core import dotenv
from modelpost.core.failures import FormatTrouble, ModelpostError
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile
from modelpost.store.text_files import TextFiles

T = TypeVar("T")
FIXTURE = Path(__file__).parent.parent / "fixtures" / "bruno_collection"
SOUND = ("mask/detect.yml", "mask/json.yml", "mask/deep/older.yml")
DAMAGED = ("opencollection.yml", "environments/prod.yml", "mask/folder.yml", "mask/detect.yml", "mask/deep/older.yml")
PIECES = (
    *(b"{", b"}", b"[", b"- ", b": ", b"\n", b"\t", b'"', b"'", b"|", b"&a [*a]", b"*nowhere", b"? ", b"<<: *a"),
    *(b"\0", b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"---\n", b"...\n", b"%TAG ! x\n"),
    *(b"!!python/name:os.system x", b"!!binary ", b"~", b"9" * 5_000, b"../../../etc/passwd", b"[" * 200, b"{{", b"}}"),
)
DAMAGE = st.lists(
    st.tuples(st.integers(0, 2_000), st.integers(0, 60), st.sampled_from(PIECES) | st.binary(max_size=4)), max_size=4
)
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(FIXTURE, Path(name, "masks"))
        yield Path(name)


def damaged(content: bytes, damage: list[tuple[int, int, bytes]], cut: int | None) -> bytes:
    for place, length, piece in damage:
        at = place % (len(content) + 1)
        content = content[:at] + piece + content[at + length :]
    return content[:cut]


def outcome(work: Callable[[], T]) -> T | ModelpostError:
    """Do something, and return what came of it, be it a refusal."""
    try:
        return work()
    except ModelpostError as trouble:
        return trouble


def names_file_and_line(trouble: object, path: str) -> bool:
    return Path(path).name in str(trouble) and "ine " in str(trouble)


@settings(max_examples=120, deadline=None, suppress_health_check=SLOW)
@given(path=st.sampled_from(DAMAGED), damage=DAMAGE, cut=st.none() | st.integers(0, 2_000))
def test_a_damaged_file_is_read_or_named_and_costs_no_other(
    folder: Path, path: str, damage: list[tuple[int, int, bytes]], cut: int | None
) -> None:
    root, store = folder / "masks", Collections(Profile(folder / "profile"))
    original = (FIXTURE / path).read_bytes()
    (root / path).write_bytes(damaged(original, damage, cut))

    opened = outcome(lambda: store.open(str(root)))
    (root / path).write_bytes(original)

    if isinstance(opened, ModelpostError):
        assert path == "opencollection.yml"
        assert names_file_and_line(opened, path)
    else:
        whole = [node.path for node in opened.tree.requests() if node.trouble is None]
        assert {each for each in SOUND if each != path} <= set(whole)


@settings(max_examples=120, deadline=None, suppress_health_check=SLOW)
@given(path=st.sampled_from(SOUND), damage=DAMAGE, cut=st.none() | st.integers(0, 2_000))
def test_what_can_still_be_read_is_saved_without_a_change_nobody_made(
    folder: Path, path: str, damage: list[tuple[int, int, bytes]], cut: int | None
) -> None:
    root, store = folder / "masks", Collections(Profile(folder / "profile"))
    content = damaged((FIXTURE / path).read_bytes(), damage, cut)
    (root / path).write_bytes(content)

    stored = outcome(lambda: store.read(str(root), path))
    if not isinstance(stored, ModelpostError):
        read = stored
        outcome(lambda: store.save(str(root), path, read.draft, read))
    kept = (root / path).read_bytes()
    shutil.copy(FIXTURE / path, root / path)

    assert kept == content


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(damage=DAMAGE)
def test_a_damaged_dotenv_file_is_read_or_named(folder: Path, damage: list[tuple[int, int, bytes]]) -> None:
    file = folder / ".env"
    file.write_bytes(damaged(b"# a\nexport A=1\nB='two words' # why\nC=\"a\\n${A}\"\n", damage, None))

    text = outcome(lambda: TextFiles().read(str(file)))

    if isinstance(text, ModelpostError):
        assert names_file_and_line(text, ".env")
    else:
        assert all(loss.filled() for loss in dotenv.read(text).losses)


@pytest.mark.parametrize(
    ("content", "line"), [(b"A=1\nB=\xff\n", 2), (b"\x89PNG\r\n\x1a\n\0\0", 1), (b"A=1\n\nB=\0\n", 3)]
)
def test_what_is_no_text_is_no_dotenv_file(tmp_path: Path, content: bytes, line: int) -> None:
    (tmp_path / "my.env").write_bytes(content)

    with pytest.raises(FormatTrouble, match=rf"my\.env.*Line {line} ") as caught:
        TextFiles().read(str(tmp_path / "my.env"))

    assert caught.value.line == line


def test_a_dotenv_file_that_powershell_wrote_is_read(tmp_path: Path) -> None:
    (tmp_path / "my.env").write_bytes("A=花\r\n".encode("utf-16"))

    assert TextFiles().read(str(tmp_path / "my.env")) == "A=花\r\n"
