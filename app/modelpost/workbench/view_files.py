"""Files that say how the answers of a request are looked at: a model's contract, the names of its classes."""

import json
from dataclasses import replace
from pathlib import Path, PurePath

from PySide6.QtCore import QObject, Signal

from modelpost.core.failures import FormatTrouble
from modelpost.core.request import BodyKind, FormRow, RawLanguage, RequestDraft
from modelpost.core.text import Message
from modelpost.documents.contract import Contract, file_fields, skeleton
from modelpost.runs.meaning import contract_in, labels_in
from modelpost.workbench.background import Background
from modelpost.workbench.request_tab import RequestTab


class ViewFiles(QObject):
    """Takes such files for a request; both are saved with it.

    Signals:
        told: something to say in passing; carries a Message.
        failed: a file is not what it should be; carries a ModelpostError.
    """

    told = Signal(object)
    failed = Signal(object)

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background

    def use_contract(self, tab: RequestTab, path: str) -> None:
        """Fill a request in by a model's `config.json`, and check its answers against that from now on."""

        def work() -> Contract:
            contract = contract_in(path)
            if contract is None:
                raise FormatTrouble(
                    Message("{name} is no contract of a model", name=PurePath(path).name),
                    Message("Choose the config.json of a ModelArts model: it has a list “apis”."),
                )
            return contract

        def done(contract: Contract) -> None:
            draft = with_contract(tab.draft, contract)
            showing = replace(draft.showing, contract=_within(path, tab))
            tab.edit(replace(draft, showing=showing), "contract")
            self.told.emit(Message("Answers are checked against {name} from now on.", name=PurePath(path).name))

        self._background.run(work, done, self.failed.emit)

    def use_labels(self, tab: RequestTab, path: str) -> None:
        """Name the classes of a model that answers with numbers."""

        def done(labels: tuple[str, ...]) -> None:
            tab.edit(replace(tab.draft, showing=replace(tab.draft.showing, labels=_within(path, tab))), "labels")
            self.told.emit(Message("The next answer has the names of {n} classes.", n=len(labels)))

        self._background.run(lambda: labels_in(path), done, self.failed.emit)


def with_contract(draft: RequestDraft, contract: Contract) -> RequestDraft:
    """Return a draft as a contract wants it; what the user filled in already stays."""
    draft = replace(draft, method=contract.method)
    if contract.path != "/" and draft.url and "?" not in draft.url and not draft.url.endswith(contract.path):
        draft = replace(draft, url=draft.url.rstrip("/") + contract.path)
    if contract.is_form:
        known = {row.name for row in draft.body.form}
        added = tuple(FormRow(name, is_file=True) for name in file_fields(contract.request) if name not in known)
        return draft.with_body(kind=BodyKind.FORM_DATA, form=(*draft.body.form, *added))
    if draft.body.raw.strip():
        return draft
    text = json.dumps(skeleton(contract.request), ensure_ascii=False, indent=2)
    return draft.with_body(kind=BodyKind.RAW, language=RawLanguage.JSON, raw=text)


def _within(path: str, tab: RequestTab) -> str:
    """Return a path relative to the collection where it lies in it, in POSIX form."""
    folder = tab.surroundings.context.folder
    found = Path(path)
    if folder and found.is_relative_to(folder):
        return found.relative_to(folder).as_posix()
    return found.as_posix()
