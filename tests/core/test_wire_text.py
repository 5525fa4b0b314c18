"""What went over the wire, written down."""

from modelpost.core.events import HeadReceived, HeadSent, RequestSent
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response, StoredBody
from modelpost.core.sent import SentBody, SentPart
from modelpost.core.text import Message
from modelpost.core.wire_text import KEPT, hex_row, is_text, received, sent, shown

HEAD = HeadSent(0.1, "POST", "/x", HeaderList.of([("Host", "a.example"), ("X-Auth-Token", "••••••••")]))
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00"


def opened(body: StoredBody) -> bytes:
    return body.content


def request_of(*parts: tuple[SentPart, bytes]) -> RequestSent:
    content = b"".join(kept for _, kept in parts)
    body = SentBody(tuple(part for part, _ in parts), StoredBody(len(content), content))
    return RequestSent(0.2, sum(part.size for part, _ in parts), "", b"", 0.1, body)


def test_a_request_is_written_as_it_went_out() -> None:
    event = request_of((SentPart(9, "", "", 9), b'{"a": 1}\n'))

    assert b"".join(piece for piece in sent((HEAD, event), opened) if isinstance(piece, bytes)) == (
        'POST /x HTTP/1.1\r\nHost: a.example\r\nX-Auth-Token: ••••••••\r\n\r\n{"a": 1}\n'.encode()
    )


def test_a_file_that_is_no_text_is_dumped_between_the_heads_of_its_parts() -> None:
    event = request_of(
        (SentPart(4, "", "", 4), b"--b\n"),
        (SentPart(len(PICTURE), "ab12", "/data/a.png", len(PICTURE)), PICTURE),
        (SentPart(6, "", "", 6), b"--b--\n"),
    )

    _, start, dump, size, digest, end = sent((HEAD, event), opened)

    assert (start, end) == (b"--b\n", b"--b--\n")
    assert dump == b"00000000  89 50 4e 47 0d 0a 1a 0a  00 00                    .PNG......\n"
    assert size == Message("{size} bytes of {path}", size=10, path="/data/a.png")
    assert digest == Message("SHA-256 {digest}", digest="ab12")


def test_what_was_not_kept_is_told_by_its_length_and_digest() -> None:
    event = request_of((SentPart(5_000_000, "ab12", "", 3), b"abc"))

    pieces = list(sent((HEAD, event), opened))

    assert pieces[1:] == [
        b"abc\n",
        Message("This part goes on: {size} bytes in all", size=5_000_000),
        Message("SHA-256 {digest}", digest="ab12"),
    ]


def test_a_part_that_did_not_go_out_whole_is_told() -> None:
    event = request_of((SentPart(7, "", "/data/a", 0, is_whole=False), b""))

    assert list(sent((HEAD, event), opened))[1:] == [Message("Only {size} bytes of this part went out.", size=7)]


def test_several_requests_are_told_apart() -> None:
    assert Message("Request {number}", number=2) in list(sent((HEAD, HEAD), opened))


def test_an_answer_is_written_as_it_arrived() -> None:
    head = HeadReceived(0.3, 200, "OK", "HTTP/1.1", HeaderList(), 0.1, b"HTTP/1.1 200 OK\r\nx-Odd:1")

    pieces = list(received((head,), Response(200, body=StoredBody(3, b"abc")), opened))

    assert pieces == [b"HTTP/1.1 200 OK\r\nx-Odd:1\r\n\r\n", b"abc\n"]


def test_of_a_large_answer_a_megabyte_is_written() -> None:
    pieces = list(received((), Response(200, body=StoredBody(0, b"x" * (KEPT + 5))), opened))

    assert [len(piece) for piece in pieces if isinstance(piece, bytes)] == [KEPT + 1]
    assert pieces[-1] == Message("The body goes on: {size} bytes in all. The view Raw has them.", size=KEPT + 5)


def test_a_cut_within_a_letter_does_not_make_text_binary() -> None:
    cut = "花".encode()[:2]

    assert is_text(b"abc" + cut, is_cut=True)
    assert not is_text(b"abc" + cut)
    assert not is_text(cut + b"abc", is_cut=True)


def test_nothing_comes_of_an_empty_body() -> None:
    assert list(shown(b"")) == []


def test_a_row_of_a_dump_has_sixteen_bytes() -> None:
    row = hex_row(16, bytes(range(65, 81)))

    assert row == b"00000010  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP\n"
