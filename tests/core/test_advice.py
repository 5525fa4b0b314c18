"""What an unwelcome outcome means, and what to do next."""

import pytest

from modelpost.core.advice import Remedy, Tone, for_failure, for_response, request_id
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response
from modelpost.core.text import Message


def answer(status: int, *headers: tuple[str, str]) -> Response:
    return Response(status, headers=HeaderList.of(headers))


@pytest.mark.parametrize("kind", FailureKind)
def test_every_failure_has_a_remedy(kind: FailureKind) -> None:
    failure = Failure(kind, Message("It failed"), Message("Do this."), place="url")

    advice = for_failure(failure)

    assert (advice.title, advice.text, advice.place) == (failure.summary, failure.hint, "url")
    assert advice.remedies


def test_the_sample_service_is_offered_where_nothing_listens() -> None:
    failure = Failure(FailureKind.REFUSED, Message("Nothing is listening"))

    assert for_failure(failure, is_sample=True).remedies == (Remedy.SEND_AGAIN, Remedy.START_SAMPLE)
    assert Remedy.START_SAMPLE not in for_failure(failure).remedies


@pytest.mark.parametrize("status", [200, 204, 302, 399])
def test_a_welcome_answer_needs_no_advice(status: int) -> None:
    assert for_response(answer(status), "") is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 418, 429, 500, 503])
def test_every_unwelcome_status_has_whole_sentences(status: int) -> None:
    advice = for_response(answer(status), "", sent="1 MB", path="/v1")

    assert advice is not None
    assert "{" not in advice.title.filled() + advice.text.filled()
    assert advice.remedies or status == 403  # nothing that the sender can press helps


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ('{"error_code": "APIG.0307"}', "The token has expired"),
        ("The token expires, expires_at:2026-01-01T00:00:00Z", "The token has expired"),
        ('{"error_code": "ModelArts.0204", "error_msg": "projectId"}', "The token has no project scope"),
        ("", "The service did not accept the credentials"),
    ],
)
def test_why_credentials_were_refused_is_read_from_the_answer(body: str, title: str) -> None:
    advice = for_response(answer(401), body)

    assert advice is not None
    assert advice.title.filled() == title


def test_until_when_a_token_was_valid_is_told() -> None:
    advice = for_response(answer(401), "token expires, expires_at:2026-01-01T00:00:00Z")

    assert advice is not None
    assert "2026-01-01 00:00 UTC" in advice.text.filled()


def test_how_long_to_wait_is_told() -> None:
    advice = for_response(answer(429, ("Retry-After", "7")), "")

    assert advice is not None
    assert advice.tone is Tone.WARNING
    assert "7 s" in advice.text.filled()


def test_the_request_id_is_offered_where_there_is_one() -> None:
    response = answer(500, ("x-request-id", "abc"))

    advice = for_response(response, "")

    assert request_id(response) == "abc"
    assert advice is not None
    assert Remedy.COPY_REQUEST_ID in advice.remedies
    assert request_id(answer(500)) == ""
