"""How a request is shown to others: what a demo says, what it is tried with, and how its answer is looked at."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sample:
    """One input: a `file` where the request takes one, else the `text` of its body.

    A file is a path as typed: POSIX, relative to the collection where possible. `name` is what people see.
    """

    name: str = ""
    file: str = ""
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Showing:
    """What is saved with a request beside what is sent.

    `threshold` is the least score, from 0 to 1, of the boxes that are shown. `reading` names the reading that the user
    chose. `labels` is a file with the names of classes, a line each, for models that answer with numbers. `picks` are
    the JSONPaths of an answer whose shape nobody knows, by what stands there: `label`, `score`, `box`, `text` or
    `number`. `contract` is the file with the model's contract (`documents.contract`). `view` is the view of the answer
    that was in front when the request was saved; to look another way is no edit, so it is not compared.
    """

    title: str = ""
    subtitle: str = ""
    samples: tuple[Sample, ...] = ()
    reading: str = ""
    threshold: float = 0.0
    labels: str = ""
    picks: tuple[tuple[str, str], ...] = ()
    contract: str = ""
    view: str = field(default="", compare=False)
