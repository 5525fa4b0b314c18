"""Every format of other applications, and which of them a text is in."""

from pathlib import Path

from modelpost import formats
from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.failures import FormatTrouble
from modelpost.core.registry import Registry
from modelpost.core.secret_hunt import cleared
from modelpost.core.text import Message
from modelpost.formats.api import LARGEST, Exported, Format, Imported, ImportedCollection, Writer, in_file, text_of
from modelpost.store.atomic import write_atomically
from modelpost.store.files import read_whole
from modelpost.workbench.imported import Preview


class ForeignFormats:
    """Reads and writes files of other applications (`ports.ForeignReader`); off the GUI thread."""

    def __init__(self) -> None:
        self._registry: Registry[Format] = Registry.discover(formats)

    def read(self, text: str, name: str) -> Preview:
        """Read a text in the first format that recognises it. Raises FormatTrouble."""
        for plugin in self._registry:
            if plugin.recognises(text):
                return _preview(plugin, plugin.read(text, name), name)
        known = ", ".join(plugin.label.filled() for plugin in self._registry)
        raise FormatTrouble(
            Message("The text is of no format that is known"), Message("Known are: {names}.", names=known), line=1
        )

    def read_file(self, path: str) -> Preview:
        """Read a file. Raises FileTrouble, and FormatTrouble with its name."""
        place = Path(path)
        content = read_whole(place, up_to=LARGEST)
        try:
            return self.read(text_of(content), place.stem)
        except FormatTrouble as trouble:
            raise in_file(trouble, place.name) from trouble

    def export(self, contents: CollectionContents, name: str, path: str) -> tuple[Message, ...]:
        """Write a collection as a file of the format called `name`; return what it has no place for."""
        plugin = self._registry[name]
        if not isinstance(plugin, Writer):
            raise TypeError(name)
        exported: Exported = plugin.write(cleared(contents).contents)
        write_atomically(Path(path), exported.text.encode("utf-8", "replace"))
        return exported.losses


def _preview(plugin: Format, imported: Imported | ImportedCollection, name: str) -> Preview:
    is_loose = isinstance(imported, Imported)
    if isinstance(imported, Imported):
        named = name or next((draft.name for draft in imported.drafts if draft.name), "") or plugin.label.filled()
        imported = ImportedCollection(CollectionContents(FolderContents(named, imported.drafts)), imported.losses)
    found = cleared(imported.contents, imported.secrets)
    return Preview(plugin.label, imported.contents, found, imported.secrets, imported.losses, is_loose)
