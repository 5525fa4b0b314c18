"""Files of a collection as text with a structure, read, changed by splicing, and written back."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.store.atomic import remove_file, write_atomically
from modelpost.store.files import read_whole
from modelpost.store.opencollection import emit
from modelpost.store.opencollection.nodes import MappingNode, Plain, plain
from modelpost.store.opencollection.shapes import todays_shape
from modelpost.store.opencollection.splice import CannotSplice, merged, splice
from modelpost.store.opencollection.yaml_text import BYTE_ORDER_MARK, LARGEST_FILE, decode, parse

Tree = dict[str, Plain]
Meaning = Callable[[Tree], object]
"""What a document says to us: two texts that mean the same may replace one another."""


class Source(NamedTuple):
    """A file as it is on disk; `content` is None for one that is not there."""

    file: Path
    content: bytes | None
    text: str
    root: MappingNode

    @property
    def tree(self) -> Tree:
        """The document as plain values."""
        found: Tree = plain(self.root)
        return found


def read_source(file: Path) -> Source:
    """Read a file that holds a mapping. Raises FileTrouble, and FormatTrouble with the line."""
    content = read_whole(file, up_to=LARGEST_FILE)
    text = decode(content, file.name)
    root = parse(text, file.name)
    if not isinstance(root, MappingNode):
        raise FormatTrouble(
            Message("{name} is not a file of a collection", name=file.name),
            Message("Line {line}: it holds no names and values.", line=1),
            line=1,
        )
    return Source(file, content, text, todays_shape(root))


def read_if_there(file: Path) -> Source:
    """Read a file like `read_source`; one that is not there, or that is empty, says nothing."""
    if not file.is_file():
        return Source(file, None, "", MappingNode([], flow=False, start=0))
    if not file.stat().st_size:
        return Source(file, b"", "", MappingNode([], flow=False, start=0))
    return read_source(file)


def write_changes(source: Source, before: Tree, after: Tree, meaning: Meaning, *, within: Path) -> None:
    """Put what differs between `before` and `after` into a file; an unchanged one is not touched.

    Where the layout of the text does not allow to splice, it is written anew: comments are lost then, content is not.
    """
    if before == after and source.content is not None:
        return
    text = _changed_text(source, before, after, meaning)
    mark = BYTE_ORDER_MARK if (source.content or b"").startswith(BYTE_ORDER_MARK) else b""
    write_atomically(source.file, mark + text.encode(), within=within)


def write_or_remove(source: Source, before: Tree, after: Tree, meaning: Meaning, *, within: Path) -> None:
    """Write changes like `write_changes`; a file that has nothing to say is removed."""
    if before == after:
        return
    if not after and not merged(source.root, before, after):
        remove_file(source.file, within=within)
        return
    write_changes(source, before, after, meaning, within=within)


def _changed_text(source: Source, before: Tree, after: Tree, meaning: Meaning) -> str:
    whole: Tree = merged(source.root, before, after)
    wanted = meaning(whole)
    if source.text.strip():
        try:
            text = splice(source.text, source.root, before, after)
            if _means(text, wanted, meaning):
                return text
        except CannotSplice:
            pass  # fall through to writing anew
    text = emit.dump(whole)
    if "\r\n" in source.text:
        text = text.replace("\n", "\r\n")
    if not _means(text, wanted, meaning):
        raise FormatTrouble(
            Message("{name} was not written", name=source.file.name),
            Message("It would hold characters that a text file cannot hold. Remove them and save again."),
        )
    return text


def _means(text: str, wanted: object, meaning: Meaning) -> bool:
    try:
        root = parse(text, "")
    except FormatTrouble:
        return False
    return isinstance(root, MappingNode) and meaning(plain(todays_shape(root))) == wanted
