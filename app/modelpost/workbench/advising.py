"""What an exchange came to: who answered, how far it came, and what to do about it."""

from urllib.parse import urlsplit

from modelpost.core.advice import Advice, for_failure, for_response
from modelpost.core.answered_by import AnsweredBy, answered_by
from modelpost.core.events import CertificateRejected, Event, Failed, Finished, Outcome
from modelpost.core.ladder import Rung, folded, ladder
from modelpost.core.remedies import Remedy, Tone
from modelpost.core.text import Message
from modelpost.workbench.exchange_state import ExchangeState, Read, Shown
from modelpost.workbench.sizes import size_text

_ADVISED_FROM = 2_000
"""Bytes of an answer in which a service says why it refused."""

_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})

_MEGABYTE = 1 << 20
"""As in the settings, where the limit is."""


def advice_on(
    state: ExchangeState, read: Read | None, *, sent_url: str, in_collection: bool, can_renew: bool
) -> Advice | None:
    """Return what to do about the outcome, None when it is welcome; `can_renew` tells that a new token may help."""
    match state.outcome:
        case Failed(failure=failure):
            rejected = [event for event in state.events if isinstance(event, CertificateRejected)]
            return for_failure(
                failure,
                is_sample=urlsplit(sent_url).hostname in _LOCAL,
                rejected=rejected[-1] if rejected else None,
                in_collection=in_collection,
            )
        case Finished(response=response):
            advice = for_response(
                response,
                _beginning(read),
                sent=_size_sent(state),
                path=urlsplit(response.url).path,
                asked=state.asked,
                can_renew=can_renew,
            )
            return advice or _about_size(read)
    return None


def who_answered(shown: Shown | None) -> AnsweredBy | None:
    """Return who gave the answer on the screen, None while that is not known."""
    if shown is None or shown.read is None:
        return None
    return answered_by(shown.response, _beginning(shown.read))


def rungs_of(
    events: tuple[Event, ...], outcome: Outcome | None, sent_url: str, answered: AnsweredBy | None
) -> tuple[Rung, ...]:
    """Return how far an exchange came, where it did not end well."""
    if outcome is None:
        return ()
    return folded(ladder(events, outcome, is_https=sent_url.lower().startswith("https:"), answered=answered))


def _beginning(read: Read | None) -> str:
    return bytes(read.answer.content[:_ADVISED_FROM]).decode(read.answer.charset, "replace") if read is not None else ""


def _size_sent(state: ExchangeState) -> str:
    """Return how large the request was: all of it, though the service may have refused it half-way."""
    upload = state.upload
    return size_text(max(upload.sent, upload.total or 0)) if upload is not None else ""


def _about_size(read: Read | None) -> Advice | None:
    """Return what to do about an answer of which only a part was unpacked."""
    if read is None or not read.answer.stopped_at:
        return None
    return Advice(
        Message("The answer was unpacked up to {size} only", size=f"{read.answer.stopped_at / _MEGABYTE:g} MB"),
        Message("It grows out of all proportion, which may be meant to fill your disk. Its beginning is shown."),
        Tone.WARNING,
        (Remedy.UNPACK_MORE,),
    )
