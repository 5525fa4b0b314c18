"""Bodies on their way out: streamed, watched, and truthful about files that change."""

import hashlib
import io
import os
import tracemalloc
from base64 import b64encode
from email.parser import BytesParser
from email.policy import HTTP
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from modelpost.core.events import Failed, Finished, Noted, RequestSent, UploadProgress
from modelpost.core.failures import FailureKind, FileTrouble
from modelpost.core.headers import HeaderList
from modelpost.core.resolved import (
    FileContent,
    FilePart,
    InsertedFile,
    MultipartContent,
    ResolvedRequest,
    SendOptions,
    TextContent,
    TextPart,
)
from modelpost.core.text import Message

LARGE = 256 << 20
ANY = SendOptions(verify_tls=False)


def swallowing(peer: Any) -> None:
    """Read bodies of any size without keeping them."""
    while True:
        request = peer.head()
        left = int(request.value("Content-Length") or 0) - len(peer._buffer)
        peer._buffer = b""
        while left > 0:
            left -= len(peer._some())
        peer.answer(b"swallowed")


def upload_of(path: str, url: str) -> Any:
    return ResolvedRequest(
        "POST", url, content=MultipartContent((FilePart("file", path, "f", place="body.form.0.files.0"),))
    )


def test_form_data_arrives_part_by_part(serve: Any, laboratory: Any, tmp_path: Path) -> None:
    (tmp_path / "花.jpg").write_bytes(b"\xff\xd8 picture \r\n--\r\n")
    content = MultipartContent(
        (
            TextPart("caption", "ein Löwe", "text/plain; charset=utf-8"),
            FilePart("images", str(tmp_path / "花.jpg"), "花.jpg"),
            FilePart("images", str(tmp_path / "花.jpg"), "again.png", "image/x-own"),
        )
    )
    server = serve(lambda peer: (peer.request(), peer.answer()))

    laboratory.send(ResolvedRequest("POST", server.url, content=content))

    request = server.received[0]
    head = f"Content-Type: {request.value('Content-Type')}\r\n\r\n".encode()
    parts = list(BytesParser(policy=HTTP).parsebytes(head + request.body).iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "image/jpeg", "image/x-own"]
    assert parts[0].get_payload(decode=True) == "ein Löwe".encode()
    assert b'name="images"; filename="\xe8\x8a\xb1.jpg"' in request.body
    assert [part.get_payload(decode=True) for part in parts[1:]] == [b"\xff\xd8 picture \r\n--\r\n"] * 2


@pytest.mark.parametrize("typed", ["multipart/form-data", "Multipart/Form-Data; charset=utf-8"])
def test_a_typed_content_type_without_a_boundary_gets_the_right_one_and_that_is_told(
    serve: Any, laboratory: Any, typed: str
) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))
    content = MultipartContent((TextPart("a", "b"),))

    events = laboratory.send(ResolvedRequest("POST", server.url, HeaderList.of([("content-type", typed)]), content))

    request = server.received[0]
    boundary = request.value("content-type").partition("boundary=")[2]
    assert boundary
    assert request.body.startswith(f"--{boundary}\r\n".encode())
    assert [name for name, _ in request.headers].count("content-type") == 1
    assert any(isinstance(event, Noted) and "boundary" in str(event.message) for event in events)


def test_a_typed_boundary_is_left_alone(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))
    headers = HeaderList.of([("Content-Type", "multipart/form-data; boundary=mine")])

    laboratory.send(ResolvedRequest("POST", server.url, headers, TextContent("--mine--\r\n", "text/plain")))

    assert server.received[0].value("Content-Type") == "multipart/form-data; boundary=mine"


def test_a_file_may_be_the_whole_body(serve: Any, laboratory: Any, tmp_path: Path) -> None:
    (tmp_path / "weights.zip").write_bytes(b"PK" * 1000)
    server = serve(lambda peer: (peer.request(), peer.answer()))

    events = laboratory.send(ResolvedRequest("PUT", server.url, content=FileContent(str(tmp_path / "weights.zip"))))

    sent = next(event for event in events if isinstance(event, RequestSent))
    assert server.received[0].body == b"PK" * 1000
    assert server.received[0].value("Content-Type") == "application/zip"
    assert sent.sha256 == hashlib.sha256(b"PK" * 1000).hexdigest()


