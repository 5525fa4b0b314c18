"""Cookie jars: what they keep, what they hand out, and what an exchange does with them."""

import threading
from typing import Any

import pytest

from modelpost.core.cookies import Cookie, Place
from modelpost.core.events import Finished, HeadSent, Noted
from modelpost.core.failures import KeyringTrouble
from modelpost.core.headers import HeaderList
from modelpost.core.request import Retry
from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.core.text import Message
from modelpost.net.jar import Jars

HTTPS = Place("example.org", "/", is_secure=True)
HTTP = Place("example.org", "/", is_secure=False)


class FakeTime:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Keeper:
    """Keeps cookies in memory, or cannot."""

    def __init__(self, *, is_locked: bool = False) -> None:
        self.kept: dict[str, tuple[Cookie, ...]] = {}
        self.saves = 0
        self.is_locked = is_locked

    def load(self, jar: str) -> tuple[Cookie, ...]:
        if self.is_locked:
            raise KeyringTrouble(Message("The keyring is locked"))
        return self.kept.get(jar, ())

    def save(self, jar: str, cookies: tuple[Cookie, ...]) -> None:
        self.saves += 1
        self.kept[jar] = cookies


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def jars(time: FakeTime) -> Jars:
    return Jars(time)


def sent(jars: Jars, place: Place = HTTPS, jar: str = "") -> list[str]:
    return [cookie.pair for cookie in jars.for_place(jar, place)]


def test_each_collection_has_a_jar_of_its_own(jars: Jars) -> None:
    jars.take("one", HTTPS, ["a=1"])
    jars.take("two", HTTPS, ["a=2"])

    assert (sent(jars, jar="one"), sent(jars, jar="two"), sent(jars)) == (["a=1"], ["a=2"], [])


def test_longer_paths_go_first_then_older_cookies(jars: Jars, time: FakeTime) -> None:
    jars.take("", HTTPS, ["old=1; Path=/"])
    time.now += 1
    jars.take("", HTTPS, ["new=2; Path=/", "deep=3; Path=/a"])
    time.now += 1
    jars.take("", HTTPS, ["old=4; Path=/"])

    assert sent(jars, Place("example.org", "/a", is_secure=True)) == ["deep=3", "old=4", "new=2"]


def test_a_cookie_ends_with_its_time(jars: Jars, time: FakeTime) -> None:
    jars.take("", HTTPS, ["a=1; Max-Age=10", "b=2"])

    time.now += 10

    assert sent(jars) == ["b=2"]


def test_a_server_takes_a_cookie_back_by_ending_it(jars: Jars) -> None:
    jars.take("", HTTPS, ["a=1"])

    jars.take("", HTTPS, ["a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"])

    assert jars.cookies("") == ()


def test_a_plain_answer_does_not_shadow_a_secure_cookie(jars: Jars) -> None:
    jars.take("", HTTPS, ["a=1; Secure"])

    (offer,) = jars.take("", HTTP, ["a=2"])

    assert str(offer.refusal) == "A Secure cookie of this name is there already."
    assert sent(jars) == ["a=1"]


def test_a_domain_that_has_too_many_forgets_its_oldest(jars: Jars) -> None:
    jars.take("", Place("other.org", "/", is_secure=True), ["first=1"])

    jars.take("", HTTPS, [f"c{n}=1" for n in range(200)])

    assert len(sent(jars)) == 180
    assert "c0=1" not in sent(jars)
    assert sent(jars, Place("other.org", "/", is_secure=True)) == ["first=1"]


def test_a_jar_that_is_too_full_forgets_the_oldest_of_all(jars: Jars) -> None:
    for n in range(3_001):
        jars.take("", Place(f"host{n}.org", "/", is_secure=True), ["a=1"])

    assert len(jars.cookies("")) == 3_000
    assert sent(jars, Place("host0.org", "/", is_secure=True)) == []


