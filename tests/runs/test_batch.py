"""A run with workers: pace, pause, stop, resume, and what is kept."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from modelpost.core.events import Event, Failed, Finished
from modelpost.core.failures import Failure, FailureKind, FileTrouble
from modelpost.core.request import RequestDraft, Row
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.response import Response, Timings
from modelpost.core.scope import Context, Scope, Variable
from modelpost.core.secrets import MASK
from modelpost.core.text import Message
from modelpost.inference.api import Exchanged
from modelpost.net.cancel import CancelToken, HungUp
from modelpost.runs.answering import Answered, Answering
from modelpost.runs.batch import Batch, Pace, Phase
from modelpost.runs.inputs import Input, Repeats
from modelpost.runs.result import Result, from_record
from modelpost.store.clock import SystemClock
from modelpost.store.run_journal import RunJournal

PATIENCE = 10.0


class Fake:
    """Answers at once, or waits where it is told to."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self.gate: threading.Event | None = None
        self.held_from = 0
        self.reached = threading.Semaphore(0)

    def answer(self, given: Input, token: CancelToken) -> Answered | None:
        with self._lock:
            self.asked.append(given.index)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        self.reached.release()
        try:
            while self.gate is not None and given.index >= self.held_from and not self.gate.is_set():
                token.wait(0.01)
        except HungUp:
            return None
        finally:
            with self._lock:
                self._at_once -= 1
        return Answered(Result(given.index, given.name, 200 if given.index % 5 else 500, 0.01))


def batch(fake: Fake, count: int, pace: Pace = Pace(), known: tuple[Result, ...] = ()) -> tuple[Batch, list[Result]]:  # noqa: B008  # a value
    told: list[Result] = []
    made = Batch(Repeats(count), fake, pace, SystemClock(), keep=lambda _: None, tell=told.extend, known=known)
    return made, told


def test_every_input_is_sent_once() -> None:
    fake = Fake()
    run, told = batch(fake, 200, Pace(8))

    run.start()

    assert run.wait(PATIENCE)
    assert sorted(fake.asked) == list(range(200))
    assert (len(told), run.phase, run.progress.done, run.progress.failed) == (200, Phase.DONE, 200, 40)


def test_no_more_are_under_way_than_there_are_workers() -> None:
    fake = Fake()
    run, _ = batch(fake, 100, Pace(3))

    run.start()
    run.wait(PATIENCE)

    assert fake.most_at_once <= 3


def test_a_pause_lets_nothing_new_begin() -> None:
    fake = Fake()
    fake.gate = threading.Event()
    fake.held_from = 1
    run, told = batch(fake, 10, Pace(2))
    run.start()
    for _ in range(3):
        assert fake.reached.acquire(timeout=PATIENCE)

    run.pause()
    fake.gate.set()

    while len(told) < 3:
        assert not run.wait(0.01)
    assert (run.phase, len(fake.asked)) == (Phase.PAUSED, 3)
    run.resume()
    assert run.wait(PATIENCE)
    assert run.progress.is_complete


def test_stop_hangs_up_and_leaves_the_rest() -> None:
    fake = Fake()
    fake.gate = threading.Event()
    run, told = batch(fake, 10, Pace(2))
    run.start()
    assert fake.reached.acquire(timeout=PATIENCE)

    run.stop()

    assert run.wait(PATIENCE)
    assert (run.phase, told) == (Phase.STOPPED, [])


def test_a_paused_run_can_be_stopped() -> None:
    run, _ = batch(Fake(), 1000, Pace(2, per_second=1.0))
    run.start()
    run.pause()

    run.stop()

    assert run.wait(PATIENCE)


def test_what_is_known_is_not_sent_again() -> None:
    fake = Fake()
    known = tuple(Result(index, str(index), 200, 0.5) for index in range(6))
    run, told = batch(fake, 8, known=(*known, Result(6, "6", failure="refused")))

    run.start()
    run.wait(PATIENCE)

    assert fake.asked == [6, 7]
    assert (len(told), run.progress.done) == (2, 8)


def test_the_first_input_goes_ahead_alone() -> None:
    fake = Fake()
    fake.gate = threading.Event()
    run, told = batch(fake, 20, Pace(8))
    run.start()
    assert fake.reached.acquire(timeout=PATIENCE)

    is_followed = fake.reached.acquire(timeout=0.05)

    fake.gate.set()
    assert run.wait(PATIENCE)
    assert (is_followed, len(told)) == (False, 20)


class Refusing:
    """A service that accepts no credentials."""

    def __init__(self, answer: Result) -> None:
        self._answer = answer
        self.asked = 0

    def answer(self, given: Input, token: CancelToken) -> Answered | None:
        del token
        self.asked += 1
        return Answered(replace(self._answer, index=given.index))


@pytest.mark.parametrize("answer", [Result(0, "a", failure="auth"), Result(0, "a", 401)])
def test_credentials_that_are_refused_are_tried_once(answer: Result) -> None:
    service = Refusing(answer)
    run = Batch(Repeats(50), service, Pace(8), SystemClock(), keep=lambda _: None, tell=lambda _: None)

    run.start()

    assert run.wait(PATIENCE)
    assert (run.phase, service.asked) == (Phase.STOPPED, 1)
    assert run.refused == answer


