"""How far an exchange came on its way to the model and back: the ladder on the card of an unwelcome outcome."""

from dataclasses import dataclass
from enum import Enum

from modelpost.core.answered_by import AnsweredBy, Layer
from modelpost.core.events import Event, Failed, Finished, Outcome, Redirected, Retrying, Stopped
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.core.waterfall import Lane, Phase, waterfall

_REDIRECTS = range(300, 400)
_FIRST_ERROR = 400
_FIRST_FAULT = 500


class Step(Enum):
    """One rung, from the computer to the model."""

    NAME = "name"
    PROXY = "proxy"
    CONNECTION = "connection"
    TLS = "tls"
    REQUEST = "request"
    ANSWER = "answer"


class State(Enum):
    """What became of a step; one that the exchange does not need is skipped."""

    DONE = "done"
    FAILED = "failed"
    NOT_REACHED = "not-reached"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Rung:
    """A step: what it came to, in a few words and in sentences, how many seconds it took, how many bytes it sent."""

    step: Step
    state: State
    title: Message
    details: tuple[Message, ...] = ()
    seconds: float | None = None
    size: int | None = None


_NAMES = {
    Step.NAME: Message("Host name found"),
    Step.PROXY: Message("Proxy reached"),
    Step.CONNECTION: Message("Connected"),
    Step.TLS: Message("Connection secured"),
    Step.REQUEST: Message("Request sent"),
    Step.ANSWER: Message("Answered"),
}
_AHEAD = {
    Step.NAME: Message("Host name"),
    Step.PROXY: Message("Proxy"),
    Step.CONNECTION: Message("Connection"),
    Step.TLS: Message("TLS"),
    Step.REQUEST: Message("Request"),
    Step.ANSWER: Message("Answer"),
}
_FAILED = {
    Step.NAME: Message("Host name not found"),
    Step.PROXY: Message("Stopped at the proxy"),
    Step.CONNECTION: Message("Not connected"),
    Step.TLS: Message("Connection not secured"),
    Step.REQUEST: Message("Request not sent whole"),
    Step.ANSWER: Message("No complete answer"),
}
_FAILS_AT = {
    FailureKind.DNS: Step.NAME,
    FailureKind.PROXY: Step.PROXY,
    FailureKind.REFUSED: Step.CONNECTION,
    FailureKind.CONNECT: Step.CONNECTION,
    FailureKind.TIMEOUT_CONNECT: Step.CONNECTION,
    FailureKind.TLS: Step.TLS,
    FailureKind.FILE: Step.REQUEST,
    FailureKind.BODY: Step.REQUEST,
    FailureKind.REDIRECT: Step.ANSWER,
    FailureKind.STORAGE: Step.ANSWER,
}
_REFUSED = {
    Layer.GATEWAY: (Message("Refused by the API gateway"), Message("The API gateway reported an error")),
    Layer.PLATFORM: (Message("Refused by ModelArts"), Message("ModelArts reported an error")),
    Layer.MODEL: (Message("The model answered with an error"), Message("The model answered with an error")),
    Layer.IAM: (Message("Refused by IAM"), Message("IAM reported an error")),
    Layer.PROXY: (Message("Refused by a proxy"), Message("A proxy reported an error")),
}
_BY_SOMEBODY = (Message("Refused by the server"), Message("The server reported an error"))
_PHASES = {
    Step.NAME: Phase.LOOKUP,
    Step.CONNECTION: Phase.CONNECT,
    Step.TLS: Phase.TLS,
    Step.REQUEST: Phase.SEND,
}
_IDLE = Lane()


def ladder(
    events: tuple[Event, ...], outcome: Outcome, *, is_https: bool, answered: AnsweredBy | None = None
) -> tuple[Rung, ...]:
    """Return the steps of the last request of an exchange in order, none for a welcome or a stopped one.

    `is_https` says whether there is a TLS step to come where the exchange did not get that far.
    """
    match outcome:
        case Finished(response=response) if response.status >= _FIRST_ERROR:
            return (*_done(_lane(events), is_https=is_https), _refusal(response, answered))
        case Failed(
            failure=Failure(kind=FailureKind.REDIRECT | FailureKind.DOWNGRADE), response=Response() as response
        ) if response.status in _REDIRECTS:
            return (*_done(_lane(events), is_https=is_https), _not_followed(response))
        case Failed(failure=failure) if failure.kind not in {FailureKind.AUTH, FailureKind.INTERNAL}:
            return _broken(events, _FAILS_AT.get(failure.kind), is_https=is_https, response=outcome.response)
        case _:
            return ()


