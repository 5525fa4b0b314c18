"""Fakes for presenters: an engine that does what a test says, stores in memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QCoreApplication

from modelpost.core.failures import KeyringTrouble, ModelpostError
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.core.tree import Collection, Environment, FolderNode, RequestNode
from modelpost.workbench.background import Background
from modelpost.workbench.runner import ExchangeRunner
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.workspace import Workspace


class FakeToken:
    def __init__(self) -> None:
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class FakeJob:
    def __init__(self, events: tuple[object, ...], wait: Callable[[], None]) -> None:
        self.token = FakeToken()
        self._events = events
        self._wait = wait

    def run(self) -> Iterator[object]:
        self._wait()
        yield from self._events


class FakeSender:
    def __init__(self) -> None:
        self.events: tuple[object, ...] = ()
        self.sent: list[tuple[ResolvedRequest, SendOptions]] = []
        self.errands: list[tuple[ResolvedAuth, str]] = []
        self.jobs: list[FakeJob] = []
        self.wait: Callable[[], None] = lambda: None

    def job(self, request: ResolvedRequest, options: SendOptions) -> FakeJob:
        self.sent.append((request, options))
        job = FakeJob(self.events, self.wait)
        self.jobs.append(job)
        return job

    def errand(self, auth: ResolvedAuth, options: SendOptions, field: str) -> FakeJob:
        self.errands.append((auth, field))
        job = FakeJob(self.events, self.wait)
        self.jobs.append(job)
        return job

    def copy_as_curl(self, request: ResolvedRequest, options: SendOptions, *, with_secrets: bool) -> str:
        return f"curl {request.url}"


@dataclass
class FakeKeeper:
    values: dict[SecretRef, str] = field(default_factory=dict)
    trouble: KeyringTrouble | None = None

    def backend_name(self) -> str:
        self._check()
        return "Test keyring"

    def get(self, ref: SecretRef) -> str | None:
        self._check()
        return self.values.get(ref)

    def set(self, ref: SecretRef, value: str) -> None:
        self._check()
        self.values[ref] = value

    def delete(self, ref: SecretRef) -> None:
        self.values.pop(ref, None)

    def count(self) -> int:
        return len(self.values)

    def entries(self) -> tuple[SecretRef, ...]:
        return tuple(self.values)

    def last_used(self, ref: SecretRef) -> str:
        del ref
        return "2026-01-31"

    def _check(self) -> None:
        if self.trouble is not None:
            raise self.trouble


@dataclass(frozen=True)
class Stored:
    draft: RequestDraft


class FakeCollections:
    def __init__(self) -> None:
        self.files: dict[tuple[str, str], RequestDraft] = {}
        self.environments: tuple[Environment, ...] = ()
        self.declared: list[str] = []
        self.trusted: list[tuple[str, str, str]] = []
        self.trouble: ModelpostError | None = None

    def stamp(self, root: str) -> str:
        return str(hash(tuple(self.files.items())))

    def open(self, root: str, *, quick: bool = False) -> Collection:
        nodes = tuple(RequestNode(p, d.name, d.method, d.url) for (r, p), d in self.files.items() if r == root)
        return Collection(root, "c1", FolderNode("", "Sample", nodes), self.environments)

    def locate(self, path: str) -> tuple[str, str]:
        root, _, name = path.partition("!")
        return root, name

    def read(self, root: str, path: str) -> Stored:
        return Stored(self.files[root, path])

    def save(self, root: str, path: str, draft: RequestDraft, before: object) -> Stored:
        if self.trouble is not None:
            raise self.trouble
        self.files[root, path] = draft
        return Stored(draft)

    def save_as(self, root: str, folder: str, draft: RequestDraft) -> tuple[str, Stored]:
        path = f"{folder}/{draft.name}.yml".lstrip("/")
        self.files[root, path] = draft
        return path, Stored(draft)

    def create(self, root: str, name: str) -> Collection:
        return self.open(root)

    def trust(self, root: str, subject: str, pem: str) -> str:
        self.trusted.append((root, subject, pem))
        return f"certificates/{subject}.pem"

    def references(self, root: str, requests: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        return {"token": tuple(path for path in requests if "{{token}}" in self.files[root, path].url)}

    def declare_secret(self, collection: Collection, environment: Environment | None, name: str) -> SecretRef:
        self.declared.append(name)
        return SecretRef(collection.id, f"env:{environment.name}" if environment else "collection", name)


@dataclass
class FakeClock:
    time: float = 0.0

    def __call__(self) -> float:
        return self.time


@dataclass
class Desk:
    """Everything a presenter test needs, wired as the application wires it."""

    runner: ExchangeRunner
    background: Background
    sender: FakeSender
    keeper: FakeKeeper
    secrets: SecretsDesk
    collections: FakeCollections
    clock: FakeClock
    workspace: Workspace
    options: SendOptions


@pytest.fixture
def keeper() -> FakeKeeper:
    return FakeKeeper()


@pytest.fixture
def desk(qapp: QCoreApplication, keeper: FakeKeeper) -> Iterator[Desk]:
    runner, background, sender = ExchangeRunner(), Background(), FakeSender()
    secrets = SecretsDesk(lambda: keeper, background)
    collections, clock = FakeCollections(), FakeClock()
    built: list[Desk] = []
    workspace = Workspace(
        runner=runner,
        background=background,
        sender=sender,
        secrets=secrets,
        load_collections=lambda: collections,
        clock=clock,
        options=lambda: built[0].options if built else SendOptions(),
    )
    built.append(Desk(runner, background, sender, keeper, secrets, collections, clock, workspace, SendOptions()))
    yield built[0]
    workspace.close()
    runner.close()
    background.close()


@pytest.fixture
def keyring_trouble() -> KeyringTrouble:
    return KeyringTrouble(Message("The keyring is locked"), Message("Unlock it to use saved tokens."))
