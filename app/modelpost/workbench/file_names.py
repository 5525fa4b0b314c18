"""What a file is called that an answer is saved to."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from modelpost.core.disposition import file_name
from modelpost.core.media import ending_of
from modelpost.documents.media_type import is_textual
from modelpost.store.names import file_stem
from modelpost.viewers.api import Answer

_LONGEST_ENDING = 10
_SLY = frozenset({"Cf", "Co", "Cs", "Zl", "Zp"})
"""Characters that cannot be seen, or that turn the direction of reading: `gnp.exe` must not read as `exe.png`."""

_UNSEEN: Final = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f]")
"""Marks that cannot be seen (Unicode: default ignorable) and are of no category above."""

_BLANK: Final = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
"""Letters and symbols that look like spaces, and so could push an ending out of sight."""


def suggested_name(answer: Answer) -> str:
    """Return the name that the service gives to the answer, without what could do harm; else one of ours."""
    given = file_name(answer.response.headers.first("Content-Disposition") or "")
    plain = "".join(character for character in given if unicodedata.category(character) not in _SLY)
    plain = _BLANK.sub(" ", _UNSEEN.sub("", plain))
    name = PurePosixPath(plain.replace("\\", "/")).name
    stem, dot, ending = name.rpartition(".")
    is_ending = bool(dot and stem.strip(" .")) and ending.isascii() and ending.isalnum()
    if not is_ending or len(ending) > _LONGEST_ENDING:
        stem, ending = name, usual_ending(answer.media_type)
    return f"{file_stem(stem, 'response')}.{ending}"


def usual_ending(media_type: str) -> str:
    """Return the ending that files of this type have."""
    return ending_of(media_type) or ("txt" if is_textual(media_type) else "bin")
