"""One open request: what was typed, what was undone, and the exchange it is in."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal

from modelpost.core import url as address_line
from modelpost.core.conversation import WEBSOCKET, SavedMessage
from modelpost.core.extraction import Captured
from modelpost.core.failures import Problem
from modelpost.core.proxies import proxy_secrets, with_passwords
from modelpost.core.request import (
    Assertion,
    AuthChoice,
    BodyKind,
    Capture,
    Example,
    FileNames,
    FormRow,
    RawLanguage,
    RequestDraft,
    RequestSettings,
    Row,
)
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.sending import resolve_settings
from modelpost.core.session import Look
from modelpost.core.text import Message
from modelpost.core.variables import Problems, Scope, Variable, effective, needed_secrets, resolve, resolve_message
from modelpost.workbench.credentials import split_credential, value_at, with_value_at
from modelpost.workbench.exchange_desk import ExchangeDesk, Sent
from modelpost.workbench.exchange_state import ExchangeState, Read
from modelpost.workbench.json_acceptance import JsonAcceptance
from modelpost.workbench.location import Location, Surroundings
from modelpost.workbench.ports import Clock, Sender, StoredDraft
from modelpost.workbench.replayer import Replayer
from modelpost.workbench.runner import ExchangeRunner
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.undo import UndoHistory

if TYPE_CHECKING:
    from modelpost.documents.json_check import JsonProblem

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, section 9.2.1)."""

_NO_CURL = (
    Message("There is no cURL command for a conversation"),
    Message("curl sends one request and ends. Send it from here, or with modelpost send."),
)

_tab_numbers = itertools.count(1)


