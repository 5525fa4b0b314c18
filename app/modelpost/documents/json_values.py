"""JSON as Python values, for whoever asks what an answer means rather than how it is written.

Numbers lose what a float cannot hold: text views and exact values go by the bytes, never by these values.
"""

import json
import math
import re
from typing import Final

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

Path = tuple[str | int, ...]
"""Where a value stands: member names and indices from the root on."""

LARGEST: Final = 16 << 20
"""Bytes up to which a document becomes values; they take ten times as much memory."""

_NAME = re.compile(r"[A-Za-z_]\w*")


def parse(content: bytes | memoryview) -> Json:
    """Return the values of a document. NaN and Infinity pass, since model servers send them.

    Raises FormatTrouble for what is no JSON, too large or too deep.
    """
    if len(content) > LARGEST:
        raise FormatTrouble(Message("The document is larger than {size} MB", size=LARGEST >> 20))
    try:
        value: Json = json.loads(bytes(content))
    except json.JSONDecodeError as error:
        raise FormatTrouble(Message("The text is not JSON"), line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:  # bytes that are no text; a digit too many; nested too deeply
        raise FormatTrouble(Message("The text is not JSON")) from error
    return value


def number(value: Json) -> float | None:
    """Return a number, also one that was sent as text; None for anything else. NaN is a number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < _BEYOND_FLOAT or isinstance(value, float) else math.inf
    if isinstance(value, str):
        try:
            return float(value) if "_" not in value else None
        except ValueError:
            return None
    return None


_BEYOND_FLOAT = 1 << 1023


def numbers(value: Json) -> tuple[float, ...] | None:
    """Return a list that holds nothing but numbers, None for anything else."""
    if not isinstance(value, list) or not value:
        return None
    found = [number(each) for each in value]
    return None if None in found else tuple(each for each in found if each is not None)


def at(value: Json, path: Path) -> Json:
    """Return what stands at a path, None where nothing does."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def path_text(path: Path) -> str:
    """Return a path as a normalised JSONPath query, short where it can be (RFC 9535, section 2.5.1.2)."""
    return "$" + "".join(_step_text(step) for step in path)


def _step_text(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _NAME.fullmatch(step) else f"[{json.dumps(step, ensure_ascii=False)}]"
