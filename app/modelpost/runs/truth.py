"""True boxes for pictures, as annotation programs write them: COCO and YOLO.

Sources: https://cocodataset.org/#format-data, https://docs.ultralytics.com/datasets/detect/.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

import yaml

from modelpost.core.failures import FileTrouble, FormatTrouble, ModelpostError
from modelpost.core.text import Message
from modelpost.documents.json_values import Json, number, numbers, parse
from modelpost.documents.picture_size import ENOUGH, picture_size
from modelpost.runs.inputs import Input
from modelpost.runs.result import FoundBox
from modelpost.store.files import read_whole

_LARGEST = 16 << 20
_LARGEST_COCO = 1 << 30
"""The annotations of a public collection of pictures take half of it."""

_YOLO_NUMBERS = 5


class Truth:
    """True boxes by the index of the input: pictures in several folders may have one name."""

    def __init__(self, boxes: Mapping[int, tuple[FoundBox, ...]]) -> None:
        self._boxes = boxes

    def of(self, index: int) -> tuple[FoundBox, ...] | None:
        """Return the boxes of an input; None where nothing is known of it."""
        return self._boxes.get(index)

    def __len__(self) -> int:
        return len(self._boxes)


def coco_truth(path: str, pictures: Iterable[Input]) -> Truth:
    """Read a COCO file of annotations for these pictures. Raises FileTrouble and FormatTrouble.

    A picture is looked up by the end of its path, as much of it as the file has; by its last part alone only where no
    other picture of the file ends so.
    """
    document = parse(read_whole(Path(path).expanduser(), up_to=_LARGEST_COCO))
    if not isinstance(document, dict) or not isinstance(document.get("images"), list):
        raise FormatTrouble(
            Message("{path} is not a COCO file", path=path), Message("It has no list of images and annotations.")
        )
    names = {str(entry.get("id")): str(entry.get("name", "")) for entry in _entries(document.get("categories"))}
    files = {str(entry.get("id")): str(entry.get("file_name", "")) for entry in _entries(document.get("images"))}
    boxes: dict[str, list[FoundBox]] = {file: [] for file in files.values()}
    for entry in _entries(document.get("annotations")):
        four, file = numbers(entry.get("bbox")), files.get(str(entry.get("image_id")))
        if four is not None and len(four) == 4 and file is not None:
            category = str(entry.get("category_id"))
            boxes[file].append(FoundBox(names.get(category, category), None, *four))
    known = {_parts(file): tuple(found) for file, found in boxes.items()}
    ends = Counter(parts[-1:] for parts in known)
    by_end = {parts[-1:]: found for parts, found in known.items() if ends[parts[-1:]] == 1}
    found = {given.index: _by_end(_parts(given.file), known, by_end) for given in pictures}
    return Truth({index: true for index, true in found.items() if true is not None})


def _parts(path: str) -> tuple[str, ...]:
    return PurePosixPath(path.replace("\\", "/")).parts


def _by_end(
    parts: tuple[str, ...],
    known: Mapping[tuple[str, ...], tuple[FoundBox, ...]],
    by_end: Mapping[tuple[str, ...], tuple[FoundBox, ...]],
) -> tuple[FoundBox, ...] | None:
    ends = (parts[start:] for start in range(len(parts)))
    return next((known[end] for end in ends if end in known), by_end.get(parts[-1:]))


def yolo_truth(folder: str, pictures: Iterable[Input]) -> Truth:
    """Read the `.txt` file of each picture: beside it, or in `folder`, where the names of the classes may be too."""
    root = Path(folder).expanduser()
    names = _class_names(root)
    found: dict[int, tuple[FoundBox, ...]] = {}
    for given in pictures:
        place = Path(given.file)
        labels = next((file for file in _label_files(root, given.name, place) if file.is_file()), None)
        size = picture_size(read_whole(place, up_to=ENOUGH)) if labels is not None else None
        if labels is not None and size is not None:
            found[given.index] = _yolo_boxes(labels, names, size)
    if not found:
        raise FileTrouble(
            folder,
            Message("{path} holds no labels for these pictures", path=folder),
            Message("YOLO writes a text file for each picture, under the same name."),
        )
    return Truth(found)


def _label_files(root: Path, name: str, picture: Path) -> tuple[Path, ...]:
    """Return where the labels of a picture may be: in the folder that it is in, before those of its name alone."""
    inner, beside = Path(name).with_suffix(".txt"), picture.with_suffix(".txt")
    return root / inner, root / "labels" / inner, beside, root / inner.name, root / "labels" / inner.name


def _yolo_boxes(file: Path, names: dict[str, str], size: tuple[int, int]) -> tuple[FoundBox, ...]:
    boxes: list[FoundBox] = []
    for line, text in enumerate(read_whole(file, up_to=_LARGEST).decode("utf-8-sig", "replace").splitlines(), 1):
        words = text.split()
        if not words:
            continue
        values = [number(word) for word in words[1:_YOLO_NUMBERS]]
        if len(values) < _YOLO_NUMBERS - 1 or None in values:
            raise FormatTrouble(
                Message("{name} is not a file of YOLO labels", name=file.name),
                Message("Line {line} is not a class and four numbers.", line=line),
                line=line,
            )
        x, y, width, height = (value or 0.0 for value in values)
        across, down = size
        left, top = (x - width / 2) * across, (y - height / 2) * down
        boxes.append(FoundBox(names.get(words[0], words[0]), None, left, top, width * across, height * down))
    return tuple(boxes)


def _class_names(root: Path) -> dict[str, str]:
    """Return the names of classes by their number, from `classes.txt` or `data.yaml` in the folder or above it."""
    for folder in (root, root.parent):
        try:
            text = read_whole(folder / "classes.txt", up_to=_LARGEST).decode("utf-8-sig", "replace")
            return {str(place): name.strip() for place, name in enumerate(text.splitlines())}
        except ModelpostError:
            pass  # the next place may have them
        try:
            names = yaml.safe_load(read_whole(folder / "data.yaml", up_to=_LARGEST))["names"]
        except (ModelpostError, yaml.YAMLError, KeyError, TypeError):
            continue
        pairs = names.items() if isinstance(names, dict) else enumerate(names if isinstance(names, list) else [])
        return {str(place): str(name) for place, name in pairs}
    return {}


def _entries(value: Json) -> list[dict[str, Json]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
