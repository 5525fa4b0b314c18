"""Which proxy a request goes through, and which way that makes it take now."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from modelpost.core.fields import Choice, Field, Values
from modelpost.core.fields import Text as TextField
from modelpost.core.proxies import Way, holds_password
from modelpost.core.request import Proxy
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.request.declared_section import DeclaredSection
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated

_MODES = {
    "system": Message("Of the system"),
    "environment": Message("Of the environment variables only"),
    "none": Message("None"),
    "manual": Message("By hand"),
}


class ProxySection(DeclaredSection):
    """The proxy of a request or of those in a folder.

    A password that was typed is kept once its line is left where that is done at once, and else with all the rest.
    """

    def __init__(self, kit: Kit, *, keeps_at_once: bool) -> None:
        super().__init__(kit, "proxy", self.tr("Proxy"))
        self._keeps_at_once = keeps_at_once
        self._way = Text(kit, ink="text2", role=Role.SMALL, wrap=True, name="proxyDecision")
        self._way.setAccessibleDescription(self.tr("The way that this request takes"))
        self._sign = Icon(kit, "chevrons-right", "text2", 14)
        self._way_row = QWidget()
        row = QHBoxLayout(self._way_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._way, 1)
        self.column.addWidget(self._way_row)
        self._way_row.hide()

    def say_way(self, way: Way) -> None:
        """Say which way the request takes."""
        self._way.setText(translated(way.sentence))
        self._sign.show_icon(*(("triangle-alert", "warn") if way.is_doubtful else ("chevrons-right", "text2")))
        self._way_row.show()

    def fields(self) -> tuple[Field, ...]:
        """Return the fields of the form."""
        by_hand = ("mode", "manual")
        example = Message("http://, https://, socks5:// (names are looked up here) or socks5h:// (at the proxy).")
        return (
            Choice(
                "mode",
                Message("Proxy"),
                options=(("", _inherited(self.inherited.proxy or Proxy())), *_MODES.items()),
            ),
            TextField("http", Message("For http"), hint=example, when=by_hand),
            TextField("https", Message("For https"), when=by_hand),
            TextField(
                "bypass",
                Message("Without proxy"),
                hint=Message("Hosts, networks and ports as in NO_PROXY: localhost,.example.com,10.0.0.0/8"),
                when=by_hand,
            ),
        )

    def values(self) -> Values:
        """Return what the form shows."""
        proxy = self.own.proxy
        if proxy is None:
            return {"mode": ""}
        return {"mode": proxy.mode, "http": proxy.http, "https": proxy.https, "bypass": proxy.bypass}

    def on_edited(self, name: str, text: str) -> None:
        """Tell what a change of the form means."""
        if name == "mode":
            kept = self.own.proxy or Proxy()
            self.edited.emit({"proxy": replace(kept, mode=text) if text else None})
        else:
            self.edited.emit({"proxy": replace(self.own.proxy or Proxy("manual"), **{name: text})})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Have a password that was typed kept once its line is left."""
        if event.type() == QEvent.Type.FocusOut and self.own.proxy is not None:
            for kind in ("http", "https"):
                if watched.objectName() == f"proxy-{kind}" and holds_password(getattr(self.own.proxy, kind)):
                    self.keep_wanted.emit(f"proxy.{kind}")
        return super().eventFilter(watched, event)

    def _build(self, fields: tuple[Field, ...]) -> None:
        super()._build(fields)
        if not self._keeps_at_once:
            return
        for kind in ("http", "https"):
            line = self.findChild(QObject, f"proxy-{kind}")
            if line is not None:
                line.installEventFilter(self)


def _inherited(proxy: Proxy) -> Message:
    match proxy.mode:
        case "system":
            return Message("Inherited: of the system")
        case "environment":
            return Message("Inherited: of the environment variables")
        case "none":
            return Message("Inherited: none")
    address = (proxy.https or proxy.http).rpartition("@")[2]
    return Message("Inherited: {proxy}", proxy=address.rpartition("//")[2])
