"""Content codings undone piece by piece."""

import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.failures import FormatTrouble
from modelpost.net.decode import decoded

TEXT = b"the quick brown fox " * 500


def bare_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def pieces(content: bytes, size: int = 7) -> Any:
    return iter([content[start : start + size] for start in range(0, len(content), size)])


PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "bare deflate": bare_deflate}


@pytest.mark.parametrize("name", PACKERS)
def test_a_body_is_unpacked(name: str) -> None:
    packed = PACKERS[name](TEXT)

    assert b"".join(decoded(pieces(packed), (name.rsplit(maxsplit=1)[-1],))) == TEXT


@given(content=st.binary(max_size=2000), size=st.integers(1, 300), name=st.sampled_from(sorted(PACKERS)))
def test_any_bytes_survive_packing_and_unpacking(content: bytes, size: int, name: str) -> None:
    packed = PACKERS[name](content)

    assert b"".join(decoded(pieces(packed, size), (name.rsplit(maxsplit=1)[-1],))) == content


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    packed = gzip.compress(zlib.compress(TEXT))

    assert b"".join(decoded(pieces(packed), ("deflate", "gzip"))) == TEXT


def test_gzip_members_may_follow_one_another() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0\0"

    assert b"".join(decoded(pieces(packed), ("x-gzip",))) == b"one two"


def test_no_coding_leaves_the_bytes_as_they_are() -> None:
    assert b"".join(decoded(pieces(TEXT), ())) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_nothing_at_all_unpacks_to_nothing(coding: str) -> None:
    assert b"".join(decoded(iter(()), (coding,))) == b""


def collected(stream: Any) -> Any:
    """Return what a stream gave before it raised, and what it raised."""
    given_up, content = None, b""
    try:
        for piece in stream:
            content += piece
    except FormatTrouble as trouble:
        given_up = trouble
    return content, given_up


@pytest.mark.parametrize("name", PACKERS)
def test_what_was_unpacked_before_an_early_end_is_kept(name: str) -> None:
    packed = PACKERS[name](TEXT)[:-20]

    content, trouble = collected(decoded(pieces(packed), (name.rsplit(maxsplit=1)[-1],)))

    assert TEXT.startswith(content)
    assert len(content) > 1000
    assert str(len(packed)) in trouble.hint.filled()


def test_damage_is_told_with_its_place() -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 500))
    packed[100:110] = b"\xff" * 10

    _, trouble = collected(decoded(pieces(bytes(packed), 50), ("gzip",)))

    assert "damaged" in str(trouble)
    assert "near byte" in str(trouble)


def test_what_is_not_packed_at_all_is_told() -> None:
    _, trouble = collected(decoded(iter([b"plain text"]), ("gzip",)))

    assert "gzip" in str(trouble)


def test_an_unknown_coding_is_named() -> None:
    _, trouble = collected(decoded(iter([b"x"]), ("br",)))

    assert "br" in trouble.summary.filled()


def test_a_bomb_is_stopped_at_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)

    content, trouble = collected(decoded(iter([bomb]), ("gzip",), largest=1 << 20))

    assert len(content) <= 1 << 20
    assert "1 MB" in trouble.summary.filled()
