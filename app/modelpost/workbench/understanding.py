"""What an answer means, worked out on the thread of its exchange."""

from dataclasses import dataclass, replace

from modelpost.core.registry import Registry
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.text import Message
from modelpost.documents.contract import troubles
from modelpost.inference.api import CERTAIN, Reader, Reading, readings
from modelpost.runs.meaning import contract_in, exchanged_of, picture_sent
from modelpost.viewers.api import Answer

_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Named:
    """A reading, and the reader that it comes from."""

    name: str
    label: Message
    reading: Reading


@dataclass(frozen=True, slots=True)
class Understood:
    """Every reading of an answer, the most certain first; `picture` is the path of the picture that was sent."""

    found: tuple[Named, ...]
    picture: str = ""
    size: tuple[int, int] | None = None

    @property
    def is_certain(self) -> bool:
        """Tell whether the first reading can be shown by itself."""
        return bool(self.found) and self.found[0].reading.certainty >= CERTAIN and self.found[0].name != "fault"


class Understanding:
    """Reads answers with every reader there is."""

    def __init__(self, readers: Registry[Reader]) -> None:
        self._readers = readers

    def of(self, answer: Answer, request: ResolvedRequest) -> Understood | None:
        """Return what an answer means, None where no reader knows its shape. May take tens of milliseconds."""
        picture = picture_sent(request)
        exchanged = exchanged_of(answer.response, answer.media_type, answer.content, request)
        found = tuple(
            Named(reader.name, reader.label, reading) for reader, reading in readings(self._readers, exchanged)
        )
        contract = contract_in(request.showing.contract)
        if contract is not None and found and exchanged.document is not None:
            found = (_checked(found[0], troubles(contract.response, exchanged.document)), *found[1:])
        return Understood(found, picture, exchanged.picture) if found else None


def _checked(named: Named, notes: tuple[Message, ...]) -> Named:
    """Return a reading that tells where the answer differs from the model's contract."""
    reading = named.reading
    return replace(named, reading=replace(reading, notes=(*reading.notes, *notes)))
