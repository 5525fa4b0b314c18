"""Segments of a picture, each with a mask.

Source: https://huggingface.co/docs/inference-providers/tasks/image-segmentation.
"""

from modelpost.core.text import Message
from modelpost.documents.base64_pictures import is_encoded_picture
from modelpost.documents.json_values import Path, at, number
from modelpost.inference.api import Exchanged, Mask, Reading, Segmentation

_LISTS = ("segments", "masks", "predictions", "results", "result", "outputs")


class SegmentationReader:
    """Reads labels with masks."""

    name = "segmentation"
    label = Message("Segments")
    order = 25

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the segments in the order of the answer."""
        document = exchanged.document
        key = next((key for key in _LISTS if key in document), "") if isinstance(document, dict) else ""
        path: Path = (key,) if key else ()
        document = at(document, path)
        if not isinstance(document, list) or not document:
            return None
        found: list[Mask] = []
        for index, each in enumerate(document):
            mask = each.get("mask") if isinstance(each, dict) else None
            if not isinstance(each, dict) or not isinstance(mask, str):
                return None
            label = each.get("label")
            found.append(Mask(label if isinstance(label, str) else "", number(each.get("score")), mask, (*path, index)))
        broken = sum(not is_encoded_picture(mask.png) for mask in found)
        notes = (Message("{n} masks are not pictures and are not shown.", n=broken),) if broken else ()
        return Reading(Segmentation(tuple(found)), 0.96, (path,), notes)


PLUGIN = SegmentationReader()
