"""What goes into the clipboard has an end."""

from itertools import repeat

import pytest

from modelpost.core.failures import FormatTrouble
from modelpost.workbench.clipboard_size import joined


def test_pieces_become_one_text() -> None:
    assert joined(iter(("a", "b")), "\n") == "a\nb"


def test_a_text_that_gets_too_large_is_refused_before_all_of_it_is_made() -> None:
    with pytest.raises(FormatTrouble, match="too large for the clipboard"):
        joined(repeat("x" * 1_000_000))
