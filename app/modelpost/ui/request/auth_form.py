"""A form as a plugin declares it (`core.fields`): a row for each field that counts."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QDoubleValidator
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from modelpost.core.fields import Choice, Field, FileImport, FilePath, Number, Secret, Toggle, Values
from modelpost.core.fields import Text as TextField
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.request.secret_field import SecretField
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated

LABELS = 116
_BESIDE = 7
"""How far below its row's top a label stands beside the text of a control that has a hint below it."""


class DeclaredForm(QWidget):
    """Shows declared fields. It holds no truth: `render` shows values, signals tell what the user did.

    Signals:
        edited: a value was typed or chosen; carries the field's name and the value.
        keep_wanted: a secret shall go into the keyring; carries the field's name.
        lookup_wanted: values to choose from are wanted; carries the field's name.
        import_wanted: other fields shall be filled from a file; carries the field's name and the path.
    """

    edited = Signal(str, str)
    keep_wanted = Signal(str)
    lookup_wanted = Signal(str)
    import_wanted = Signal(str, str)

    def __init__(self, kit: Kit, fields: tuple[Field, ...], prefix: str) -> None:
        super().__init__()
        self._kit = kit
        self._rows: dict[str, _Row] = {}
        self._shows_more = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnMinimumWidth(0, kit.theme.pixels(LABELS))
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        for field in (*(f for f in fields if not f.is_advanced), *(f for f in fields if f.is_advanced)):
            self._add(field, f"{prefix}-{field.name}")
        self._more = Button(kit, self.tr("More options"), f"{prefix}More", look="link", compact=True)
        self._more.setVisible(False)
        self._more.clicked.connect(self._on_more)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def render_values(self, values: Values, is_kept: Callable[[str], bool]) -> None:
        """Show values, defaults filled in; `is_kept` tells of a text whether it refers to the keyring."""
        fields = {name: row.field for name, row in self._rows.items()}
        full = {**values, **{name: values.get(name, field.default) for name, field in fields.items()}}
        hidden = False
        for name, row in self._rows.items():
            row.render_value(full[name], is_kept)
            counts = row.field.is_shown(full)
            is_folded = row.field.is_advanced and not self._shows_more and full[name] == row.field.default
            hidden = hidden or (counts and is_folded)
            row.set_shown(shown=counts and not is_folded)
        self._more.setVisible(hidden)

    def show_busy(self, name: str | None) -> None:
        """Say that values are being looked up for a field, None that for none; its button cancels that."""
        for key, row in self._rows.items():
            row.show_busy(busy=key == name)

    def offer(self, name: str, options: tuple[tuple[str, str], ...]) -> None:
        """Let the user choose one of the values that were looked up for a field."""
        row = self._rows.get(name)
        if row is not None:
            row.offer(options)

    def _add(self, field: Field, name: str) -> None:
        row = _Row(self._kit, field, name, self)
        row.edited.connect(self.edited)
        row.keep_wanted.connect(self.keep_wanted)
        row.lookup_wanted.connect(self.lookup_wanted)
        row.import_wanted.connect(self.import_wanted)
        place = self._grid.rowCount()
        top = Qt.AlignmentFlag.AlignTop
        if row.has_hint:
            row.label.setContentsMargins(0, self._kit.theme.pixels(_BESIDE), 0, 0)
        self._grid.addWidget(row.label, place, 0, Qt.AlignmentFlag.AlignVCenter if not row.has_hint else top)
        self._grid.addWidget(row, place, 1)
        self._rows[field.name] = row

    def _on_more(self) -> None:
        self._shows_more = True
        self._more.hide()
        for row in self._rows.values():
            if row.field.is_advanced:
                self.edited.emit(row.field.name, row.value)
                row.setFocus()
                break