def test_an_empty_file_is_sent_as_it_is(serve: Any, laboratory: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    server = serve(lambda peer: (peer.request(), peer.answer()))

    laboratory.send(ResolvedRequest("PUT", server.url, content=FileContent(str(tmp_path / "empty"))))

    assert server.received[0].value("Content-Length") == "0"


def test_a_large_file_arrives_whole(serve_either: Any, laboratory: Any, tmp_path: Path) -> None:
    content = os.urandom(1 << 16) * 200
    (tmp_path / "large.bin").write_bytes(content)
    server = serve_either(lambda peer: (peer.request(), peer.answer()))

    laboratory.send(ResolvedRequest("PUT", server.url, content=FileContent(str(tmp_path / "large.bin"))), ANY)

    assert server.received[0].body == content


def test_a_large_text_arrives_whole(serve_either: Any, laboratory: Any) -> None:
    text = "0123456789" * 1_000_000
    server = serve_either(lambda peer: (peer.request(), peer.answer()))

    laboratory.send(ResolvedRequest("POST", server.url, content=TextContent(text, "text/plain")), ANY)

    assert server.received[0].body == text.encode()


def test_memory_does_not_grow_with_the_file(serve_either: Any, laboratory: Any, sparse_file: Any) -> None:
    server = serve_either(swallowing)
    path = sparse_file(LARGE)
    laboratory.get(server.url, ANY)  # what is made once shall not count
    tracemalloc.start()

    try:
        *_, finished = laboratory.send(upload_of(path, server.url), ANY)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert isinstance(finished, Finished)
    assert peak < 8 << 20


class SteppingClock:
    """Goes on by a sixty-fourth of a second with each look."""

    def __init__(self) -> None:
        self._looks = 0

    def monotonic(self) -> float:
        self._looks += 1
        return self._looks / 64

    def now(self) -> float:
        return 0.0


def test_progress_is_told_every_50_ms_at_most_and_at_the_end(serve: Any, build: Any, sparse_file: Any) -> None:
    server = serve(swallowing)

    events = build(clock=SteppingClock()).send(upload_of(sparse_file(LARGE), server.url))

    *told, last = [event for event in events if isinstance(event, UploadProgress)]
    assert len(told) > 2
    assert last.sent == last.total > LARGE
    assert all(later.at - earlier.at >= 0.05 for earlier, later in pairwise(told))


@pytest.mark.parametrize("make", ["missing", "folder"])
def test_what_cannot_be_sent_is_told_at_its_place_before_connecting(
    serve: Any, laboratory: Any, tmp_path: Path, make: str
) -> None:
    path = tmp_path / make
    if make == "folder":
        path.mkdir()
    server = serve(swallowing)

    events = laboratory.send(upload_of(str(path), server.url))

    assert [type(event) for event in events] == [Failed]
    assert events[0].failure.kind is FailureKind.FILE
    assert events[0].failure.place == "body.form.0.files.0"
    assert server.connections == 0


class ChangingFile:
    """A file that another program changes once it was opened."""

    def __init__(self, path: str, change: Any) -> None:
        self._file = io.FileIO(path)
        change(path)

    def readinto(self, buffer: memoryview) -> int:
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()


class ChangingFiles:
    """Files that change once they were opened."""

    def __init__(self, change: Any) -> None:
        self._change = change

    def size(self, path: str) -> int:
        try:
            return Path(path).stat().st_size
        except OSError as error:
            raise FileTrouble(path, Message("{path} cannot be read", path=path)) from error

    def open(self, path: str) -> ChangingFile:
        return ChangingFile(path, self._change)


@pytest.mark.parametrize("size", [1000, 20 << 20], ids=["small", "large"])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda path: os.truncate(path, 10), "became shorter"),
        (lambda path: os.truncate(path, 30 << 20), "changed"),
        (os.unlink, "cannot be read"),
    ],
    ids=["shrinks", "grows", "vanishes"],
)
def test_a_file_that_changes_while_it_is_sent(
    serve: Any, build: Any, sparse_file: Any, size: int, change: Any, words: str
) -> None:
    server = serve(swallowing)
    path = sparse_file(size)

    *_, failed = build(files=ChangingFiles(change)).send(upload_of(path, server.url))

    assert failed.failure.kind is FailureKind.FILE
    assert words in str(failed.failure.summary)
    assert failed.failure.place == "body.form.0.files.0"


