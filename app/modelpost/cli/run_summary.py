"""What `modelpost run` prints: how far it is, and at its end the figures that people ask for first."""

import math
import sys
from collections.abc import Sequence

from modelpost.cli.ending import sentence, tell
from modelpost.core.shares import percent_text
from modelpost.core.text import Message
from modelpost.runs.ordering import Order, arranged
from modelpost.runs.quality import NOTHING
from modelpost.runs.result import Result
from modelpost.runs.statistics import PERCENTILES, Progress
from modelpost.runs.tally import Tally, Verdict

_SHOWN = 5
"""Groups of failures, confusions and worst cases; reports have them all."""


def progress_line(progress: Progress) -> str:
    """Return how many are done, how many a second, and the minutes and seconds that are left."""
    line = f"{progress.done} / {progress.total}"
    if math.isnan(progress.seconds_left):
        return line
    minutes, seconds = divmod(math.ceil(progress.seconds_left), 60)
    return f"{line}  {progress.per_second:.0f}/s  -{minutes}:{seconds:02}"


def sum_up(results: Sequence[Result], tally: Tally) -> None:
    """Print counts, percentiles and quality to standard output, the largest groups of failures to standard error."""
    _say(Message("{n} inputs, {failed} failed", n=tally.size, failed=tally.verdicts[Verdict.FAILED]))
    latencies = tally.latencies
    if len(latencies):
        shares = (f"p{share:g} {latencies.percentile(share) * 1000:.1f} ms" for share in PERCENTILES)
        sys.stdout.write(f"{', '.join(shares)}\n")
    if tally.accuracy is not None:
        _tell_quality(tally, tally.accuracy)
        _tell_worst(results, tally)
    for group, count in tally.errors.most_common(_SHOWN):
        tell(sentence(Message("{n} × {what}", n=count, what=group)))


def _tell_quality(tally: Tally, accuracy: float) -> None:
    _say(Message("{right} of {total} right ({share})", right=tally.right, total=tally.judged, share=_share(accuracy)))
    for each in tally.quality.classes():
        _say(
            Message(
                "{label}: precision {precision}, recall {recall}, {n} cases",
                label=each.label,
                precision=_share(each.precision),
                recall=_share(each.recall),
                n=each.true,
            )
        )
    for expected, answered, count in tally.confusions[:_SHOWN]:
        _say(_confusion(expected, answered, count))


def _confusion(expected: str, answered: str, count: int) -> Message:
    if answered == NOTHING:
        return Message("{n} × {label} was not found", n=count, label=expected)
    if expected == NOTHING:
        return Message("{n} × {label} was found where there is none", n=count, label=answered)
    return Message("{n} × {expected} was taken for {answered}", n=count, expected=expected, answered=answered)


def _tell_worst(results: Sequence[Result], tally: Tally) -> None:
    """Print the inputs with a wrong answer, the surest first."""
    worst = arranged(results, Order.VERDICT, tally.verdict, lambda _, verdict: verdict is Verdict.MISMATCH)
    for place in worst[:_SHOWN]:
        result = results[place]
        if not result.expected:
            _say(Message("{name}: boxes are missing or wrong", name=result.name))
            continue
        answered = result.label if result.score is None else f"{result.label} ({_share(result.score)})"
        wrong = Message(
            "{name}: {answered}, not {expected}", name=result.name, answered=answered, expected=result.expected
        )
        _say(wrong)


def _say(message: Message) -> None:
    sys.stdout.write(f"{message.filled()}\n")


def _share(value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else percent_text(value)
