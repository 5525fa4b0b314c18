"""The presenters that the first paint does without."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from typing import TYPE_CHECKING, NamedTuple

from modelpost.assembly.own import USER_AGENT, own_command
from modelpost.assembly.stores import save_copy
from modelpost.store.clock import SystemClock

if TYPE_CHECKING:
    from modelpost.assembly.engine import Engine
    from modelpost.assembly.stores import Stores
    from modelpost.core.history import HistoryLimits
    from modelpost.core.request import RequestDraft
    from modelpost.core.text import Message
    from modelpost.store.history.history import History
    from modelpost.workbench.auth_desk import AuthDesk
    from modelpost.workbench.background import Background
    from modelpost.workbench.batch_desk import BatchDesk
    from modelpost.workbench.compare_desk import CompareDesk
    from modelpost.workbench.cookies_desk import CookiesDesk
    from modelpost.workbench.drafts_desk import DraftsDesk
    from modelpost.workbench.environments_desk import EnvironmentsDesk
    from modelpost.workbench.exchange_desk import Sent
    from modelpost.workbench.export_desk import ExportDesk
    from modelpost.workbench.foreign_formats import ForeignFormats
    from modelpost.workbench.history_desk import HistoryDesk
    from modelpost.workbench.import_desk import ImportDesk
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.response_desk import ResponseDesk
    from modelpost.workbench.runner import ExchangeRunner
    from modelpost.workbench.secrets_desk import SecretsDesk
    from modelpost.workbench.secrets_ledger import SecretsLedger
    from modelpost.workbench.settings_desk import SettingsDesk
    from modelpost.workbench.trash_desk import TrashDesk
    from modelpost.workbench.view_files import ViewFiles
    from modelpost.workbench.workspace import Workspace


class Ground(NamedTuple):
    """What is there from the start, and what every presenter stands on."""

    workspace: Workspace
    runner: ExchangeRunner
    background: Background
    secrets: SecretsDesk
    settings: SettingsDesk
    stores: Stores
    engine: Engine


class Presenters:
    """Makes each of them at its first use, on the GUI thread, and keeps it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._auth: AuthDesk | None = None
        self._batches: BatchDesk | None = None
        self._comparison: CompareDesk | None = None
        self._cookies: CookiesDesk | None = None
        self._drafts: DraftsDesk | None = None
        self._environments: EnvironmentsDesk | None = None
        self._formats: ForeignFormats | None = None
        self._history: HistoryDesk | None = None
        self._import: ImportDesk | None = None
        self._ledger: SecretsLedger | None = None
        self._response: ResponseDesk | None = None
        self._trash: TrashDesk | None = None
        self._view_files: ViewFiles | None = None

    # With the first request ------------------------------------------------------------------------------------------

    def response(self) -> ResponseDesk:
        """Seam: the desk of answers, 25 ms of events and advice, at the first tab."""
        if self._response is None:
            from modelpost.workbench.response_desk import ResponseDesk  # noqa: PLC0415  # see above

            self._response = ResponseDesk(
                load_reader=self.reader,
                saver=save_copy,
                background=self._ground.background,
                parent=self._ground.workspace,
                can_renew=self._can_renew,
                json_paths=own_command("json-paths"),
                workspace=self._ground.workspace,
            )
        return self._response

    def reader(self) -> Engine:
        """Who reads answers."""
        return self._ground.engine

    def _can_renew(self, tab: RequestTab) -> bool:
        return self.auth().has_tokens(tab)

    def auth(self) -> AuthDesk:
        """Seam: the auth schemes, 5 ms, at the first tab."""
        if self._auth is None:
            from modelpost import auth  # noqa: PLC0415  # see above
            from modelpost.core.registry import Registry  # noqa: PLC0415  # as above
            from modelpost.store.files import LocalFiles  # noqa: PLC0415  # as above
            from modelpost.workbench.auth_desk import AuthDesk  # noqa: PLC0415  # as above

            ground = self._ground
            self._auth = AuthDesk(
                ground.workspace,
                Registry.discover(auth),
                ground.background,
                LocalFiles(),
                secrets=ground.secrets,
                runner=ground.runner,
                errands=ground.engine,
                tokens=ground.stores.tokens(),
                now=SystemClock().now,
                user_agent=USER_AGENT,
            )
        return self._auth

    def view_files(self) -> ViewFiles:
        """Seam: contracts and labels, 3 ms, at the first of them."""
        if self._view_files is None:
            from modelpost.workbench.view_files import ViewFiles  # noqa: PLC0415  # see above

            workspace = self._ground.workspace
            self._view_files = ViewFiles(self._ground.background, workspace)
            self._view_files.told.connect(workspace.told)
            self._view_files.failed.connect(workspace.failed)
        return self._view_files

    def batches(self) -> BatchDesk:
        """Seam: batches and their engine, 30 ms, with the first look at Batch."""
        if self._batches is None:
            from modelpost.workbench.batch_desk import BatchDesk  # noqa: PLC0415  # see above
            from modelpost.workbench.batch_room import BatchRoom  # noqa: PLC0415  # as above

            ground = self._ground
            room = BatchRoom(ground.engine.room, ground.stores.profile.root / "runs", SystemClock())
            self._batches = BatchDesk(ground.workspace, room, ground.background, ground.secrets)
            self._batches.failed.connect(ground.workspace.failed)
        return self._batches

    def run_over(self, paths: list[str]) -> None:
        """Let the batch in front run over files."""
        run = self.batches().current
        if run is not None:
            run.take(paths)

    def comparison(self) -> CompareDesk:
        """Seam: the desk of Compare and the engine of runs, 10 ms, with the first look at Compare."""
        if self._comparison is None:
            from modelpost.workbench.compare_desk import CompareDesk  # noqa: PLC0415  # see above
            from modelpost.workbench.compare_memory import CompareMemory  # noqa: PLC0415  # as above

            ground = self._ground
            memory = CompareMemory(ground.stores.profile.root / "comparisons.json", ground.background)
            self._comparison = CompareDesk(
                ground.workspace, ground.engine.room, ground.background, ground.secrets, memory
            )
            self._comparison.failed.connect(ground.workspace.failed)
        return self._comparison

    # Variables, secrets, cookies -------------------------------------------------------------------------------------

    def environments(self) -> EnvironmentsDesk:
        """Seam: environments and the writing of their files, 15 ms, at the first look."""
        if self._environments is None:
            from modelpost.store.text_files import TextFiles  # noqa: PLC0415  # see above
            from modelpost.workbench.environments_desk import EnvironmentsDesk  # noqa: PLC0415  # as above

            ground = self._ground
            self._environments = EnvironmentsDesk(
                ground.workspace,
                ground.secrets,
                ground.background,
                load_collections=ground.stores.collections,
                variables=ground.stores.variables(),
                texts=TextFiles(),
            )
        return self._environments

    def ledger(self) -> SecretsLedger:
        """Seam: the list of secrets, 1 ms, at its first use."""
        if self._ledger is None:
            from modelpost.workbench.secrets_ledger import SecretsLedger  # noqa: PLC0415  # see above

            ground = self._ground
            load_keeper, load_collections = ground.stores.keeper, ground.stores.collections
            self._ledger = SecretsLedger(
                ground.workspace, ground.secrets, ground.background, load_keeper, load_collections
            )
        return self._ledger

    def trash(self) -> TrashDesk:
        """Seam: the list of what was deleted, 1 ms, at its first use."""
        if self._trash is None:
            from modelpost.workbench.trash_desk import TrashDesk  # noqa: PLC0415  # see above

            ground = self._ground
            self._trash = TrashDesk(ground.workspace, ground.background, ground.stores.collections, SystemClock().now)
        return self._trash

    def cookies(self) -> CookiesDesk:
        """Seam: the desk of cookies, 3 ms, at the first look."""
        if self._cookies is None:
            from modelpost.workbench.cookies_desk import CookiesDesk  # noqa: PLC0415  # see above

            ground = self._ground
            self._cookies = CookiesDesk(ground.stores.cookies, ground.workspace, ground.runner, ground.background)
        return self._cookies

    # What was, and what comes back -----------------------------------------------------------------------------------

    def history(self) -> HistoryDesk:
        """Seam: the desk of the history, 3 ms, at the first exchange or the first look; the database is on a thread."""
        if self._history is None:
            from modelpost.workbench.history_desk import HistoryDesk  # noqa: PLC0415  # see above

            ground, now = self._ground, SystemClock().now
            self._history = HistoryDesk(
                ground.workspace, self._open_history, ground.engine.recalled, ground.background, now
            )
        return self._history

    def remember(self, tab: RequestTab, sent: Sent) -> None:
        """Keep an exchange that has ended."""
        self.history().note(tab, sent)

    def _open_history(self, desk: HistoryDesk) -> History:
        return self._ground.stores.open_history(desk, self._history_limits)

    def _history_limits(self) -> HistoryLimits:
        from modelpost.core.history import HistoryLimits  # noqa: PLC0415  # with the desk of the history

        settings = self._ground.settings.settings
        return HistoryLimits(settings.history_days, settings.history_megabytes)

    @property
    def kept_drafts(self) -> DraftsDesk | None:
        """The journal of what is open, None until the first paint is done."""
        return self._drafts

    def drafts(self) -> DraftsDesk:
        """Seam: the desk of drafts, 2 ms, after the first paint."""
        if self._drafts is None:
            from modelpost.workbench.drafts_desk import DraftsDesk  # noqa: PLC0415  # see above

            ground = self._ground
            self._drafts = DraftsDesk(
                ground.workspace,
                ground.stores.drafts,
                ground.background,
                ground.stores.read_as_it_was,
                self._answers,
                self._show_answer,
            )
        return self._drafts

    def _answers(self) -> dict[str, int]:
        return self._history.answers if self._history is not None else {}

    def _show_answer(self, tab: RequestTab, number: int) -> None:
        self.history().restore_answer(tab, number)

    # From and to other applications ----------------------------------------------------------------------------------

    def importing(self) -> ImportDesk:
        """Seam: the search for credentials, 12 ms, at the first import; the formats come on a background thread."""
        if self._import is None:
            from modelpost.workbench.import_desk import ImportDesk  # noqa: PLC0415  # see above

            ground = self._ground
            self._import = ImportDesk(
                workspace=ground.workspace,
                secrets=ground.secrets,
                background=ground.background,
                load_collections=ground.stores.collections,
                load_reader=self._load_formats,
                parent=ground.workspace,
            )
        return self._import

    def exporting(self) -> ExportDesk:
        """Seam: as that of imports, at the first export."""
        from modelpost.workbench.export_desk import ExportDesk  # noqa: PLC0415  # see above

        ground = self._ground
        return ExportDesk(
            background=ground.background,
            load_collections=ground.stores.collections,
            load_writer=self._load_formats,
            parent=ground.workspace,
        )

    def _load_formats(self) -> ForeignFormats:
        """Seam: every foreign format, 15 ms, on a background thread."""
        if self._formats is None:
            from modelpost.workbench.foreign_formats import ForeignFormats  # noqa: PLC0415  # see above

            self._formats = ForeignFormats()
        return self._formats

    def read_curl(self, text: str) -> tuple[tuple[RequestDraft, ...], tuple[Message, ...]]:
        """Seam: the cURL reader, 5 ms, at the first paste."""
        from modelpost.formats.curl import PLUGIN  # noqa: PLC0415  # see above

        imported = PLUGIN.read(text)
        return imported.drafts, imported.losses

    # The end ---------------------------------------------------------------------------------------------------------

    def close_running(self) -> None:
        """Stop batches and comparisons."""
        if self._batches is not None:
            self._batches.close()
        if self._comparison is not None:
            self._comparison.close()

    def close_answers(self) -> None:
        """Let go of the answers that are shown."""
        if self._response is not None:
            self._response.close()

    def close_drafts(self) -> None:
        """Write down what is open, for the next start."""
        if self._drafts is not None:
            self._drafts.close()
