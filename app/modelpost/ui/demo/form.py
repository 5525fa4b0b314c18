"""The values of a JSON body as a form that a room can read."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from modelpost.documents.json_form import FieldKind, FormField
from modelpost.ui.demo.switch import Switch
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role

_STEPS = 1000
_WHOLE = 2_147_483_647
_LARGE = 1e15
_COLUMN = 240
_BLOCK = 100
_LAST_LINE = 10_000


class DemoForm(QScrollArea):
    """Shows fields, a row of a table beside the next, and reports what is changed.

    Signals:
        edited: a value was changed; carries its path and the value.
        run_wanted: Enter was pressed in a field.
    """

    edited = Signal(object, object)
    run_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("demoForm")
        self.setAccessibleName(self.tr("Input"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._kit = kit
        self._shown: tuple[FormField, ...] = ()
        self._cells: list[tuple[int, QWidget]] = []
        self._columns = 0
        self._sliders: dict[int, tuple[QSlider, QDoubleSpinBox | QSpinBox]] = {}

    def show_fields(self, fields: tuple[FormField, ...]) -> None:
        """Show these fields; the ones that are shown already keep their cursors."""
        if [_shape(each) for each in fields] == [_shape(each) for each in self._shown]:
            return
        self._shown = fields
        self._sliders = {}
        page = QWidget()
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(0, 4, 24, 4)
        self._grid.setHorizontalSpacing(28)
        self._grid.setVerticalSpacing(18)
        self._grid.setRowStretch(_LAST_LINE, 1)
        self._cells = [(field.row, self._cell(number, field)) for number, field in enumerate(fields)]
        self._columns = 0
        self._place()
        self.setWidget(page)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put as many rows of a table side by side as there is room for."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        rows = sorted({row for row, _ in self._cells})
        columns = max(1, min(len(rows), self.width() // self._kit.theme.pixels(_COLUMN)))
        if columns == self._columns or not self._cells:
            return
        self._columns = columns
        lines = dict.fromkeys(rows, 0)
        for row, cell in self._cells:
            block, column = divmod(rows.index(row), columns)
            self._grid.addWidget(cell, block * _BLOCK + lines[row], column)
            lines[row] += 1

    def _cell(self, number: int, field: FormField) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        label = Text(self._kit, self._named(field), role=Role.LEAD, ink="text2")
        control = self._control(number, field)
        control.setObjectName(f"demoField{number}")
        control.setAccessibleName(self._named(field))
        control.setFont(self._kit.theme.font(Role.DEMO_BODY))
        control.setProperty("stage", "usual")
        label.setBuddy(control)
        column.addWidget(label)
        column.addWidget(control)
        if number in self._sliders:
            column.addWidget(self._sliders[number][0])
        return holder

    def _named(self, field: FormField) -> str:
        name = field.name.replace("_", " ")
        rows = {each.row for each in self._shown}
        return f"{name}  ·  {field.row}" if field.row and len(rows) > 1 else name

    def _control(self, number: int, field: FormField) -> QWidget:
        match field.kind:
            case FieldKind.FLAG:
                switch = Switch(self._kit)
                switch.setChecked(bool(field.value))
                switch.clicked.connect(self._on_flag)
                return switch
            case FieldKind.CHOICE:
                choice = ComboBox(self._kit, f"demoField{number}", field.name)
                choice.addItems(list(field.choices))
                choice.setCurrentText(str(field.value))
                choice.textActivated.connect(self._on_text)
                return choice
            case FieldKind.TEXT:
                line = QLineEdit(str(field.value))
                line.textEdited.connect(self._on_text)
                line.returnPressed.connect(self.run_wanted)
                return line
            case FieldKind.WHOLE if abs(float(field.value)) <= _WHOLE:
                return self._spin(number, field, QSpinBox())
            case _:
                return self._spin(number, field, QDoubleSpinBox())

    def _spin(self, number: int, field: FormField, box: QSpinBox | QDoubleSpinBox) -> QWidget:
        value = float(field.value)
        if isinstance(box, QDoubleSpinBox):
            box.setDecimals(_decimals(value))
            box.setRange(-max(_LARGE, abs(value)), max(_LARGE, abs(value)))
            box.setSingleStep(10.0 ** -min(1, box.decimals()))
            box.setValue(value)
        else:
            box.setRange(-_WHOLE - 1, _WHOLE)
            box.setValue(int(value))
        box.lineEdit().setTextMargins(12, 0, 0, 0)
        box.valueChanged.connect(self._on_number)
        if field.low is not None and field.high is not None:
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setObjectName(f"demoSlider{number}")
            slider.setAccessibleName(self._named(field))
            slider.setRange(0, _STEPS)
            slider.setValue(round((value - field.low) / (field.high - field.low) * _STEPS))
            slider.sliderMoved.connect(self._on_slider)
            slider.setProperty("number", number)
            slider.setMinimumHeight(self._kit.theme.pixels(28))
            self._sliders[number] = (slider, box)
        return box

    def _field_of(self, sender: object) -> FormField | None:
        name = sender.objectName() if isinstance(sender, QWidget) else ""
        number = name.removeprefix("demoField")
        return self._shown[int(number)] if number.isdecimal() and int(number) < len(self._shown) else None

    def _on_flag(self, checked: bool) -> None:
        field = self._field_of(self.sender())
        if field is not None:
            self.edited.emit(field.path, checked)

    def _on_text(self, text: str) -> None:
        field = self._field_of(self.sender())
        if field is not None:
            self.edited.emit(field.path, text)

    def _on_number(self, value: float) -> None:
        field = self._field_of(self.sender())
        if field is None:
            return
        self.edited.emit(field.path, value)
        number = self._shown.index(field)
        if number in self._sliders and field.low is not None and field.high is not None:
            slider = self._sliders[number][0]
            if not slider.isSliderDown():
                slider.setValue(round((value - field.low) / (field.high - field.low) * _STEPS))

    def _on_slider(self, step: int) -> None:
        sender = self.sender()
        number = int(sender.property("number"))
        if number not in self._sliders:
            return
        field, box = self._shown[number], self._sliders[number][1]
        if field.low is not None and field.high is not None:
            value = field.low + (field.high - field.low) * step / _STEPS
            if isinstance(box, QSpinBox):
                box.setValue(round(value))
            else:
                box.setValue(value)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return a usual size."""
        return QSize(480, 360)


def _shape(field: FormField) -> tuple[object, ...]:
    """Return what of a field makes a control; its value is the control's own while it is edited."""
    return (field.path, field.kind, field.choices, field.low, field.high)


def _decimals(value: float) -> int:
    _, point, after = f"{value!r}".partition(".")
    return max(1, min(6, len(after))) if point and "e" not in after else 6
