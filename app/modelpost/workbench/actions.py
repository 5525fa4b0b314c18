"""Every command of the window in one table: menus, shortcuts, palette and shortcut sheet all read it."""

from enum import Enum
from typing import NamedTuple

from modelpost.core.text import Message


class Group(Enum):
    """Under which heading a command is listed."""

    REQUEST = "request"
    TABS = "tabs"
    EDIT = "edit"
    RESPONSE = "response"
    VIEW = "view"
    SERVICE = "service"
    APP = "app"


GROUP_TITLES = {
    Group.REQUEST: Message("Request"),
    Group.TABS: Message("Tabs"),
    Group.EDIT: Message("Edit"),
    Group.RESPONSE: Message("Response"),
    Group.VIEW: Message("View"),
    Group.SERVICE: Message("Sample service"),
    Group.APP: Message("Modelpost"),
}


class When(Enum):
    """What must be there for a command to do anything."""

    ALWAYS = "always"
    TAB = "tab"
    UNSAVED = "unsaved"
    RUNNING = "running"
    RESPONSE = "response"
    CLOSED_TAB = "closed-tab"
    UNDO = "undo"
    REDO = "redo"
    RAW_BODY = "raw-body"
    COLLECTION = "collection"
    SERVICE_STOPPED = "service-stopped"
    SERVICE_RUNNING = "service-running"


class Action(NamedTuple):
    """One command. `shortcuts` are portable key sequences; the first is the one that is shown."""

    id: str
    text: Message
    group: Group
    shortcuts: tuple[str, ...] = ()
    when: When = When.ALWAYS
    icon: str = ""


