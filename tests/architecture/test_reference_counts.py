"""The Qt that is installed keeps Python's reference counts.

PySide6 6.12.0 on CPython 3.10 and 3.11 drops a reference to None with nearly every call that returns nothing, and one
to True with every emit; after some thousands the interpreter dies. From 3.12 on both are immortal.
"""

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLabel

_CALLS = 2_000
_NOISE = 200


class _Sender(QObject):
    sent = Signal(int)


def _drift(constant: object, call: Callable[[int], object]) -> int:
    call(0)
    before = sys.getrefcount(constant)
    for number in range(_CALLS):
        call(number)
    return abs(sys.getrefcount(constant) - before)


def test_setting_a_text_gives_nothing_away(qapp: QCoreApplication) -> None:
    label = QLabel()

    assert _drift(None, lambda number: label.setText(str(number))) < _NOISE


@pytest.mark.parametrize("method", ["setPen", "fillRect", "drawLine"])
def test_painting_gives_nothing_away(qapp: QCoreApplication, method: str) -> None:
    image = QImage(8, 8, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    colour = QColor("black")
    calls: dict[str, Callable[[int], object]] = {
        "setPen": lambda _: painter.setPen(colour),
        "fillRect": lambda _: painter.fillRect(0, 0, 4, 4, colour),
        "drawLine": lambda _: painter.drawLine(0, 0, 4, 4),
    }

    drift = _drift(None, calls[method])
    painter.end()

    assert drift < _NOISE


def test_emitting_gives_nothing_away(qapp: QCoreApplication) -> None:
    sender = _Sender()

    assert _drift(True, sender.sent.emit) < _NOISE
