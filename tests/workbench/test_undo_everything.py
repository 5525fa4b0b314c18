"""Whatever can be edited can be undone and made again, across saving too."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from modelpost.core.conversation import SavedMessage
from modelpost.core.request import (
    Assertion,
    AuthChoice,
    Body,
    BodyKind,
    Capture,
    Example,
    FileNames,
    FormRow,
    RawLanguage,
    RequestDraft,
    RequestSettings,
    Row,
    Script,
)
from modelpost.core.showing import Showing
from modelpost.workbench.location import Location
from modelpost.workbench.request_tab import RequestTab

START = RequestDraft(name="Start", url="http://127.0.0.1/:id?a=1", query=(Row("a", "1"),), path=(Row("id"),))
EDITS: dict[str, Callable[[RequestTab], None]] = {
    "name": lambda tab: tab.set_name("Rose"),
    "method": lambda tab: tab.set_method("POST"),
    "url": lambda tab: tab.set_address_part("host", "localhost"),
    "query": lambda tab: tab.set_query((Row("a", "2"), Row("b", "3", enabled=False))),
    "path": lambda tab: tab.set_path((Row("id", "7"),)),
    "headers": lambda tab: tab.set_headers((Row("Accept", "*/*"),)),
    "omitted": lambda tab: tab.set_omitted(("user-agent",)),
    "auth": lambda tab: tab.set_auth(AuthChoice("basic", (("username", "me"),))),
    "body.kind": lambda tab: tab.set_body_kind(BodyKind.RAW),
    "body.form": lambda tab: tab.set_form((FormRow("a", "b"),)),
    "body.file_names": lambda tab: tab.set_file_names(FileNames.BOTH),
    "body.urlencoded": lambda tab: tab.set_urlencoded((Row("a", "b"),)),
    "body.raw": lambda tab: tab.set_raw("{}"),
    "body.language": lambda tab: tab.set_language(RawLanguage.XML),
    "body.binary": lambda tab: tab.set_binary("a.bin"),
    "captures": lambda tab: tab.set_captures((Capture("token"),)),
    "assertions": lambda tab: tab.set_assertions((Assertion("res.status", "eq", "200"),)),
    "examples": lambda tab: tab.set_examples((Example("rose"),)),
    "settings": lambda tab: tab.set_settings(RequestSettings(timeout=3.0)),
    "messages": lambda tab: tab.set_messages((SavedMessage("hello"),)),
    "everything else": lambda tab: tab.replace_draft(
        RequestDraft(
            docs="# Rose",
            is_conversation=True,
            scripts=(Script("tests", "pass"),),
            showing=Showing(title="Roses"),
        )
    ),
}


class Stored:
    """What saving gives back."""

    def __init__(self, draft: RequestDraft) -> None:
        self.draft = draft


def _changed(one: Any, other: Any, prefix: str = "") -> set[str]:
    """Return the names of the fields that differ, those of the body one by one."""
    found: set[str] = set()
    for slot in fields(one):
        before, after = getattr(one, slot.name), getattr(other, slot.name)
        if isinstance(before, Body) and is_dataclass(after):
            found |= _changed(before, after, "body.")
        elif before != after:
            found.add(prefix + slot.name)
    return found


def test_there_is_an_edit_here_for_every_field(desk: Any) -> None:
    changed: set[str] = set()
    for edit in EDITS.values():
        tab = desk.workspace.new_tab(START)
        edit(tab)
        changed |= _changed(START, tab.draft)

    own = {slot.name for slot in fields(RequestDraft)} - {"body"}
    assert changed == own | {f"body.{slot.name}" for slot in fields(Body)}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_is_undone_and_made_again(desk: Any, edit: Callable[[RequestTab], None]) -> None:
    tab = desk.workspace.new_tab(START)
    edit(tab)
    edited = tab.draft

    tab.undo()
    undone = tab.draft
    tab.redo()

    assert undone == START
    assert tab.draft == edited != START


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_is_undone_after_saving(desk: Any, edit: Callable[[RequestTab], None]) -> None:
    tab = desk.workspace.new_tab(START)
    edit(tab)
    edited = tab.draft
    tab.became_saved(Location("/c", "rose.yml"), Stored(edited))

    tab.undo()

    assert (tab.draft, tab.is_dirty) == (START, True)
    tab.redo()
    assert (tab.draft, tab.is_dirty) == (edited, False)
