"""The table of actions."""

from collections import Counter

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from modelpost.workbench.actions import ACTIONS


def test_every_action_has_an_id_of_its_own() -> None:
    assert not [name for name, count in Counter(action.id for action in ACTIONS).items() if count > 1]


def test_no_shortcut_is_given_twice(qapp: QCoreApplication) -> None:
    keys = Counter(QKeySequence(key).toString() for action in ACTIONS for key in action.shortcuts)

    assert not [key for key, count in keys.items() if count > 1]


def test_every_shortcut_is_a_key_that_qt_knows(qapp: QCoreApplication) -> None:
    for action in ACTIONS:
        for key in action.shortcuts:
            assert not QKeySequence(key).isEmpty(), (action.id, key)
