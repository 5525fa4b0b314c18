"""Train the models of the sample service: `python packaging/train_samples.py` in the test environment.

Everything is made from this repository: drawings under `resources/samples/source`, varied by chance with a fixed seed.
Prints what each model reaches on variations that it did not see.
"""

import io
import json
import os
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "app"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice  # noqa: E402  # after the platform is chosen
from PySide6.QtGui import QGuiApplication, QImage, QPainter  # noqa: E402  # as above
from PySide6.QtSvg import QSvgRenderer  # noqa: E402  # as above

from modelpost.sample_service.classifier import features  # noqa: E402  # as above
from modelpost.sample_service.detector import SHAPES, StreetDetector, overlap, pyramid, windows  # noqa: E402

SOURCE = ROOT / "resources" / "samples" / "source"
MODELS = ROOT / "resources" / "models"
SAMPLES = ROOT / "resources" / "sample_collection" / "samples"
NAMES = {"daisy": "daisy", "dandelion": "dandelion", "rose": "roses", "sunflower": "sunflowers", "tulip": "tulips"}
Chance = np.random.Generator


def render(path: Path, width: int) -> Image.Image:
    """Return a drawing as a picture."""
    renderer = QSvgRenderer(QByteArray(path.read_bytes()))
    size = renderer.defaultSize()
    image = QImage(width, round(width * size.height() / size.width()), QImage.Format.Format_RGB888)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    image.save(buffer, "PNG")
    return Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")


def vary(picture: Image.Image, chance: Chance) -> Image.Image:
    """Return a picture in another light, at another sharpness, with noise."""
    for kind, spread in ((ImageEnhance.Brightness, 0.25), (ImageEnhance.Color, 0.3), (ImageEnhance.Contrast, 0.25)):
        picture = kind(picture).enhance(float(chance.uniform(1 - spread, 1 + spread)))
    if chance.random() < 0.4:
        picture = picture.filter(ImageFilter.GaussianBlur(float(chance.uniform(0.3, 1.6))))
    if chance.random() < 0.5:
        noise = chance.normal(0, chance.uniform(2, 14), (picture.height, picture.width, 3))
        picture = Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))
    if chance.random() < 0.4:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=int(chance.integers(30, 90)))
        picture = Image.open(stream).convert("RGB")
    return picture


def framed(picture: Image.Image, chance: Chance) -> Image.Image:
    """Return a part of a picture, turned a little and perhaps mirrored."""
    picture = picture.rotate(float(chance.normal(0, 9)), Image.Resampling.BILINEAR, fillcolor=picture.getpixel((3, 3)))
    side = chance.uniform(0.68, 1.0)
    width, height = int(picture.width * side), int(picture.height * side)
    left = int(chance.uniform(0, picture.width - width + 1))
    top = int(chance.uniform(0, picture.height - height + 1))
    picture = picture.crop((left, top, left + width, top + height))
    return ImageOps.mirror(picture) if chance.random() < 0.5 else picture


def drawn_flower(name: str, chance: Chance) -> Image.Image:
    """Draw a flower of a class anew: other petals, colours, sizes, place and ground."""
    picture = Image.new("RGB", (480, 360), tuple(int(v) for v in chance.integers((150, 190, 200), (215, 235, 255))))
    pen = ImageDraw.Draw(picture)
    horizon = int(chance.uniform(210, 300))
    pen.rectangle((0, horizon, 480, 360), fill=tuple(int(v) for v in chance.integers((70, 130, 60), (150, 200, 120))))
    x, y = chance.uniform(190, 290), chance.uniform(120, 190)
    pen.line((x, y, x + chance.normal(0, 15), 360), fill=(60, 130, 60), width=int(chance.uniform(8, 16)))
    size = chance.uniform(70, 110)
    {
        "daisy": _petals((245, 245, 245), (245, 200, 60), 14, 0.34, 0.2),
        "sunflowers": _petals((250, 185, 30), (95, 55, 25), 22, 0.52, 0.16),
        "dandelion": _dandelion,
        "roses": _rose,
        "tulips": _tulip,
    }[name](pen, x, y, size, chance)
    return picture


def _tinted(colour: tuple[int, int, int], chance: Chance) -> tuple[int, ...]:
    return tuple(int(np.clip(channel + chance.normal(0, 14), 0, 255)) for channel in colour)


