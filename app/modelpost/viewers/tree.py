"""A JSON document as a tree."""

import codecs

from modelpost.core.text import Message
from modelpost.documents.charset import cuttable
from modelpost.documents.media_type import is_json
from modelpost.viewers.api import Answer, NothingRendering, Rendering, TreeRendering


class Tree:
    """Members and items to fold, as they are written: no digit is changed, no key moved."""

    name = "tree"
    label = Message("Tree")
    order = 25

    def score(self, answer: Answer) -> float:
        """Fit JSON, after its text."""
        return 0.18 if is_json(answer.media_type) and len(answer.content) else 0.0

    def render(self, answer: Answer) -> Rendering:
        """Return the bytes in UTF-8; levels are listed when they are looked at."""
        content, charset = cuttable(answer.content, answer.charset)
        if charset != "utf-8":
            content = codecs.decode(content, charset, "replace").encode("utf-8", "replace")
        beginning = bytes(content[:64]).lstrip(b"\xef\xbb\xbf \t\r\n")
        if not is_json(answer.media_type) or not beginning.startswith((b"{", b"[")):
            return NothingRendering(
                Message("No tree"), Message("Objects and arrays of JSON have one: see Pretty or Raw.")
            )
        return TreeRendering(content, answer.note)


PLUGIN = Tree()
