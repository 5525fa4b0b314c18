"""What `modelpost run` prints at its end: the figures that people ask for first."""

import sys
from collections import Counter
from collections.abc import Sequence

from modelpost.cli.ending import sentence, tell
from modelpost.core.shares import percent_text
from modelpost.core.text import Message
from modelpost.runs.inputs import Inputs
from modelpost.runs.quality import Quality, quality_of_boxes, quality_of_labels
from modelpost.runs.result import Result
from modelpost.runs.statistics import PERCENTILES, Latencies
from modelpost.runs.truth import Truth

_GROUPS = 5


def sum_up(results: Sequence[Result], truth: Truth | None, inputs: Inputs) -> None:
    """Print counts, percentiles and quality to standard output, the largest groups of failures to standard error."""
    failed = sum(not result.is_answered for result in results)
    _say(Message("{n} inputs, {failed} failed", n=len(results), failed=failed))
    latencies = Latencies(result.seconds for result in results if result.status)
    if len(latencies):
        shares = (f"p{share:g} {latencies.percentile(share) * 1000:.1f} ms" for share in PERCENTILES)
        sys.stdout.write(f"{', '.join(shares)}\n")
    _tell_quality(quality_of_labels(results) if truth is None else _of_boxes(results, truth, inputs))
    groups = Counter(result.group for result in results if result.group)
    for group, count in groups.most_common(_GROUPS):
        tell(sentence(Message("{n} × {what}", n=count, what=group)))


def _of_boxes(results: Sequence[Result], truth: Truth, inputs: Inputs) -> Quality:
    return quality_of_boxes(
        (result.boxes, true)
        for result in results
        if result.boxes is not None and (true := truth.of(inputs[result.index].file)) is not None
    )


def _tell_quality(quality: Quality) -> None:
    if quality.accuracy is None:
        return
    _say(
        Message(
            "{right} of {total} right ({share})",
            right=quality.right,
            total=quality.total,
            share=_share(quality.accuracy),
        )
    )
    for each in quality.classes():
        _say(
            Message(
                "{label}: precision {precision}, recall {recall}, {n} cases",
                label=each.label,
                precision=_share(each.precision),
                recall=_share(each.recall),
                n=each.true,
            )
        )


def _say(message: Message) -> None:
    sys.stdout.write(f"{message.filled()}\n")


def _share(value: float | None) -> str:
    return "–" if value is None else percent_text(value)