def _petals(petal: tuple[int, int, int], middle: tuple[int, int, int], count: int, core: float, width: float):
    def draw(pen: ImageDraw.ImageDraw, x: float, y: float, size: float, chance: Chance) -> None:
        number = count + int(chance.integers(-3, 4))
        for i in range(number):
            angle = 2 * np.pi * i / number + chance.normal(0, 0.04)
            ahead, aside = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
            points = [ahead * size * r + aside * size * width * w for r, w in ((0.2, 0), (0.65, 1), (1, 0), (0.65, -1))]
            pen.polygon([(x + p[0], y + p[1]) for p in points], fill=_tinted(petal, chance))
        r = size * core * chance.uniform(0.85, 1.1)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=_tinted(middle, chance))

    return draw


def _dandelion(pen: ImageDraw.ImageDraw, x: float, y: float, size: float, chance: Chance) -> None:
    is_seed = chance.random() < 0.5
    colour = (240, 240, 235) if is_seed else (250, 215, 40)
    for _ in range(160):
        angle, far = chance.uniform(0, 2 * np.pi), size * np.sqrt(chance.uniform(0.1, 1))
        end = (x + far * np.cos(angle), y + far * np.sin(angle))
        pen.line((x, y, *end), fill=_tinted(colour, chance), width=2)
        pen.ellipse((end[0] - 3, end[1] - 3, end[0] + 3, end[1] + 3), fill=_tinted(colour, chance))


def _rose(pen: ImageDraw.ImageDraw, x: float, y: float, size: float, chance: Chance) -> None:
    base = np.array([chance.uniform(190, 230), chance.uniform(30, 90), chance.uniform(60, 110)])
    for ring in np.linspace(0.8, 0.12, 8):
        shade = tuple(int(v) for v in np.clip(base * (0.75 + 0.4 * chance.random()), 0, 255))
        r = size * ring
        dx, dy = chance.normal(0, 5, 2)
        pen.ellipse((x - r + dx, y - r + dy, x + r + dx, y + r + dy), fill=shade, outline=(130, 20, 50), width=2)


def _tulip(pen: ImageDraw.ImageDraw, x: float, y: float, size: float, chance: Chance) -> None:
    colour = [(220, 60, 60), (235, 110, 160), (245, 190, 60), (160, 80, 190)][int(chance.integers(4))]
    w, h = size * 0.62, size
    points = [
        (-w, -h * 0.5),
        (-w * 0.5, -h * 0.1),
        (0, -h * 0.7),
        (w * 0.5, -h * 0.1),
        (w, -h * 0.5),
        (w * 0.8, h * 0.5),
        (0, h * 0.8),
        (-w * 0.8, h * 0.5),
    ]
    pen.polygon([(x + px, y + py) for px, py in points], fill=_tinted(colour, chance))


