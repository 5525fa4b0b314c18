"""The settings of one folder, or of a collection as a whole, while they are edited."""

from __future__ import annotations  # types of what is loaded late stand in signatures

import itertools
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.core.request import Defaults, RequestDraft, RequestSettings
from modelpost.core.scope import Variable
from modelpost.core.sending import credential_at, with_credential
from modelpost.core.template import placeholders
from modelpost.workbench.credentials import secret_name, split_credential

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from modelpost.core.contents import FolderContents
    from modelpost.core.request import AuthChoice, Row
    from modelpost.core.resolved import SendOptions
    from modelpost.core.secrets import SecretRef
    from modelpost.core.tree import Collection
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import CollectionStore
    from modelpost.workbench.secrets_desk import SecretsDesk
    from modelpost.workbench.workspace import Workspace


class FolderEdit(QObject):
    """What a folder lends to its requests; `path` is empty for the collection.

    Signals:
        draft_changed: the draft differs from before; carries the new FolderContents.
        saved: it is on disk.
        failed: it could not be saved; carries a ModelpostError.
    """

    draft_changed = Signal(object)
    saved = Signal()
    failed = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        secrets: SecretsDesk,
        load_collections: Callable[[], CollectionStore],
        root: str,
        path: str,
        draft: FolderContents,
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._background = background
        self._secrets = secrets
        self._load_collections = load_collections
        self.root = root
        self.path = path
        self.draft = draft
        self._before = draft

    @property
    def is_dirty(self) -> bool:
        """Whether the draft differs from its file."""
        return self.draft != self._before

    def set_headers(self, rows: tuple[Row, ...]) -> None:
        """Change the header rows."""
        self._show(replace(self.draft, defaults=replace(self.draft.defaults, headers=rows)))

    def set_auth(self, auth: AuthChoice) -> None:
        """Change scheme or credentials."""
        self._show(replace(self.draft, defaults=replace(self.draft.defaults, auth=auth)))

    def set_settings(self, settings: RequestSettings) -> None:
        """Change how requests are sent."""
        self._show(replace(self.draft, defaults=replace(self.draft.defaults, settings=settings)))

    def set_variables(self, variables: tuple[Variable, ...]) -> None:
        """Change the variables."""
        self._show(replace(self.draft, variables=variables))

    def set_docs(self, text: str) -> None:
        """Change the description."""
        self._show(replace(self.draft, docs=text))

    @property
    def inherited(self) -> tuple[RequestSettings, SendOptions]:
        """What counts where this folder says nothing: what is around it and the application, apart and together."""
        collection, options = self._collection, self._workspace.app_options
        around = Defaults()
        if collection is not None and self.path:
            around = collection.defaults_for(self.path.rpartition("/")[0])
        app = RequestSettings(ca_files=options.ca_files, proxy=options.proxy, minimum_tls=options.minimum_tls)
        return around.settings.over(app), options.for_request(around.settings)

    def written(self, path: str) -> str:
        """Return how a file is written down: relative to the collection where it lies in it, in POSIX form."""
        file = Path(path)
        return (file.relative_to(self.root) if file.is_relative_to(self.root) else file).as_posix()

    def is_kept(self, text: str) -> bool:
        """Tell whether a text refers to a secret of this folder or of one around it."""
        collection = self._collection
        around = collection.tree.folders_to(self.path) if collection is not None else ()
        known = [variable for folder in around for variable in folder.variables] + list(self.draft.variables)
        names = {variable.name for variable in known if variable.is_secret}
        return any(span.name in names for span in placeholders(text))

    def keep(self, where: str, then: Callable[[], None] | None = None) -> None:
        """Move the credential at a place of the draft into the keyring; a reference takes its place."""
        collection = self._collection
        typed = _text_at(self.draft, where)
        prefix, value = split_credential(where, typed)
        if collection is None or not value:
            return
        name, before = _secret_name(self.draft, where), self._before

        def declare() -> tuple[SecretRef, FolderContents]:
            store = self._load_collections()
            store.save_folder(collection, self.path, before, before)  # raises where another program has changed it
            ref = store.declare_in_folder(collection, self.path, name)
            return ref, store.read_folder(collection, self.path)

        def declared(result: tuple[SecretRef, FolderContents]) -> None:
            ref, self._before = result
            self._secrets.keep(ref, value, _nothing, self.failed.emit)
            draft = self.draft
            if _text_at(draft, where) == typed:
                draft = _with_reference(draft, where, prefix, ref)
            secret = Variable(ref.name, ref)
            others = tuple(known for known in draft.variables if known.name != ref.name)
            self._show(replace(draft, variables=(*others, secret)))
            if then is not None:
                then()

        self._background.run(declare, declared, self.failed.emit)

    def save(self) -> None:
        """Write the draft; credentials in it go into the keyring first."""
        collection = self._collection
        if collection is None:
            return
        places = self.draft.undecided()
        if places:
            self.keep(places[0], self.save)
            return
        draft, before = self.draft, self._before

        def done(stored: FolderContents) -> None:
            self._before = stored
            self._show(stored if self.draft == draft else self.draft)
            self._workspace.refresh(self.root)
            self.saved.emit()

        self._background.run(
            lambda: self._load_collections().save_folder(collection, self.path, draft, before),
            done,
            self.failed.emit,
        )

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _collection(self) -> Collection | None:
        return next((known for known in self._workspace.collections if known.root == self.root), None)

    def _show(self, draft: FolderContents) -> None:
        if draft != self.draft:
            self.draft = draft
            self.draft_changed.emit(draft)


