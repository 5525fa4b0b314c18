"""The way a request takes to its server, as its Settings page shows it; and whom it trusts."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from modelpost.core.proxies import Way
from modelpost.core.request import NO_AUTH, Defaults, Proxy, RequestDraft, RequestSettings
from modelpost.core.sending import resolve_settings
from modelpost.core.text import Message
from modelpost.core.variables import Problems, effective, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.core.certificates import Certificate
    from modelpost.core.resolved import SendOptions
    from modelpost.workbench.authority_files import AuthorityFiles
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import CollectionStore
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.workspace import Workspace

_ASKED_AFTER_MS = 200
_NO_ADDRESS = Way(Message("Type an address to see which way it takes."))


class NetworkDesk(QObject):
    """Follows a request and says which proxy it goes through; keeps certificates that are trusted from now on.

    `way_to` says it for a URL, `keep_certificate` writes one for requests outside of collections and returns its path;
    both are called off the GUI thread. The way is asked for again when the program comes to the front: settings of the
    desktop may have changed meanwhile. `authorities` knows what CA files hold.

    Signals:
        decided: the way is known, or another one; carries the Way.
    """

    decided = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        way_to: Callable[[str, SendOptions], Way],
        load_collections: Callable[[], CollectionStore],
        keep_certificate: Callable[[str, str], str],
        authorities: AuthorityFiles,
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._background = background
        self._way_to = way_to
        self._load_collections = load_collections
        self._keep_certificate = keep_certificate
        self.authorities = authorities
        self._tab: RequestTab | None = None
        self._asked: tuple[str, SendOptions] | None = None
        self._later = QTimer(self, singleShot=True, interval=_ASKED_AFTER_MS)
        self._later.timeout.connect(self._ask)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_state)

    def follow(self, tab: RequestTab | None) -> None:
        """Say the way of another request, and again whenever it could have changed."""
        if self._tab is not None:
            self._tab.draft_changed.disconnect(self._on_changed)
            self._tab.surroundings_changed.disconnect(self._on_changed)
        self._tab = tab
        self._asked = None
        self.authorities.forget()
        self._later.stop()
        if tab is not None:
            tab.draft_changed.connect(self._on_changed)
            tab.surroundings_changed.connect(self._on_changed)
            self._ask()

    def trust(self, tab: RequestTab, certificate: Certificate) -> None:
        """Trust an issuer from now on, for the request's collection where it has one, and send again."""
        collection = self._workspace.collection_of(tab)
        if collection is None:
            self._trust_for_request(tab, certificate)
            return
        root = collection.root

        def work() -> str:
            return self._load_collections().trust(root, certificate.subject, certificate.pem)

        def done(path: str) -> None:
            self._workspace.told.emit(
                Message("The collection trusts {subject} now. It is in {path}.", subject=certificate.subject, path=path)
            )
            self._workspace.open_collection(root, lambda _: tab.send())

        self._background.run(work, done, self._workspace.failed.emit)

    def trust_file(self, tab: RequestTab, path: str) -> None:
        """Trust the issuers in a file for one request."""
        known = tab.draft.settings.ca_files or ()
        if path not in known:
            tab.set_settings(replace(tab.draft.settings, ca_files=(*known, path)))

    def _trust_for_request(self, tab: RequestTab, certificate: Certificate) -> None:
        def work() -> str:
            return self._keep_certificate(certificate.subject, certificate.pem)

        def done(path: str) -> None:
            self.trust_file(tab, path)
            tab.send()

        self._background.run(work, done, self._workspace.failed.emit)

    def _on_changed(self) -> None:
        self._later.start()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive and self._tab is not None:
            self._asked = None
            self._later.start()

    def _ask(self) -> None:
        way = None if self._tab is None else _way(self._tab)
        if way is None:
            self._asked = None
            self.decided.emit(_NO_ADDRESS)
            return
        if way == self._asked:
            return
        self._asked = way
        url, options = way

        def work() -> Way:
            return self._way_to(url, options)

        def done(found: Way) -> None:
            if self._asked == way:
                self.decided.emit(found)

        self._background.run(work, done, self._workspace.failed.emit)


def _way(tab: RequestTab) -> tuple[str, SendOptions] | None:
    """Return the address and the proxies of a draft, without credentials; None while something is missing for that."""
    around, draft = tab.surroundings, tab.draft
    context = replace(around.context, defaults=Defaults())
    request = resolve(RequestDraft(url=draft.url, path=draft.path, auth=NO_AUTH), context)
    proxy = effective(draft, around.context.defaults).settings.proxy or around.options.proxy
    bare = RequestSettings(proxy=_without_credentials(proxy))
    settings = resolve_settings(RequestDraft(settings=bare), context)
    if isinstance(request, Problems) or isinstance(settings, Problems):
        return None
    return request.url, around.options.for_request(settings)


def _without_credentials(proxy: Proxy) -> Proxy:
    def bare(address: str) -> str:
        kind, separator, rest = address.rpartition("://")
        return kind + separator + rest.rpartition("@")[2]

    return replace(proxy, http=bare(proxy.http), https=bare(proxy.https))
