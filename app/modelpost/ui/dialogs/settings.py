"""The settings of the application."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.proxies import app_secret, holds_password, split_password
from modelpost.ui.actions import WindowActions
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.numbers import DecimalBox, NumberBox
from modelpost.ui.kit.tabs import PaneTabs
from modelpost.ui.theme import Role, ThemeMode
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.settings_desk import SettingsDesk
from modelpost.workbench.texts import translated

_LONGEST_WAIT = 86_400.0
_CONTROL_WIDTH = 180


class SettingsDialog(Dialog):
    """Three pages; every change is in force at once."""

    def __init__(
        self,
        kit: Kit,
        desk: SettingsDesk,
        secrets: SecretsDesk,
        actions: WindowActions,
        languages: list[tuple[str, str]],
        page: str,
        parent: QWidget,
    ) -> None:
        super().__init__(kit, parent)
        self.setObjectName("settingsDialog")
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(kit.theme.pixels(720), kit.theme.pixels(540))
        self._kit = kit
        self._desk = desk
        self._secrets = secrets
        self._actions = actions
        self._tabs = PaneTabs(kit, "settingsTabs", self.tr("Settings"))
        pages = [
            ("general", self.tr("General"), self._build_general(languages)),
            ("network", self.tr("Network"), self._build_network()),
            ("shortcuts", self.tr("Shortcuts"), self._build_shortcuts()),
        ]
        self._tabs.set_tabs([(key, text) for key, text, _ in pages])
        self._tabs.activated.connect(self._show_page)
        self._pages = QStackedWidget()
        self._places = {key: self._pages.addWidget(_scrolled(widget)) for key, _, widget in pages}
        done = Button(kit, self.tr("Done"), "settingsDone", look="primary")
        done.setDefault(True)
        done.clicked.connect(self.accept)
        self.finished.connect(self._on_proxy_typed)
        foot = QHBoxLayout()
        foot.addWidget(Text(kit, self.tr("Changes are in force at once."), role=Role.SMALL, ink="muted"))
        foot.addStretch(1)
        foot.addWidget(done)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 10, 24, 16)
        column.addWidget(self._tabs)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)
        self._tabs.set_current(page)
        self._show_page(page)

    def _show_page(self, key: str) -> None:
        self._pages.setCurrentIndex(self._places[key])

    # General ---------------------------------------------------------------------------------------------------------

    def _build_general(self, languages: list[tuple[str, str]]) -> QWidget:
        settings = self._desk.settings
        page, form = _form()
        theme = self._combo("settingsTheme", self.tr("Theme"))
        for mode, name in (
            (ThemeMode.SYSTEM, self.tr("System")),
            (ThemeMode.LIGHT, self.tr("Light")),
            (ThemeMode.DARK, self.tr("Dark")),
        ):
            theme.addItem(name, mode.value)
        theme.setCurrentIndex(theme.findData(settings.theme))
        theme.activated.connect(self._on_theme)
        form.addRow(self.tr("Theme"), theme)
        language = self._combo("settingsLanguage", self.tr("Language"))
        for code, name in languages:
            language.addItem(name, code)
        language.setCurrentIndex(max(0, language.findData(settings.language)))
        language.activated.connect(self._on_language)
        form.addRow(self.tr("Language"), language)
        zoom = NumberBox(self._kit, "settingsZoom", self.tr("Text size in percent"))
        zoom.setMinimumWidth(self._kit.theme.pixels(_CONTROL_WIDTH))
        zoom.setRange(80, 200)
        zoom.setSingleStep(10)
        zoom.setSuffix(" %")
        zoom.setValue(settings.zoom)
        zoom.valueChanged.connect(self._on_zoom)
        form.addRow(self.tr("Text size"), zoom)
        for field, label, largest, suffix in (
            ("history_days", self.tr("Keep the history for"), 3650, self.tr(" days")),
            ("history_megabytes", self.tr("Keep answers up to"), 100_000, " MB"),
        ):
            box = NumberBox(self._kit, f"settings-{field}", label)
            box.setMinimumWidth(self._kit.theme.pixels(_CONTROL_WIDTH))
            box.setRange(1, largest)
            box.setSuffix(suffix)
            box.setValue(getattr(settings, field))
            box.setProperty("field", field)
            box.valueChanged.connect(self._on_number)
            form.addRow(label, box)
        contrast = CheckBox(self._kit, self.tr("High contrast"), "settingsContrast")
        contrast.setChecked(settings.high_contrast)
        contrast.clicked.connect(self._on_contrast)
        form.addRow("", contrast)
        welcome = CheckBox(self._kit, self.tr("Show the welcome page when no tab is open"), "settingsWelcome")
        welcome.setChecked(settings.show_welcome)
        welcome.clicked.connect(self._on_welcome)
        form.addRow("", welcome)
        return page

    def _on_theme(self, index: int) -> None:
        self._desk.change(theme=_chosen(self.sender(), index))

    def _on_language(self, index: int) -> None:
        self._desk.change(language=_chosen(self.sender(), index))

    def _on_zoom(self, value: int) -> None:
        self._desk.change(zoom=value)

    def _on_contrast(self, checked: bool) -> None:
        self._desk.change(high_contrast=checked)

    def _on_welcome(self, checked: bool) -> None:
        self._desk.change(show_welcome=checked)

    # Network ---------------------------------------------------------------------------------------------------------

    def _build_network(self) -> QWidget:
        settings = self._desk.settings
        page, form = _form()
        for field, label, value in (
            ("connect_timeout", self.tr("Connecting, at most"), settings.connect_timeout),
            ("read_timeout", self.tr("Waiting for the server, at most"), settings.read_timeout),
            ("total_timeout", self.tr("The whole exchange, at most"), settings.total_timeout),
        ):
            box = DecimalBox(self._kit, f"settings-{field}", label)
            box.setMinimumWidth(self._kit.theme.pixels(_CONTROL_WIDTH))
            box.setRange(0, _LONGEST_WAIT)
            box.setDecimals(1)
            box.setSuffix(" s")
            box.setSpecialValueText(self.tr("no limit"))
            box.setValue(value)
            box.setProperty("field", field)
            box.valueChanged.connect(self._on_number)
            form.addRow(label, box)
        most = NumberBox(self._kit, "settings-max_redirects", self.tr("Redirects to follow"))
        most.setMinimumWidth(self._kit.theme.pixels(_CONTROL_WIDTH))
        most.setRange(0, 100)
        most.setValue(settings.max_redirects)
        most.setProperty("field", "max_redirects")
        most.valueChanged.connect(self._on_number)
        form.addRow(self.tr("Redirects to follow"), most)
        mode = self._combo("settingsProxy", self.tr("Proxy"))
        for key, name in (
            ("system", self.tr("Of the system")),
            ("environment", self.tr("Of the environment variables only")),
            ("none", self.tr("None")),
            ("manual", self.tr("By hand")),
        ):
            mode.addItem(name, key)
        mode.setCurrentIndex(max(0, mode.findData(settings.proxy_mode)))
        mode.activated.connect(self._on_proxy_mode)
        form.addRow(self.tr("Proxy"), mode)
        self._proxy_lines: list[QLineEdit] = []
        for field, label, text, hint in (
            ("proxy_http", self.tr("Proxy for http"), settings.proxy_http, "http://proxy:3128"),
            ("proxy_https", self.tr("Proxy for https"), settings.proxy_https, "http://proxy:3128"),
            ("proxy_bypass", self.tr("Without proxy"), settings.proxy_bypass, "localhost,.example.com,10.0.0.0/8"),
        ):
            line = QLineEdit(text)
            line.setObjectName(f"settings-{field}")
            line.setAccessibleName(label)
            line.setPlaceholderText(hint)
            line.setProperty("field", field)
            line.setEnabled(settings.proxy_mode == "manual")
            line.textEdited.connect(self._on_proxy_text)
            line.editingFinished.connect(self._on_proxy_typed)
            self._proxy_lines.append(line)
            form.addRow(label, line)
        form.addRow(self.tr("Trusted CA files"), self._build_authorities())
        return page

    def _build_authorities(self) -> QWidget:
        self._authorities = QListWidget()
        self._authorities.setObjectName("settingsAuthorities")
        self._authorities.setAccessibleName(self.tr("Trusted CA files"))
        self._authorities.setFixedHeight(self._kit.theme.pixels(84))
        self._authorities.addItems(list(self._desk.settings.ca_files))
        add = Button(self._kit, self.tr("Add…"), "addAuthority", compact=True)
        add.clicked.connect(self._on_add_authority)
        remove = Button(self._kit, self.tr("Remove"), "removeAuthority", compact=True)
        remove.clicked.connect(self._on_remove_authority)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addWidget(remove)
        row.addStretch(1)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._authorities)
        column.addLayout(row)
        return holder

    def _on_number(self, value: float) -> None:
        self._desk.change(**{str(self.sender().property("field")): value})

    def _on_proxy_mode(self, index: int) -> None:
        mode = _chosen(self.sender(), index)
        for line in self._proxy_lines:
            line.setEnabled(mode == "manual")
        self._desk.change(proxy_mode=mode)

    def _on_proxy_text(self, text: str) -> None:
        if not holds_password(text):
            self._desk.change(**{str(self.sender().property("field")): text.strip()})

    def _on_proxy_typed(self) -> None:
        """Put a password that was typed into the keyring, and its reference into the address."""
        for line in self._proxy_lines:
            field = str(line.property("field"))
            name = f"{field}_password"
            address, password = split_password(line.text().strip(), name)
            if password and field != "proxy_bypass":
                self._secrets.keep(app_secret(name), password, _nothing, self._desk.failed.emit)
                line.setText(address)
                self._desk.change(**{field: address})

    def _on_add_authority(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose CA files in PEM form"))
        if paths:
            known = self._desk.settings.ca_files
            self._desk.change(ca_files=(*known, *(path for path in paths if path not in known)))
            self._show_authorities()

    def _on_remove_authority(self) -> None:
        row = self._authorities.currentRow()
        known = self._desk.settings.ca_files
        if 0 <= row < len(known):
            self._desk.change(ca_files=(*known[:row], *known[row + 1 :]))
            self._show_authorities()

    def _show_authorities(self) -> None:
        self._authorities.clear()
        self._authorities.addItems(list(self._desk.settings.ca_files))

    # Shortcuts -------------------------------------------------------------------------------------------------------

    def _build_shortcuts(self) -> QWidget:
        listed = self._actions.listed
        self._table = QTableWidget(len(listed), 2)
        self._table.setObjectName("shortcutTable")
        self._table.setAccessibleName(self.tr("Keyboard shortcuts"))
        self._table.setHorizontalHeaderLabels([self.tr("Command"), self.tr("Shortcut")])
        self._table.verticalHeader().hide()
        self._table.setShowGrid(False)
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._table.setColumnWidth(1, self._kit.theme.pixels(190))
        for row, action in enumerate(listed):
            self._table.setItem(row, 0, QTableWidgetItem(translated(action.text)))
            edit = QKeySequenceEdit(self._actions[action.id].shortcut())
            edit.setObjectName(f"shortcut-{action.id}")
            edit.setAccessibleName(translated(action.text))
            edit.setMaximumSequenceLength(1)
            edit.setClearButtonEnabled(True)
            edit.setProperty("action", action.id)
            edit.editingFinished.connect(self._on_shortcut)
            keys = QTableWidgetItem()
            keys.setData(Qt.ItemDataRole.AccessibleTextRole, translated(action.text))
            self._table.setItem(row, 1, keys)
            self._table.setCellWidget(row, 1, edit)
            self._table.setRowHeight(row, self._kit.theme.pixels(36))
        self._clash = Text(self._kit, role=Role.SMALL, ink="err", wrap=True, name="shortcutProblem")
        reset = Button(self._kit, self.tr("Restore all shortcuts"), "restoreShortcuts", compact=True)
        reset.clicked.connect(self._on_restore)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(self._table, 1)
        row_ = QHBoxLayout()
        row_.addWidget(self._clash, 1)
        row_.addWidget(reset)
        column.addLayout(row_)
        return page

    def _on_shortcut(self) -> None:
        edit = self.sender()
        if not isinstance(edit, QKeySequenceEdit):
            return
        action_id = str(edit.property("action"))
        wanted = edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        taken = [a for a in self._actions.listed if a.id != action_id and wanted and _has(self._actions, a.id, wanted)]
        if taken:
            text = self.tr("{key} already belongs to “{command}”.").replace("{key}", wanted)
            self._clash.setText(text.replace("{command}", translated(taken[0].text)))
            edit.setKeySequence(self._actions[action_id].shortcut())
            return
        self._clash.setText("")
        overrides = dict(self._desk.settings.shortcuts)
        overrides[action_id] = wanted
        self._desk.change(shortcuts=tuple(sorted(overrides.items())))

    def _on_restore(self) -> None:
        self._desk.change(shortcuts=())
        for row, action in enumerate(self._actions.listed):
            edit = self._table.cellWidget(row, 1)
            if isinstance(edit, QKeySequenceEdit):
                edit.setKeySequence(self._actions[action.id].shortcut())

    def _combo(self, name: str, label: str) -> ComboBox:
        combo = ComboBox(self._kit, name, label)
        combo.setMinimumWidth(self._kit.theme.pixels(_CONTROL_WIDTH))
        return combo


def _has(actions: WindowActions, action_id: str, key: str) -> bool:
    return any(k.toString(QKeySequence.SequenceFormat.PortableText) == key for k in actions[action_id].shortcuts())


def _chosen(combo: object, index: int) -> object:
    return combo.itemData(index) if isinstance(combo, ComboBox) else None


def _form() -> tuple[QWidget, QFormLayout]:
    page = QWidget()
    form = QFormLayout(page)
    form.setContentsMargins(0, 16, 12, 16)
    form.setHorizontalSpacing(20)
    form.setVerticalSpacing(12)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    return page, form


def _scrolled(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus, and comes into view
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(inner)
    return area


def _nothing() -> None:
    """Do nothing: the address itself shows that the password is kept."""
