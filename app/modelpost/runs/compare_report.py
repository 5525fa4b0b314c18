"""A comparison as a page that needs nothing but a browser: no scripts, nothing loaded from elsewhere."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from modelpost.core.shares import percent_text
from modelpost.core.text import Message
from modelpost.documents.json_values import path_text
from modelpost.runs.applied import Fields
from modelpost.runs.compare import Difference, Pair, Verdict
from modelpost.runs.report import page_foot, page_head

_MOST_ROWS = 2_000

Say = Callable[[Message], str]


@dataclass(frozen=True, slots=True)
class Contender:
    """One of the two: its name, the part that takes the file, and which column goes into which field of its JSON."""

    name: str
    part: str = ""
    fields: Fields = ()


def as_comparison(
    sides: tuple[Contender, Contender], verdict: Verdict, pairs: Sequence[Pair], say: Say = str, *, source: str = ""
) -> Iterator[str]:
    """Yield an HTML page: what can be said, what was sent, and the pairs, those that differ first.

    `source` is the name of the folder or table that both were sent.
    """
    title = say(Message("{a} and {b}", a=sides[0].name, b=sides[1].name))
    yield page_head(title)
    yield f"<h1>{escape(title)}</h1><ul>"
    for line in sentences(verdict):
        yield f"<li>{escape(say(line))}</li>"
    yield "</ul>"
    yield _sent(sides, source, say)
    heads = (Message("Input"), "A", "B", Message("Time of A"), Message("Time of B"), Message("Agree"))
    cells = "".join(f"<th>{escape(say(head) if isinstance(head, Message) else head)}</th>" for head in heads)
    yield f"<table><thead><tr>{cells}</tr></thead><tbody>"
    for pair in sorted(pairs, key=lambda each: each.agrees is not False)[:_MOST_ROWS]:
        mark = {True: "✓", False: "✗", None: "–"}[pair.agrees]
        values = (pair.name, _said(pair, "a"), _said(pair, "b"), _time(pair, "a"), _time(pair, "b"), mark)
        yield "<tr>" + "".join(f"<td>{escape(value)}</td>" for value in values) + "</tr>"
    yield f"</tbody></table>{page_foot()}"


def _sent(sides: tuple[Contender, Contender], source: str, say: Say) -> str:
    """Return a table of what went to whom, and where."""
    a, b = sides
    rows = [(say(Message("Request")), a.name, b.name)]
    if source:
        rows.append((say(Message("Inputs")), source, source))
    if a.part or b.part:
        rows.append((say(Message("The file goes into")), a.part, b.part))
    columns = dict.fromkeys(column for side in sides for column, _ in side.fields)
    for column in columns:
        name = say(Message("Column {name} goes into", name=column))
        rows.append((name, _places(a, column, say), _places(b, column, say)))
    lines = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(one)}</td><td>{escape(other)}</td></tr>" for name, one, other in rows
    )
    return (
        f"<h2>{escape(say(Message('What was sent')))}</h2><table><tr><th></th><th>A</th><th>B</th></tr>{lines}</table>"
    )


def _places(side: Contender, column: str, say: Say) -> str:
    places = [path_text(path) for name, path in side.fields if name == column]
    return ", ".join(places) or say(Message("a variable"))


def sentences(verdict: Verdict) -> list[Message]:
    """Return what can be said of both in whole sentences: a difference only where it is more than noise."""
    return [_on_answers(verdict), *_on_scores(verdict), *_on_time(verdict), *_on_accuracy(verdict)]


def _on_answers(verdict: Verdict) -> Message:
    if not verdict.answered:
        return Message("There is no answer of both to compare.")
    if verdict.always_agrees:
        return Message("The same answer in all {n} pairs.", n=verdict.answered)
    differing = verdict.answered - verdict.agreeing
    return Message("Different answers in {n} of {total} pairs.", n=differing, total=verdict.answered)


def _on_scores(verdict: Verdict) -> list[Message]:
    if math.isnan(verdict.score.median):
        return []
    if not verdict.score.is_clear:
        return [Message("No clear difference in confidence.")]
    points = f"{_apart(verdict.score, verdict.score_b - verdict.score_a) * 100:.1f}"
    if verdict.score.median > 0:
        return [Message("B is {n} points more confident.", n=points)]
    return [Message("A is {n} points more confident.", n=points)]


def _on_time(verdict: Verdict) -> list[Message]:
    if not verdict.answered:
        return []
    if not verdict.time.is_clear:
        return [Message("No clear difference in time.")]
    seconds = _apart(verdict.time, verdict.time_b - verdict.time_a)
    if verdict.time.median < 0:
        return [Message("B is {n} ms faster.", n=f"{seconds * 1000:.0f}")]
    return [Message("A is {n} ms faster.", n=f"{seconds * 1000:.0f}")]


def _on_accuracy(verdict: Verdict) -> list[Message]:
    found = verdict.accuracy
    if not found.judged:
        return []
    counts = {"a": found.a_right, "b": found.b_right, "total": found.judged}
    if not found.is_clear:
        return [Message("No clear difference in accuracy: A is right on {a}, B on {b} of {total}.", **counts)]
    if found.b_right > found.a_right:
        return [Message("B is right more often: on {b} of {total}, A on {a}.", **counts)]
    return [Message("A is right more often: on {a} of {total}, B on {b}.", **counts)]


def _apart(difference: Difference, of_medians: float) -> float:
    """Return how far both are apart: their medians, which stand beside it, unless pair by pair it is the other way."""
    return abs(of_medians if of_medians * difference.median > 0 else difference.median)


def _said(pair: Pair, side: str) -> str:
    result = pair.a.result if side == "a" else pair.b.result
    score = f" {percent_text(result.score)}" if result.score is not None and 0 <= result.score <= 1 else ""
    return f"{result.label}{score}" if result.is_answered else result.message or str(result.status)


def _time(pair: Pair, side: str) -> str:
    return f"{(pair.a if side == 'a' else pair.b).result.seconds * 1000:.0f} ms"
