"""The tool that keeps the translations in step with the sources."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTranslator

import texts
from texts_found import Found, Text, find_texts


def _found(tmp_path: Path, source: str) -> Found:
    (tmp_path / "page.py").write_text(source, encoding="utf-8")
    return find_texts(tmp_path)


def test_a_text_of_a_widget_belongs_to_the_class_around_it(tmp_path: Path) -> None:
    source = "class Page(QWidget):\n    def build(self):\n        self.label(self.tr('Send it.'))\n"

    assert _found(tmp_path, source).texts == (Text("Page", "Send it."),)


def test_a_message_belongs_to_all_messages(tmp_path: Path) -> None:
    assert _found(tmp_path, "Message('No answer from {host}', host=host)").texts == (
        Text("Message", "No answer from {host}"),
    )


def test_parts_that_python_joins_are_one_text(tmp_path: Path) -> None:
    assert _found(tmp_path, "Message('One sentence '\n    'on two lines.')").texts == (
        Text("Message", "One sentence on two lines."),
    )


def test_a_text_without_an_object_names_its_context(tmp_path: Path) -> None:
    assert _found(tmp_path, "QCoreApplication.translate('Tables', 'Key')").texts == (Text("Tables", "Key"),)


def test_what_stands_twice_is_one_text(tmp_path: Path) -> None:
    assert len(_found(tmp_path, "Message('Save')\nMessage('Save')").texts) == 1


@pytest.mark.parametrize(
    "call",
    [
        "self.tr(f'{name} is gone')",
        "self.tr('Sent ' + size)",
        "self.tr(text)",
        "self.tr('%n files', '', n)",
        "self._form.tr('Auto')",
        "Message(f'{name} is gone')",
        "Message(template)",
        "QCoreApplication.translate(CONTEXT, 'Key')",
    ],
)
def test_what_no_catalogue_can_hold_is_refused_with_its_place(tmp_path: Path, call: str) -> None:
    found = _found(tmp_path, f"class Page:\n    def build(self):\n        return {call}\n")

    assert [refusal.place for refusal in found.refusals] == ["page.py:3"]
    assert not found.texts


def test_other_methods_of_the_same_name_are_not_texts(tmp_path: Path) -> None:
    assert _found(tmp_path, "beginning.translate(table)") == Found((), ())


def test_translations_are_kept_and_new_texts_join_them() -> None:
    old = [texts.Entry(Text("Page", "Send"), "发送")]

    entries = texts.merged([Text("Page", "Save"), Text("Page", "Send")], old)

    assert entries == (texts.Entry(Text("Page", "Save")), texts.Entry(Text("Page", "Send"), "发送"))


def test_a_translated_text_that_is_gone_is_marked_and_comes_back_with_its_translation() -> None:
    old = [texts.Entry(Text("Page", "Send"), "发送")]

    gone = texts.merged([], old)
    back = texts.merged([Text("Page", "Send")], gone)

    assert gone == (texts.Entry(Text("Page", "Send"), "发送", is_vanished=True),)
    assert back == tuple(old)


def test_what_was_never_translated_is_dropped_with_its_text() -> None:
    assert texts.merged([], [texts.Entry(Text("Page", "Send"))]) == ()


def test_a_catalogue_survives_being_written_and_read(tmp_path: Path) -> None:
    entries = (
        texts.Entry(Text("Page", 'Keys & <values>, "quoted"\nand more'), "键 & <值>"),
        texts.Entry(Text("Page", "Send")),
        texts.Entry(Text("Page", "Stop"), "停止", is_vanished=True),
    )
    file = tmp_path / "modelpost_zh_CN.ts"

    file.write_text(texts.written(entries, "zh_CN"), encoding="utf-8")

    assert texts.read(file) == entries


@pytest.mark.parametrize(("translation", "is_mistaken"), [("来自 {host} 的回答", False), ("来自 {主机} 的回答", True)])
def test_a_translation_names_the_same_parameters(translation: str, is_mistaken: bool) -> None:
    entries = [texts.Entry(Text("Message", "Answer from {host}"), translation)]

    assert bool(texts.mistaken(entries)) is is_mistaken


def test_a_changed_text_makes_the_catalogue_stale(tmp_path: Path) -> None:
    file = tmp_path / "modelpost_zh_CN.ts"
    file.write_text(texts.written([texts.Entry(Text("Page", "Send"))], "zh_CN"), encoding="utf-8")

    assert texts.stale(file, texts.written([texts.Entry(Text("Page", "Sent"))], "zh_CN"))


def test_a_catalogue_that_was_not_compiled_anew_is_stale(tmp_path: Path) -> None:
    file = tmp_path / "modelpost_zh_CN.ts"
    wanted = texts.written([texts.Entry(Text("Page", "Send"), "发送")], "zh_CN")
    file.write_text(wanted, encoding="utf-8")

    before = texts.stale(file, wanted)
    texts.compiled(file, file.with_suffix(".qm"))
    after = texts.stale(file, wanted)

    assert before
    assert not after


def test_qt_finds_the_text_of_a_base_class_for_an_object_of_a_derived_one(
    tmp_path: Path, qapp: QCoreApplication
) -> None:
    class Page(QObject):
        def title(self) -> str:
            return self.tr("Send")

    class SpecialPage(Page):
        pass

    catalogue = tmp_path / "modelpost_zh_CN.ts"
    catalogue.write_text(texts.written([texts.Entry(Text("Page", "Send"), "发送")], "zh_CN"), encoding="utf-8")
    texts.compiled(catalogue, catalogue.with_suffix(".qm"))
    translator = QTranslator()
    translator.load(str(catalogue.with_suffix(".qm")))
    qapp.installTranslator(translator)

    shown = SpecialPage().title()
    qapp.removeTranslator(translator)

    assert shown == "发送"
