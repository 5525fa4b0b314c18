"""Which mode the window is in, and the demo, which follows the request in front."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from typing import TYPE_CHECKING

from modelpost.assembly.stores import save_copy
from modelpost.workbench.modes import BUILD, DEMO, ModeDesk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modelpost.assembly.pages import Pages
    from modelpost.assembly.presenters import Ground, Presenters
    from modelpost.ui.batch.page import BatchPage
    from modelpost.ui.compare.page import ComparePage
    from modelpost.ui.demo.page import DemoPage
    from modelpost.ui.kit.buttons import Kit
    from modelpost.ui.window import MainWindow
    from modelpost.workbench.demo_desk import DemoDesk
    from modelpost.workbench.request_tab import RequestTab


class Stage:
    """The modes beside Build, whose pages are built when each is first chosen."""

    def __init__(self, kit: Kit, ground: Ground, presenters: Presenters, pages: Pages) -> None:
        self._kit = kit
        self._ground = ground
        self._presenters = presenters
        self._demo: DemoDesk | None = None
        self.builders: Mapping[str, Callable[[MainWindow], BatchPage | ComparePage | DemoPage]] = {
            "batch": pages.batch,
            "compare": pages.compare,
            DEMO: self._build_demo,
        }
        self.modes = ModeDesk(self.builders)
        self.modes.changed.connect(self._on_mode_changed)
        ground.workspace.current_changed.connect(self._on_current_changed)

    def _build_demo(self, window: MainWindow) -> DemoPage:
        """Seam: the demo, 20 ms, when it is first opened."""
        from modelpost.ui.demo.page import DemoPage  # noqa: PLC0415  # see above

        page = DemoPage(self._kit, self._demo_desk(), self._ground.background)
        page.full_screen_wanted.connect(window.fill_screen)
        return page

    def _demo_desk(self) -> DemoDesk:
        if self._demo is None:
            from modelpost.workbench.demo_desk import DemoDesk  # noqa: PLC0415  # see above
            from modelpost.workbench.response_desk import ResponseDesk  # noqa: PLC0415  # loaded by now

            workspace, background = self._ground.workspace, self._ground.background
            answers = ResponseDesk(
                load_reader=self._presenters.reader, saver=save_copy, background=background, parent=workspace
            )
            self._demo = DemoDesk(workspace, answers, background, saver=save_copy, when=_now_in_words)
            self._demo.failed.connect(workspace.failed)
            self._demo.left.connect(self._on_demo_left)
        return self._demo

    def _on_mode_changed(self, key: str) -> None:
        tab = self._ground.workspace.current
        if key == DEMO and tab is not None:
            self._demo_desk().open(tab)
        elif self._demo is not None:
            self._demo.stop()

    def _on_current_changed(self, tab: RequestTab | None) -> None:
        if self.modes.current == DEMO:
            if tab is None:
                self.modes.choose(BUILD)
            else:
                self._demo_desk().open(tab)

    def _on_demo_left(self) -> None:
        self.modes.choose(BUILD)


def _now_in_words() -> str:
    """Return date and time as the user writes them."""
    from PySide6.QtCore import QDateTime, QLocale  # noqa: PLC0415  # 1 ms, with the first report

    return QLocale().toString(QDateTime.currentDateTime(), QLocale.FormatType.ShortFormat)
