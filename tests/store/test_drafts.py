"""Drafts on disk: whole at any moment, without secrets, and back after any end."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from modelpost.core.conversation import SavedMessage
from modelpost.core.failures import FileTrouble
from modelpost.core.request import (
    AuthChoice,
    Body,
    BodyKind,
    Example,
    FormRow,
    Proxy,
    RequestDraft,
    RequestSettings,
    Retry,
    Row,
    Script,
)
from modelpost.core.secrets import SecretRef
from modelpost.core.session import Look, OpenRequest, Session
from modelpost.store.clock import SystemRandomness
from modelpost.store.drafts import Drafts
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.requests import ChangedOnDisk, as_it_was

REPOSITORY = Path(__file__).resolve().parents[2]
DRAFT = RequestDraft(
    name="花",
    method="POST",
    url="http://{{host}}/:id?a=1",
    query=(Row("a", "1"), Row("b", "2", enabled=False, note="later")),
    path=(Row("id", "7"),),
    headers=(Row("Accept", "*/*"),),
    auth=AuthChoice("basic", (("username", "me"), ("password", "{{password}}"))),
    body=Body(kind=BodyKind.FORM_DATA, form=(FormRow("image", files=("a.jpg",), is_file=True),), raw="{\n"),
    settings=RequestSettings(timeout=3.0, retry=Retry(2)),
)
_ROUNDS = 8
_WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from modelpost.core.request import RequestDraft
from modelpost.core.session import OpenRequest, Session
from modelpost.store.clock import SystemClock, SystemRandomness
from modelpost.store.drafts import Drafts
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.requests import ChangedOnDisk, as_it_was
drafts = Drafts(Path(sys.argv[1]), SystemClock(), SystemRandomness())
drafts.take()
for number in range(100_000):
    requests = tuple(
        OpenRequest(f"id{tab}", RequestDraft(url=f"http://x/{number}", docs=f"{number} " * 2000))
        for tab in range(1 + number % 4)
    )
    drafts.write(Session(requests, "id0"))
    print(number, flush=True)
"""


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def monotonic(self) -> float:
        return self.time

    def now(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def begin(tmp_path: Path, clock: Clock) -> Iterator[Callable[[], Drafts]]:
    """Start a program; it is killed when the test ends."""
    begun: list[Drafts] = []

    def start() -> Drafts:
        begun.append(Drafts(tmp_path / "drafts", clock, SystemRandomness()))
        return begun[-1]

    yield start
    for drafts in begun:
        drafts.release()


def _written(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in folder.rglob("*.json"))


def test_everything_comes_back_as_it_was(begin: Callable[[], Drafts]) -> None:
    session = Session(
        (
            OpenRequest("one", DRAFT, "/c", "a.yml", "mark", (("token", SecretRef("", "draft:one", "token")),)),
            OpenRequest("two", None, "/c", "b.yml", "mark", (), Look("body", "raw", 12), 7),
        ),
        "two",
    )
    first = begin()
    first.write(session)
    first.close(session)

    assert begin().take() == session


def test_a_program_that_did_not_end_by_itself_counts_as_a_crash(begin: Callable[[], Drafts]) -> None:
    first = begin()
    first.write(Session((OpenRequest("one", DRAFT),)))
    first.release()
    second = begin()
    after_one = second.take()
    second.release()

    after_two = begin().take()

    assert (after_one.crashes, after_two.crashes) == (1, 2)
    assert after_two.requests == (OpenRequest("one", DRAFT),)


def test_a_program_that_ran_for_a_while_starts_the_count_anew(begin: Callable[[], Drafts], clock: Clock) -> None:
    first = begin()
    first.write(Session((OpenRequest("one", DRAFT),)))
    first.release()
    second = begin()
    session = second.take()
    clock.time = 100.0
    second.write(session)
    second.release()

    assert begin().take().crashes == 1


def test_what_another_program_has_open_stays_with_it(begin: Callable[[], Drafts]) -> None:
    running = begin()
    running.write(Session((OpenRequest("one", DRAFT),)))

    assert begin().take() == Session()


def test_two_that_crashed_give_all_they_had(begin: Callable[[], Drafts]) -> None:
    one, other = begin(), begin()
    one.write(Session((OpenRequest("one", DRAFT),)))
    other.write(Session((OpenRequest("two", DRAFT),)))
    one.release()
    other.release()

    assert {request.id for request in begin().take().requests} == {"one", "two"}


def test_a_closed_tab_leaves_nothing(begin: Callable[[], Drafts], tmp_path: Path) -> None:
    drafts = begin()
    drafts.write(Session((OpenRequest("one", DRAFT),)))

    drafts.write(Session())

    assert [path.name for path in (tmp_path / "drafts").rglob("*.json")] == ["session.json"]


@pytest.mark.parametrize(
    "draft",
    [
        RequestDraft(headers=(Row("X-Auth-Token", "canary-secret"),)),
        RequestDraft(auth=AuthChoice("bearer", (("token", "canary-secret"),))),
        RequestDraft(auth=AuthChoice("iam-token", (("password", "canary-secret"),))),
        RequestDraft(url="http://me:canary-secret@x.example/"),
        RequestDraft(url="http://x/?password=canary-secret", query=(Row("password", "canary-secret"),)),
        RequestDraft(url="http://x/eyJhbGciOiJub25l.eyJjYW5hcnktc2VjcmV0.canary-secret"),
        RequestDraft(body=Body(raw='{"a": 1, "client_secret": "canary-secret", "b": 2}')),
        RequestDraft(body=Body(raw="-----BEGIN PRIVATE KEY-----\ncanary-secret\n-----END PRIVATE KEY-----")),
        RequestDraft(body=Body(urlencoded=(Row("client_secret", "canary-secret"),))),
        RequestDraft(body=Body(form=(FormRow("password", "canary-secret"),))),
        RequestDraft(messages=(SavedMessage(text='{"password": "canary-secret"}'),)),
        RequestDraft(scripts=(Script("tests", 'send("sk-canary-secret-0123456789abcdef")'),)),
        RequestDraft(examples=(Example(headers=(Row("Authorization", "canary-secret"),)),)),
        RequestDraft(examples=(Example(body='{"access_token": "canary-secret"}'),)),
        RequestDraft(examples=(Example(request=RequestDraft(headers=(Row("X-Auth-Token", "canary-secret"),))),)),
        RequestDraft(settings=RequestSettings(proxy=Proxy("manual", "http://me:canary-secret@proxy:3128"))),
        RequestDraft(body=Body(form=(FormRow("a", headers=(Row("Authorization", "canary-secret"),)),))),
    ],
)
def test_no_credential_is_written(begin: Callable[[], Drafts], tmp_path: Path, draft: RequestDraft) -> None:
    begin().write(Session((OpenRequest("one", draft),)))

    assert "canary-secret" not in _written(tmp_path)


def test_the_text_around_a_credential_is_kept(begin: Callable[[], Drafts]) -> None:
    first = begin()
    draft = RequestDraft(body=Body(raw='{"a": 1, "password": "canary", "b": 2}'))
    first.close(Session((OpenRequest("one", draft),)))

    restored = begin().take().requests[0].draft

    assert restored is not None
    assert restored.body.raw == '{"a": 1, "password": "", "b": 2}'


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"draft": 7}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_draft_costs_no_other(begin: Callable[[], Drafts], tmp_path: Path, content: bytes) -> None:
    first = begin()
    first.close(Session((OpenRequest("one", DRAFT), OpenRequest("two", DRAFT))))
    next((tmp_path / "drafts").rglob("one.json")).write_bytes(content)

    assert [request.id for request in begin().take().requests] == ["two"]


