"""How long each phase took, read from the events of an exchange."""

import pytest

from modelpost.core.events import (
    Challenged,
    Connected,
    Event,
    Failed,
    Finished,
    HeadReceived,
    HeadSent,
    HostResolved,
    Redirected,
    RequestSent,
    Retrying,
    Secured,
    Tunnelled,
)
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.text import Message
from modelpost.core.waterfall import Bar, Phase, table, waterfall

HEADERS = HeaderList.of([("Host", "a.example")])
NOTHING = HeaderList()


def connecting(at: float, host: str = "a.example") -> tuple[Event, ...]:
    return (
        HostResolved(at + 0.004, host, ("192.0.2.1",), 0.004),
        Connected(at + 0.035, host, 443, "192.0.2.1", reused=False, seconds=0.031),
        Secured(at + 0.083, "TLSv1.3", "TLS_AES_256_GCM_SHA384", "a", "b", "", verified=True, seconds=0.048),
    )


def asking(at: float, status: int = 200, target: str = "/x") -> tuple[Event, ...]:
    return (
        HeadSent(at, "POST", target, HEADERS),
        RequestSent(at + 0.002, 118, "", b"", 0.002),
        HeadReceived(at + 0.096, status, "", "HTTP/1.1", NOTHING, 0.094, b"HTTP/1.1 200 OK"),
    )


def finished(at: float, download: float | None = 0.007) -> Finished:
    response = Response(200, body=StoredBody(192, b"x" * 192))
    return Finished(at, response, Timings(download=download, total=at))


REUSED = Connected(0.0, "a.example", 443, "", reused=True)


def test_a_new_connection_has_all_six_phases_in_order() -> None:
    found = waterfall((*connecting(0), *asking(0.083), finished(0.186)))

    (lane,) = found.lanes
    spans = [(bar.start, bar.seconds) for phase in Phase for bar in [lane.bar(phase)]]
    assert spans == [
        (0.0, 0.004),
        (pytest.approx(0.004), 0.031),
        (pytest.approx(0.035), 0.048),
        (pytest.approx(0.083), 0.002),
        (pytest.approx(0.085), 0.094),
        (pytest.approx(0.179), 0.007),
    ]
    assert found.total == 0.186
    assert lane.longest is Phase.WAIT


def test_what_went_by_before_the_first_request_is_its_preparation() -> None:
    found = waterfall((*connecting(0.25), *asking(0.333), *connecting(1.0), *asking(1.083), finished(1.2)))

    assert found.preparation == pytest.approx(0.25)
    assert waterfall(()).preparation == 0.0


def test_a_connection_that_is_used_again_leaves_three_phases_open() -> None:
    (lane,) = waterfall((REUSED, *asking(0), finished(0.1))).lanes

    assert lane.is_reused
    assert [lane.bar(phase) for phase in (Phase.LOOKUP, Phase.CONNECT, Phase.TLS)] == [Bar()] * 3


def test_a_lane_knows_where_it_went_and_how_much_went() -> None:
    (lane,) = waterfall((*connecting(0), *asking(0.083), finished(0.2))).lanes

    assert (lane.method, lane.host, lane.port, lane.target) == ("POST", "a.example", 443, "/x")
    assert (lane.address, lane.tls, lane.http, lane.status) == ("192.0.2.1", "TLSv1.3", "HTTP/1.1", 200)
    assert lane.sent_head == len(b"POST /x HTTP/1.1\r\nHost: a.example\r\n\r\n")
    assert (lane.sent_body, lane.received_head, lane.received_body) == (118, len(b"HTTP/1.1 200 OK\r\n\r\n"), 192)


def test_a_redirect_begins_another_lane() -> None:
    hop = Redirected(0.2, 307, "https://b.example/y", "POST")

    first, second = waterfall(
        (*connecting(0), *asking(0.083, 307), hop, *connecting(0.2, "b.example"), *asking(0.3), finished(0.5))
    ).lanes

    assert (first.host, first.status, second.host, second.status) == ("a.example", 307, "b.example", 200)
    assert first.bar(Phase.DOWNLOAD).seconds == pytest.approx(0.2 - 0.179)