ACTIONS = (
    Action(
        "request.send", Message("Send"), Group.REQUEST, ("Ctrl+Return", "Ctrl+Enter", "F5"), When.TAB, "send-horizontal"
    ),
    Action("request.cancel", Message("Cancel the running request"), Group.REQUEST, ("Esc",), When.RUNNING, "square"),
    Action("request.batch", Message("Batch request…"), Group.REQUEST, ("Ctrl+Shift+B",), When.TAB, "layers"),
    Action("request.compare", Message("Compare request…"), Group.REQUEST, ("Ctrl+Shift+M",), When.TAB, "columns-2"),
    Action("request.new", Message("New saved request…"), Group.REQUEST, ("Ctrl+N",), icon="plus"),
    Action("request.save", Message("Save"), Group.REQUEST, ("Ctrl+S",), When.TAB, "save"),
    Action("request.save-as", Message("Save as…"), Group.REQUEST, ("Ctrl+Shift+S",), When.TAB, "save"),
    Action("request.revert", Message("Revert to what is saved"), Group.REQUEST, (), When.UNSAVED, "history"),
    Action("request.effective", Message("Effective request"), Group.REQUEST, (), When.TAB, "eye"),
    Action("request.copy-curl", Message("Copy as cURL"), Group.REQUEST, ("Ctrl+Shift+C",), When.TAB, "copy"),
    Action(
        "request.copy-curl-with-secrets", Message("Copy as cURL with the token"), Group.REQUEST, (), When.TAB, "copy"
    ),
    Action("request.contract", Message("Use a model's config.json…"), Group.REQUEST, (), When.TAB, "file"),
    Action("request.labels", Message("Choose a file of labels…"), Group.REQUEST, (), When.TAB, "file"),
    Action("request.paste-curl", Message("Paste a cURL command"), Group.REQUEST, icon="terminal"),
    Action("request.cookies", Message("Cookies…"), Group.REQUEST, ("Ctrl+Shift+K",), icon="cookie"),
    Action("collection.import", Message("Import…"), Group.REQUEST, ("Ctrl+O",), icon="import"),
    Action("collection.open", Message("Open a collection…"), Group.REQUEST, ("Ctrl+Shift+O",), icon="folder-open"),
    Action("collection.new", Message("New collection…"), Group.REQUEST, icon="package"),
    Action(
        "collection.export",
        Message("Export as Postman collection…"),
        Group.REQUEST,
        (),
        When.COLLECTION,
        "upload",
    ),
    Action("tab.new", Message("New tab"), Group.TABS, ("Ctrl+T",), icon="plus"),
    Action("tab.close", Message("Close tab"), Group.TABS, ("Ctrl+W",), When.TAB, "x"),
    Action("tab.reopen", Message("Reopen closed tab"), Group.TABS, ("Ctrl+Shift+T",), When.CLOSED_TAB, "history"),
    Action("tab.next", Message("Next tab"), Group.TABS, ("Ctrl+Tab",), When.TAB),
    Action("tab.previous", Message("Previous tab"), Group.TABS, ("Ctrl+Shift+Tab",), When.TAB),
    *(Action(f"tab.{n}", Message("Tab {n}", n=n), Group.TABS, (f"Alt+{n}",), When.TAB) for n in range(1, 10)),
    Action("edit.undo", Message("Undo"), Group.EDIT, ("Ctrl+Z",), When.UNDO),
    Action("edit.redo", Message("Redo"), Group.EDIT, ("Ctrl+Shift+Z",), When.REDO),
    Action("edit.beautify", Message("Beautify the body"), Group.EDIT, ("Ctrl+B",), When.RAW_BODY, "wand-sparkles"),
    Action("response.find", Message("Find in the response"), Group.RESPONSE, ("Ctrl+F",), When.RESPONSE, "search"),
    Action(
        "response.filter",
        Message("Filter the response with a JSONPath"),
        Group.RESPONSE,
        ("Ctrl+Shift+F",),
        When.RESPONSE,
        "funnel",
    ),
    Action("response.go-to-line", Message("Go to a line of the response"), Group.RESPONSE, ("Ctrl+G",), When.RESPONSE),
    Action("response.wrap", Message("Wrap the lines of the response"), Group.RESPONSE, ("Alt+Z",), When.RESPONSE),
    Action("response.copy", Message("Copy response"), Group.RESPONSE, (), When.RESPONSE, "copy"),
    Action("response.save", Message("Save response to a file…"), Group.RESPONSE, (), When.RESPONSE, "download"),
    Action(
        "response.open", Message("Open the response in another program…"), Group.RESPONSE, (), When.RESPONSE, "file"
    ),
    Action("response.last-success", Message("Show the last success"), Group.RESPONSE, (), When.TAB, "history"),
    Action("mode.build", Message("Build the request"), Group.VIEW, ("Ctrl+1",), icon="send"),
    Action("mode.batch", Message("Batch: run it over many inputs"), Group.VIEW, ("Ctrl+2",), When.TAB, "layers"),
    Action("mode.compare", Message("Compare with another model"), Group.VIEW, ("Ctrl+3",), When.TAB, "columns-2"),
    Action("mode.demo", Message("Demo: show it to others"), Group.VIEW, ("Ctrl+4",), When.TAB, "presentation"),
    Action("mode.full-screen", Message("Demo, full screen"), Group.VIEW, ("F11",), When.TAB, "maximize"),
    Action("view.palette", Message("Search or run a command"), Group.VIEW, ("Ctrl+K",), icon="search"),
    Action("view.url", Message("Go to the URL"), Group.VIEW, ("Ctrl+L",), When.TAB),
    Action("view.history", Message("Show the history"), Group.VIEW, icon="history"),
    Action("view.environments", Message("Show the environments"), Group.VIEW, icon="braces"),
    Action("environment.new", Message("New environment"), Group.VIEW, icon="plus"),
    Action("environment.edit", Message("Edit the environment"), Group.VIEW, icon="braces"),
    Action("variable.inspect", Message("Look at the variable at the caret"), Group.VIEW, ("Ctrl+I",), When.TAB, "eye"),
    Action("secrets.show", Message("Secrets in the keyring"), Group.VIEW, icon="key-round"),
    Action("history.clear", Message("Delete all history…"), Group.VIEW, icon="trash-2"),
    Action("view.environment", Message("Choose an environment"), Group.VIEW, ("Ctrl+E",), icon="braces"),
    Action("view.sidebar", Message("Show or hide the sidebar"), Group.VIEW, ("Ctrl+\\",), icon="panel-left"),
    Action(
        "view.orientation",
        Message("Response beside or below the request"),
        Group.VIEW,
        ("Ctrl+Alt+V",),
        When.TAB,
        icon="panel-bottom",
    ),
    Action("view.next-pane", Message("Next pane"), Group.VIEW, ("F6",)),
    Action("view.previous-pane", Message("Previous pane"), Group.VIEW, ("Shift+F6",)),
    Action("view.zoom-in", Message("Larger text"), Group.VIEW, ("Ctrl++", "Ctrl+=")),
    Action("view.zoom-out", Message("Smaller text"), Group.VIEW, ("Ctrl+-",)),
    Action("view.zoom-reset", Message("Normal text size"), Group.VIEW, ("Ctrl+0",)),
    Action("view.theme-light", Message("Light theme"), Group.VIEW, icon="sun"),
    Action("view.theme-dark", Message("Dark theme"), Group.VIEW, icon="moon"),
    Action("view.theme-system", Message("Theme of the system"), Group.VIEW),
    Action(
        "service.start",
        Message("Start the sample model service"),
        Group.SERVICE,
        (),
        When.SERVICE_STOPPED,
        "play",
    ),
    Action("service.stop", Message("Stop the sample model service"), Group.SERVICE, (), When.SERVICE_RUNNING, "square"),
    Action("app.settings", Message("Settings"), Group.APP, ("Ctrl+,",), icon="settings"),
    Action("app.shortcuts", Message("Keyboard shortcuts"), Group.APP, ("F1",), icon="info"),
    Action("app.quit", Message("Quit"), Group.APP, ("Ctrl+Q",)),
)
