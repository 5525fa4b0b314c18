"""Pick the fields of an answer whose shape nobody knows: click a value, or type its JSONPath."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from modelpost.documents.json_values import Json, Path, path_text
from modelpost.inference.api import Chat, Classification, Detection, Number, Reading
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import CheckBox
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.workbench.inference_desk import InferenceDesk

_KEYS = ("label", "score", "box", "text", "number")
_MOST_CHILDREN = 200
_LONGEST = 80
_IDLE_MS = 250
_PATH = Qt.ItemDataRole.UserRole


class PickFields(Dialog):
    """Shows the answer as a tree beside the fields; what they lead to is told while they are typed."""

    def __init__(self, kit: Kit, desk: InferenceDesk, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("pickFields")
        self.setWindowTitle(self.tr("Pick the fields"))
        self._desk = desk
        self._document: Json = None
        self._is_over = False
        self._tree = QTreeWidget()
        self._tree.setObjectName("pickTree")
        self._tree.setAccessibleName(self.tr("Answer"))
        self._tree.setHeaderHidden(True)
        self._tree.itemExpanded.connect(self._on_expanded)
        self._tree.itemClicked.connect(self._on_item)
        self._tree.itemActivated.connect(self._on_item)
        self._lines: dict[str, QLineEdit] = {}
        self._target = _KEYS[0]
        names = (self.tr("Label"), self.tr("Score"), self.tr("Box"), self.tr("Text"), self.tr("Number"))
        form = QFormLayout()
        form.setSpacing(8)
        for key, name in zip(_KEYS, names, strict=True):
            line = QLineEdit(desk.picks.get(key, ""))
            line.setObjectName(f"pick-{key}")
            line.setAccessibleName(name)
            line.setPlaceholderText("$.predictions[*]")
            line.setProperty("key", key)
            line.textEdited.connect(self._on_typed)
            line.installEventFilter(self)
            self._lines[key] = line
            form.addRow(name, line)
        self._all = CheckBox(kit, self.tr("Every row of a list"), "pickEvery")
        self._all.setChecked(True)
        self._preview = Text(kit, ink="text2", wrap=True, name="pickPreview")
        self._later = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._later.timeout.connect(self._ask)
        self._lay_out(kit, form)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(820, 520)
        desk.read_document(self._on_document)
        self._ask()

    def _lay_out(self, kit: Kit, form: QFormLayout) -> None:
        hint = Text(
            kit, self.tr("Put the cursor into a field, then choose a value in the answer."), ink="text2", wrap=True
        )
        cancel = Button(kit, self.tr("Cancel"), "pickCancel")
        cancel.clicked.connect(self.reject)
        use = Button(kit, self.tr("Use these fields"), "pickUse", look="primary")
        use.clicked.connect(self._on_use)
        side = QVBoxLayout()
        side.setSpacing(12)
        side.addWidget(hint)
        side.addLayout(form)
        side.addWidget(self._all)
        side.addWidget(self._preview)
        side.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(use)
        side.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 20, 20, 20)
        row.setSpacing(20)
        row.addWidget(self._tree, 1)
        row.addLayout(side, 1)

    def done(self, result: int) -> None:
        """Close; what is still looked up for this dialog comes too late, when its widgets are gone."""
        self._is_over = True
        self._later.stop()
        super().done(result)

    # The tree --------------------------------------------------------------------------------------------------------

    def _on_document(self, document: Json) -> None:
        if self._is_over:
            return
        self._document = document
        root = self._item("$", document, ())
        self._tree.addTopLevelItem(root)
        root.setExpanded(True)

    def _item(self, name: str, value: Json, path: Path) -> QTreeWidgetItem:
        is_nested = isinstance(value, dict | list)
        shown = f"[{len(value)}]" if isinstance(value, dict | list) else str(value)[:_LONGEST]
        item = QTreeWidgetItem([f"{name}   {shown}"])
        item.setData(0, _PATH, list(path))
        if is_nested and value:
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        return item

    def _on_expanded(self, item: QTreeWidgetItem) -> None:
        """Fill in what lies below when it is looked at: an answer may be large."""
        if item.childCount():
            return
        path: Path = tuple(item.data(0, _PATH))
        value = self._document
        for step in path:
            value = value[step]  # type: ignore[index]  # the path was made from this document
        pairs = (
            list(value.items())
            if isinstance(value, dict)
            else list(enumerate(value))
            if isinstance(value, list)
            else []
        )
        item.addChildren([self._item(str(key), each, (*path, key)) for key, each in pairs[:_MOST_CHILDREN]])

    def _on_item(self, item: QTreeWidgetItem) -> None:
        path: Path = tuple(item.data(0, _PATH))
        text = path_text(path)
        if self._all.isChecked():
            rows = [place for place, step in enumerate(path) if isinstance(step, int)]
            is_part_of_box = self._target == "box" and rows and rows[-1] == len(path) - 1 and len(rows) > 1
            row = rows[-2] if is_part_of_box else rows[-1] if rows else -1
            kept = path[:-1] if is_part_of_box else path
            if row >= 0:
                text = path_text(kept[:row]) + "[*]" + path_text(kept[row + 1 :])[1:]
        self._lines[self._target].setText(text)
        self._ask()

    # The fields ------------------------------------------------------------------------------------------------------

    @property
    def picks(self) -> dict[str, str]:
        """What stands in the fields."""
        return {key: line.text().strip() for key, line in self._lines.items() if line.text().strip()}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Remember which field is meant by a click in the tree."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QLineEdit):
            self._target = str(watched.property("key"))
        return super().eventFilter(watched, event)

    def _on_typed(self) -> None:
        self._later.start()

    def _ask(self) -> None:
        asked = self.picks
        self._desk.preview(asked, partial(self._on_preview, asked))

    def _on_preview(self, asked: dict[str, str], reading: Reading | None) -> None:
        if not self._is_over and asked == self.picks:  # else a later look is under way
            self._preview.setText(self._said(reading))

    def _said(self, reading: Reading | None) -> str:
        if reading is None:
            return self.tr("The fields lead to nothing yet.") if self.picks else self.tr("No field is filled in yet.")
        match reading.meaning:
            case Detection(boxes=boxes):
                names = ", ".join(box.label for box in boxes[:5])
                return self.tr("{n} boxes: {names}").replace("{n}", str(len(boxes))).replace("{names}", names)
            case Classification(classes=classes):
                names = ", ".join(each.label for each in classes[:5])
                return self.tr("{n} classes: {names}").replace("{n}", str(len(classes))).replace("{names}", names)
            case Chat(text=text) | Number(text=text):
                return text[:_LONGEST]
        return ""

    def _on_use(self) -> None:
        self._desk.pick(self.picks)
        self.accept()
