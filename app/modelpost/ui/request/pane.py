"""The request pane: five pages, built when they are first looked at."""

from dataclasses import replace

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modelpost.core.failures import Problem
from modelpost.core.request import BodyKind, RequestDraft
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.focus_order import visit_after
from modelpost.ui.kit.tabs import PaneTabs
from modelpost.ui.request.auth_page import AuthPage
from modelpost.ui.request.body_page import BodyPage
from modelpost.ui.request.headers_page import HeadersPage
from modelpost.ui.request.messages_page import MessagesPage
from modelpost.ui.request.settings_page import SettingsPage
from modelpost.ui.request.url_page import UrlPage
from modelpost.workbench.auth_desk import AuthDesk
from modelpost.workbench.file_facts import FileFactsDesk
from modelpost.workbench.header_catalogue import HeaderCatalogue
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.workspace import Workspace

PageWidget = UrlPage | HeadersPage | AuthPage | BodyPage | MessagesPage | SettingsPage

_PAGE_OF = {
    "query": "url",
    "path": "url",
    "headers": "headers",
    "inherited": "headers",
    "auth": "auth",
    "body": "body",
    "messages": "messages",
}
_INSTEAD = {"body": False, "messages": True}
"""Pages of which there is one or the other: whether it is that of a conversation."""


class RequestPane(QWidget):
    """Shows and edits the request in front."""

    def __init__(
        self,
        kit: Kit,
        workspace: Workspace,
        files: FileFactsDesk,
        catalogue: HeaderCatalogue,
        auth: AuthDesk,
        user_agent: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("requestPane")
        self.setAccessibleName(self.tr("Request"))
        self._kit = kit
        self._workspace = workspace
        self._files = files
        self._catalogue = catalogue
        self._auth = auth
        self._user_agent = user_agent
        self._tab: RequestTab | None = None
        self._made: dict[str, PageWidget] = {}
        self._chosen: dict[str, str] = {}
        self._tabs = PaneTabs(kit, "requestPaneTabs", self.tr("Parts of the request"))
        self._show_tabs(is_conversation=False)
        self._tabs.activated.connect(self.show_page)
        head = QFrame()
        head.setProperty("line", "below")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 12, 0)
        row.addWidget(self._tabs)
        self._pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._pages, 1)

    @property
    def focus_target(self) -> QWidget:
        """What F6 goes to."""
        return self._tabs

    def show_tab(self, tab: RequestTab | None) -> None:
        """Show another request, at the page that was open for it."""
        if self._tab is not None:
            self._tab.draft_changed.disconnect(self._mark)
        self._tab = tab
        if tab is None:
            for page in self._made.values():
                page.show_tab(None)
            return
        tab.draft_changed.connect(self._mark)
        self._mark(tab.draft)
        has_body = tab.draft.is_conversation or tab.draft.body.kind is not BodyKind.NONE
        default = "body" if has_body else "url"
        self.show_page(self._chosen.get(tab.key, default))

    def _show_tabs(self, *, is_conversation: bool) -> None:
        """Show the tabs of a request; a conversation has messages where others have a body."""
        body = ("messages", self.tr("Messages")) if is_conversation else ("body", self.tr("Body"))
        url, headers, auth = ("url", self.tr("URL")), ("headers", self.tr("Headers")), ("auth", self.tr("Auth"))
        self._tabs.set_tabs([url, headers, auth, body, ("settings", self.tr("Settings"))])
        self._is_conversation = is_conversation

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        if name in _INSTEAD and _INSTEAD[name] != self._is_conversation:
            name = "messages" if self._is_conversation else "body"
        if self._tab is not None:
            self._chosen[self._tab.key] = name
        self._tabs.set_current(name)
        page = self._page(name)
        for other in self._made.values():
            other.show_tab(self._tab if other is page else None)
        self._pages.setCurrentWidget(page)

    def show_problem(self, problem: Problem) -> None:
        """Bring the place of a problem to the front."""
        self.show_place(problem.where)

    def show_place(self, where: str) -> None:
        """Bring a place of the draft to the front."""
        name = _PAGE_OF.get(where.partition(".")[0])
        if name is None:
            return
        self.show_page(name)
        page = self._page(name)
        if isinstance(page, BodyPage):
            page.go_to(where)

    def beautify(self) -> None:
        """Lay the JSON of the body out anew."""
        self.show_page("body")
        page = self._page("body")
        if isinstance(page, BodyPage):
            page.beautify()

    def double_timeout(self, seconds: float = 0) -> None:
        """Allow this request twice the time: `seconds` where the limit that ran out is known."""
        if self._tab is not None:
            settings = self._tab.draft.settings
            now = settings.timeout or self._tab.surroundings.options.read_timeout or 30.0
            self._tab.set_settings(replace(settings, timeout=seconds or 2 * now))

    def allow_unverified(self) -> None:
        """Stop checking certificates, for this request only."""
        if self._tab is not None:
            self._tab.set_settings(replace(self._tab.draft.settings, verify_tls=False))

    def _page(self, name: str) -> PageWidget:
        if name not in self._made:
            page = self._build(name)
            self._made[name] = page
            self._pages.addWidget(page)
            visit_after(self._tabs, page)
        return self._made[name]

    def _build(self, name: str) -> PageWidget:
        match name:
            case "headers":
                return HeadersPage(self._kit, self._workspace, self._catalogue, self._user_agent)
            case "auth":
                return AuthPage(self._kit, self._workspace, self._auth)
            case "body":
                return BodyPage(self._kit, self._workspace, self._files)
            case "messages":
                return MessagesPage(self._kit)
            case "settings":
                return SettingsPage(self._kit)
            case _:
                return UrlPage(self._kit)

    def _mark(self, draft: RequestDraft) -> None:
        if draft.is_conversation != self._is_conversation:
            self._show_tabs(is_conversation=draft.is_conversation)
            if self._tabs.current in _INSTEAD:
                self.show_page(self._tabs.current)
        self._tabs.mark("messages", badge=str(len(draft.messages)) if draft.messages else "")
        query = sum(row.enabled and bool(row.name) for row in draft.query) + len(draft.path)
        headers = sum(row.enabled and bool(row.name) for row in draft.headers)
        self._tabs.mark("url", badge=str(query) if query else "")
        self._tabs.mark("headers", badge=str(headers) if headers else "")
        self._tabs.mark("auth", dot=draft.auth.kind not in ("none", "inherit") or self._inherits(draft))
        self._tabs.mark("body", dot=draft.body.kind is not BodyKind.NONE)
        settings = draft.settings
        self._tabs.mark("settings", dot=settings != type(settings)())

    def _inherits(self, draft: RequestDraft) -> bool:
        if draft.auth.kind != "inherit" or self._tab is None:
            return False
        return self._tab.surroundings.context.defaults.auth.kind not in ("none", "inherit")