@pytest.mark.parametrize("requests", ['"x"', '[{"id": "../../x", "draft": true}]', '[7, {"id": 3}]', "[{}]"])
def test_a_list_that_makes_no_sense_is_empty(begin: Callable[[], Drafts], tmp_path: Path, requests: str) -> None:
    folder = tmp_path / "drafts" / "session-1"
    folder.mkdir(parents=True)
    (folder / "session.json").write_text(f'{{"requests": {requests}}}')

    assert begin().take().requests == ()


def test_a_full_disk_is_a_trouble_that_says_so(begin: Callable[[], Drafts], tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("a file where the folder should be")

    with pytest.raises(FileTrouble):
        begin().write(Session((OpenRequest("one", DRAFT),)))


def test_drafts_killed_at_any_moment_are_whole(tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    for round_number in range(_ROUNDS):
        command = [sys.executable, "-c", _WRITER, str(folder), str(REPOSITORY / "app")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(2 + 3 * round_number):
                last = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

        for path in folder.rglob("*.json"):
            json.loads(path.read_bytes())
        drafts = Drafts(folder, Clock(), SystemRandomness())
        requests = drafts.take().requests
        drafts.release()
        numbers = [int(request.draft.url.rpartition("/")[2]) for request in requests if request.draft is not None]
        assert numbers
        assert min(numbers) >= last - 4


def test_a_file_that_changed_while_nobody_looked_is_not_overwritten(collections: Collections, bruno: Path) -> None:
    place = "mask/json.yml"
    path = bruno / place
    before = collections.read(str(bruno), place)
    path.write_text(path.read_text("utf-8") + "\n# by another program\n", "utf-8")
    restored = as_it_was(collections.read(str(bruno), place), before.fingerprint)

    with pytest.raises(ChangedOnDisk):
        collections.save(str(bruno), place, before.draft.named("Edited"), restored)
