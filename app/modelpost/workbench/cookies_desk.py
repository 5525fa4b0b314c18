"""The cookies of the open collections: seen, changed, and kept over a restart or not."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from modelpost.core.cookies import Cookie
    from modelpost.core.failures import ModelpostError
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import CookieJars, KeptJars
    from modelpost.workbench.runner import ExchangeRunner
    from modelpost.workbench.workspace import Workspace

    Work: TypeAlias = Callable[[CookieJars, KeptJars], None]
    Answer: TypeAlias = tuple[tuple[Cookie, ...], bool, ModelpostError | None]


class Jar(NamedTuple):
    """A jar to choose: the id of a collection and its name; both are empty for requests outside of one."""

    id: str
    name: str = ""


class CookiesDesk(QObject):
    """Follows one jar at a time. The jars may wait for the keyring, so they are asked off the GUI thread.

    Signals:
        changed: another jar is followed, or what is in it differs.
        failed: something could not be done; carries a ModelpostError.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        load: Callable[[], tuple[CookieJars, KeptJars]],
        workspace: Workspace,
        runner: ExchangeRunner,
        background: Background,
    ) -> None:
        super().__init__(workspace)
        self._load = load
        self._workspace = workspace
        self._background = background
        self._jar = Jar("")
        self._cookies: tuple[Cookie, ...] = ()
        self._is_kept = False
        self._is_open = False
        self._asked: deque[tuple[str, Work]] = deque()
        runner.ended.connect(self._on_ended)

    @property
    def jars(self) -> tuple[Jar, ...]:
        """The jars there are: one of each open collection, and that of requests outside of them."""
        return (*(Jar(each.id, each.tree.name) for each in self._workspace.collections), Jar(""))

    @property
    def jar(self) -> Jar:
        """The jar that is followed."""
        return self._jar

    @property
    def cookies(self) -> tuple[Cookie, ...]:
        """What is in it, domain by domain."""
        return self._cookies

    @property
    def is_kept(self) -> bool:
        """Tell whether the jar is kept over a restart."""
        return self._is_kept

    def open(self) -> None:
        """Follow the jar of the request in front."""
        collection = self._workspace.collection_of(self._workspace.current)
        self._is_open = True
        self.choose(collection.id if collection is not None else "")

    def close(self) -> None:
        """Follow none, and hold no values."""
        self._is_open = False
        self._cookies = ()

    def choose(self, jar: str) -> None:
        """Follow another jar."""
        self._jar = next((each for each in self.jars if each.id == jar), Jar(jar))
        self._cookies = ()
        self._ask(_nothing)

    def put(self, cookie: Cookie, before: Cookie | None = None) -> None:
        """Add a cookie, or change `before` into it."""
        jar = self._jar.id

        def work(jars: CookieJars, kept: KeptJars) -> None:
            del kept
            if before is not None and before.key != cookie.key:
                jars.remove(jar, (before.key,))
            jars.put(jar, cookie)
            jars.settle(jar)

        self._ask(work)

    def remove(self, cookies: tuple[Cookie, ...]) -> None:
        """Take cookies out."""
        jar, keys = self._jar.id, tuple(cookie.key for cookie in cookies)

        def work(jars: CookieJars, kept: KeptJars) -> None:
            del kept
            jars.remove(jar, keys)
            jars.settle(jar)

        self._ask(work)

    def keep(self, *, wanted: bool) -> None:
        """Keep the jar over a restart from now on, or no longer."""
        jar = self._jar.id

        def work(jars: CookieJars, kept: KeptJars) -> None:
            kept.keep(jar, wanted=wanted)
            jars.settle(jar, anyway=True)

        self._ask(work)

    def _ask(self, work: Work) -> None:
        """Do something with the jars, then show the one that is followed as it is then.

        One after the other: two threads could show what was there before.
        """
        self._asked.append((self._jar.id, work))
        if len(self._asked) == 1:
            self._begin()

    def _begin(self) -> None:
        jar, work = self._asked[0]

        def asked() -> Answer:
            jars, kept = self._load()
            work(jars, kept)
            return jars.cookies(jar), kept.is_kept(jar), jars.trouble(jar)

        def done(answer: Answer) -> None:
            self._go_on()
            if jar == self._jar.id and self._is_open:
                self._cookies, self._is_kept, trouble = answer
                self.changed.emit()
                if trouble is not None:
                    self.failed.emit(trouble)

        def failed(error: ModelpostError) -> None:
            self._go_on()
            self.changed.emit()  # a box that was ticked in vain goes back
            self.failed.emit(error)

        self._background.run(asked, done, failed)

    def _go_on(self) -> None:
        self._asked.popleft()
        if self._asked:
            self._begin()

    def _on_ended(self, exchange_id: int) -> None:
        del exchange_id
        if self._is_open:
            self._ask(_nothing)


def _nothing(jars: CookieJars, kept: KeptJars) -> None:
    """Only look."""
