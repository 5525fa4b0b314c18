"""What an exchange wants of the user: one value, or something to do elsewhere. Neither holds the window up."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.workbench.person import Matter, Notice, PersonDesk, Question
from modelpost.workbench.texts import translated

_WIDTH = 420


class PersonDialogs(QObject):
    """Shows what the desk raises over a window, and takes it away when it is settled elsewhere."""

    def __init__(self, kit: Kit, desk: PersonDesk, window: QWidget) -> None:
        super().__init__(window)
        self._kit = kit
        self._desk = desk
        self._window = window
        self._shown: dict[Matter, QuestionDialog | NoticeDialog] = {}
        desk.raised.connect(self._on_raised)
        desk.settled.connect(self._on_settled)
        for matter in desk.open:
            self._on_raised(matter)

    def _on_raised(self, matter: Matter) -> None:
        if matter in self._shown:
            return
        kind = QuestionDialog if isinstance(matter, Question) else NoticeDialog
        dialog = kind(self._kit, self._desk, matter, self._window)  # type: ignore[arg-type]  # the kind of its matter
        self._shown[matter] = dialog
        dialog.show()

    def _on_settled(self, matter: Matter) -> None:
        dialog = self._shown.pop(matter, None)
        if dialog is not None:
            dialog.hide()
            dialog.deleteLater()


class QuestionDialog(Dialog):
    """Asks for one value; Esc and Cancel say that there is none."""

    def __init__(self, kit: Kit, desk: PersonDesk, question: Question, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("questionDialog")
        self.setWindowTitle(self.tr("The request needs your answer"))
        self.setMinimumWidth(kit.theme.pixels(_WIDTH))
        self._desk = desk
        self._question = question
        label = translated(question.label)
        self._text = QLineEdit()
        self._text.setObjectName("questionText")
        self._text.setAccessibleName(label)
        if question.is_secret:
            self._text.setEchoMode(QLineEdit.EchoMode.Password)
        self._text.textEdited.connect(self._on_edited)
        self._send = Button(kit, self.tr("Go on"), "questionOk", look="primary")
        self._send.setDefault(True)
        self._send.setEnabled(False)
        self._send.clicked.connect(self.accept)
        cancel = Button(kit, self.tr("Cancel"), "questionCancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(Text(kit, label, role=Role.SECTION, wrap=True, name="questionLabel"))
        column.addWidget(self._text)
        if question.is_secret:
            hint = self.tr("It is used for this request and kept nowhere.")
            column.addWidget(Text(kit, hint, role=Role.SMALL, ink="muted", wrap=True))
        column.addLayout(_row(cancel, self._send))
        self._text.setFocus()

    def accept(self) -> None:
        """Hand the value on."""
        if self._text.text():
            self._desk.answer(self._question, self._text.text())

    def reject(self) -> None:
        """Say that there is none."""
        self._desk.answer(self._question, None)

    def _on_edited(self, text: str) -> None:
        self._send.setEnabled(bool(text))


class NoticeDialog(Dialog):
    """Shows what is to be done elsewhere: a code to take along, and the way there."""

    def __init__(self, kit: Kit, desk: PersonDesk, notice: Notice, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("noticeDialog")
        self.setWindowTitle(self.tr("Sign in to go on"))
        self.setMinimumWidth(kit.theme.pixels(_WIDTH))
        self._desk = desk
        self._notice = notice
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(Text(kit, translated(notice.message), role=Role.SECTION, wrap=True, name="noticeMessage"))
        if notice.code:
            code = Text(kit, notice.code, role=Role.TITLE, name="noticeCode")
            code.setAccessibleName(self.tr("Code"))
            code.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            code.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            column.addWidget(code)
        if notice.url:
            column.addWidget(Text(kit, notice.url, role=Role.CODE, ink="text2", wrap=True, name="noticeAddress"))
        column.addWidget(
            Text(kit, self.tr("The request goes on by itself when you are done."), role=Role.SMALL, ink="muted")
        )
        column.addLayout(_row(*self._buttons(kit)))

    def reject(self) -> None:
        """Put it away; the request goes on waiting."""
        self._desk.dismiss(self._notice)

    def _buttons(self, kit: Kit) -> list[Button]:
        close = Button(kit, self.tr("Close"), "noticeClose")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        made = [close]
        if self._notice.code:
            copy = Button(kit, self.tr("Copy code"), "noticeCopy", icon="copy")
            copy.setAutoDefault(False)
            copy.clicked.connect(self._on_copy)
            made.append(copy)
        if self._notice.url:
            browse = Button(kit, self.tr("Open in browser"), "noticeOpen", look="primary")
            browse.setDefault(True)
            browse.clicked.connect(self._on_open)
            made.append(browse)
        return made

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._notice.code)

    def _on_open(self) -> None:
        self._desk.open_address(self._notice.url)


def _row(*buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row
