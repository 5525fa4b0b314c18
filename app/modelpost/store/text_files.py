"""Text files that the user names: read whole, written atomically."""

from pathlib import Path

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.store.atomic import write_atomically
from modelpost.store.files import read_whole

_LARGEST = 4 << 20


class TextFiles:
    """Reads and writes them (`workbench.ports.TextFiles`)."""

    def read(self, path: str) -> str:
        """Return the text in a file. Raises FileTrouble, and FormatTrouble for one that is too large."""
        content = read_whole(Path(path), up_to=_LARGEST)
        if len(content) > _LARGEST:
            raise FormatTrouble(
                Message("{name} is larger than 4 MB", name=Path(path).name), Message("Choose a file of variables.")
            )
        return content.decode("utf-8-sig", "replace")

    def write(self, path: str, text: str) -> None:
        """Write a text. Raises FileTrouble."""
        write_atomically(Path(path), text.encode("utf-8", "surrogatepass"))