def test_cookies_are_put_changed_and_taken_out_by_hand(jars: Jars) -> None:
    jars.put("", Cookie("a", "1", "example.org"))
    jars.put("", Cookie("a", "2", "example.org"))
    jars.put("", Cookie("b", "3", "example.org"))

    jars.remove("", [("example.org", "/", "b"), ("example.org", "/", "unknown")])

    assert sent(jars) == ["a=2"]


def test_what_was_kept_is_there_again(time: FakeTime) -> None:
    keeper = Keeper()
    before = Jars(time, keeper)
    before.take("id", HTTPS, ["a=1"])

    before.settle("id")

    assert sent(Jars(time, keeper), jar="id") == ["a=1"]


def test_a_jar_that_did_not_change_is_not_kept_again(time: FakeTime) -> None:
    keeper = Keeper()
    jars = Jars(time, keeper)
    jars.take("id", HTTPS, ["a=1"])

    for _ in range(3):
        jars.settle("id")

    assert keeper.saves == 1


def test_a_jar_that_could_not_be_kept_is_tried_again(time: FakeTime) -> None:
    class Failing(Keeper):
        def save(self, jar: str, cookies: tuple[Cookie, ...]) -> None:
            super().save(jar, cookies)
            if self.saves == 1:
                raise KeyringTrouble(Message("The keyring is locked"))

    keeper = Failing()
    jars = Jars(time, keeper)
    jars.take("id", HTTPS, ["a=1"])
    with pytest.raises(KeyringTrouble):
        jars.settle("id")

    jars.settle("id")

    assert keeper.saves == 2


def test_a_slow_keeper_does_not_put_older_cookies_over_newer_ones(time: FakeTime) -> None:
    class Slow(Keeper):
        def __init__(self) -> None:
            super().__init__()
            self.is_asked, self.may_go_on = threading.Event(), threading.Event()

        def save(self, jar: str, cookies: tuple[Cookie, ...]) -> None:
            if not self.is_asked.is_set():
                self.is_asked.set()
                self.may_go_on.wait(10)
            super().save(jar, cookies)

    keeper = Slow()
    jars = Jars(time, keeper)
    jars.take("id", HTTPS, ["a=1"])
    first, second = (threading.Thread(target=jars.settle, args=("id",), daemon=True) for _ in range(2))
    first.start()
    keeper.is_asked.wait(10)
    jars.take("id", HTTPS, ["b=2"])
    second.start()

    keeper.may_go_on.set()

    first.join(10)
    second.join(10)
    assert [cookie.pair for cookie in keeper.kept["id"]] == ["a=1", "b=2"]


def test_kept_cookies_that_cannot_be_read_are_left_alone(time: FakeTime) -> None:
    keeper = Keeper(is_locked=True)
    jars = Jars(time, keeper)

    jars.take("id", HTTPS, ["a=1"])
    jars.settle("id")

    assert keeper.saves == 0
    assert str(jars.trouble("id")) == "The keyring is locked"
    assert sent(jars, jar="id") == ["a=1"]


def test_many_threads_use_one_jar(jars: Jars) -> None:
    def work(number: int) -> None:
        for n in range(20):
            jars.take("", HTTPS, [f"c{number}-{n}=1"])
            jars.for_place("", HTTPS)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(jars.cookies("")) == 160


# In an exchange -------------------------------------------------------------------------------------------------------


def answering(serve: Any, *headers: str) -> Any:
    """Answer each request with the next headers."""
    waiting = list(headers)
    return serve(lambda peer: (peer.request(), peer.answer(headers=waiting.pop(0) if waiting else "")))


def test_a_cookie_goes_back_to_whom_set_it(serve: Any, laboratory: Any) -> None:
    server = answering(serve, "Set-Cookie: session=abc123; Path=/\r\n")

    laboratory.get(server.url)
    laboratory.get(server.url)

    assert [request.value("Cookie") for request in server.received] == [None, "session=abc123"]


def test_a_request_without_cookies_neither_sends_nor_keeps_any(serve: Any, build: Any) -> None:
    jars = Jars(lambda: 0.0)
    laboratory = build(jars=jars)
    server = answering(serve, "Set-Cookie: one=1\r\n", "Set-Cookie: two=2\r\n")
    laboratory.get(server.url)

    laboratory.get(server.url, SendOptions(send_cookies=False))

    assert server.received[1].value("Cookie") is None
    assert [cookie.name for cookie in jars.cookies("")] == ["one"]


