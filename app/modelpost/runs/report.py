"""The results of a run as files: CSV, JSON Lines, and a page that needs nothing but a browser."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from modelpost.core.failures import ModelpostError
from modelpost.core.shares import percent_text, score_text
from modelpost.core.text import Message
from modelpost.documents.media_type import sniff
from modelpost.documents.spreadsheet import csv_text
from modelpost.runs.ordering import Order, arranged
from modelpost.runs.quality import Quality
from modelpost.runs.result import Result
from modelpost.runs.statistics import PERCENTILES, Latencies
from modelpost.runs.tally import Tally, Verdict
from modelpost.runs.truth import Truth
from modelpost.store.files import read_whole

COLUMNS = ("index", "name", "status", "seconds", "size", "label", "score", "expected", "right", "failure", "message")
_MOST_SHOWN = 2_000
_MOST_PICTURES = 100
_LARGEST_PICTURE = 200_000
_MOST_GROUPS = 50
_RIGHT = {Verdict.MATCH: "true", Verdict.MISMATCH: "false"}
_KINDS = {Verdict.MATCH: "ok", Verdict.MISMATCH: "err", Verdict.FAILED: "err"}

Say = Callable[[Message], str]
"""Turns a message into the reader's language."""


@dataclass(frozen=True, slots=True)
class About:
    """What a report says of its run: the request without secrets, when it ran (text), and the model's version."""

    title: str
    request: str
    when: str = ""
    version: str = ""


def page_head(title: str) -> str:
    """Return the beginning of a page, up to its heading."""
    return f"{HEAD.format(title=escape(title), style=STYLE)}<main>"


def page_foot() -> str:
    """Return the end of a page."""
    return "</main></body></html>"


