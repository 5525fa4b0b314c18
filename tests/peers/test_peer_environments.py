"""A peer's environment is made once, and again when its lock changed."""

from pathlib import Path

import environments
import pytest
from environments import PeerEnvironment


@pytest.fixture
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "requirements"
    folder.mkdir()
    (folder / "nothing.txt").write_text("# no package at all\n")
    monkeypatch.setattr(environments, "LOCKS", folder)
    return folder


@pytest.mark.peers
def test_an_environment_is_made_once_for_a_lock(locks: Path, tmp_path: Path) -> None:
    python = PeerEnvironment("nothing", tmp_path).ready()
    trace = python.parent.parent / "trace"
    trace.touch()

    again = PeerEnvironment("nothing", tmp_path).ready()

    assert again == python
    assert trace.exists()


@pytest.mark.peers
def test_another_lock_makes_it_anew(locks: Path, tmp_path: Path) -> None:
    python = PeerEnvironment("nothing", tmp_path).ready()
    trace = python.parent.parent / "trace"
    trace.touch()
    (locks / "nothing.txt").write_text("# still no package\n")

    PeerEnvironment("nothing", tmp_path).ready()

    assert python.exists()
    assert not trace.exists()


def test_the_cache_lies_where_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELPOST_CACHE", str(tmp_path))

    assert PeerEnvironment("huawei_signer").folder == tmp_path / "peers" / "huawei_signer"
