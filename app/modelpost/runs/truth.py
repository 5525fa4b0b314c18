"""True boxes for pictures, as annotation programs write them: COCO and YOLO.

Sources: https://cocodataset.org/#format-data, https://docs.ultralytics.com/datasets/detect/.
"""

from pathlib import Path, PurePosixPath

import yaml

from modelpost.core.failures import FileTrouble, FormatTrouble, ModelpostError
from modelpost.core.text import Message
from modelpost.documents.json_values import Json, number, numbers, parse
from modelpost.documents.picture_size import ENOUGH, picture_size
from modelpost.runs.result import FoundBox
from modelpost.store.files import read_whole

_LARGEST = 16 << 20
_YOLO_NUMBERS = 5


class Truth:
    """True boxes by the name of the picture's file."""

    def __init__(self, boxes: dict[str, tuple[FoundBox, ...]]) -> None:
        self._boxes = boxes

    def of(self, name: str) -> tuple[FoundBox, ...] | None:
        """Return the boxes of a picture, by its path or the last part of it; None where nothing is known of it."""
        found = self._boxes.get(name)
        return found if found is not None else self._boxes.get(PurePosixPath(name.replace("\\", "/")).name)

    def __len__(self) -> int:
        return len(self._boxes)


def coco_truth(path: str) -> Truth:
    """Read a COCO file of annotations. Raises FileTrouble and FormatTrouble."""
    document = parse(read_whole(Path(path).expanduser(), up_to=_LARGEST))
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
    return Truth({file: tuple(found) for file, found in boxes.items()})


def yolo_truth(folder: str, pictures: list[str]) -> Truth:
    """Read the `.txt` file of each picture: beside it, or in `folder`, where the names of the classes may be too."""
    root = Path(folder).expanduser()
    names = _class_names(root)
    found: dict[str, tuple[FoundBox, ...]] = {}
    for picture in pictures:
        place = Path(picture)
        labels = next((file for file in _label_files(root, place) if file.is_file()), None)
        size = picture_size(read_whole(place, up_to=ENOUGH)) if labels is not None else None
        if labels is not None and size is not None:
            found[str(place)] = found[place.name] = _yolo_boxes(labels, names, size)
    if not found:
        raise FileTrouble(
            folder,
            Message("{path} holds no labels for these pictures", path=folder),
            Message("YOLO writes a text file for each picture, under the same name."),
        )
    return Truth(found)


def _label_files(root: Path, picture: Path) -> tuple[Path, ...]:
    name = f"{picture.stem}.txt"
    return root / name, root / "labels" / name, picture.with_suffix(".txt")


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