def as_csv(results: Iterable[Result], truth: Truth | None = None) -> Iterator[str]:
    """Yield the lines of a table, in which pictures are judged by their true boxes where these are known.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    verdict = Tally(truth).verdict
    yield csv_text([COLUMNS])
    for result in results:
        cells = (
            result.index + 1,
            result.name,
            result.status or "",
            f"{result.seconds:.6f}",
            result.size,
            result.label,
            "" if result.score is None else result.score,
            result.expected,
            _RIGHT.get(verdict(result), ""),
            result.failure,
            result.message,
        )
        yield csv_text([cells])


def as_json_lines(results: Iterable[Result]) -> Iterator[str]:
    """Yield a JSON object a line."""
    for result in results:
        yield json.dumps(result.as_record(), ensure_ascii=False) + "\n"


def as_page(
    about: About,
    results: Sequence[Result],
    files: Callable[[Result], str],
    say: Say = str,
    *,
    truth: Truth | None = None,
) -> Iterator[str]:
    """Yield an HTML page: figures, histogram, confusion matrix and the results, the worst first.

    `files` returns the path of the picture that was sent, empty for none; `truth` has the true boxes of pictures, where
    they are known. Pictures are put into the page, the first
    hundred of at most 200 KB each; nothing is loaded from elsewhere, and there are no scripts.
    """
    tally = Tally(truth, results)
    yield HEAD.format(title=escape(about.title), style=STYLE)
    yield f"<main><h1>{escape(about.title)}</h1>"
    facts = [text for text in (about.when, about.version) if text]
    yield f"<p class=facts>{escape(' · '.join(facts))}</p>" if facts else ""
    yield _figures(tally, say)
    yield _histogram(tally.latencies, say)
    yield _confusion(tally.quality, say)
    yield _failures(tally, say)
    yield from _table(results, tally, files, say)
    yield f"<h2>{escape(say(Message('The request')))}</h2><pre>{escape(about.request)}</pre></main></body></html>"


# The page ------------------------------------------------------------------------------------------------------------

HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"><style>{style}</style></head><body>'
)
STYLE = (
    ":root{color-scheme:light dark;--line:#e2e5eb;--muted:#5f687a;--bar:#2f54d8;--err:#b3261e;--ok:#0b7047}"
    "@media(prefers-color-scheme:dark){:root{--line:#2a303c;--muted:#98a2b3;--bar:#9db2ff;--err:#ff8f86;--ok:#5fd39b}}"
    "body{font:14px/1.5 system-ui,sans-serif;margin:0}main{max-width:1120px;margin:0 auto;padding:32px 24px}"
    "h1{font-size:28px;margin:0}h2{font-size:17px;margin:32px 0 8px}.facts,.muted{color:var(--muted)}"
    ".figures{display:flex;flex-wrap:wrap;gap:24px;margin:24px 0}.figures div b{display:block;font-size:22px}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid var(--line);padding:6px 8px;text-align:left;vertical-align:middle}"
    "th{color:var(--muted);font-weight:500}td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "img{height:48px;border-radius:4px;display:block}.err{color:var(--err)}.ok{color:var(--ok)}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);border-radius:8px;padding:12px}"
    "@media print{main{max-width:none;padding:0}tr{break-inside:avoid}}"
)


def _figures(tally: Tally, say: Say) -> str:
    latencies, failed = tally.latencies, tally.verdicts[Verdict.FAILED]
    figures = [(say(Message("Inputs")), str(tally.size)), (say(Message("Failed")), str(failed))]
    if tally.accuracy is not None:
        figures.append((say(Message("Accuracy")), percent_text(tally.accuracy)))
    if len(latencies):
        figures += [(f"p{share:g}", _milliseconds(latencies.percentile(share))) for share in PERCENTILES]
    cells = "".join(f"<div><b>{escape(value)}</b>{escape(name)}</div>" for name, value in figures)
    return f"<div class=figures>{cells}</div>"


def _histogram(latencies: Latencies, say: Say) -> str:
    bins = latencies.histogram()
    if len(bins) < 2:
        return ""
    highest = max(each.count for each in bins)
    width = 600 / len(bins)
    bars = "".join(
        f'<rect x="{place * width:.1f}" y="{100 - 100 * each.count / highest:.1f}" width="{width - 2:.1f}" '
        f'height="{100 * each.count / highest:.1f}" fill="var(--bar)"><title>{_milliseconds(each.start)}: {each.count}'
        "</title></rect>"
        for place, each in enumerate(bins)
    )
    title = escape(say(Message("Time to the whole answer")))
    ends = f"<p class=muted>{_milliseconds(bins[0].start)} … {_milliseconds(bins[-1].start)}</p>"
    size = 'viewBox="0 0 600 100" width="600" height="100"'
    return f'<h2>{title}</h2><svg {size} role="img" aria-label="{title}">{bars}</svg>{ends}'


def _confusion(quality: Quality, say: Say) -> str:
    labels = quality.labels
    if not labels or len(labels) > 40:
        return ""
    head = "".join(f"<th>{escape(label)}</th>" for label in labels)
    rows = "".join(_confusion_row(expected, labels, quality) for expected in labels)
    classes = "".join(
        f"<tr><th>{escape(each.label)}</th>"
        + "".join(f"<td class=n>{score_text(value)}</td>" for value in (each.precision, each.recall, each.f1))
        + f"<td class=n>{each.true}</td></tr>"
        for each in quality.classes()
    )
    names = (Message("Class"), Message("Precision"), Message("Recall"), Message("F1"), Message("Cases"))
    columns = "".join(f"<th>{escape(say(name))}</th>" for name in names)
    return (
        f"<h2>{escape(say(Message('Expected in the rows, answered in the columns')))}</h2>"
        f"<table><tr><th></th>{head}</tr>{rows}</table>"
        f"<h2>{escape(say(Message('By class')))}</h2><table><tr>{columns}</tr>{classes}</table>"
    )


def _confusion_row(expected: str, labels: Sequence[str], quality: Quality) -> str:
    cells = "".join(
        f"<td class='n {'ok' if expected == answered else 'err'}'>{quality.pairs.get((expected, answered)) or ''}</td>"
        for answered in labels
    )
    return f"<tr><th>{escape(expected)}</th>{cells}</tr>"


def _failures(tally: Tally, say: Say) -> str:
    if not tally.errors:
        return ""
    groups = tally.errors.most_common(_MOST_GROUPS)
    rows = "".join(f"<tr><td class=n>{count}</td><td>{escape(group)}</td></tr>" for group, count in groups)
    return f"<h2>{escape(say(Message('Failures')))}</h2><table>{rows}</table>"


def _table(results: Sequence[Result], tally: Tally, files: Callable[[Result], str], say: Say) -> Iterator[str]:
    failed = [result for result in results if not result.is_answered]
    answered = arranged(results, Order.VERDICT, tally.verdict, _has_answer)
    ordered = [*failed, *(results[place] for place in answered)]
    names = (Message("Input"), Message("Answer"), Message("Score"), Message("Expected"), Message("Time"))
    columns = "".join(f"<th>{escape(say(name))}</th>" for name in names)
    yield f"<h2>{escape(say(Message('Results')))}</h2><table><tr><th></th>{columns}</tr>"
    pictures = 0
    for result in ordered[:_MOST_SHOWN]:
        picture = _picture(files(result)) if pictures < _MOST_PICTURES else ""
        pictures += bool(picture)
        kind = _KINDS.get(tally.verdict(result), "")
        said = result.label if result.is_answered else result.group
        yield (
            f"<tr><td>{picture}</td><td>{escape(result.name)}</td><td class='{kind}'>{escape(said)}</td>"
            f"<td class=n>{score_text(result.score)}</td><td>{escape(result.expected)}</td>"
            f"<td class=n>{_milliseconds(result.seconds) if result.status else ''}</td></tr>"
        )
    yield "</table>"
    if len(ordered) > _MOST_SHOWN:
        more = Message(
            "{n} more results are not shown here; CSV and JSON Lines have them all.", n=len(ordered) - _MOST_SHOWN
        )
        yield f"<p class=muted>{escape(say(more))}</p>"


def _has_answer(result: Result, verdict: Verdict) -> bool:
    del result
    return verdict is not Verdict.FAILED


def _picture(path: str) -> str:
    if not path:
        return ""
    try:
        content = read_whole(Path(path), up_to=_LARGEST_PICTURE)
    except ModelpostError:
        return ""  # gone since; the row says what came of it
    kind = sniff(content[:64], "")
    if len(content) > _LARGEST_PICTURE or not kind.startswith("image/") or kind == "image/svg+xml":
        return ""
    return f'<img alt="" src="data:{kind};base64,{b64encode(content).decode("ascii")}">'


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 10 else f"{seconds:.1f} s"
