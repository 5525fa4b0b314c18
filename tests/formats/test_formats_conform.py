"""What every format promises, whichever files there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost import formats
from modelpost.core.failures import FormatTrouble
from modelpost.core.registry import Registry
from modelpost.formats.api import Format

REGISTRY: Registry[Format] = Registry.discover(formats)


def test_there_are_formats() -> None:
    assert "curl" in REGISTRY


@pytest.mark.parametrize("plugin", REGISTRY, ids=lambda plugin: plugin.name)
def test_a_format_has_a_key_and_a_label(plugin: Format) -> None:
    assert plugin.name == plugin.name.lower().strip()
    assert plugin.label.filled()


@pytest.mark.parametrize("plugin", REGISTRY, ids=lambda plugin: plugin.name)
@given(text=st.text(max_size=60) | st.text("curl -dFHX'\"\\^`$@{}:; \n", max_size=40).map("curl ".__add__))
def test_whatever_is_given_is_read_or_refused_with_sentences(plugin: Format, text: str) -> None:
    plugin.recognises(text)

    try:
        imported = plugin.read(text)
    except FormatTrouble as trouble:
        told = (trouble.summary.filled(), trouble.hint.filled())
    else:
        told = tuple(loss.filled() for loss in imported.losses) or ("",) * len(imported.drafts)
        assert imported.drafts

    assert told