def test_a_request_that_fetches_a_token_has_a_lane_of_its_own() -> None:
    lanes = waterfall(
        (*connecting(0, "iam.example"), *asking(0.083, 201, "/v3/auth/tokens"), *connecting(0.3), *asking(0.4))
    ).lanes

    assert [lane.target for lane in lanes] == ["/v3/auth/tokens", "/x"]
    assert lanes[0].bar(Phase.DOWNLOAD).seconds == pytest.approx(0.3 - 0.179)


def test_a_request_that_is_sent_once_more_after_a_401_has_two_lanes() -> None:
    lanes = waterfall((REUSED, *asking(0, 401), Challenged(0.1, 401), REUSED, *asking(0.1), finished(0.3))).lanes

    assert [lane.status for lane in lanes] == [401, 200]


def test_a_connection_that_turned_out_closed_has_a_lane_of_its_own() -> None:
    lanes = waterfall((REUSED, *asking(0)[:1], *connecting(0.01), *asking(0.1), finished(0.3))).lanes

    assert [lane.status for lane in lanes] == [None, 200]


def test_an_attempt_that_did_not_connect_is_told_from_the_next() -> None:
    lanes = waterfall((*connecting(0)[:1], *connecting(1), *asking(1.1), finished(2))).lanes

    assert [lane.host for lane in lanes] == ["", "a.example"]


def test_the_pause_before_another_attempt_is_no_download() -> None:
    pause = Retrying(0.2, 2, 3, 1.0, Message("Answered {status}", status=503))

    first, second = waterfall((REUSED, *asking(0, 503), pause, *connecting(1.2), *asking(1.3), finished(1.5))).lanes

    assert first.bar(Phase.DOWNLOAD).seconds == pytest.approx(0.2 - 0.096)
    assert (second.status, second.bar(Phase.LOOKUP).start) == (200, 1.2)


def test_an_exchange_that_failed_has_the_phases_that_were_over() -> None:
    failure = Failure(FailureKind.TIMEOUT_READ, Message("No answer within {n} s", n=1))

    found = waterfall((*connecting(0), *asking(0.083)[:2], Failed(1.1, failure)))

    assert set(found.lanes[0].bars) == {Phase.LOOKUP, Phase.CONNECT, Phase.TLS, Phase.SEND}
    assert found.total == 1.1


def test_the_table_has_a_dash_for_what_was_not_measured() -> None:
    rows = table(waterfall((REUSED, *asking(0), finished(0.2))))

    assert [len(row) for row in rows] == [4] * 7
    assert rows[1][2:] == ("–", "–")
    assert rows[5][2:] == ("2.0", "94.0")


def test_nothing_comes_of_nothing() -> None:
    assert waterfall(()).lanes == ()


def test_what_a_proxy_takes_to_open_the_way_is_a_part_of_connecting() -> None:
    found = waterfall(
        (
            HostResolved(0.004, "proxy", ("192.0.2.9",), 0.004),
            Connected(0.010, "proxy", 1080, "192.0.2.9", reused=False, seconds=0.006, proxy="proxy:1080"),
            HostResolved(0.014, "a.example", ("192.0.2.1",), 0.002),
            Tunnelled(0.020, "SOCKS5", "proxy:1080", "a.example:443", 0.010),
            *asking(0.020),
            finished(0.2),
        )
    )

    (lane,) = found.lanes
    assert (lane.host, lane.port, lane.proxy) == ("a.example", 443, "proxy:1080")
    assert lane.bar(Phase.LOOKUP) == Bar(0.0, 0.004)
    assert lane.bar(Phase.CONNECT) == Bar(pytest.approx(0.004), pytest.approx(0.016))