def folded(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """Return the rungs worth showing: what was skipped goes, and all that led to a connection is one rung."""
    shown = tuple(rung for rung in rungs if rung.state is not State.SKIPPED)
    before = [rung for rung in shown if rung.step not in {Step.REQUEST, Step.ANSWER}]
    if len(before) < 2 or any(rung.state is not State.DONE for rung in before):
        return shown
    details = tuple(detail for rung in before for detail in rung.details)
    seconds = sum(rung.seconds or 0.0 for rung in before)
    connected = Rung(Step.CONNECTION, State.DONE, _NAMES[Step.CONNECTION], details, seconds)
    return (connected, *shown[len(before) :])


def _lane(events: tuple[Event, ...]) -> Lane:
    """Return the last request; one that began anew and told nothing yet is an empty one."""
    lanes = waterfall(events).lanes
    last_told = next((event for event in reversed(events) if not isinstance(event, Failed | Finished | Stopped)), None)
    return lanes[-1] if lanes and not isinstance(last_told, Redirected | Retrying) else _IDLE


def _done(lane: Lane, *, is_https: bool) -> tuple[Rung, ...]:
    """Return the steps up to the answer, as far as they happened; others are not reached."""
    is_connected = bool(lane.host)
    is_named = lane.bar(Phase.LOOKUP).seconds is not None
    has_sent = lane.bar(Phase.SEND).seconds is not None
    awaits_tls = is_https and not lane.is_reused and not lane.method
    states = {
        Step.NAME: State.DONE if is_named else State.SKIPPED if is_connected else State.NOT_REACHED,
        Step.PROXY: State.DONE if lane.proxy and not lane.is_reused else State.SKIPPED,
        Step.CONNECTION: State.DONE if is_connected else State.NOT_REACHED,
        Step.TLS: State.DONE if lane.tls else State.NOT_REACHED if awaits_tls else State.SKIPPED,
        Step.REQUEST: State.DONE if has_sent else State.NOT_REACHED,
    }
    return tuple(_rung(step, state, lane) for step, state in states.items())


def _broken(
    events: tuple[Event, ...], fails_at: Step | None, *, is_https: bool, response: Response | None
) -> tuple[Rung, ...]:
    steps = [*_done(_lane(events), is_https=is_https)]
    status = response.status if response is not None else None
    steps.append(Rung(Step.ANSWER, State.NOT_REACHED, _NAMES[Step.ANSWER], _cut_short(status)))
    open_ones = [rung.step for rung in steps if rung.state is State.NOT_REACHED]
    failing = fails_at or (open_ones[0] if open_ones else Step.ANSWER)
    index = next(i for i, rung in enumerate(steps) if rung.step is failing)
    return tuple(
        rung if i < index and rung.state is not State.NOT_REACHED else _at(rung, i, index)
        for i, rung in enumerate(steps)
    )


def _at(rung: Rung, place: int, failing: int) -> Rung:
    """Return a rung at the place where it broke, below it, or above it."""
    if place == failing:
        return Rung(rung.step, State.FAILED, _FAILED[rung.step], rung.details, rung.seconds)
    if place < failing:  # it happened before there was anything to tell, such as a name that is an address
        return Rung(rung.step, State.SKIPPED, rung.title)
    if rung.state is State.SKIPPED:
        return rung
    return Rung(rung.step, State.NOT_REACHED, _AHEAD[rung.step])


def _cut_short(status: int | None) -> tuple[Message, ...]:
    if status is None:
        return ()
    return (Message("The answer began with status {status} and was not received whole.", status=status),)


def _rung(step: Step, state: State, lane: Lane) -> Rung:
    if state is not State.DONE:
        return Rung(step, state, _NAMES[step])
    seconds = lane.bar(_PHASES[step]).seconds if step in _PHASES else None
    size = lane.sent_body if step is Step.REQUEST else None
    return Rung(step, state, _NAMES[step], _told(step, lane), seconds, size)


def _told(step: Step, lane: Lane) -> tuple[Message, ...]:
    match step:
        case Step.PROXY:
            return (Message("Through the proxy {proxy}.", proxy=lane.proxy),)
        case Step.CONNECTION if lane.is_reused:
            return (Message("{host}, a connection that was still open.", host=lane.host),)
        case Step.CONNECTION if lane.host == lane.address:
            return (Message("{host}, port {port}.", host=lane.host, port=lane.port),)
        case Step.CONNECTION:
            return (Message("{host} at {address}, port {port}.", host=lane.host, address=lane.address, port=lane.port),)
        case Step.TLS:
            return (Message("{version} with {cipher}.", version=lane.tls, cipher=lane.cipher),)
        case _:
            return ()


def _not_followed(response: Response) -> Rung:
    status = f"{response.status} {response.reason}".strip()
    return Rung(Step.ANSWER, State.FAILED, Message("Redirect not followed"), (Message("{status}.", status=status),))


def _refusal(response: Response, answered: AnsweredBy | None) -> Rung:
    titles = _REFUSED[answered.layer] if answered is not None else _BY_SOMEBODY
    title = titles[response.status >= _FIRST_FAULT]
    status = f"{response.status} {response.reason}".strip()
    code = answered.code if answered is not None else ""
    details = [
        Message("{status}, code {code}.", status=status, code=code) if code else Message("{status}.", status=status)
    ]
    if answered is not None and not answered.has_model_run:
        details.append(Message("The model did not run."))
    return Rung(Step.ANSWER, State.FAILED, title, tuple(details))
