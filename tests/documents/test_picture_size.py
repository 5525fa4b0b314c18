"""The size of a picture by its first bytes."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from modelpost.documents.picture_size import ENOUGH, picture_size


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_the_size_is_that_of_the_picture(kind: str) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (321, 123)).save(stream, kind)

    assert picture_size(stream.getvalue()[:ENOUGH]) == (321, 123)


@pytest.mark.parametrize("method", [{"lossless": True}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0"}])
def test_every_kind_of_webp_is_known(method: dict[str, object]) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (321, 123)).save(stream, "WEBP", **method)

    assert picture_size(stream.getvalue()) == (321, 123)


def test_a_photograph_on_its_side_is_measured_as_it_is_shown() -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (321, 123)).save(stream, "JPEG", exif=exif)

    assert picture_size(stream.getvalue()) == (123, 321)


def test_our_own_samples_have_their_sizes(repository: Path) -> None:
    for file in (repository / "resources" / "sample_collection" / "samples").glob("*.png"):
        with Image.open(file) as picture:
            assert picture_size(file.read_bytes()[:ENOUGH]) == picture.size


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF1234WEBP", b"BM", b"GIF89a"]),
)
def test_nothing_makes_it_fail(rest: bytes, beginning: bytes) -> None:
    found = picture_size(beginning + rest)

    assert found is None or min(found) > 0