def refusing(peer: Any) -> None:
    """Answer at the head of a request, and read no more of it."""
    peer.head()
    peer.answer(b"too large", "413 Content Too Large")
    peer.stop_reading()


@pytest.mark.parametrize("interim", [b"", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_server_that_answers_before_it_has_everything_is_heard(
    serve_either: Any, laboratory: Any, sparse_file: Any, interim: bytes
) -> None:
    def script(peer: Any) -> None:
        peer.send(interim)
        refusing(peer)

    server = serve_either(script)

    events = laboratory.send(upload_of(sparse_file(LARGE), server.url), ANY)

    assert events[-1].response.status == 413
    assert events[-1].response.body.content == b"too large"
    assert any(isinstance(event, Noted) and "before it had the whole request" in str(event.message) for event in events)


def test_a_server_that_answers_large_text_early_is_heard(serve_either: Any, laboratory: Any) -> None:
    server = serve_either(refusing)
    content = TextContent("x" * 50_000_000, "text/plain")

    *_, finished = laboratory.send(ResolvedRequest("POST", server.url, content=content), ANY)

    assert finished.response.status == 413


def test_an_answer_before_a_reset_is_heard(serve: Any, laboratory: Any, sparse_file: Any) -> None:
    def script(peer: Any) -> None:
        peer.head()
        peer.answer(b"too large", "413 Content Too Large")

    server = serve(script)

    *_, last = laboratory.send(upload_of(sparse_file(LARGE), server.url))

    assert last.response.status == 413


def test_the_connection_of_an_upload_that_was_cut_off_is_not_used_again(
    serve: Any, laboratory: Any, sparse_file: Any
) -> None:
    server = serve(lambda peer: refusing(peer) if not server.received else (peer.request(), peer.answer()))
    laboratory.send(upload_of(sparse_file(LARGE), server.url))

    *_, finished = laboratory.get(server.url)

    assert finished.response.status == 200
    assert server.connections == 2


def test_an_interim_answer_does_not_stop_an_upload(serve_either: Any, laboratory: Any, sparse_file: Any) -> None:
    def script(peer: Any) -> None:
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        swallowing(peer)

    server = serve_either(script)

    *_, finished = laboratory.send(upload_of(sparse_file(LARGE), server.url), ANY)

    assert finished.response.body.content == b"swallowed"


def with_image(path: str, url: str) -> Any:
    """Return a request whose JSON holds a file in base64."""
    file = InsertedFile(10, path, "base64", "body.raw")
    return ResolvedRequest("POST", url, content=TextContent('{"image":""}', "application/json", (file,)))


@pytest.mark.parametrize("size", [0, 1, 2, 3, 1000, (3 << 18) - 1, 3 << 18, (3 << 18) + 1, 2_000_000])
def test_a_file_goes_out_in_base64_within_a_text(serve: Any, laboratory: Any, tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    (tmp_path / "image").write_bytes(content)
    server = serve(lambda peer: (peer.request(), peer.answer()))

    laboratory.send(with_image(str(tmp_path / "image"), server.url))

    body = server.received[0].body
    assert body == b'{"image":"' + b64encode(content) + b'"}'
    assert server.received[0].value("Content-Length") == str(len(body))


def test_memory_does_not_grow_with_a_file_in_base64(serve_either: Any, laboratory: Any, sparse_file: Any) -> None:
    server = serve_either(swallowing)
    path = sparse_file(LARGE)
    laboratory.get(server.url, ANY)  # what is made once shall not count
    tracemalloc.start()

    try:
        *_, finished = laboratory.send(with_image(path, server.url), ANY)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert isinstance(finished, Finished)
    assert peak < 8 << 20


def test_a_missing_file_in_a_text_stops_the_send_at_its_place(serve: Any, laboratory: Any, tmp_path: Path) -> None:
    server = serve(swallowing)

    *_, failed = laboratory.send(with_image(str(tmp_path / "gone"), server.url))

    assert (failed.failure.kind, failed.failure.place) == (FailureKind.FILE, "body.raw")
    assert server.connections == 0
