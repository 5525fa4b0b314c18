"""One of the two requests that are compared, and what is known of it without sending."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from modelpost.runs.applied import Fields, takes_file
from modelpost.runs.compare_report import Contender
from modelpost.runs.inputs import FileInputs, Inputs, Repeats
from modelpost.workbench.batch_answers import request_key
from modelpost.workbench.compare_memory import KeptSide

if TYPE_CHECKING:
    from modelpost.workbench.request_tab import RequestTab


class Side(NamedTuple):
    """One of the two: a request, and the environment it is sent in; None for the one in force.

    `part` names the part of its form-data that takes the file, empty for the first one; `fields` says which column of a
    table goes into which field of its JSON: two services may have different bodies.
    """

    tab: "RequestTab"
    environment: str | None = None
    part: str = ""
    fields: Fields = ()

    @property
    def key(self) -> str:
        """What its request is known by over a restart."""
        return request_key(self.tab)

    @property
    def label(self) -> str:
        """What it is called."""
        return f"{self.tab.title}, {self.environment}" if self.environment else self.tab.title

    @property
    def contender(self) -> Contender:
        """What a report says of it."""
        return Contender(self.label, self.part, self.fields)

    @property
    def kept(self) -> KeptSide:
        """What is kept of it until the next time."""
        return KeptSide(self.environment, self.part, self.fields)

    def with_kept(self, kept: KeptSide) -> "Side":
        """Return the same request, sent as it was kept."""
        return Side(self.tab, kept.environment, kept.part, kept.fields)


def own_input(a: Side, b: Side, folder: str) -> tuple[Side, Inputs]:
    """Return the file that A sends, for both, and A with the part that has it; without one, each sends its own.

    `folder` is what the path of the file is relative to.
    """
    rows = [row for row in a.tab.draft.body.form if row.is_file and row.enabled and row.files]
    row = next((row for row in rows if row.name == a.part), rows[0] if rows else None)
    if row is None or not takes_file(b.tab.draft):
        return a, Repeats(1)
    return a._replace(part=row.name), FileInputs((str(Path(folder or ".") / row.files[0]),))
