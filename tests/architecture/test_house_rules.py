"""Rules of the house that a glance at the syntax can check, and that no tool's setting says."""

import ast
import re
import sys
from typing import Any

import pytest

_SEAMS = 3
"""The end of an exchange, the call into a plugin, the excepthook."""

_REFUSED = ("time.sleep", "processEvents", "moveToThread")


def test_core_imports_the_standard_library_and_itself_only(modules: Any) -> None:
    strangers = {
        (module.place, name)
        for module in modules
        if module.part == "core"
        for name in module.imports
        if not name.startswith("modelpost.core") and name.partition(".")[0] not in sys.stdlib_module_names
    }

    assert not strangers


def test_only_ui_and_the_composition_root_name_widgets(modules: Any) -> None:
    naming = {m.part for m in modules if any(name.startswith("PySide6.QtWidgets") for name in m.imports)}

    assert naming <= {"ui", "main.py"}


def test_broad_catches_stand_at_the_marked_seams_only(modules: Any) -> None:
    broad = [
        (module.place, module.text.splitlines()[node.lineno - 1])
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _catches_every_bug(node)
    ]

    marked = [(place, line) for place, line in broad if "# seam: " in line]
    assert broad == marked
    assert len(marked) <= _SEAMS


def test_what_catches_even_interruptions_raises_again_or_hands_on(modules: Any) -> None:
    kept = [
        f"{module.place}:{node.lineno}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
        and _names(node.type) & {"BaseException"}
        and not isinstance(node.body[-1], ast.Raise)
        and "handed on" not in module.text.splitlines()[node.lineno - 1]
    ]

    assert not kept


def _catches_every_bug(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or bool(_names(handler.type) & {"Exception"})


def _names(caught: ast.expr | None) -> set[str]:
    return {node.id for node in ast.walk(caught) if isinstance(node, ast.Name)} if caught is not None else set()


@pytest.mark.parametrize("call", _REFUSED)
def test_nobody_sleeps_pumps_events_or_moves_objects_between_threads(modules: Any, call: str) -> None:
    assert not [module.place for module in modules if re.search(rf"\b{re.escape(call)}\(", module.text)]


def test_no_thread_is_terminated(modules: Any) -> None:
    """`QThread.terminate` stops a thread wherever it is. Processes may be told to end, by who starts them."""
    ending = [m for m in modules if ".terminate(" in m.text]

    assert not [m.place for m in ending if "PySide6.QtCore.QProcess" not in m.imports and "subprocess" not in m.imports]


def test_every_module_says_what_it_is(modules: Any) -> None:
    assert not [module.place for module in modules if not ast.get_docstring(module.tree)]
