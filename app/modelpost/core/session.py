"""What is open in a window, as it is remembered from one start to the next."""

from dataclasses import dataclass, field
from typing import NamedTuple

from modelpost.core.request import RequestDraft
from modelpost.core.secrets import SecretRef


class Look(NamedTuple):
    """How a request is looked at: the page of the request, the view of the answer, the caret in the raw body.

    `page` and `view` are empty where nobody chose one.
    """

    page: str = ""
    view: str = ""
    caret: int = 0


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """One tab. `id` stays the same from start to start.

    `draft` is None where it is what the file says. `mark` tells how the file looked when it was read, empty without
    one; `root` and `path` without a mark are only the place that lends variables. `answer` is a number in the history.
    """

    id: str
    draft: RequestDraft | None = field(default=None, repr=False)
    root: str = ""
    path: str = ""
    mark: str = ""
    secrets: tuple[tuple[str, SecretRef], ...] = ()
    look: Look = Look()  # noqa: RUF009  # a tuple
    answer: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """All tabs from left to right, and the `id` of the one in front.

    `crashes` counts the starts in a row that did not end by themselves.
    """

    requests: tuple[OpenRequest, ...] = ()
    current: str = ""
    crashes: int = 0
