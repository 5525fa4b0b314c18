"""An exchange written down in the manner of `curl -v`."""

import pytest

from modelpost.core.events import (
    Connected,
    DownloadProgress,
    Event,
    Failed,
    Finished,
    HeadReceived,
    HeadSent,
    HostResolved,
    Noted,
    Redirected,
    RequestSent,
    Retrying,
    Secured,
    Stopped,
    UploadProgress,
)
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.text import Message
from modelpost.core.transcript import describe


def written(event: Event) -> list[str]:
    return [f"{line.mark} {line.text}" for line in describe(event)]


HEADERS = HeaderList.of([("Host", "models.example"), ("X-Twice", "1"), ("X-Twice", "2")])


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (Noted(0.0, Message("Through the proxy {proxy}.", proxy="p:1")), ["* Through the proxy p:1."]),
        (
            HostResolved(0.0, "models.example", ("192.0.2.1", "2001:db8::1"), 0.0123),
            ["* models.example is 192.0.2.1, 2001:db8::1 (12.3 ms)"],
        ),
        (
            Connected(0.0, "models.example", 443, "192.0.2.1", reused=False, seconds=0.02),
            ["* Connected to models.example:443 at 192.0.2.1 (20.0 ms)"],
        ),
        (
            Connected(0.0, "models.example", 443, "", reused=True),
            ["* Connection to models.example:443 was still open and is used again"],
        ),
        (
            Secured(0.0, "TLSv1.3", "AES", "models.example", "Our CA", "Jan 1 2030", verified=True, seconds=0.001),
            [
                "* TLSv1.3 with AES (1.0 ms)",
                "* Certificate of models.example, issued by Our CA, valid until Jan 1 2030",
            ],
        ),
        (
            HeadSent(0.0, "POST", "/v1?a=b", HEADERS),
            ["> POST /v1?a=b HTTP/1.1", "> Host: models.example", "> X-Twice: 1", "> X-Twice: 2"],
        ),
        (RequestSent(0.0, 0, "", b"", 0.001), ["* Request sent (1.0 ms)"]),
        (
            RequestSent(0.0, 8, "abc", b'{\n"a":1}', 0.001),
            ["> ", "> {", '> "a":1}', "* Request sent, 8 bytes of body (1.0 ms)", "* SHA-256 abc"],
        ),
        (
            HeadReceived(0.0, 404, "", "HTTP/1.1", HEADERS, 0.25),
            [
                "* First byte after 250.0 ms",
                "< HTTP/1.1 404",
                "< Host: models.example",
                "< X-Twice: 1",
                "< X-Twice: 2",
            ],
        ),
        (
            Redirected(0.0, 302, "https://other/", "GET", ("X-Auth-Token", "Cookie"), timings=Timings(total=0.0015)),
            [
                "* Redirected after 1.5 ms: GET https://other/",
                "* Not sent to another origin: X-Auth-Token, Cookie",
            ],
        ),
        (Redirected(0.0, 302, "/next", "GET"), ["* Redirected after 0.0 ms: GET /next"]),
        (
            Retrying(0.0, 2, 3, 1.04, Message("The service answered 503")),
            ["* The service answered 503. Attempt 2 of 3 follows in 1.0 s"],
        ),
        (
            Retrying(0.0, 2, 3, 1.0, Message("No answer within 5 s"), may_repeat=True),
            [
                "* No answer within 5 s. Attempt 2 of 3 follows in 1.0 s",
                "* The service may have carried out the last attempt all the same",
            ],
        ),
        (UploadProgress(0.0, 1, 2), []),
        (DownloadProgress(0.0, 1, None), []),
        (
            Finished(0.0, Response(200, body=StoredBody(12)), Timings(total=1.5)),
            ["* 12 bytes received, 1500.0 ms in all"],
        ),
        (Finished(0.0, Response(101), Timings(total=1.5)), ["* 1500.0 ms in all"]),
        (
            Failed(0.0, Failure(FailureKind.DNS, Message("What happened"), Message("What to do"), "words")),
            ["! What happened", "! What to do", "! words"],
        ),
        (Failed(0.0, Failure(FailureKind.DNS, Message("What happened"))), ["! What happened"]),
        (Stopped(2.34), ["* Cancelled after 2.3 s"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_event_is_written_down(event: Event, lines: list[str]) -> None:
    assert written(event) == lines


def test_a_connection_that_nobody_checked_is_said_to_be_so_again() -> None:
    lines = written(Connected(0.0, "host", 443, "", reused=True, verified=False))

    assert lines[-1] == "! The certificate was not checked: verification is off for this request"


def test_a_certificate_that_was_not_checked_is_said_to_be() -> None:
    lines = written(Secured(0.0, "TLSv1.3", "AES", "", "", "", verified=False, seconds=0.0))

    assert lines[-1] == "! The certificate was not checked: verification is off for this request"


def test_a_body_that_is_no_text_is_not_shown() -> None:
    lines = written(RequestSent(0.0, 5000, "", b"\x89PNG\r\n\x1a\n\x00\x00", 0.0))

    assert lines == ["* Request sent, 5000 bytes of body (0.0 ms)"]


def test_a_body_longer_than_its_preview_ends_in_dots() -> None:
    lines = written(RequestSent(0.0, 5000, "", b"beginning", 0.0))

    assert lines[:3] == ["> ", "> beginning", "> …"]


def test_a_body_of_many_lines_ends_in_dots() -> None:
    content = b"line\n" * 100

    lines = written(RequestSent(0.0, len(content), "", content, 0.0))

    assert lines.count("> line") == 60
    assert "> …" in lines