def _text_at(draft: FolderContents, where: str) -> str:
    match where.split("."):
        case ["auth", name]:
            return draft.defaults.auth.value(name)
        case ["settings", *rest]:
            return credential_at(draft.defaults.settings, tuple(rest))
        case ["headers", index, _]:
            return draft.defaults.headers[int(index)].value
        case ["variables", index, _]:
            value = draft.variables[int(index)].value
            return value if isinstance(value, str) else ""
    return ""


def _secret_name(draft: FolderContents, where: str) -> str:
    """Return a name for what stands in the clear; one that the folder refers to elsewhere is another secret's."""
    if where.startswith("variables."):
        return draft.variables[int(where.split(".")[1])].name
    lent = draft.defaults
    stem = secret_name(where, RequestDraft(headers=lent.headers, auth=lent.auth))
    taken = {span.name for text in _texts(draft) for span in placeholders(text)}
    others = (f"{stem}_{number}" for number in itertools.count(2))
    return stem if stem not in taken else next(name for name in others if name not in taken)


def _texts(draft: FolderContents) -> Iterator[str]:
    """Yield what may refer to a secret of the folder."""
    lent, settings = draft.defaults, draft.defaults.settings
    yield from (row.value for row in lent.headers)
    yield from (text for _, text in lent.auth.values)
    yield from (settings.proxy.http, settings.proxy.https) if settings.proxy is not None else ()
    yield from (certificate.passphrase for certificate in settings.client_certificates or ())
    yield from (variable.value for variable in draft.variables if isinstance(variable.value, str))


def _with_reference(draft: FolderContents, where: str, prefix: str, ref: SecretRef) -> FolderContents:
    text, lent = f"{prefix}{{{{{ref.name}}}}}", draft.defaults
    match where.split("."):
        case ["auth", name]:
            return replace(draft, defaults=replace(lent, auth=lent.auth.with_value(name, text)))
        case ["settings", *rest]:
            settings = with_credential(lent.settings, tuple(rest), ref.name)
            return replace(draft, defaults=replace(lent, settings=settings))
        case ["headers", index, _]:
            at = int(index)
            row = replace(lent.headers[at], value=text)
            rows = (*lent.headers[:at], row, *lent.headers[at + 1 :])
            return replace(draft, defaults=replace(lent, headers=rows))
    return draft


def _nothing() -> None:
    """Do nothing: the value is where it belongs."""
