"""Method, address and Send."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from modelpost.core.failures import Problem
from modelpost.core.preflight import Caution
from modelpost.core.request import RequestDraft
from modelpost.ui.kit.buttons import IconButton, Kit, SendButton
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.tags import Tag
from modelpost.ui.request.caution_strip import CautionCount, CautionStrip
from modelpost.ui.text.line import VariableLine
from modelpost.ui.theme import Role
from modelpost.workbench.exchange_state import ExchangeState
from modelpost.workbench.explaining import explained, offered
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.texts import translated

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY")


class MethodBox(QFrame):
    """The method in its colour: typed, or chosen from a menu.

    Signals:
        edited: the user chose or typed a method; carries it.
    """

    edited = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("method")
        self._kit = kit
        self._line = QLineEdit()
        self._line.setObjectName("methodText")
        self._line.setAccessibleName(self.tr("Method"))
        self._line.textEdited.connect(self.edited)
        self._line.installEventFilter(self)
        self._drop = IconButton(kit, "chevron-down", self.tr("Choose a method"), "methodMenu", size=14)
        menu = QMenu(self._drop)
        for method in _METHODS:
            menu.addAction(method)
        menu.triggered.connect(self._on_chosen)
        self._drop.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 0, 4, 0)
        row.setSpacing(0)
        row.addWidget(self._line, 1)
        row.addWidget(self._drop)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def render_method(self, method: str) -> None:
        """Show a method."""
        if self._line.text() != method:
            self._line.setText(method)
        color = self._kit.theme.method_color(method).name()
        self._line.setStyleSheet(f"QLineEdit {{ border: 0; padding: 0; background: transparent; color: {color}; }}")
        self._line.setFont(self._kit.theme.font(Role.METHOD_LARGE))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint ground and edge."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("focus" if self._line.hasFocus() else "border"))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Follow the focus; open the menu with the arrow keys."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            self._drop.showMenu()
            return True
        return super().eventFilter(watched, event)

    def _on_chosen(self, action: QAction) -> None:
        self.edited.emit(action.text())

    def _on_theme_changed(self) -> None:
        self.setFixedSize(self._kit.theme.pixels(100), self._kit.theme.pixels(36))
        self.render_method(self._line.text())


class AddressFrame(QFrame):
    """The frame of the address; red while something is wrong with it."""

    def __init__(self, kit: Kit, line: VariableLine) -> None:
        super().__init__()
        self._kit = kit
        self._line = line
        self._trouble = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 1, 2, 1)
        row.addWidget(line)
        line.installEventFilter(self)
        kit.theme.changed.connect(self.update)

    def show_trouble(self, text: str) -> None:
        """Show what is wrong, nothing for an empty text."""
        self._trouble = text
        self._line.setToolTip(text)
        self._line.setAccessibleDescription(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint ground and edge."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "errFill" if self._trouble else "focus" if self._line.hasFocus() else "border"
        painter.setPen(theme.color(edge))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Follow the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)


class RequestLine(QWidget):
    """Shows the draft's method and address; reports what the user wants.

    Signals:
        curl_pasted: a cURL command was pasted into the address; carries its text.
    """

    curl_pasted = Signal(str)

    def __init__(self, kit: Kit, send_actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("requestLine")
        self._tab: RequestTab | None = None
        self._method = MethodBox(kit)
        self._address = VariableLine(kit, "address", self.tr("URL"), self._explain, self._names)
        self._address.setPlaceholderText(self.tr("Enter a URL, or paste a cURL command"))
        self._frame = AddressFrame(kit, self._address)
        self._unverified = Tag(kit, "unverifiedRequest", radius=11)
        self._unverified.setToolTip(self.tr("Certificates are not checked for this request."))
        self._send = SendButton(kit)
        self._send.set_actions(send_actions)
        self._message = Text(kit, ink="err", role=Role.SMALL, wrap=True, name="lineProblem")
        self._message.hide()
        self.strip = CautionStrip(kit, "lineCautions")
        self.count = CautionCount(kit, "cautionCount")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._method)
        row.addWidget(self._frame, 1)
        row.addWidget(self.count)
        row.addWidget(self._unverified)
        row.addWidget(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 12, 12)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._message)
        column.addWidget(self.strip)
        self._method.edited.connect(self._on_method)
        self._address.edited.connect(self._on_address)
        self._address.submitted.connect(self._on_send)
        self._address.pasted.connect(self._on_pasted)
        self._send.sent.connect(self._on_send)
        self._send.cancelled.connect(self._on_cancel)

    def show_tab(self, tab: RequestTab | None) -> None:
        """Show another request."""
        if self._tab is not None:
            self._tab.draft_changed.disconnect(self._render)
            self._tab.state_changed.disconnect(self._render_state)
            self._tab.problems_changed.disconnect(self._render_problems)
            self._tab.surroundings_changed.disconnect(self._address.refresh_variables)
        self._tab = tab
        if tab is not None:
            tab.draft_changed.connect(self._render)
            tab.state_changed.connect(self._render_state)
            tab.problems_changed.connect(self._render_problems)
            tab.surroundings_changed.connect(self._address.refresh_variables)
            self._render(tab.draft)
            self._address.refresh_variables()
            self._render_state(tab.state)
            self._render_problems(tab.problems)

    def show_cautions(self, found: tuple[Caution, ...]) -> None:
        """Count all that may go wrong, and say what is about the line itself."""
        self.count.show_cautions(found)
        self.strip.show_cautions(tuple(caution for caution in found if caution.where in ("url", "method")))

    def focus_address(self) -> None:
        """Put the caret into the address and select it."""
        self._address.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._address.selectAll()

    def _render(self, draft: RequestDraft) -> None:
        self._method.setVisible(not draft.is_conversation)
        self._send.show_conversation(conversation=draft.is_conversation)
        self._method.render_method(draft.method)
        self._address.render_text(draft.url)
        is_off = draft.settings.verify_tls is False
        self._unverified.say(self.tr("TLS not verified") if is_off else "", "err", "triangle-alert")

    def _render_state(self, state: ExchangeState) -> None:
        self._send.show_running(running=state.is_running)

    def _render_problems(self, problems: tuple[Problem, ...]) -> None:
        mine = [problem for problem in problems if problem.where in ("url", "method", "path")]
        text = " ".join(f"{translated(p.message)}. {translated(p.hint)}" for p in mine)
        self._frame.show_trouble(text)
        self._message.setText(text)
        self._message.setVisible(bool(text))

    def _explain(self, name: str) -> tuple[str, str] | None:
        return explained(name, self._tab.surroundings.context) if self._tab is not None else None

    def _names(self) -> list[str]:
        return offered(self._tab.surroundings.context) if self._tab is not None else []

    def _on_method(self, method: str) -> None:
        if self._tab is not None:
            self._tab.set_method(method.strip())

    def _on_address(self, text: str) -> None:
        if self._tab is not None:
            self._tab.set_url(text)

    def _on_pasted(self, text: str) -> None:
        if text.lstrip().lower().startswith(("curl ", "curl.exe ")):
            self._address.take_over()
            self.curl_pasted.emit(text)

    def _on_send(self) -> None:
        if self._tab is not None:
            self._tab.send()

    def _on_cancel(self) -> None:
        if self._tab is not None:
            self._tab.stop()