class RequestTab(QObject):
    """One open request: its draft, its undo history, its running exchange.

    Signals:
        draft_changed: the draft differs from before; carries the new RequestDraft.
        state_changed: the exchange went on; carries the ExchangeState so far.
        problems_changed: what keeps the draft from being sent; carries a tuple of Problem.
        title_changed: name, place or dirtiness differ.
        surroundings_changed: variables, defaults or options around the request differ.
        captured: variables were set from an answer; carries this tab and a tuple of Captured.
        confirmation_wanted: a guarded environment is in force; carries this tab and the environment's name.
        exchanged: an exchange has ended and its answer was read; carries this tab and what was Sent.
        look_changed: another page, view or place of the text is looked at.
    """

    draft_changed = Signal(object)
    state_changed = Signal(object)
    problems_changed = Signal(object)
    title_changed = Signal()
    surroundings_changed = Signal()
    captured = Signal(object, object)
    exchanged = Signal(object, object)
    confirmation_wanted = Signal(object, str)
    look_changed = Signal()

    def __init__(
        self,
        *,
        runner: ExchangeRunner,
        sender: Sender,
        secrets: SecretsDesk,
        clock: Clock,
        surroundings: Callable[["RequestTab"], Surroundings],
        draft: RequestDraft | None = None,
        location: Location | None = None,
        stored: StoredDraft | None = None,
        id: str = "",  # noqa: A002  # what it is called everywhere
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._sender = sender
        self._secrets = secrets
        self._clock = clock
        self._surroundings = surroundings
        self._draft = draft or RequestDraft()
        self._saved = stored.draft if stored is not None else RequestDraft()
        self._stored = stored
        self._location = location
        self._history: UndoHistory[RequestDraft] = UndoHistory(clock)
        self._exchange = ExchangeDesk(runner, clock, self)
        self._exchange.state_changed.connect(self.state_changed)
        self._exchange.captured.connect(self._on_captured)
        self._exchange.exchanged.connect(self._on_exchanged)
        self._problems: tuple[Problem, ...] = ()
        self._json = JsonAcceptance()
        self._resumed_after = ""
        self._message = 0
        self._is_confirmed = False
        self._own_secrets: tuple[Variable, ...] = ()
        self._sent_url = ""
        self._look = Look(view=self._draft.showing.view)
        self._replayer: Replayer | None = None
        self.key = f"tab-{next(_tab_numbers)}"
        self.id = id or self.key.replace("-", "")

    # What is shown ---------------------------------------------------------------------------------------------------

    @property
    def draft(self) -> RequestDraft:
        """What the user typed."""
        return self._draft

    @property
    def state(self) -> ExchangeState:
        """The exchange as far as it came."""
        return self._exchange.state

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What kept the last send from starting."""
        return self._problems

    @property
    def location(self) -> Location | None:
        """Where the request is saved, if anywhere."""
        return self._location

    @property
    def stored(self) -> StoredDraft | None:
        """The file as it was read or written last."""
        return self._stored

    @property
    def is_dirty(self) -> bool:
        """Tell whether the draft differs from its file."""
        return self._draft != self._saved

    @property
    def can_undo(self) -> bool:
        """Tell whether there is an edit to undo."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Tell whether there is an edit to redo."""
        return self._history.can_redo

    @property
    def title(self) -> str:
        """The request's name, or its host and path while it has none."""
        if self._draft.name:
            return self._draft.name
        address = address_line.split(self._draft.url)
        return (address_line.host_of(address.authority) + address.path).strip("/") or self.tr("New request")

    @property
    def method(self) -> str:
        """What stands for the request in lists: its method, or that it is a conversation."""
        return WEBSOCKET if self._draft.is_conversation else self._draft.method or "GET"

    @property
    def surroundings(self) -> Surroundings:
        """Variables, defaults and options around the request, with the secrets that belong to it alone."""
        around = self._surroundings(self)
        context = around.context
        if self._own_secrets:
            context = replace(context, scopes=(*context.scopes, Scope(self.tr("This request"), self._own_secrets)))
        return around._replace(context=replace(context, secrets=self._secrets.values))

    @property
    def inherited_options(self) -> SendOptions:
        """How the request is sent where its settings say nothing, as folder, collection and application have it."""
        around, own = self.surroundings, self._draft.settings
        kept = RequestSettings(timeout=own.timeout)  # it stands in for the limit of the connection
        return around.options.for_request(kept.over(around.context.defaults.settings))

    @property
    def auth(self) -> AuthChoice:
        """The auth in force: the request's own, or the one that it inherits."""
        return effective(self._draft, self.surroundings.context.defaults).auth

    @property
    def settings(self) -> RequestSettings:
        """The settings in force, inherited ones included; variables are unresolved."""
        return effective(self._draft, self.surroundings.context.defaults).settings

    @property
    def options(self) -> SendOptions | Problems:
        """How the request would be sent now, or what is missing for that."""
        return self._options()

    @property
    def sent_url(self) -> str:
        """The address that the last exchange went to, empty before the first."""
        return self._sent_url

    @property
    def message_index(self) -> int:
        """Which of the messages of a conversation is in front."""
        return max(0, min(self._message, len(self._draft.messages) - 1))

    @property
    def is_open(self) -> bool:
        """Tell whether a conversation is held in which messages can be sent."""
        return self._exchange.is_open

    @property
    def look(self) -> Look:
        """How the request is looked at."""
        return self._look

    @property
    def draft_to_save(self) -> RequestDraft:
        """The draft with the view that is in front, as it goes into a file."""
        return replace(self._draft, showing=replace(self._draft.showing, view=self._look.view))

    def set_look(self, look: Look) -> None:
        """Note how the request is looked at, so that it comes back so."""
        if look != self._look:
            self._look = look
            self.look_changed.emit()

    @property
    def elapsed(self) -> float:
        """Seconds since Send was pressed."""
        return self._exchange.elapsed

    # Editing ---------------------------------------------------------------------------------------------------------

    def edit(self, draft: RequestDraft, field: str) -> None:
        """Replace the draft; edits of one `field` in a burst are one undo step."""
        if draft == self._draft:
            return
        self._history.record(self._draft, field)
        self._show(draft)

    def set_name(self, name: str) -> None:
        """Rename the request."""
        self.edit(replace(self._draft, name=name), "name")

    def set_method(self, method: str) -> None:
        """Change the method; any token is allowed."""
        self.edit(replace(self._draft, method=method), "method")

    def set_url(self, line: str) -> None:
        """Change the address line; the rows follow."""
        self.edit(address_line.with_line(self._draft, line), "url")

    def set_address_part(self, part: str, text: str) -> None:
        """Change the `scheme`, `host` or `path` of the address line."""
        self.edit(address_line.with_part(self._draft, part, text), "url")

    def set_query(self, rows: tuple[Row, ...]) -> None:
        """Change the query rows; the address line follows."""
        self.edit(address_line.with_query(self._draft, rows), "query")

    def set_path(self, rows: tuple[Row, ...]) -> None:
        """Change the values of path variables."""
        self.edit(address_line.with_path(self._draft, rows), "path")

    def set_headers(self, rows: tuple[Row, ...]) -> None:
        """Change the header rows."""
        self.edit(replace(self._draft, headers=rows), "headers")

    def set_omitted(self, names: tuple[str, ...]) -> None:
        """Choose which automatic headers are not sent."""
        self.edit(replace(self._draft, omitted=names), "omitted")

    def set_auth(self, auth: AuthChoice) -> None:
        """Change scheme or credentials."""
        self.edit(replace(self._draft, auth=auth), "auth")

    def set_body_kind(self, kind: BodyKind) -> None:
        """Switch the body; the other kinds keep their content."""
        self.edit(self._draft.with_body(kind=kind), "body.kind")

    def set_form(self, rows: tuple[FormRow, ...]) -> None:
        """Change the parts of form-data."""
        self.edit(self._draft.with_body(form=rows), "body.form")

    def set_file_names(self, file_names: FileNames) -> None:
        """Change how file names are written in form-data."""
        self.edit(self._draft.with_body(file_names=file_names), "body.file_names")

    def set_urlencoded(self, rows: tuple[Row, ...]) -> None:
        """Change the URL-encoded fields."""
        self.edit(self._draft.with_body(urlencoded=rows), "body.urlencoded")

    def set_raw(self, text: str) -> None:
        """Change the raw text."""
        self.edit(self._draft.with_body(raw=text), "body.raw")

    def set_language(self, language: RawLanguage) -> None:
        """Change the language of the raw text."""
        self.edit(self._draft.with_body(language=language), "body.language")

    def set_binary(self, path: str) -> None:
        """Choose the file that is the whole body."""
        self.edit(self._draft.with_body(binary=path), "body.binary")

    def set_captures(self, captures: tuple[Capture, ...]) -> None:
        """Change which variables are set from the answer."""
        self.edit(replace(self._draft, captures=captures), "captures")

    def set_assertions(self, assertions: tuple[Assertion, ...]) -> None:
        """Change what must be true of the answer."""
        self.edit(replace(self._draft, assertions=assertions), "assertions")

    def set_examples(self, examples: tuple[Example, ...]) -> None:
        """Change the saved answers."""
        self.edit(replace(self._draft, examples=examples), f"examples-{self._clock()}")

    def set_docs(self, text: str) -> None:
        """Change the description, which is Markdown."""
        self.edit(replace(self._draft, docs=text), "docs")

    def set_settings(self, settings: RequestSettings) -> None:
        """Change how the request is sent."""
        self.edit(replace(self._draft, settings=settings), "settings")

    def set_messages(self, messages: tuple[SavedMessage, ...], *, field: str = "messages") -> None:
        """Change the messages of a conversation."""
        self.edit(replace(self._draft, messages=messages), field)

    def show_message(self, index: int) -> None:
        """Bring another message of a conversation to the front."""
        self._message = index
        self.draft_changed.emit(self._draft)

    def undo(self) -> None:
        """Go back one step."""
        self._show(self._history.undo(self._draft))

    def redo(self) -> None:
        """Take back the last undo."""
        self._show(self._history.redo(self._draft))

    def replace_draft(self, draft: RequestDraft) -> None:
        """Take over a whole draft, such as one built from a cURL command, as one undoable step."""
        self.edit(draft, f"all-{self._clock()}")

    def report_json_check(self, text: str, problem: "JsonProblem | None") -> None:
        """Note what the editor found in a JSON text, which may have been edited since."""
        self._json.note(text, problem)

    # Sending ---------------------------------------------------------------------------------------------------------

    def send(self) -> None:
        """Send the draft; a running exchange is stopped first. What keeps it from being sent goes to `problems`.

        In a conversation that is open it is the message in front that is sent.
        """
        self._resumed_after = ""
        self._send()

    def _send(self) -> None:
        if self.is_open:
            self.send_message()
            return
        self._exchange.hang_up()
        if self._asks_about_json() or self._asks_about_guard():
            return
        self._exchange.begin()
        around = self.surroundings
        needed = (*needed_secrets(self._draft, around.context), *proxy_secrets(around.options.proxy))
        if all(ref in self._secrets.values for ref in needed):
            self._start()
            return
        self._exchange.wait()
        self._secrets.fetch(needed, self._start_if_still_wanted)

    def reconnect(self) -> None:
        """Send again what began a stream, and ask to go on after the last event that arrived (WHATWG HTML, 9.2.4)."""
        shown = self.state.shown
        self._resumed_after = shown.stream.last_id if shown is not None and shown.stream is not None else ""
        self._send()

    def send_anyway(self) -> None:
        """Send although the body is not valid JSON."""
        self._json.accept(self._draft.body.raw)
        self.send()

    def forget_problems(self) -> None:
        """Say no more what kept the request from being sent: it may be mended."""
        if self._problems:
            self._tell(())

    def send_confirmed(self) -> None:
        """Send although the environment is guarded: the user was asked."""
        self._is_confirmed = True
        self.send()
        self._is_confirmed = False

    def send_message(self) -> None:
        """Send the message in front of the conversation that is open."""
        if self._draft.messages:
            self.say(self._draft.messages[self.message_index], self.message_index)

    def say(self, message: SavedMessage, index: int, *, is_again: bool = False) -> bool:
        """Send a message in the conversation that is open, and tell whether it can be; `index` is where it stands.

        What is said `again` is part of what was recorded already.
        """
        if not self.is_open:
            return False
        outgoing = resolve_message(message, index, self.surroundings.context)
        if isinstance(outgoing, Problems):
            self._tell(outgoing.problems)
            return False
        self.forget_problems()
        self._exchange.say(outgoing, message, is_again=is_again)
        return True

    def take_as_spoken(self, messages: tuple[SavedMessage, ...]) -> None:
        """Take messages for what was said in the conversation that is open: it is held once more."""
        self._exchange.take_as_spoken(messages)

    def fetch_secrets(self, messages: tuple[SavedMessage, ...], then: Callable[[], None]) -> None:
        """Make the secrets known that these messages refer to, then go on."""
        draft = replace(self._draft, messages=messages)
        self._secrets.fetch(needed_secrets(draft, self.surroundings.context), then)

    @property
    def replayer(self) -> Replayer:
        """Sends the messages of a conversation again."""
        if self._replayer is None:
            self._replayer = Replayer(self, self._clock)
        return self._replayer

    def ping(self) -> None:
        """Ask the other side of a conversation for a sign of life."""
        self._exchange.ping()

    def read_again(self, read: Read) -> None:
        """Show another reading of the answer on the screen; one of an answer that is gone is dropped."""
        self._exchange.read_again(read)

    def stop(self) -> None:
        """End what runs. A conversation is told goodbye first; who cannot wait for the answer stops once more."""
        self._exchange.stop()

    def recall(self, state: ExchangeState) -> None:
        """Show an exchange of the past, unless one is running."""
        self._exchange.recall(state)

    def resolved(self) -> ResolvedRequest | Problems:
        """Return what would be sent now, with the secrets that are known."""
        return resolve(self._draft, self.surroundings.context)

    def copy_as_curl(self, *, with_secrets: bool = False) -> str | None:
        """Return the request as a command, or None after showing what is missing for that."""
        request, options = self.resolved(), self._options()
        if isinstance(request, Problems):
            self._tell(request.problems)
            return None
        if isinstance(options, Problems):
            self._tell(options.problems)
            return None
        if urlsplit(request.url).scheme in address_line.CONVERSATIONS:
            self._tell((Problem("url", *_NO_CURL),))
            return None
        return self._sender.copy_as_curl(request, options, with_secrets=with_secrets)

    # Secrets ---------------------------------------------------------------------------------------------------------

    def value_at(self, where: str) -> str:
        """Return the text at a place such as `headers.2.value` or `auth.token`."""
        return value_at(self._draft, where)

    def refer_to_secret(self, where: str, variable: Variable, *, own: bool) -> None:
        """Put a reference in the place of a credential; `own` if only this request has the variable."""
        value = value_at(self._draft, where)
        prefix, _ = split_credential(where, value)
        if own:
            others = tuple(known for known in self._own_secrets if known.name != variable.name)
            self._own_secrets = (*others, variable)
        self._history.record(self._draft, f"secret-{self._clock()}")
        self._show(with_value_at(self._draft, where, prefix + "{{" + variable.name + "}}"))
        self.surroundings_changed.emit()

    @property
    def own_secrets(self) -> tuple[Variable, ...]:
        """Secrets that belong to this request alone, because it is in no collection yet."""
        return self._own_secrets

    def give_secrets(self, own: tuple[Variable, ...]) -> None:
        """Take back the secrets that belonged to this request when it was open the last time."""
        self._own_secrets = own
        self.surroundings_changed.emit()

    def adopt_secrets(self) -> None:
        """Let go of own secrets: the collection has them now."""
        self._own_secrets = ()
        self.surroundings_changed.emit()

    # Saving ----------------------------------------------------------------------------------------------------------

    def became_saved(self, location: Location, stored: StoredDraft) -> None:
        """Note that the draft `stored` is on disk; edits made meanwhile stay unsaved."""
        self._location = location
        self._stored = stored
        self._saved = stored.draft
        self.title_changed.emit()

    def moved_to(self, location: Location | None) -> None:
        """Note that the file is elsewhere now; None that it is gone, so that the draft is nowhere but here."""
        self._location = location
        if location is None:
            self._stored, self._saved = None, RequestDraft()
        self.title_changed.emit()
        self.surroundings_changed.emit()

    def follow_disk(self, stored: StoredDraft) -> bool:
        """Take over what the file says by now; tell whether nothing that was typed stands against it."""
        before = self._saved
        if stored == self._stored:
            return True
        if self._draft in (before, stored.draft):
            self.take_theirs(stored)
        elif stored.draft.named(before.name) == before:  # another name, or another place in the order
            self.keep_mine(stored)
            if self._draft.name == before.name:
                self._show(self._draft.named(stored.draft.name))
        else:
            return False
        return True

    def take_theirs(self, stored: StoredDraft) -> None:
        """Show what the file says by now, as one undoable step."""
        self._stored, self._saved = stored, stored.draft
        self.replace_draft(stored.draft)
        self.title_changed.emit()

    def keep_mine(self, stored: StoredDraft) -> None:
        """Note what the file says by now, without showing it: saving replaces it knowingly."""
        self._stored, self._saved = stored, stored.draft
        self.title_changed.emit()

    def revert(self) -> None:
        """Go back to what is saved, as one undoable step."""
        self.replace_draft(self._saved)

    def close(self) -> None:
        """Hang up and let go of the runner."""
        if self._replayer is not None:
            self._replayer.stop()  # it may wait for the keyring, and would connect after that
        self._exchange.close()

    # ------------------------------------------------------------------------------------------------------------------

    def _show(self, draft: RequestDraft) -> None:
        if draft == self._draft:
            return
        before = (self.title, self.is_dirty, self.method)
        self._draft = draft
        self.forget_problems()
        self.draft_changed.emit(draft)
        if before != (self.title, self.is_dirty, self.method):
            self.title_changed.emit()

    def _tell(self, problems: tuple[Problem, ...]) -> None:
        self._problems = problems
        self.problems_changed.emit(problems)

    def _asks_about_guard(self) -> bool:
        """Ask before a guarded environment is changed; who only reads is not asked."""
        guard = self.surroundings.guard
        if not guard or self._is_confirmed or self.method.upper() in _READING:
            return False
        self.confirmation_wanted.emit(self, guard)
        return True

    def _asks_about_json(self) -> bool:
        body = effective(self._draft, self.surroundings.context.defaults).body
        is_json = not self._draft.is_conversation and body.kind is BodyKind.RAW and body.language is RawLanguage.JSON
        problem = self._json.problem_of(body.raw) if is_json else None
        if problem is None:
            return False
        place = Message(
            "Line {line}, column {column}: {reason}.", line=problem.line, column=problem.column, reason=problem.reason
        )
        self._tell((Problem("body.raw", Message("The body is not valid JSON"), place),))
        return True

    def _start_if_still_wanted(self) -> None:
        if self._exchange.is_awaited:
            self._start()

    def _start(self) -> None:
        request = self.resolved()
        if isinstance(request, Problems):
            self._refuse(request.problems)
            return
        self.forget_problems()
        options = self._options()
        if isinstance(options, Problems):
            self._refuse(options.problems)
            return
        missing = proxy_secrets(options.proxy)
        if missing:
            self._refuse(tuple(_unknown_password(ref.name) for ref in missing))
            return
        if self._resumed_after:
            request = request.with_header("Last-Event-ID", self._resumed_after, sensitive=False)
            self._resumed_after = ""
        self._sent_url = request.url
        sent = Sent(request, self._draft, self.surroundings.environment)
        self._exchange.start(sent, lambda: self._sender.job(request, options))

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        self._exchange.refuse()
        self._tell(problems)

    def _options(self) -> SendOptions | Problems:
        around = self.surroundings
        settings = resolve_settings(self._draft, around.context)
        if isinstance(settings, Problems):
            return settings
        options = around.options.for_request(settings)
        return replace(options, proxy=with_passwords(options.proxy, self._secrets.values))

    def _on_captured(self, captured: tuple[Captured, ...]) -> None:
        self.captured.emit(self, captured)

    def _on_exchanged(self, sent: Sent) -> None:
        self.exchanged.emit(self, sent)


def _unknown_password(name: str) -> Problem:
    return Problem(
        "url",
        Message("The keyring has no {name} for the proxy", name=name),
        Message("Type the password again: Settings, Network, Proxy."),
    )