def test_cookies_of_another_collection_stay_there(serve: Any, laboratory: Any) -> None:
    server = answering(serve, "Set-Cookie: a=1\r\n")
    laboratory.get(server.url, SendOptions(jar="one"))

    laboratory.get(server.url, SendOptions(jar="two"))

    assert server.received[1].value("Cookie") is None


def test_typed_cookies_stand_before_those_of_the_jar(serve: Any, laboratory: Any) -> None:
    server = answering(serve, "Set-Cookie: a=jar\r\nSet-Cookie: b=jar\r\n")
    laboratory.get(server.url)

    headers = HeaderList.of([("X-First", "1"), ("Cookie", "a=typed"), ("cookie", "c=typed"), ("X-Last", "2")])
    laboratory.send(ResolvedRequest("GET", server.url, headers))

    names = [name for name, _ in server.received[1].headers if name in {"X-First", "Cookie", "cookie", "X-Last"}]
    assert names == ["X-First", "Cookie", "X-Last"]
    assert server.received[1].value("Cookie") == "a=typed; c=typed; b=jar"


def test_a_cookie_that_a_redirect_sets_goes_along_from_there(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.answer(b"", "302 Found", "Location: /next\r\nSet-Cookie: step=one; Path=/\r\n")
        peer.request()
        peer.answer()

    server = serve(script)

    laboratory.get(server.url)

    assert [request.value("Cookie") for request in server.received] == [None, "step=one"]


def test_a_cookie_of_a_failed_attempt_goes_along_with_the_next_one(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        for status in ("503 Busy", "200 OK"):
            peer.request()
            peer.answer(b"", status, "Set-Cookie: seen=yes\r\n")

    server = serve(script)
    options = SendOptions(retry=Retry(1, 0.0))

    laboratory.get(server.url, options)

    assert [request.value("Cookie") for request in server.received] == [None, "seen=yes"]


def test_a_key_in_a_cookie_joins_those_of_the_jar(serve: Any, laboratory: Any) -> None:
    server = answering(serve, "Set-Cookie: a=1\r\n")
    laboratory.get(server.url)
    auth = ResolvedAuth("apikey", (("key", "token"), ("value", "t0ken-value"), ("placement", "cookie")))

    laboratory.send(ResolvedRequest("GET", server.url, auth=auth))

    assert server.received[1].value("Cookie") == "token=t0ken-value; a=1"


def test_values_are_masked_and_names_are_told(serve: Any, laboratory: Any) -> None:
    server = answering(serve, "Set-Cookie: session=very-secret-value\r\n")
    first = laboratory.get(server.url)

    second = laboratory.get(server.url + "/?echo=very-secret-value")

    shown = repr([event for event in (*first, *second) if not isinstance(event, Finished)])
    assert "very-secret-value" not in shown
    assert any(isinstance(event, Noted) and "session" in str(event.message) for event in second)
    head = next(event for event in second if isinstance(event, HeadSent))
    assert head.headers.first("Cookie") == "•" * 8


def test_a_refused_cookie_is_told_with_its_reason(serve: Any, laboratory: Any) -> None:
    server = answering(serve, "Set-Cookie: a=1; Domain=example.org\r\n")

    events = laboratory.get(server.url)

    (told,) = [str(event.message) for event in events if isinstance(event, Noted)]
    assert told == "The cookie “a” is not kept. It is for example.org, but came from 127.0.0.1."


def test_a_jar_is_kept_when_the_exchange_has_ended(serve: Any, build: Any) -> None:
    keeper = Keeper()
    laboratory = build(jars=Jars(lambda: 0.0, keeper))
    server = answering(serve, "Set-Cookie: a=1\r\n")

    laboratory.get(server.url, SendOptions(jar="id"))

    assert [cookie.pair for cookie in keeper.kept["id"]] == ["a=1"]
