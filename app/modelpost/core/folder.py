"""What a folder, or a collection as a whole, says of itself and lends to the requests below it."""

from dataclasses import dataclass, field

from modelpost.core.request import INHERITED_AUTH, AuthChoice, Defaults, RequestDraft, RequestSettings, Row
from modelpost.core.scope import Variable
from modelpost.core.secrets import looks_like_credential
from modelpost.core.undecided import undecided_places


@dataclass(frozen=True, slots=True)
class FolderDraft:
    """The settings of a folder as they are edited; `docs` is Markdown."""

    name: str = ""
    headers: tuple[Row, ...] = ()
    auth: AuthChoice = INHERITED_AUTH
    variables: tuple[Variable, ...] = ()
    settings: RequestSettings = field(default_factory=RequestSettings)
    docs: str = ""

    @property
    def defaults(self) -> Defaults:
        """What it lends."""
        return Defaults(self.headers, self.auth, self.settings)

    def undecided(self) -> tuple[str, ...]:
        """Return where it holds credentials in the clear, in the form of `Problem.where`."""
        places = undecided_places(RequestDraft(headers=self.headers, auth=self.auth))
        return (
            *places,
            *(
                f"variables.{index}.value"
                for index, variable in enumerate(self.variables)
                if isinstance(variable.value, str) and looks_like_credential(variable.name, variable.value)
            ),
        )
