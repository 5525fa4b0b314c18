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
        """Return the text in a file. Raises FileTrouble, and FormatTrouble for one that is too large or no text."""
        content = read_whole(Path(path), up_to=_LARGEST)
        if len(content) > _LARGEST:
            raise FormatTrouble(
                Message("{name} is larger than 4 MB", name=Path(path).name), Message("Choose a file of variables.")
            )
        return _text(content, Path(path).name)

    def write(self, path: str, text: str) -> None:
        """Write a text. Raises FileTrouble."""
        write_atomically(Path(path), text.encode("utf-8", "surrogatepass"))


def _text(content: bytes, name: str) -> str:
    """Return UTF-8, or UTF-16 as PowerShell writes it, as text; half a file of replacement marks helps nobody."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_text(name, content.count(b"\n", 0, error.start) + 1) from error
    if "\0" in text:
        raise _no_text(name, text.count("\n", 0, text.index("\0")) + 1)
    return text


def _no_text(name: str, line: int) -> FormatTrouble:
    return FormatTrouble(
        Message("{name} is not a text file", name=name),
        Message("Line {line} holds a byte that is not valid. Save the file as UTF-8.", line=line),
        line=line,
    )
