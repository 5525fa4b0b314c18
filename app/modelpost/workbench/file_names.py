"""What a file is called that an answer is saved to."""

import unicodedata
from pathlib import PurePosixPath

from modelpost.core.disposition import file_name
from modelpost.core.media import ending_of
from modelpost.documents.media_type import is_textual
from modelpost.store.names import file_stem
from modelpost.viewers.api import Answer

_LONGEST_ENDING = 10
_SLY = frozenset({"Cf", "Co", "Cs", "Zl", "Zp"})
"""Characters that cannot be seen, or that turn the direction of reading: `gnp.exe` must not read as `exe.png`."""


def suggested_name(answer: Answer) -> str:
    """Return the name that the service gives to the answer, without what could do harm; else one of ours."""
    given = file_name(answer.response.headers.first("Content-Disposition") or "")
    plain = "".join(character for character in given if unicodedata.category(character) not in _SLY)
    name = PurePosixPath(plain.replace("\\", "/")).name
    stem, dot, ending = name.rpartition(".")
    is_ending = bool(dot and stem.strip(" .")) and ending.isascii() and ending.isalnum()
    if not is_ending or len(ending) > _LONGEST_ENDING:
        stem, ending = name, usual_ending(answer.media_type)
    return f"{file_stem(stem, 'response')}.{ending}"


def usual_ending(media_type: str) -> str:
    """Return the ending that files of this type have."""
    return ending_of(media_type) or ("txt" if is_textual(media_type) else "bin")
