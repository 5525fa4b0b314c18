"""How far a batch is, and its few large numbers."""

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from modelpost.core.failures import FailureKind
from modelpost.core.text import Message
from modelpost.runs.tally import Verdict
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.elided import ElidedText
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.workbench.batch_phase import Phase
from modelpost.workbench.batch_run import BatchRun
from modelpost.workbench.sizes import duration_text, share_text, span_text
from modelpost.workbench.texts import translated

_BAR = 8
_MOST_GROUPS = 2


class ProgressBar(QWidget):
    """A bar of 8 px; its numbers stand beside it as text."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("batchProgress")
        self.setAccessibleName(self.tr("Progress"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._kit = kit
        self._share = 0.0
        kit.theme.changed.connect(self.update)

    def show_share(self, share: float) -> None:
        """Show a share from 0 to 1."""
        self._share = share
        self.setAccessibleDescription(f"{share * 100:.0f} %")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return its height."""
        return QSize(120, _BAR)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint track and bar."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        track = QRectF(self.rect())
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        if self._share > 0:
            track.setWidth(max(_BAR, track.width() * min(1.0, self._share)))
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)


class Metric(QFrame):
    """A large number, what it is, and a line about it."""

    def __init__(self, kit: Kit, title: str, name: str, *, is_first: bool) -> None:
        super().__init__()
        self.setObjectName(name)
        self._value = Text(kit, "–", role=Role.METRIC, name=f"{name}Value")
        self._line = ElidedText(kit, role=Role.SMALL, ink="text2", name=f"{name}Line")
        self._title = title
        column = QVBoxLayout()
        column.setContentsMargins(0 if is_first else 16, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(Text(kit, title, role=Role.SMALL, ink="text2"))
        column.addWidget(self._value)
        column.addWidget(self._line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        if not is_first:
            rule = QFrame()
            rule.setProperty("line", "right")
            rule.setFixedWidth(1)
            row.addWidget(rule)
        row.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, value: str, line: str, ink: str = "") -> None:
        """Show a number and what there is to say about it."""
        self._value.setText(value)
        self._value.set_ink(ink)
        self._line.setText(line)
        self.setAccessibleName(f"{self._title}: {value}")
        self.setAccessibleDescription(line)


class BatchFigures(QWidget):
    """Progress, accuracy, throughput, times, mismatches and failures."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("batchFigures")
        self._done = Text(kit, role=Role.STRONG, name="batchDone")
        self._share = Text(kit, ink="text2", name="batchShare")
        self._left = Text(kit, ink="text2", name="batchLeft")
        self._bar = ProgressBar(kit)
        self._accuracy = Metric(kit, self.tr("Accuracy"), "batchAccuracy", is_first=True)
        self._rate = Metric(kit, self.tr("Throughput"), "batchThroughput", is_first=False)
        self._time = Metric(kit, self.tr("Median time"), "batchMedian", is_first=False)
        self._wrong = Metric(kit, self.tr("Mismatches"), "batchMismatches", is_first=False)
        self._failed = Metric(kit, self.tr("Failed"), "batchFailed", is_first=False)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._done)
        line.addWidget(self._share)
        line.addStretch(1)
        line.addWidget(self._left)
        metrics = QHBoxLayout()
        metrics.setSpacing(0)
        for metric in (self._accuracy, self._rate, self._time, self._wrong, self._failed):
            metrics.addWidget(metric, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self._bar)
        column.addSpacing(2)
        column.addLayout(metrics)

    def show_progress(self, run: BatchRun) -> None:
        """Show how far a batch is: cheap, for each arrival."""
        progress, locale = run.progress, QLocale()
        said = self.tr("{n} of {total} sent")
        self._done.setText(
            said.replace("{n}", locale.toString(progress.done)).replace("{total}", locale.toString(progress.total))
        )
        share = progress.done / progress.total if progress.total else 0.0
        self._share.setText(f"{share * 100:.0f} %")
        self._bar.show_share(share)
        self._left.setText(self._left_text(run, progress.seconds_left))
        if run.is_busy:
            rate = progress.per_second
            text = f"{locale.toString(rate, 'f', 1 if rate < 100 else 0)} /s" if rate == rate else "–"
            workers = self.tr("{n} in parallel").replace("{n}", str(run.setup.workers))
            self._rate.say(text, workers)
        self._show_counts(run)

    def show_figures(self, run: BatchRun) -> None:
        """Show what is dearer to reckon: times, twice a second."""
        times = run.tally.latencies
        if not len(times):
            self._time.say("–", "")
            if not run.is_busy:
                self._rate.say("–", "")
            return
        self._time.say(duration_text(times.percentile(50)), f"p95 {duration_text(times.percentile(95))}")

    def _show_counts(self, run: BatchRun) -> None:
        tally = run.tally
        wrong, judged, accuracy = tally.verdicts[Verdict.MISMATCH], tally.judged, tally.accuracy
        if accuracy is not None:
            said = self.tr("{n} of {total} match").replace("{n}", str(tally.right)).replace("{total}", str(judged))
            self._accuracy.say(share_text(accuracy, is_share=True), said)
            share = self.tr("{share} of answers").replace("{share}", share_text(wrong / judged, is_share=True))
            self._wrong.say(str(wrong), share)
        else:
            self._accuracy.say("–", self.tr("No right answers are known") if tally.size else "")
            self._wrong.say("–", "")
        failed = tally.verdicts[Verdict.FAILED]
        common = tally.errors.most_common(_MOST_GROUPS)
        groups = ", ".join(_group_text(key, count) for key, count in common if count)
        self._failed.say(str(failed), groups, "err" if failed else "")

    def _left_text(self, run: BatchRun, seconds: float) -> str:
        match run.phase:
            case Phase.RUNNING if seconds == seconds:
                return self.tr("About {time} left").replace("{time}", span_text(seconds))
            case Phase.STARTING:
                return self.tr("Starting…")
            case Phase.PAUSED:
                return self.tr("Paused")
            case Phase.STOPPED:
                return self.tr("Stopped")
            case Phase.DONE:
                return self.tr("Done")
        return ""


_GROUPS = {
    FailureKind.DNS.value: Message("host not found"),
    FailureKind.REFUSED.value: Message("refused"),
    FailureKind.CONNECT.value: Message("not connected"),
    FailureKind.TLS.value: Message("certificate"),
    FailureKind.TIMEOUT_CONNECT.value: Message("timed out"),
    FailureKind.TIMEOUT_READ.value: Message("timed out"),
    FailureKind.TIMEOUT_TOTAL.value: Message("timed out"),
    FailureKind.CONNECTION_LOST.value: Message("connection lost"),
    FailureKind.AUTH.value: Message("credentials"),
    FailureKind.FILE.value: Message("file gone"),
    "unsent": Message("not sent"),
}


def _group_text(key: str, count: int) -> str:
    return f"{count} {failure_text(key)}" if key in _GROUPS else f"{count} × {key}"


def failure_text(key: str) -> str:
    """Return a group of failures in two or three words: its kind, or the status and what was said."""
    return translated(_GROUPS[key]) if key in _GROUPS else key
