"""Questions that stand over the window until they are answered; none of them holds up the program."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from modelpost.ui.kit.question import Question


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


class SecretsQuestion(Question):
    """Offers the keyring for credentials in a request that is about to be written to a file."""

    def __init__(self, parent: QWidget, agreed: Callable[[], None]) -> None:
        super().__init__(parent, "secretsQuestion")
        text = self.tr("This request holds a credential that must not be written to a file.")
        self.ask(self.tr("Save request"), text, self.tr("Keep it in the keyring and save a reference to it?"))
        self.offer(self.tr("Keep in keyring and save"), "keepAndSave", agreed)
        self.refuse(self.tr("Cancel"), "keepUnsaved", by_default=False)


class CloseQuestion(Question):
    """Asks before the window closes over requests that are not saved."""

    def __init__(self, parent: QWidget, count: int, agreed: Callable[[], None]) -> None:
        super().__init__(parent, "closeQuestion")
        text = self.tr("One request is not saved.") if count == 1 else self.tr("{count} requests are not saved.")
        more = self.tr("Their changes are lost when the window closes.")
        self.ask(self.tr("Close Modelpost"), text.replace("{count}", str(count)), more)
        self.offer(self.tr("Close without saving"), "closeAnyway", agreed, loses=True)
        self.refuse(self.tr("Keep working"), "keepWorking")


class ClearHistoryQuestion(Question):
    """Asks before everything that is remembered is forgotten."""

    def __init__(self, parent: QWidget, agreed: Callable[[], None]) -> None:
        super().__init__(parent, "clearHistoryQuestion")
        text = self.tr("Delete all history, with what is kept for good?")
        more = self.tr("Its answers are removed from this computer, and do not come back.")
        self.ask(self.tr("Delete all history"), text, more)
        self.offer(self.tr("Delete all history"), "clearAll", agreed, loses=True)
        self.refuse(self.tr("Keep it"), "keepHistory")


class CopyQuestion(Question):
    """Asks whether a copy of an open collection shall have secrets of its own."""

    def __init__(self, parent: QWidget, name: str, roots: tuple[str, str], agreed: Callable[[], None]) -> None:
        super().__init__(parent, "copyQuestion")
        text = self.tr("“{name}” is a copy of a collection that is open, and both have the same id.")
        more = self.tr("A token that is changed in one is changed in the other: {original} and {copy}.")
        more = more.replace("{original}", roots[0]).replace("{copy}", roots[1])
        self.ask(self.tr("Copy of a collection"), text.replace("{name}", name), more)
        self.offer(self.tr("Give the copy an id of its own"), "giveOwnId", agreed)
        self.refuse(self.tr("Let them share secrets"), "shareSecrets")


class GuardQuestion(Question):
    """Asks before a request that may change something goes to an environment that is guarded."""

    def __init__(self, parent: QWidget, method: str, environment: str, agreed: Callable[[], None]) -> None:
        super().__init__(parent, "guardQuestion")
        self.setIcon(Question.Icon.Warning)
        text = self.tr("Send {method} with the environment “{name}”?")
        text = text.replace("{method}", method).replace("{name}", environment)
        more = self.tr("This environment asks before anything but GET, because it may change things.")
        self.ask(self.tr("Guarded environment"), text, more)
        self.offer(self.tr("Send"), "sendGuarded", agreed)
        self.refuse(self.tr("Do not send"), "doNotSend")
