"""One answer rendered for one view, off the GUI thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.core.failures import ModelpostError
from modelpost.core.response import Response
from modelpost.viewers.api import Answer, Rendering, TextRendering
from modelpost.workbench.background import Background
from modelpost.workbench.ports import AnswerReader

if TYPE_CHECKING:
    from modelpost.documents.growing import GrowingText


class RenderingDesk(QObject):
    """Keeps the rendering that is looked at: makes it once, lets it grow, and drops what comes too late.

    Signals:
        ready: a rendering that was asked for is there.
        failed: it could not be made; carries a ModelpostError.
    """

    ready = Signal()
    failed = Signal(object)

    def __init__(
        self, load_reader: Callable[[], AnswerReader], background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._load_reader = load_reader
        self._background = background
        self._rendering: Rendering | None = None
        self._rendered: tuple[object, str] | None = None
        self._growing: GrowingText | None = None
        self._is_failed = False

    @property
    def rendering(self) -> Rendering | None:
        """What the view shows; None while it is being made, and where there is nothing to show."""
        return self._rendering

    def clear(self) -> None:
        """Look at nothing."""
        self._rendering, self._rendered = None, None
        self._lay_out()

    def take(self, rendering: Rendering, source: object, view: str) -> None:
        """Look at a rendering that is there already."""
        self._rendering, self._rendered = rendering, (source, view)
        self._lay_out()

    def want(self, source: object, view: str, answer: Callable[[], Answer]) -> None:
        """Have a view of an answer rendered, unless it is or will be; `source` is what the rendering is of."""
        if not self._is_of(source, view):
            self._render(source, view, answer)

    def try_again(self) -> None:
        """Forget that a view could not be rendered: only the user's next look is a reason to try once more."""
        if self._is_failed:
            self._rendered, self._is_failed = None, False

    def close(self) -> None:
        """Let nothing grow any more."""
        if self._growing is not None:
            self._growing.pause()

    def _render(self, source: object, view: str, answer: Callable[[], Answer]) -> None:
        self._rendering, self._rendered, self._is_failed = None, (source, view), False
        self._lay_out()

        def work() -> Rendering:
            return self._load_reader().render(answer(), view)

        def done(rendering: Rendering) -> None:
            if self._is_of(source, view):
                self._rendering = rendering
                self._lay_out()
                self.ready.emit()

        def failed(error: ModelpostError) -> None:
            self._is_failed = self._is_failed or self._is_of(source, view)
            self.failed.emit(error)

        self._background.run(work, done, failed)

    def _is_of(self, source: object, view: str) -> bool:
        """Tell whether the rendering is, or will be, that of a view; answers are not compared byte by byte."""
        if self._rendered is None or self._rendered[1] != view:
            return False
        before = self._rendered[0]
        return before is source or (isinstance(source, Response) and before == source)

    def _lay_out(self) -> None:
        """Go on with the text in front where it still grows, and pause the one that was there before."""
        rendering = self._rendering
        growing = rendering.growing if isinstance(rendering, TextRendering) else None
        if growing is self._growing:
            return
        if self._growing is not None:
            self._growing.pause()
        self._growing = growing
        if growing is not None and not growing.now.is_complete:
            self._background.run(growing.run, _ignore, self.failed.emit)


def _ignore(_: None) -> None:
    """Do nothing more: who shows a growing text looks at it."""
