"""Keep the translations in step with the sources: `python packaging/texts.py [--check]`.

Writes each `resources/i18n/modelpost_*.ts` anew, with the texts that the sources hold and the translations that it
held, and compiles it to the `.qm` that the program loads. What the sources dropped stays, marked as vanished. `--check`
writes nothing and ends with 1 where something would change. Needs PySide6: an environment that `dev.py` made.

The format is Qt's: https://doc.qt.io/qt-6/linguist-ts-file-format.html
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from texts_found import Text, find_texts

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh_CN",)
_PARAMETER = re.compile(r"\{\w*\}")


class Entry(NamedTuple):
    """A text in a catalogue, with its translation, empty for none."""

    text: Text
    translation: str = ""
    is_vanished: bool = False


def main(words: list[str]) -> int:
    """Bring the catalogues up to date, or say what is not; return the exit code."""
    is_check = words == ["--check"]
    if words and not is_check:
        print("usage: python packaging/texts.py [--check]", file=sys.stderr)
        return 2
    found = find_texts(ROOT / "app" / "modelpost")
    problems = [f"{refusal.place}: {refusal.reason}" for refusal in found.refusals]
    for language in LANGUAGES:
        file = catalogue(language)
        entries = merged(found.texts, read(file))
        if is_check:
            problems += stale(file, written(entries, language))
        else:
            file.parent.mkdir(exist_ok=True)
            file.write_text(written(entries, language), encoding="utf-8", newline="\n")
            compiled(file, file.with_suffix(".qm"))
        problems += [f"{file.name}: {problem}" for problem in mistaken(entries)]
        open_texts = sum(not entry.translation for entry in entries)
        print(f"{file.name}: {sum(not entry.is_vanished for entry in entries)} texts, {open_texts} not translated")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def catalogue(language: str) -> Path:
    """Return the file that holds the translations into a language."""
    return ROOT / "resources" / "i18n" / f"modelpost_{language}.ts"


def read(file: Path) -> tuple[Entry, ...]:
    """Return what a catalogue holds; nothing for one that does not exist yet."""
    if not file.is_file():
        return ()
    entries = []
    for context in ET.parse(file).getroot().iterfind("context"):  # noqa: S314  # our own file
        name = context.findtext("name", "")
        for message in context.iterfind("message"):
            translation = message.find("translation")
            text = "" if translation is None else translation.text or ""
            kind = "" if translation is None else translation.get("type", "")
            entries.append(Entry(Text(name, message.findtext("source", "")), text, kind == "vanished"))
    return tuple(entries)


def merged(texts: Iterable[Text], entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the texts with the translations that the entries hold; what was translated and is gone has vanished."""
    known = {entry.text: entry.translation for entry in entries}
    current = [Entry(text, known.pop(text, "")) for text in texts]
    vanished = [Entry(text, translation, is_vanished=True) for text, translation in known.items() if translation]
    return tuple(sorted([*current, *vanished]))


def written(entries: Iterable[Entry], language: str) -> str:
    """Return the catalogue as a file; the same entries give the same bytes."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>", f'<TS version="2.1" language="{language}">']
    for context, group in groupby(entries, attrgetter("text.context")):
        lines += ["<context>", f"    <name>{escape(context)}</name>"]
        for entry in group:
            kind = ' type="vanished"' if entry.is_vanished else "" if entry.translation else ' type="unfinished"'
            lines += [
                "    <message>",
                f"        <source>{escape(entry.text.source)}</source>",
                f"        <translation{kind}>{escape(entry.translation)}</translation>",
                "    </message>",
            ]
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def compiled(source: Path, target: Path) -> None:
    """Write the form that the program loads."""
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    done = subprocess.run([str(tool), str(source), "-qm", str(target)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def stale(file: Path, wanted: str) -> list[str]:
    """Return what differs between the files and what would be written."""
    if not file.is_file() or file.read_text(encoding="utf-8") != wanted:
        return [f"{file.name} is not in step with the sources; run packaging/texts.py"]
    binary = file.with_suffix(".qm")
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, binary.name)
        compiled(file, fresh)
        if not binary.is_file() or binary.read_bytes() != fresh.read_bytes():
            return [f"{binary.name} is not in step with {file.name}; run packaging/texts.py"]
    return []


def mistaken(entries: Iterable[Entry]) -> list[str]:
    """Return the translations that lose or invent a parameter."""
    return [
        f"other parameters than in “{entry.text.source}”: “{entry.translation}”"
        for entry in entries
        if entry.translation
        and not entry.is_vanished
        and set(_PARAMETER.findall(entry.text.source)) != set(_PARAMETER.findall(entry.translation))
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
