"""A demo that was prepared: its request as it was then, the samples on its strip, and which of them is on stage."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from modelpost.core.paths import join_path
from modelpost.core.request import RequestDraft
from modelpost.core.scope import Scope
from modelpost.core.showing import Showing
from modelpost.core.url import host_of, split
from modelpost.documents.json_values import Json
from modelpost.runs.applied import applied
from modelpost.runs.inputs import Input
from modelpost.workbench.demo_samples import ShownSample, implied_samples, parsed, shut
from modelpost.workbench.request_tab import RequestTab


@dataclass(slots=True)
class DemoStage:
    """What stands on the stage; `draft` is the request as it was when the demo was opened."""

    tab: RequestTab
    draft: RequestDraft
    shown: list[ShownSample] = field(default_factory=list)
    index: int = 0

    @property
    def showing(self) -> Showing:
        """What is saved with the request."""
        return self.tab.draft.showing

    @property
    def title(self) -> str:
        """What the demo is called, empty where the request is called by its address."""
        return self.showing.title or ("" if _is_address(self.tab.draft) else self.tab.draft.name)

    @property
    def front(self) -> ShownSample | None:
        """The sample that is looked at."""
        return self.shown[self.index] if self.index < len(self.shown) else None

    @property
    def document(self) -> Json:
        """The JSON of the sample that is looked at, None for a file and for text that is none."""
        front = self.front
        return parsed(front.text) if front is not None and not front.sample.file else None

    @property
    def answers(self) -> list[RequestTab]:
        """The requests that hold an answer."""
        return [each.answer for each in self.shown if each.answer is not None]

    def take_samples(self) -> None:
        """Bring the strip in line with what is saved; answers of samples that are still there stay."""
        before = list(self.shown)
        self.shown = []
        for sample in self.showing.samples or implied_samples(self.draft):
            kept = next((each for each in before if each.sample == sample), None)
            self.shown.append(kept if kept is not None else ShownSample(sample, sample.text))
            if kept is not None:
                before.remove(kept)
        for gone in before:
            shut(gone)
        self.index = min(self.index, max(0, len(self.shown) - 1))

    def clear(self) -> None:
        """Hang up for every sample, and forget the answers."""
        for shown in self.shown:
            shut(shown)

    def sent_with(self, shown: ShownSample) -> tuple[RequestDraft, Scope | None]:
        """Return the request for a sample, and the variables that it brings. Raises ModelpostError."""
        draft = replace(self.draft, showing=replace(self.showing, samples=()))
        if shown.sample.file:
            return applied(draft, Input(0, shown.sample.name, shown.sample.file))
        return (draft.with_body(raw=shown.text) if shown.text else draft), None

    def file_of(self, path: str) -> Path:
        """Return the file that a path of the request means."""
        return Path(join_path(self.tab.surroundings.context.folder, path)).expanduser()


def _is_address(draft: RequestDraft) -> bool:
    """Tell whether a request is called by where it goes, as imported ones may be: a room sees no address."""
    host = host_of(split(draft.url).authority)
    return "://" in draft.name or (bool(host) and host in draft.name)
