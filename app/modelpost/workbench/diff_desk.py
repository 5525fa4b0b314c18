"""What differs between the answer on the screen and another one."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from itertools import islice

from PySide6.QtCore import QObject, Signal

from modelpost.core.failures import FormatTrouble, ModelpostError
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.documents.diff_json import LARGEST, Change, Rules, changes, exact
from modelpost.documents.diff_rows import Row, folded, inline, json_rows, text_rows
from modelpost.documents.diff_text import LineChange, line_changes
from modelpost.documents.media_type import is_json
from modelpost.documents.side_by_side import PASSING
from modelpost.viewers.api import Answer
from modelpost.workbench.background import Background

MOST_SHOWN = 5_000
_MOST_ROWS = 20_000


class Form(Enum):
    """How differences are shown."""

    LIST = "list"
    """Each with its place, what was and what is."""

    BESIDE = "beside"
    """Both texts in columns of their own."""

    INLINE = "inline"
    """Both texts in one, what was above what is."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two answers, as a list or, in the other forms, as `rows` of both texts.

    `is_cut` tells that there is more than is shown.
    """

    changes: tuple[Change | LineChange, ...] = ()
    is_cut: bool = False
    rows: tuple[Row, ...] = ()


class DiffDesk(QObject):
    """Compares two answers off the GUI thread.

    Signals:
        changed: the comparison is there, or another one is begun; carries a Comparison or None.
        failed: the answers could not be compared; carries a ModelpostError.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._answers: tuple[Answer, Answer] | None = None
        self._number = 0
        self._tolerance = Decimal(0)
        self._ignored: frozenset[str] = frozenset()
        self.passes_names = True
        self.form = Form.LIST

    def compare(self, before: Answer, now: Answer) -> None:
        """Compare two answers, unless they are those that were compared last."""
        known = self._answers
        if known is None or known[0] is not before or known[1] is not now:
            self._answers = (before, now)
            self._compare()

    def is_of(self, before: Response, now: Answer) -> bool:
        """Tell whether it is these that were compared last."""
        known = self._answers
        return known is not None and known[0].response == before and known[1] is now

    def pass_names(self, *, passing: bool) -> None:
        """Count members such as ids and times, or no longer."""
        self.passes_names = passing
        self._compare()

    def ignore(self, text: str) -> None:
        """Let members not count: names and JSONPaths, separated by commas or spaces."""
        ignored = frozenset(text.replace(",", " ").split())
        if ignored != self._ignored:
            self._ignored = ignored
            self._compare()

    def show_as(self, form: Form) -> None:
        """Show the differences in another form."""
        if form is not self.form:
            self.form = form
            self._compare()

    def set_tolerance(self, text: str) -> bool:
        """Let numbers be so far apart; return whether the text is a number."""
        try:
            tolerance = Decimal(text.strip().replace(",", ".") or "0")
        except InvalidOperation:
            return False
        if not tolerance.is_finite() or tolerance < 0:
            return False
        self._tolerance = tolerance
        self._compare()
        return True

    def _compare(self) -> None:
        if self._answers is None:
            return
        before, now = self._answers
        self._number += 1
        number, form = self._number, self.form
        places = frozenset(each for each in self._ignored if each.startswith("$"))
        names = (self._ignored - places) | (PASSING if self.passes_names else frozenset())
        rules = Rules(names, self._tolerance, places)

        def done(comparison: Comparison) -> None:
            if number == self._number:
                self.changed.emit(comparison)

        def failed(error: ModelpostError) -> None:
            if number == self._number:
                self.failed.emit(error)

        self.changed.emit(None)
        self._background.run(lambda: compared(before, now, rules, form), done, failed)


def compared(before: Answer, now: Answer, rules: Rules, form: Form = Form.LIST) -> Comparison:
    """Compare two answers, as JSON where both are, else line by line. Takes seconds for 10 MB."""
    if max(len(before.content), len(now.content)) > LARGEST:
        raise FormatTrouble(
            Message("The answers are too large to be compared"),
            Message("Up to {size} MB can be. Save both and compare the files.", size=LARGEST >> 20),
        )
    if is_json(before.media_type) and is_json(now.media_type):
        try:
            values = exact(before.content), exact(now.content)
        except FormatTrouble:
            pass  # what is no JSON is a text all the same
        else:
            return _listed(changes(*values, rules)) if form is Form.LIST else _shown(json_rows(*values, rules), form)
    texts = _text(before), _text(now)
    return _listed(line_changes(*texts)) if form is Form.LIST else _shown(text_rows(*texts), form)


def _listed(found: Iterable[Change | LineChange]) -> Comparison:
    shown = tuple(islice(found, MOST_SHOWN + 1))
    return Comparison(shown[:MOST_SHOWN], len(shown) > MOST_SHOWN)


def _shown(rows: Iterable[Row], form: Form) -> Comparison:
    rows = folded(rows)
    shown = tuple(islice(rows if form is Form.BESIDE else inline(rows), _MOST_ROWS + 1))
    return Comparison((), len(shown) > _MOST_ROWS, shown[:_MOST_ROWS])


def _text(answer: Answer) -> str:
    return bytes(answer.content).decode(answer.charset, "replace")