def test_what_was_refused_is_sent_again_by_the_next_run() -> None:
    fake = Fake()
    run, _ = batch(fake, 2, known=(Result(0, "0", 401), Result(1, "1", 200)))

    run.start()
    run.wait(PATIENCE)

    assert fake.asked == [0]


def test_a_rate_is_never_exceeded() -> None:
    clock = SystemClock()
    run = Batch(Repeats(5), Fake(), Pace(2, 50.0), clock, keep=lambda _: None, tell=lambda _: None)
    began = clock.monotonic()

    run.start()

    assert run.wait(PATIENCE)
    assert clock.monotonic() - began >= 4 / 50


def test_a_disk_that_is_full_ends_the_run_with_its_reason() -> None:
    def full(_: Sequence[Answered]) -> None:
        raise FileTrouble("/j", Message("the disk is full"))

    run = Batch(Repeats(10), Fake(), Pace(1), SystemClock(), keep=full, tell=lambda _: None)

    run.start()
    run.wait(PATIENCE)

    assert run.phase is Phase.STOPPED
    assert str(run.trouble) == "the disk is full"


# The journal ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def journal(tmp_path: Path) -> RunJournal:
    return RunJournal(tmp_path / "run.jsonl", SystemClock().monotonic)


def test_a_journal_gives_back_what_was_written(journal: RunJournal) -> None:
    journal.begin({"inputs": 3})
    journal.append([Result(0, "花.png", 200, label="rose").as_record()])
    journal.close()

    header, records = journal.resume()
    journal.close()

    assert header == {"inputs": 3}
    assert [from_record(record) for record in records] == [Result(0, "花.png", 200, label="rose")]


def test_a_line_that_a_crash_cut_short_is_written_anew(journal: RunJournal, tmp_path: Path) -> None:
    journal.begin({"inputs": 3})
    journal.append([Result(0, "a", 200).as_record()])
    journal.close()
    file = tmp_path / "run.jsonl"
    file.write_bytes(file.read_bytes() + b'{"index":1,"na')

    _, records = journal.resume()
    journal.append([Result(1, "b", 200).as_record()])
    journal.close()
    _, again = journal.resume()
    journal.close()

    assert [len(records), [record["index"] for record in again]] == [1, [0, 1]]


# One input sent -------------------------------------------------------------------------------------------------------


class Engine:
    """Notes what is sent, and fails."""

    def __init__(self) -> None:
        self.sent: list[ResolvedRequest] = []

    def exchange(self, request: ResolvedRequest, options: SendOptions, token: CancelToken) -> Iterator[Event]:
        del options, token
        self.sent.append(request)
        yield Failed(0.1, Failure(FailureKind.REFUSED, Message("refused")))


class Echo:
    """Refuses everything, and repeats the key that it was given."""

    def exchange(self, request: ResolvedRequest, options: SendOptions, token: CancelToken) -> Iterator[Event]:
        del options, token
        response = Response(401, f"{request.headers.first('X-Api-Key')} is unknown")
        yield Finished(0.1, response, Timings())


def answering(engine: Engine | Echo, url: str, *variables: Variable, headers: tuple[Row, ...] = ()) -> Answering:
    return Answering(
        engine=engine,
        draft=RequestDraft(url=url, headers=headers),
        context=Context((Scope("environment", variables),)),
        options=SendOptions(),
        pieces=lambda _: iter(()),
        readers=(),
    )


def test_a_request_that_is_the_same_for_all_inputs_is_resolved_once() -> None:
    engine = Engine()
    sends = answering(engine, "http://{{host}}/", Variable("host", "h"))

    for index in range(2):
        sends.answer(Input(index, "x", values=(("age", "1"),)), CancelToken())

    assert engine.sent[0] is engine.sent[1]


def test_an_answer_that_is_the_same_again_is_read_once_and_another_one_anew() -> None:
    seen: list[int] = []

    class Noting:
        name, label, order = "noting", Message("Noting"), 1

        def read(self, exchanged: Exchanged) -> None:
            seen.append(exchanged.status)

    sends = Answering(
        engine=Engine(),
        draft=RequestDraft(url="http://h/"),
        context=Context(),
        options=SendOptions(),
        pieces=lambda _: iter(()),
        readers=(Noting(),),
    )
    request = ResolvedRequest("GET", "http://h/")

    for status in (200, 200, 201):
        sends.read(Input(0, "x"), request, Response(status), 0.1)

    assert seen == [200, 201]


def test_a_key_that_was_typed_and_that_a_service_repeats_is_not_in_a_result() -> None:
    sends = answering(Echo(), "http://h/", headers=(Row("X-Api-Key", "canary-1234"),))

    outcome = sends.answer(Input(0, "x"), CancelToken())

    assert outcome is not None
    assert outcome.read().result.message == f"{MASK} is unknown"


def test_a_variable_that_refers_to_a_column_is_resolved_for_each_input() -> None:
    engine = Engine()
    sends = answering(engine, "http://h/{{path}}", Variable("path", "a{{age}}"))

    for index in range(2):
        sends.answer(Input(index, "x", values=(("age", str(index)),)), CancelToken())

    assert [request.url for request in engine.sent] == ["http://h/a0", "http://h/a1"]
