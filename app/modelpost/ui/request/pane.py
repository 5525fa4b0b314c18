"""The request pane: its pages, built when they are first looked at."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modelpost.core.certificates import Certificate
from modelpost.core.failures import Problem
from modelpost.core.preflight import Caution
from modelpost.core.request import BodyKind, RequestDraft
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.focus_order import visit_after
from modelpost.ui.kit.tabs import PaneTabs
from modelpost.ui.kit.tags import Tag
from modelpost.ui.request.after_page import AfterPage
from modelpost.ui.request.assertions_page import AssertionsPage
from modelpost.ui.request.auth_page import AuthPage
from modelpost.ui.request.authority_list import AuthorityDialog
from modelpost.ui.request.body_page import BodyPage
from modelpost.ui.request.caution_strip import CautionStrip
from modelpost.ui.request.docs_page import DocsPage
from modelpost.ui.request.headers_page import HeadersPage
from modelpost.ui.request.messages_page import MessagesPage
from modelpost.ui.request.scripts_page import ScriptsPage
from modelpost.ui.request.settings_page import SettingsPage
from modelpost.ui.request.url_page import UrlPage
from modelpost.workbench.auth_desk import AuthDesk
from modelpost.workbench.exchange_state import ExchangeState
from modelpost.workbench.file_facts import FileFactsDesk
from modelpost.workbench.header_catalogue import HeaderCatalogue
from modelpost.workbench.network_desk import NetworkDesk
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.sizes import span_text
from modelpost.workbench.token_state import NO_TOKEN
from modelpost.workbench.workspace import Workspace

PageWidget = (
    UrlPage
    | HeadersPage
    | AuthPage
    | BodyPage
    | MessagesPage
    | AfterPage
    | AssertionsPage
    | ScriptsPage
    | SettingsPage
    | DocsPage
)

_PAGE_OF = {
    "query": "url",
    "path": "url",
    "headers": "headers",
    "inherited": "headers",
    "auth": "auth",
    "body": "body",
    "messages": "messages",
    "settings": "settings",
    "captures": "after",
    "assertions": "assertions",
}
_INSTEAD = {"body": False, "messages": True}
"""Pages of which there is one or the other: whether it is that of a conversation."""


class RequestPane(QWidget):
    """Shows and edits the request in front.

    Signals:
        cookies_wanted: the cookies of the collection shall be shown.
        place_wanted: a folder of a collection shall be shown; carries the collection's root and the folder's path.
        effective_wanted: the request shall be shown as it goes out.
        batch_wanted: the request shall be run in Batch; carries a list of paths to run over, which may be empty.
    """

    cookies_wanted = Signal()
    place_wanted = Signal(str, str)
    effective_wanted = Signal()
    batch_wanted = Signal(list)

    def __init__(
        self,
        kit: Kit,
        workspace: Workspace,
        files: FileFactsDesk,
        catalogue: HeaderCatalogue,
        auth: AuthDesk,
        user_agent: str,
        network: NetworkDesk,
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
        self._network = network
        self._tab: RequestTab | None = None
        self._made: dict[str, PageWidget] = {}
        self._tabs = PaneTabs(kit, "requestPaneTabs", self.tr("Parts of the request"))
        self._has_scripts = False
        self._show_tabs(is_conversation=False)
        self._tabs.activated.connect(self.show_page)
        head = QFrame()
        head.setProperty("line", "below")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 12, 0)
        row.addWidget(self._tabs)
        self.strip = CautionStrip(kit, "pageCautions", (16, 10, 12, 0))
        self._cautions: tuple[Caution, ...] = ()
        self._countdown = Tag(kit, "tokenCountdown")
        self._countdown.say("")
        row.addWidget(self._countdown)
        auth.token_changed.connect(self._show_countdown)
        self._pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.strip)
        column.addWidget(self._pages, 1)

    @property
    def focus_target(self) -> QWidget:
        """What F6 goes to."""
        return self._tabs

    def show_tab(self, tab: RequestTab | None) -> None:
        """Show another request, at the page that was open for it."""
        if self._tab is not None:
            self._tab.draft_changed.disconnect(self._mark)
            self._tab.state_changed.disconnect(self._on_state_changed)
            self._tab.surroundings_changed.disconnect(self._follow_token)
        self._tab = tab
        self._follow_token()
        if tab is None:
            for page in self._made.values():
                page.show_tab(None)
            return
        tab.draft_changed.connect(self._mark)
        tab.state_changed.connect(self._on_state_changed)
        tab.surroundings_changed.connect(self._follow_token)
        self._mark(tab.draft)
        has_body = tab.draft.is_conversation or tab.draft.body.kind is not BodyKind.NONE
        default = "body" if has_body else "url"
        self.show_page(tab.look.page or default)

    def _show_tabs(self, *, is_conversation: bool) -> None:
        """Show the tabs of a request; a conversation has messages where others have a body."""
        body = ("messages", self.tr("Messages")) if is_conversation else ("body", self.tr("Body"))
        url, headers, auth = ("url", self.tr("URL")), ("headers", self.tr("Headers")), ("auth", self.tr("Auth"))
        after = [] if is_conversation else [("after", self.tr("After")), ("assertions", self.tr("Assertions"))]
        scripts = [("scripts", self.tr("Scripts"))] if self._has_scripts else []
        settings, docs = ("settings", self.tr("Settings")), ("docs", self.tr("Docs"))
        self._tabs.set_tabs([url, headers, auth, body, *after, *scripts, settings, docs])
        self._is_conversation = is_conversation

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        if name in _INSTEAD and _INSTEAD[name] != self._is_conversation:
            name = "messages" if self._is_conversation else "body"
        if name == "scripts" and not self._has_scripts:
            name = "url"
        if self._tab is not None:
            self._tab.set_look(self._tab.look._replace(page=name))
        self._tabs.set_current(name)
        page = self._page(name)
        for other in self._made.values():
            other.show_tab(self._tab if other is page else None)
        self._pages.setCurrentWidget(page)
        self._show_cautions(name)

    def show_cautions(self, found: tuple[Caution, ...]) -> None:
        """Say what may go wrong, each on the page it is about."""
        self._cautions = found
        self._show_cautions(self._tabs.current)

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
        if isinstance(page, BodyPage | SettingsPage):
            page.go_to(where)

    def beautify(self) -> None:
        """Lay the JSON of the body out anew."""
        self.show_page("body")
        page = self._page("body")
        if isinstance(page, BodyPage):
            page.beautify()

    def double_timeout(self, seconds: float = 0, place: str = "") -> None:
        """Allow this request twice the time: `seconds` where the limit at `place` is known that ran out."""
        if self._tab is not None:
            settings, name = self._tab.draft.settings, place.removeprefix("settings.") or "timeout"
            now = settings.timeout or self._tab.surroundings.options.read_timeout or 30.0
            longer: dict[str, Any] = {name: seconds or 2 * now}
            self._tab.set_settings(replace(settings, **longer))

    def allow_downgrade(self) -> None:
        """Follow redirects from https to http, for this request only."""
        if self._tab is not None:
            self._tab.set_settings(replace(self._tab.draft.settings, allow_downgrade=True))

    def allow_unverified(self) -> None:
        """Stop checking certificates, for this request only."""
        if self._tab is not None:
            self._tab.set_settings(replace(self._tab.draft.settings, verify_tls=False))

    def choose_authority(self) -> None:
        """Ask for a CA file to trust for this request, and send again."""
        dialog = AuthorityDialog(self)
        dialog.fileSelected.connect(self._on_authority)
        dialog.open()

    def trust(self, anchor: Certificate | None) -> None:
        """Trust the issuer of a certificate that did not pass, and send again."""
        if self._tab is not None and anchor is not None:
            self._network.trust(self._tab, anchor)

    def _on_authority(self, path: str) -> None:
        if self._tab is not None:
            self._network.trust_file(self._tab, path)
            self._tab.send()

    def _show_cautions(self, page: str) -> None:
        mine = [caution for caution in self._cautions if _PAGE_OF.get(caution.where.partition(".")[0]) == page]
        self.strip.show_cautions(tuple(mine))

    def spend_token(self) -> None:
        """Let the token in force count as expired, so that the next send gets another one."""
        if self._tab is not None:
            self._auth.spend_token(self._tab)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Watch over the token while the request is looked at."""
        super().showEvent(event)
        self._follow_token()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Watch over it no longer."""
        super().hideEvent(event)
        self._auth.follow(None)

    def _follow_token(self) -> None:
        self._auth.follow(self._tab if self.isVisible() else None)
        self._show_countdown()

    def _on_state_changed(self, state: ExchangeState) -> None:
        if self._tab is not None:
            self._mark_assertions(self._tab.draft)
        if not state.is_running:
            self._show_countdown()
            self._auth.look_again()

    def _show_countdown(self) -> None:
        token = self._auth.token(self._tab) if self._tab is not None and self.isVisible() else NO_TOKEN
        if not token.is_counted_down or token.left is None:
            self._countdown.say("")
            return
        if token.has_expired:
            self._countdown.say(self.tr("Expired"), "err", "timer")
            text = self.tr("The token has expired")
        else:
            self._countdown.say(span_text(token.left), "warn", "timer")
            text = self.tr("The token is valid for another {time}").replace("{time}", span_text(token.left))
        self._countdown.setAccessibleName(text)
        self._countdown.setToolTip(text)

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
                page = HeadersPage(self._kit, self._workspace, self._catalogue, self._user_agent, self._auth)
                page.effective_wanted.connect(self.effective_wanted)
                return page
            case "auth":
                auth = AuthPage(self._kit, self._workspace, self._auth)
                auth.place_wanted.connect(self.place_wanted)
                return auth
            case "body":
                body = BodyPage(self._kit, self._workspace, self._files)
                body.batch_wanted.connect(self.batch_wanted)
                return body
            case "messages":
                return MessagesPage(self._kit)
            case "after":
                return AfterPage(self._kit)
            case "assertions":
                return AssertionsPage(self._kit)
            case "scripts":
                return ScriptsPage(self._kit)
            case "docs":
                return DocsPage(self._kit)
            case "settings":
                settings = SettingsPage(self._kit, self._workspace, self._network)
                settings.cookies_wanted.connect(self.cookies_wanted)
                return settings
            case _:
                return UrlPage(self._kit)

    def _mark(self, draft: RequestDraft) -> None:
        if (draft.is_conversation, bool(draft.scripts)) != (self._is_conversation, self._has_scripts):
            self._has_scripts = bool(draft.scripts)
            self._show_tabs(is_conversation=draft.is_conversation)
            if self._tabs.current in _INSTEAD:
                self.show_page(self._tabs.current)
        self._tabs.mark("messages", badge=str(len(draft.messages)) if draft.messages else "")
        query = sum(row.enabled and bool(row.name) for row in draft.query) + len(draft.path)
        headers = sum(row.enabled and bool(row.name) for row in draft.headers)
        self._tabs.mark("url", badge=str(query) if query else "")
        self._tabs.mark("headers", badge=str(headers) if headers else "")
        self._follow_token()
        self._tabs.mark("auth", dot=draft.auth.kind not in ("none", "inherit") or self._inherits(draft))
        self._tabs.mark("body", dot=draft.body.kind is not BodyKind.NONE)
        captures = sum(capture.enabled and bool(capture.name) for capture in draft.captures)
        self._tabs.mark("after", badge=str(captures) if captures else "")
        self._tabs.mark("scripts", badge=str(len(draft.scripts)) if draft.scripts else "")
        self._mark_assertions(draft)
        settings = draft.settings
        self._tabs.mark("docs", dot=bool(draft.docs))
        self._tabs.mark("settings", dot=settings != type(settings)())

    def _mark_assertions(self, draft: RequestDraft) -> None:
        """Say how many hold, where the last answer was checked, else how many there are."""
        count = sum(each.enabled and bool(each.expression) for each in draft.assertions)
        verdict = self._tab.state.verdict if self._tab is not None else None
        if verdict is not None and len(verdict.checked) == count:
            kind = "err" if verdict.unmet else "ok"
            self._tabs.mark("assertions", badge=f"{verdict.met}/{count}", kind=kind)
        else:
            self._tabs.mark("assertions", badge=str(count) if count else "")

    def _inherits(self, draft: RequestDraft) -> bool:
        if draft.auth.kind != "inherit" or self._tab is None:
            return False
        return self._tab.surroundings.context.defaults.auth.kind not in ("none", "inherit")
