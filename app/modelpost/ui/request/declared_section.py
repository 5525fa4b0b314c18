"""A group of settings under a heading, drawn from declared fields."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelpost.core.fields import Field, Values
from modelpost.core.request import RequestSettings
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.request.auth_form import DeclaredForm
from modelpost.ui.theme import Role


class DeclaredSection(QWidget):
    """Shows what a request says of some settings, and what it inherits where it says nothing.

    It holds no truth. Subclasses declare fields, which may depend on what is inherited, and read their values.

    Signals:
        edited: the user changed settings; carries a dict of fields of RequestSettings.
        keep_wanted: a password shall go into the keyring; carries its place below `settings`.
    """

    edited = Signal(object)
    keep_wanted = Signal(str)

    def __init__(self, kit: Kit, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.kit = kit
        self.own = RequestSettings()
        self.inherited = RequestSettings()
        self._fields: tuple[Field, ...] = ()
        self._form: DeclaredForm | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 8, 0, 0)
        self.column.setSpacing(10)
        self.column.addWidget(Text(kit, title, role=Role.STRONG, name=f"{name}Title"))
        self._place = QVBoxLayout()
        self.column.addLayout(self._place)

    def render_settings(self, own: RequestSettings, inherited: RequestSettings, is_kept: Callable[[str], bool]) -> None:
        """Show settings; `is_kept` tells of a text whether it refers to the keyring."""
        self.own, self.inherited = own, inherited
        fields = self.fields()
        if fields != self._fields:
            self._build(fields)
        if self._form is not None:
            self._form.render_values(self.values(), is_kept)

    def fields(self) -> tuple[Field, ...]:
        """Return the fields of the form."""
        raise NotImplementedError

    def values(self) -> Values:
        """Return what the form shows."""
        raise NotImplementedError

    def on_edited(self, name: str, text: str) -> None:
        """Tell what a change of the form means."""
        raise NotImplementedError

    def _build(self, fields: tuple[Field, ...]) -> None:
        if self._form is not None:
            self._place.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        self._fields = fields
        self._form = form = DeclaredForm(self.kit, fields, self.objectName())
        for combo in form.findChildren(ComboBox):
            combo.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        form.edited.connect(self.on_edited)
        form.keep_wanted.connect(self._on_keep)
        self._place.addWidget(form)

    def _on_keep(self, name: str) -> None:
        self.keep_wanted.emit(name)
