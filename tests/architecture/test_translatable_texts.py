"""Everything that a person reads can be translated: the sources and the catalogues are in step."""

import pytest

import texts
from texts_found import Found, find_texts


@pytest.fixture(scope="module")
def found() -> Found:
    return find_texts(texts.ROOT / "app" / "modelpost")


def test_every_text_is_a_whole_literal(found: Found) -> None:
    assert not [f"{refusal.place}: {refusal.reason}" for refusal in found.refusals]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_text_is_in_the_catalogue(found: Found, language: str) -> None:
    entries = texts.read(texts.catalogue(language))

    known = {entry.text for entry in entries if not entry.is_vanished}

    assert not set(found.texts) - known


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_translations_name_the_parameters_of_their_texts(language: str) -> None:
    assert not texts.mistaken(texts.read(texts.catalogue(language)))


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_sources(found: Found, language: str) -> None:
    file = texts.catalogue(language)

    assert not texts.stale(file, texts.written(texts.merged(found.texts, texts.read(file)), language))
