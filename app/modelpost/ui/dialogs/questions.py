"""Questions that stand over the window until they are answered; none of them holds up the program."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


class FolderDialog(QFileDialog):
    """Asks for a folder; `chosen` is called with its path, and not at all when the user has none."""

    def __init__(self, parent: QWidget, title: str, chosen: Callable[[str], None]) -> None:
        super().__init__(parent, title)
        self.setObjectName("folderDialog")
        self.setFileMode(QFileDialog.FileMode.Directory)
        self.setOption(QFileDialog.Option.ShowDirsOnly, on=True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fileSelected.connect(chosen)


class ExportFileDialog(QFileDialog):
    """Asks for a file to write; one that is there is asked about. `chosen` is called with its path."""

    def __init__(self, parent: QWidget, title: str, name: str, chosen: Callable[[str], None]) -> None:
        super().__init__(parent, title)
        self.setObjectName("exportFileDialog")
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setDefaultSuffix("json")
        self.selectFile("".join("-" if letter in '/\\:*?"<>|' else letter for letter in name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fileSelected.connect(chosen)


class SecretsQuestion(QMessageBox):
    """Offers the keyring for credentials in a request that is about to be written to a file."""

    def __init__(self, parent: QWidget, agreed: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setObjectName("secretsQuestion")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Save request"))
        self.setText(self.tr("This request holds a credential that must not be written to a file."))
        self.setInformativeText(self.tr("Keep it in the keyring and save a reference to it?"))
        keep = self.addButton(self.tr("Keep in keyring and save"), QMessageBox.ButtonRole.AcceptRole)
        keep.setObjectName("keepAndSave")
        keep.clicked.connect(agreed)
        self.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole).setObjectName("keepUnsaved")


class CloseQuestion(QMessageBox):
    """Asks before the window closes over requests that are not saved."""

    def __init__(self, parent: QWidget, count: int, agreed: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setObjectName("closeQuestion")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Close Modelpost"))
        text = self.tr("One request is not saved.") if count == 1 else self.tr("{count} requests are not saved.")
        self.setText(text.replace("{count}", str(count)))
        self.setInformativeText(self.tr("Their changes are lost when the window closes."))
        close = self.addButton(self.tr("Close without saving"), QMessageBox.ButtonRole.DestructiveRole)
        close.setObjectName("closeAnyway")
        close.clicked.connect(agreed)
        stay = self.addButton(self.tr("Keep working"), QMessageBox.ButtonRole.RejectRole)
        stay.setObjectName("keepWorking")
        self.setDefaultButton(stay)


class ClearHistoryQuestion(QMessageBox):
    """Asks before everything that is remembered is forgotten."""

    def __init__(self, parent: QWidget, agreed: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setObjectName("clearHistoryQuestion")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Delete all history"))
        self.setText(self.tr("Delete all history, with what is kept for good?"))
        self.setInformativeText(self.tr("Its answers are removed from this computer, and do not come back."))
        clear = self.addButton(self.tr("Delete all history"), QMessageBox.ButtonRole.DestructiveRole)
        clear.setObjectName("clearAll")
        clear.clicked.connect(agreed)
        stay = self.addButton(self.tr("Keep it"), QMessageBox.ButtonRole.RejectRole)
        stay.setObjectName("keepHistory")
        self.setDefaultButton(stay)


class CopyQuestion(QMessageBox):
    """Asks whether a copy of an open collection shall have secrets of its own."""

    def __init__(self, parent: QWidget, name: str, roots: tuple[str, str], agreed: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setObjectName("copyQuestion")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Copy of a collection"))
        text = self.tr("“{name}” is a copy of a collection that is open, and both have the same id.")
        self.setText(text.replace("{name}", name))
        told = self.tr("A token that is changed in one is changed in the other: {original} and {copy}.")
        self.setInformativeText(told.replace("{original}", roots[0]).replace("{copy}", roots[1]))
        own = self.addButton(self.tr("Give the copy an id of its own"), QMessageBox.ButtonRole.AcceptRole)
        own.setObjectName("giveOwnId")
        own.clicked.connect(agreed)
        stay = self.addButton(self.tr("Let them share secrets"), QMessageBox.ButtonRole.RejectRole)
        stay.setObjectName("shareSecrets")
        self.setDefaultButton(stay)


class GuardQuestion(QMessageBox):
    """Asks before a request that may change something goes to an environment that is guarded."""

    def __init__(self, parent: QWidget, method: str, environment: str, agreed: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setObjectName("guardQuestion")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(self.tr("Guarded environment"))
        text = self.tr("Send {method} with the environment “{name}”?")
        self.setText(text.replace("{method}", method).replace("{name}", environment))
        self.setInformativeText(self.tr("This environment asks before anything but GET, because it may change things."))
        send = self.addButton(self.tr("Send"), QMessageBox.ButtonRole.AcceptRole)
        send.setObjectName("sendGuarded")
        send.clicked.connect(agreed)
        stay = self.addButton(self.tr("Do not send"), QMessageBox.ButtonRole.RejectRole)
        stay.setObjectName("doNotSend")
        self.setDefaultButton(stay)
