"""What the rows of each table are."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from modelpost.core.request import FormRow, Row
from modelpost.core.secrets import looks_like_credential
from modelpost.workbench.header_catalogue import HeaderCatalogue

KEY, TYPE, VALUE, CONTENT_TYPE = range(4)


class PairShape:
    """Name and value: query parameters, URL-encoded fields, path variables."""

    def __init__(self, *, fixed_names: bool = False) -> None:
        self._fixed_names = fixed_names

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the heads."""
        return (QCoreApplication.translate("Tables", "Key"), QCoreApplication.translate("Tables", "Value"))

    def blank(self) -> Row:
        """Return an empty row."""
        return Row()

    def text(self, row: Row, column: int) -> str:
        """Return name or value."""
        return row.value if column else row.name

    def with_text(self, row: Row, column: int, text: str) -> Row:
        """Return the row with another name or value."""
        if not column and self._fixed_names:
            return row
        return replace(row, value=text) if column else replace(row, name=text)

    def is_enabled(self, row: Row) -> bool:
        """Tell whether it is sent."""
        return row.enabled

    def with_enabled(self, row: Row, *, enabled: bool) -> Row:
        """Return it switched."""
        return replace(row, enabled=enabled)

    def is_typed(self, row: Row, column: int) -> bool:
        """Let every text be typed, but the names of path variables."""
        del row
        return bool(column) or not self._fixed_names

    def is_masked(self, row: Row, column: int) -> bool:
        """Mask what looks like a credential."""
        return column == 1 and looks_like_credential(row.name, row.value)

    def choices(self, row: Row, column: int) -> tuple[str, ...]:
        """Allow anything."""
        del row, column
        return ()

    def suggestions(self, row: Row, column: int) -> list[str]:
        """Suggest nothing."""
        del row, column
        return []


class HeaderShape(PairShape):
    """Headers, with names and values to complete to."""

    def __init__(self, catalogue: HeaderCatalogue) -> None:
        super().__init__()
        self._catalogue = catalogue

    def suggestions(self, row: Row, column: int) -> list[str]:
        """Suggest known names, and common values of a known name."""
        return self._catalogue.values(row.name) if column else self._catalogue.names()


class FormShape:
    """Parts of form-data: key, type, value, content type."""

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the heads."""
        return (
            QCoreApplication.translate("Tables", "Key"),
            QCoreApplication.translate("Tables", "Type"),
            QCoreApplication.translate("Tables", "Value"),
            QCoreApplication.translate("Tables", "Content-Type"),
        )

    def blank(self) -> FormRow:
        """Return an empty part."""
        return FormRow()

    def text(self, row: FormRow, column: int) -> str:
        """Return what a cell says."""
        if column == TYPE:
            return self.types()[int(row.is_file)]
        if column == VALUE:
            return ", ".join(row.files) if row.is_file else row.value
        return row.name if column == KEY else row.content_type

    def with_text(self, row: FormRow, column: int, text: str) -> FormRow:
        """Return the part with another text in a cell."""
        if column == TYPE:
            return replace(row, is_file=text == self.types()[1])
        if column == VALUE:
            return row if row.is_file else replace(row, value=text)
        return replace(row, name=text) if column == KEY else replace(row, content_type=text)

    def is_enabled(self, row: FormRow) -> bool:
        """Tell whether it is sent."""
        return row.enabled

    def with_enabled(self, row: FormRow, *, enabled: bool) -> FormRow:
        """Return it switched."""
        return replace(row, enabled=enabled)

    def is_typed(self, row: FormRow, column: int) -> bool:
        """Leave files to the picker."""
        return column != VALUE or not row.is_file

    def is_masked(self, row: FormRow, column: int) -> bool:
        """Mask what looks like a credential."""
        return column == VALUE and not row.is_file and looks_like_credential(row.name, row.value)

    def choices(self, row: FormRow, column: int) -> tuple[str, ...]:
        """Allow Text and File as types."""
        del row
        return self.types() if column == TYPE else ()

    def suggestions(self, row: FormRow, column: int) -> list[str]:
        """Suggest common types of parts."""
        del row
        common = ["application/json", "text/plain", "text/csv", "image/jpeg", "image/png", "application/octet-stream"]
        return common if column == CONTENT_TYPE else []

    @staticmethod
    def types() -> tuple[str, str]:
        """Return the names of the two types of a part."""
        return QCoreApplication.translate("Tables", "Text"), QCoreApplication.translate("Tables", "File")