class _Row(QWidget):
    """One field: its label, its control, the buttons beside it, and its hint below."""

    edited = Signal(str, str)
    keep_wanted = Signal(str)
    lookup_wanted = Signal(str)
    import_wanted = Signal(str, str)

    def __init__(self, kit: Kit, field: Field, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.value = ""
        self._kit = kit
        self._lookup: Button | None = None
        label = translated(field.label)
        self.label = Text(kit, "" if isinstance(field, Toggle | FileImport) else label, ink="text2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        self._control = self._made(name, label)
        line.addWidget(self._control, 0 if isinstance(field, FileImport | Toggle) else 1)
        for button in self._buttons(name):
            line.addWidget(button)
        if isinstance(field, FileImport | Toggle):
            line.addStretch(1)
        column.addLayout(line)
        hint = translated(field.hint)
        self.has_hint = bool(hint)
        if hint:
            column.addWidget(Text(kit, hint, role=Role.SMALL, ink="muted", wrap=True, name=f"{name}Hint"))
        self.setFocusProxy(self._control)

    def render_value(self, text: str, is_kept: Callable[[str], bool]) -> None:
        """Show a value."""
        self.value = text
        control = self._control
        if isinstance(control, SecretField):
            control.render_secret(text, kept=is_kept(text))
        elif isinstance(control, ComboBox):
            control.setCurrentIndex(max(0, control.findData(text)))
        elif isinstance(control, CheckBox):
            control.setChecked(text == "true")
        elif isinstance(control, QLineEdit) and control.text() != text:
            control.setText(text)

    def set_shown(self, *, shown: bool) -> None:
        """Show or hide the row with its label."""
        self.setVisible(shown)
        self.label.setVisible(shown)

    def show_busy(self, *, busy: bool) -> None:
        """Say whether values are being looked up."""
        if self._lookup is not None and isinstance(self.field, TextField):
            self._lookup.setText(self.tr("Cancel") if busy else translated(self.field.lookup))
            self._lookup.setAccessibleName(f"{self._lookup.text()} {translated(self.field.label)}")

    def offer(self, options: tuple[tuple[str, str], ...]) -> None:
        """Let the user choose."""
        menu = QMenu(self)
        menu.setObjectName(f"{self._control.objectName()}Menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for value, text in options:
            action = menu.addAction(f"{text}  —  {value}" if text and text != value else value)
            action.setData(value)
        menu.triggered.connect(self._on_chosen)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def _made(self, name: str, label: str) -> QWidget:
        field = self.field
        if isinstance(field, Secret):
            secret = SecretField(self._kit, name, label)
            secret.edited.connect(self._on_text)
            secret.keep_wanted.connect(self._on_keep)
            return secret
        if isinstance(field, Choice):
            combo = ComboBox(self._kit, name, label)
            for key, text in field.options:
                combo.addItem(translated(text), key)
            combo.activated.connect(self._on_choice)
            return combo
        if isinstance(field, Toggle):
            box = CheckBox(self._kit, label, name)
            box.clicked.connect(self._on_toggle)
            return box
        if isinstance(field, FileImport):
            button = Button(self._kit, label, name, compact=True, icon="file")
            button.clicked.connect(self._on_file_wanted)
            return button
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.textEdited.connect(self._on_text)
        if isinstance(field, Number):
            line.setValidator(QDoubleValidator(field.minimum, field.maximum, 3, line))
        return line

    def _buttons(self, name: str) -> list[Button]:
        field = self.field
        made: list[Button] = []
        if isinstance(field, FilePath):
            choose = Button(self._kit, self.tr("Choose…"), f"{name}Choose", compact=True)
            choose.clicked.connect(self._on_file_wanted)
            made.append(choose)
        if isinstance(field, TextField) and field.suggestions:
            suggest = Button(self._kit, self.tr("Choose…"), f"{name}Suggest", compact=True)
            suggest.clicked.connect(self._on_suggestions)
            made.append(suggest)
        if isinstance(field, TextField) and field.lookup.template:
            self._lookup = lookup = Button(self._kit, translated(field.lookup), f"{name}Lookup", compact=True)
            lookup.clicked.connect(self._on_lookup)
            made.append(lookup)
        for button in made:
            button.setAccessibleName(f"{button.text()} {translated(field.label)}")
        return made

    def _on_text(self, text: str) -> None:
        self.edited.emit(self.field.name, text)

    def _on_keep(self) -> None:
        self.keep_wanted.emit(self.field.name)

    def _on_choice(self, index: int) -> None:
        if isinstance(self._control, ComboBox):
            self.edited.emit(self.field.name, str(self._control.itemData(index)))

    def _on_toggle(self, checked: bool) -> None:  # Qt's signal
        self.edited.emit(self.field.name, "true" if checked else "false")

    def _on_chosen(self, action: QAction) -> None:
        self.edited.emit(self.field.name, str(action.data()))

    def _on_suggestions(self) -> None:
        if isinstance(self.field, TextField):
            self.offer(tuple((value, translated(text)) for value, text in self.field.suggestions))

    def _on_lookup(self) -> None:
        self.lookup_wanted.emit(self.field.name)

    def _on_file_wanted(self) -> None:
        dialog = QFileDialog(self, translated(self.field.label))
        dialog.setObjectName("authFileDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        endings = self.field.endings if isinstance(self.field, FilePath | FileImport) else ()
        if endings:
            patterns = " ".join(f"*.{ending}" for ending in endings)
            filters = [self.tr("Fitting files ({patterns})").replace("{patterns}", patterns), self.tr("All files (*)")]
            dialog.setNameFilters(filters)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    def _on_file(self, path: str) -> None:
        if isinstance(self.field, FileImport):
            self.import_wanted.emit(self.field.name, path)
        else:
            self.edited.emit(self.field.name, path)
