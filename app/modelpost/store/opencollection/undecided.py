"""The refusal to write credentials to a file."""

from modelpost.core.failures import ModelpostError
from modelpost.core.request import RequestDraft
from modelpost.core.text import Message
from modelpost.core.undecided import undecided_places


class UndecidedSecrets(ModelpostError):
    """A draft holds credentials in the clear; `places` says where, in the form of `Problem.where`."""

    def __init__(self, places: tuple[str, ...]) -> None:
        super().__init__(
            Message("The request holds credentials, and files of a collection hold none"),
            Message("Keep them in the keyring, then save again."),
        )
        self.places = places


def check_decided(draft: RequestDraft) -> None:
    """Raise UndecidedSecrets where a draft holds credentials in the clear."""
    places = undecided_places(draft)
    if places:
        raise UndecidedSecrets(places)
