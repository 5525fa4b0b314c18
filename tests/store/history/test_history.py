"""What was sent and what came back is found again, within bounds."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from modelpost.core.events import Finished, HeadSent
from modelpost.core.headers import HeaderList
from modelpost.core.history import Exchanged, HistoryLimits, Origin, PastExchange
from modelpost.store.history.history import History

_DAY = 86_400


def _newest(history: History) -> PastExchange:
    past = history.get(history.page("", 0, 1)[0].id)
    assert past is not None
    return past


def _content(past: PastExchange) -> bytes:
    assert past.response is not None
    return Path(past.response.body.path).read_bytes()


def _bodies(folder: Path) -> list[Path]:
    return [path for path in (folder / "history" / "bodies").rglob("*") if path.is_file()]


def test_an_exchange_is_listed_with_what_it_came_to(kept: Callable[..., History], exchanged: Exchanged) -> None:
    row = kept(exchanged).page("", 0, 10)[0]

    assert (row.method, row.url, row.name) == ("POST", "http://models.example/v1/flowers", "Flower classifier")
    assert (row.status, row.kind, row.seconds, row.size) == (200, "finished", 0.4, 16)


def test_an_exchange_comes_back_with_its_answer_and_its_draft(
    kept: Callable[..., History], exchanged: Exchanged
) -> None:
    past = _newest(kept(exchanged))

    assert past.draft == exchanged.draft
    assert _content(past) == b'{"label":"rose"}'
    assert isinstance(past.outcome, Finished)
    assert past.outcome.timings.total == 0.4
    assert isinstance(past.events[0], HeadSent)


def test_an_unpacked_body_is_not_said_to_be_packed(kept: Callable[..., History], exchanged: Exchanged) -> None:
    assert isinstance(exchanged.outcome, Finished)
    headers = HeaderList.of([("Content-Encoding", "gzip")])
    response = replace(exchanged.outcome.response, headers=headers)
    past = _newest(kept(replace(exchanged, outcome=replace(exchanged.outcome, response=response))))

    assert past.response is not None
    assert "Content-Encoding" not in past.response.headers


def test_words_are_found_in_address_name_and_both_bodies(
    kept: Callable[..., History], make: Callable[..., Exchanged]
) -> None:
    history = kept(make(), make("http://other.example/", b"nothing"))

    found = {words: len(history.page(words, 0, 10)) for words in ("flowers", "classif", "rose", "tulip", "rose gone")}

    assert found == {"flowers": 1, "classif": 2, "rose": 1, "tulip": 2, "rose gone": 0}


def test_a_piece_of_chinese_text_is_found(kept: Callable[..., History], make: Callable[..., Exchanged]) -> None:
    history = kept(make(content='{"label": "向日葵很好看"}'.encode()), make())

    assert len(history.page("日葵", 0, 10)) == 1


def test_signs_in_the_search_box_mean_nothing(kept: Callable[..., History], exchanged: Exchanged) -> None:
    history = kept(exchanged)

    assert [len(history.page(words, 0, 10)) for words in ('"', "rose*", "AND", "v1/flow", '"rose" NOT')] == [
        0,
        1,
        0,
        1,
        0,
    ]


def test_pages_follow_one_another_without_gap(kept: Callable[..., History], make: Callable[..., Exchanged]) -> None:
    history = kept(*(make(f"http://x.example/{n}") for n in range(5)))

    first = history.page("", 0, 2)
    second = history.page("", first[-1].id, 10)

    assert [row.url[-1] for row in (*first, *second)] == ["4", "3", "2", "1", "0"]


def test_the_same_body_is_on_the_disk_once(
    kept: Callable[..., History], make: Callable[..., Exchanged], tmp_path: Path
) -> None:
    kept(make("http://one.example/"), make("http://two.example/"))

    assert len(_bodies(tmp_path)) == 1


def test_a_body_goes_with_the_last_exchange_that_has_it(
    kept: Callable[..., History], make: Callable[..., Exchanged], tmp_path: Path
) -> None:
    history = kept(make("http://one.example/"), make("http://two.example/"))
    first, second = history.page("", 0, 2)

    history.delete([first.id])
    history.close()
    after_one = len(_bodies(tmp_path))
    again = kept()
    again.delete([second.id])
    again.close()

    assert (after_one, len(_bodies(tmp_path))) == (1, 0)


def test_what_was_deleted_can_come_back(begin: Callable[..., History], exchanged: Exchanged) -> None:
    history = begin()
    history.record(exchanged)
    history.delete([1])
    history.restore([1])
    history.close()

    assert len(begin().page("", 0, 10)) == 1


def test_what_is_older_than_the_limit_is_forgotten_unless_it_is_pinned(
    begin: Callable[..., History], exchanged: Exchanged
) -> None:
    history = begin()
    history.record(replace(exchanged, at=exchanged.at - 31 * _DAY))
    history.record(replace(exchanged, at=exchanged.at - 40 * _DAY))
    history.pin(2, wanted=True)
    history.close()
    again = begin()
    again.record(exchanged)  # the first of a session tidies up
    again.close()

    assert [row.id for row in begin().page("", 0, 10)] == [3, 2]


def test_the_oldest_go_when_bodies_take_too_much_room(
    begin: Callable[..., History], make: Callable[..., Exchanged]
) -> None:
    history = begin()
    for number in range(60):
        history.record(make(content=f"{number}".encode() * 40_000))
    history.close()
    again = begin(HistoryLimits(megabytes=2))
    again.record(make())
    again.close()

    assert [row.id for row in begin().page("", 0, 100)] == list(range(61, 50, -1))


def test_the_last_success_of_a_request_is_found(kept: Callable[..., History], make: Callable[..., Exchanged]) -> None:
    good = make()
    assert isinstance(good.outcome, Finished)
    bad = replace(good, outcome=replace(good.outcome, response=replace(good.outcome.response, status=500)))
    history = kept(good, bad)

    assert history.last_success(Origin("/home/ada/flowers", "classifier.yml")) == 1
    assert history.last_success(Origin("/home/ada/flowers", "other.yml")) == 0


def test_a_request_without_a_place_is_known_by_its_method_and_address(
    kept: Callable[..., History], exchanged: Exchanged
) -> None:
    history = kept(replace(exchanged, origin=Origin(method="POST", url="{{host}}/x")))

    assert history.last_success(Origin(method="POST", url="{{host}}/x")) == 1


def test_clearing_leaves_nothing(begin: Callable[..., History], exchanged: Exchanged, tmp_path: Path) -> None:
    history = begin()
    history.record(exchanged)
    history.pin(1, wanted=True)
    history.clear()
    history.close()

    assert begin().page("", 0, 10) == ()
    assert not _bodies(tmp_path)
    assert not [file for file in tmp_path.rglob("history.db*") if b"tulip" in file.read_bytes()]


def test_two_windows_write_side_by_side(begin: Callable[..., History], make: Callable[..., Exchanged]) -> None:
    one, other = begin(), begin()
    for number in range(20):
        (one if number % 2 else other).record(make(f"http://x.example/{number}"))
    one.close()
    other.close()

    assert {row.url.rpartition("/")[2] for row in begin().page("", 0, 100)} == {str(number) for number in range(20)}