def flowers(chance: Chance, count: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return features and classes of varied and drawn flowers."""
    classes = sorted(NAMES.values())
    sources = {path: NAMES[path.stem.rsplit("-", 1)[0]] for path in SOURCE.glob("*.svg") if "street" not in path.name}
    rendered = {path: render(path, 480) for path in sources}
    found, labels = [], []
    for _ in range(count):
        for path, name in sources.items():
            found.append(features(vary(framed(rendered[path], chance), chance)))
            labels.append(classes.index(name))
        for name in classes:
            found.append(features(vary(framed(drawn_flower(name, chance), chance), chance)))
            labels.append(classes.index(name))
    return np.array(found), np.array(labels), classes


def train_flowers() -> None:
    """Fit the classifier and its temperature."""
    chance = np.random.default_rng(7)
    seen, labels, classes = flowers(chance, 130)
    unseen, true, _ = flowers(np.random.default_rng(1234), 30)
    mean, scale = seen.mean(axis=0), seen.std(axis=0) + 0.05
    x, y = (seen - mean) / scale, np.eye(len(classes))[labels]
    matrix, bias = np.zeros((x.shape[1], len(classes))), np.zeros(len(classes))
    speed = 0.0
    for step in range(500):
        scores = x @ matrix + bias
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        gradient = x.T @ (shares - y) / len(x) + 0.02 * matrix
        speed = 0.9 * speed + gradient
        matrix -= 0.03 * speed
        bias -= 0.1 * (shares - y).mean(axis=0)
        del step
    scores = ((unseen - mean) / scale) @ matrix + bias
    print(f"flowers: {(scores.argmax(axis=1) == true).mean():.3f} of {len(true)} unseen variations are right")
    temperature = min(np.linspace(0.3, 4, 60), key=lambda t: _loss(scores / t, true))
    np.savez_compressed(
        MODELS / "flowers.npz",
        classes=np.array(classes),
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        matrix=matrix.astype(np.float16),
        bias=bias.astype(np.float32),
        temperature=np.float32(max(1.0, temperature)),
    )


def _loss(scores: np.ndarray, true: np.ndarray) -> float:
    top = scores - scores.max(axis=1, keepdims=True)
    return float((np.log(np.exp(top).sum(axis=1)) - top[np.arange(len(true)), true]).mean())


Box = tuple[float, float, float, float]
Scene = tuple[Image.Image, list[tuple[str, tuple[float, float, float, float]]]]


def scenes() -> list[Scene]:
    """Return the drawn scenes with their true boxes (top, left, bottom, right)."""
    known = json.loads((SOURCE / "street-boxes.json").read_text())
    found = []
    for name, scene in known.items():
        boxes = [
            (o["class"], (o["box_xyxy"][1], o["box_xyxy"][0], o["box_xyxy"][3], o["box_xyxy"][2]))
            for o in scene["objects"]
        ]
        found.append((render(SOURCE / f"{name}.svg", scene["width"]), boxes))
    return found


def varied_scene(scene: Scene, others: list[Scene], chance: Chance) -> Scene:
    """Return a scene in another light, with objects of other scenes put into it, cut, mirrored and scaled."""
    picture, boxes = scene[0].copy(), list(scene[1])
    for _ in range(int(chance.integers(0, 4))):
        source, there = others[int(chance.integers(len(others)))]
        label, box = there[int(chance.integers(len(there)))]
        cut = source.crop((int(box[1]), int(box[0]), int(box[3]), int(box[2])))
        scale = chance.uniform(0.75, 1.3)
        cut = cut.resize((max(8, int(cut.width * scale)), max(8, int(cut.height * scale))))
        left = int(chance.uniform(0, max(1, picture.width - cut.width)))
        top = int(np.clip(box[2] - cut.height + chance.normal(0, 12), 0, max(0, picture.height - cut.height)))
        place = (float(top), float(left), float(top + cut.height), float(left + cut.width))
        if any(overlap(place, other) > 0.02 for _, other in boxes):
            continue
        picture.paste(cut, (left, top))
        boxes.append((label, place))
    if chance.random() < 0.5:
        picture = ImageOps.mirror(picture)
        boxes = [(n, (b[0], picture.width - b[3], b[2], picture.width - b[1])) for n, b in boxes]
    zoom = chance.uniform(0.75, 1.0)
    width, height = int(picture.width * zoom), int(picture.height * zoom)
    left, top = int(chance.uniform(0, picture.width - width + 1)), int(chance.uniform(0, picture.height - height + 1))
    picture = picture.crop((left, top, left + width, top + height))
    shifted = [(n, (b[0] - top, b[1] - left, b[2] - top, b[3] - left)) for n, b in boxes]
    inside = [(n, b) for n, b in shifted if b[0] > -4 and b[1] > -4 and b[2] < height + 4 and b[3] < width + 4]
    return vary(picture, chance), inside


def street_windows(
    made: list[Scene], name: str, chance: Chance, templates: object = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return windows of a class's shape with 1 where they hold it, 0 where they do not."""
    columns, rows = SHAPES[name]
    held, empty = [], []
    for picture, boxes in made:
        true = [box for label, box in boxes if label == name]
        for size, grid in pyramid(picture):
            flat = windows(grid, columns, rows)
            if flat is None:
                continue
            across = grid.shape[1] - columns + 1
            best = np.zeros(len(flat))
            for box in true:
                for i in _near(box, size, columns, rows, across, len(flat)):
                    place = (
                        i // across * size,
                        i % across * size,
                        (i // across + rows) * size,
                        (i % across + columns) * size,
                    )
                    best[i] = max(best[i], overlap(place, box))
            held.append(flat[best > 0.62])
            rest = np.flatnonzero(best < 0.35)
            if templates is None:
                rest = chance.choice(rest, min(len(rest), 24), replace=False)
            else:
                weights, bias = templates  # type: ignore[misc]  # a pair
                rest = rest[np.argsort(-(flat[rest] @ weights + bias))[:16]]
            empty.append(flat[rest])
    positives, negatives = np.concatenate(held), np.concatenate(empty)
    return np.concatenate([positives, negatives]), np.concatenate([np.ones(len(positives)), np.zeros(len(negatives))])


def _near(
    box: tuple[float, float, float, float], size: float, columns: int, rows: int, across: int, count: int
) -> list[int]:
    middle_row, middle_column = (box[0] + box[2]) / 2 / size - rows / 2, (box[1] + box[3]) / 2 / size - columns / 2
    rows_near = range(int(middle_row) - 3, int(middle_row) + 5)
    columns_near = range(int(middle_column) - 3, int(middle_column) + 5)
    places = [(row, column) for row in rows_near for column in columns_near if row >= 0 and 0 <= column < across]
    return [row * across + column for row, column in places if row * across + column < count]


def fit(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Fit a logistic regression by Newton's steps on the normal equations of its quadratic approximation."""
    x, y = x.astype(np.float32), y.astype(np.float32)
    weights, bias = np.zeros(x.shape[1], np.float32), np.float32(-2.0)
    share = np.where(y > 0, 0.5 / max(1, y.sum()), 0.5 / max(1, (1 - y).sum())).astype(np.float32) * len(y)
    speed, speed_bias = np.zeros(x.shape[1], np.float32), np.float32(0)
    for _ in range(260):
        p = 1 / (1 + np.exp(-np.clip(x @ weights + bias, -30, 30)))
        apart = share * (p - y) / len(y)
        speed = 0.9 * speed + x.T @ apart + 0.0008 * weights
        speed_bias = 0.9 * speed_bias + apart.sum()
        weights -= 0.25 * speed
        bias -= 0.25 * speed_bias
    return weights.astype(np.float32), float(bias)


def train_street() -> None:
    """Fit one template per class, twice with the worst mistakes added, and move each threshold to 0.5."""
    chance = np.random.default_rng(11)
    drawn = scenes()
    made = drawn + [varied_scene(drawn[i % len(drawn)], drawn, chance) for i in range(24)]
    stored: dict[str, np.ndarray] = {}
    for name in SHAPES:
        x, y = street_windows(made, name, chance)
        template = fit(x, y)
        for _ in range(2):
            more, labels = street_windows(made, name, chance, template)
            x, y = np.concatenate([x, more[labels == 0]]), np.concatenate([y, labels[labels == 0]])
            template = fit(x, y)
        weights, bias = template
        scores = x @ weights + bias
        worst, typical = np.quantile(scores[y == 0], 0.999), np.quantile(scores[y == 1], 0.25)
        bias -= float(np.clip((worst + typical) / 2, min(worst, typical), max(worst, typical)))
        stored |= {f"{name}.w": weights.astype(np.float16), f"{name}.b": np.float32(bias)}
        print(f"  {name}: {int(y.sum())} windows with, {int((1 - y).sum())} without")
    np.savez_compressed(MODELS / "street.npz", **stored)
    unseen = [varied_scene(drawn[i % len(drawn)], drawn, np.random.default_rng(900 + i)) for i in range(24)]
    report(StreetDetector(MODELS / "street.npz"), unseen, "unseen variations")
    report(StreetDetector(MODELS / "street.npz"), drawn, "the drawings themselves")


def report(model: StreetDetector, made: list[Scene], label: str) -> None:
    """Print recall and precision at an overlap of one half."""
    hits = wanted = given = 0
    for picture, boxes in made:
        found = model.predict(picture)
        wanted, given = wanted + len(boxes), given + len(found)
        hits += sum(any(f.label == n and overlap(f.box, b) >= 0.5 for f in found) for n, b in boxes)
    print(f"street, {label}: recall {hits / wanted:.2f}, precision about {hits / max(1, given):.2f} ({given} boxes)")


def train_iris() -> None:
    """Fit a Gaussian per species to rows drawn from its published means, spreads and correlations."""
    species = {
        "Iris-setosa": ((5.006, 3.428, 1.462, 0.246), (0.352, 0.379, 0.174, 0.105), 0.45),
        "Iris-versicolor": ((5.936, 2.770, 4.260, 1.326), (0.516, 0.314, 0.470, 0.198), 0.6),
        "Iris-virginica": ((6.588, 2.974, 5.552, 2.026), (0.636, 0.322, 0.552, 0.275), 0.45),
    }
    chance = np.random.default_rng(3)
    means, inverses, logs = [], [], []
    for middle, spread, together in species.values():
        matrix = np.outer(spread, spread) * (together + (1 - together) * np.eye(4))
        rows = chance.multivariate_normal(middle, matrix, 400)
        covariance = np.cov(rows.T) + 0.01 * np.eye(4)
        means.append(rows.mean(axis=0))
        inverses.append(np.linalg.inv(covariance))
        logs.append(-0.5 * np.linalg.slogdet(covariance)[1])
    np.savez_compressed(MODELS / "iris.npz", classes=np.array(list(species)), means=means, inverses=inverses, logs=logs)


def render_samples() -> None:
    """Write the pictures of the sample collection."""
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for source, name, width in (
        ("sunflower-1", "sunflower", 640),
        ("daisy-1", "daisy", 640),
        ("dandelion-1", "dandelion", 640),
        ("rose-1", "rose", 640),
        ("tulip-1", "tulip", 640),
        ("street-day", "street-day", 1200),
        ("street-dusk", "street-dusk", 1200),
    ):
        render(SOURCE / f"{source}.svg", width).save(SAMPLES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    application = QGuiApplication([])
    MODELS.mkdir(parents=True, exist_ok=True)
    render_samples()
    train_iris()
    train_flowers()
    train_street()
