"""Content codings undone piece by piece."""

import gzip
import random
import sys
import zlib
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.failures import FormatTrouble, GrownTooLarge
from modelpost.net.decode import Unpacking, decoded

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"the quick brown fox " * 500


def bare_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def pieces(content: bytes, size: int = 7) -> Any:
    return iter([content[start : start + size] for start in range(0, len(content), size)])


PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "bare deflate": bare_deflate,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("name", PACKERS)
def test_a_body_is_unpacked(name: str) -> None:
    packed = PACKERS[name](TEXT)

    assert b"".join(decoded(pieces(packed), (name.rsplit(maxsplit=1)[-1],))) == TEXT


@given(content=st.binary(max_size=2000), size=st.integers(1, 300), name=st.sampled_from(sorted(PACKERS)))
def test_any_bytes_survive_packing_and_unpacking(content: bytes, size: int, name: str) -> None:
    packed = PACKERS[name](content)

    assert b"".join(decoded(pieces(packed, size), (name.rsplit(maxsplit=1)[-1],))) == content


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    packed = zstd.compress(brotli.compress(gzip.compress(zlib.compress(TEXT))))

    assert b"".join(decoded(pieces(packed), ("deflate", "gzip", "br", "zstd"))) == TEXT


def test_gzip_members_may_follow_one_another() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0\0"

    assert b"".join(decoded(pieces(packed), ("x-gzip",))) == b"one two"


def test_zstd_frames_may_follow_one_another() -> None:
    packed = zstd.compress(b"one ") + zstd.compress(b"two")

    assert b"".join(decoded(pieces(packed), ("zstd",))) == b"one two"


@pytest.mark.parametrize("more", [-258, -1, 0, 1, 100, 257])
@pytest.mark.parametrize("name", PACKERS)
def test_nothing_is_held_back_at_the_end_of_a_full_piece(name: str, more: int) -> None:
    whole = bytes((1 << 18) + more)

    assert b"".join(decoded(iter([PACKERS[name](whole)]), (name.rsplit(maxsplit=1)[-1],))) == whole


@pytest.mark.parametrize("name", PACKERS)
def test_a_single_byte_of_a_packed_body_is_one_that_was_cut_short(name: str) -> None:
    _, trouble = collected(decoded(iter([PACKERS[name](TEXT)[:1]]), (name.rsplit(maxsplit=1)[-1],)))

    assert "cut short" in str(trouble)


def test_damage_within_stacked_codings_is_told_of_the_one_that_is_damaged() -> None:
    packed = gzip.compress(brotli.compress(TEXT)[:-5])

    _, trouble = collected(decoded(pieces(packed), ("br", "gzip")))

    assert "its br data is damaged" in str(trouble)
    assert f"near byte {len(packed)}" in str(trouble)


def test_a_while_without_bytes_is_passed_on() -> None:
    packed = gzip.compress(TEXT)

    assert list(decoded(iter([b"", packed, b""]), ("gzip",))) == [b"", TEXT, b""]


def test_what_is_fed_is_given_at_once() -> None:
    packer = zlib.compressobj(wbits=31)
    first = packer.compress(b"first") + packer.flush(zlib.Z_SYNC_FLUSH)
    unpacking = Unpacking(("gzip",))

    given = list(unpacking.feed(first))

    assert given == [b"first"]
    with pytest.raises(FormatTrouble):
        unpacking.finish()


def test_no_coding_leaves_the_bytes_as_they_are() -> None:
    assert b"".join(decoded(pieces(TEXT), ())) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
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
    whole = random.Random(1).randbytes(1 << 20)
    packed = PACKERS[name](whole)[:-20]

    content, trouble = collected(decoded(pieces(packed, 5000), (name.rsplit(maxsplit=1)[-1],)))

    assert whole.startswith(content)
    assert len(content) > 1000
    assert str(len(packed)) in trouble.hint.filled()


def test_damage_is_told_with_its_place() -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 500))
    packed[100:110] = b"\xff" * 10

    _, trouble = collected(decoded(pieces(bytes(packed), 50), ("gzip",)))

    assert "damaged" in str(trouble)
    assert "near byte" in str(trouble)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_is_not_packed_at_all_is_told(coding: str) -> None:
    _, trouble = collected(decoded(iter([b"<plain text>"]), (coding,)))

    assert f"its {coding} data is damaged" in str(trouble)


def test_an_unknown_coding_is_named() -> None:
    _, trouble = collected(decoded(iter([b"x"]), ("compress",)))

    assert "compress" in trouble.summary.filled()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_stopped_at_the_limit(coding: str) -> None:
    bomb = PACKERS[coding](b"\0" * 10_000_000)

    content, trouble = collected(decoded(iter([bomb]), (coding,), largest=1 << 20))

    assert len(content) == 1 << 20
    assert isinstance(trouble, GrownTooLarge)
    assert "1 MB" in trouble.summary.filled()


def counted(stream: Any) -> tuple[int, Any]:
    """Return how much a stream gave, without keeping it."""
    size = 0
    try:
        for piece in stream:
            size += len(piece)
    except FormatTrouble as trouble:
        return size, trouble
    return size, None


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_what_grows_out_of_all_proportion_is_stopped_early(coding: str) -> None:
    bomb = PACKERS[coding](bytes(100 << 20))

    size, trouble = counted(decoded(iter([bomb]), (coding,)))

    assert (size, isinstance(trouble, GrownTooLarge)) == (64 << 20, True)


def test_what_is_allowed_may_grow_in_any_proportion() -> None:
    packed = gzip.compress(bytes(70 << 20), 1)

    assert counted(decoded(iter([packed]), ("gzip",), largest=80 << 20)) == (70 << 20, None)


def test_what_is_not_packed_may_be_of_any_size() -> None:
    assert counted(decoded(iter([bytes(10)] * 10), (), largest=5)) == (100, None)


def test_a_zstd_window_that_is_too_wide_is_named() -> None:
    options = {zstd.CompressionParameter.window_log: 28, zstd.CompressionParameter.compression_level: 1}
    packer = zstd.ZstdCompressor(options=options)
    packed = packer.compress(b"wide") + packer.flush()

    _, trouble = collected(decoded(iter([packed]), ("zstd",)))

    assert "window of more than 128 MB" in str(trouble)
