"""What the rows of an environment are."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from modelpost.core.secrets import looks_like_credential
from modelpost.workbench.environment_draft import KIND, VALUE, VariableRow, is_likely_secret, with_kind


class EnvironmentShape:
    """Name, value, and whether the value is in the file or in the keyring."""

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the heads."""
        translate = QCoreApplication.translate
        return translate("Tables", "Name"), translate("Tables", "Value"), translate("Tables", "Kept in")

    def blank(self) -> VariableRow:
        """Return an empty row."""
        return VariableRow()

    def text(self, row: VariableRow, column: int) -> str:
        """Return what a cell says."""
        if column == KIND:
            return "" if not row else self._kinds()[row.is_secret]
        return row.value if column == VALUE else row.name

    def with_text(self, row: VariableRow, column: int, text: str) -> VariableRow:
        """Return the row with another text in a cell; a credential is a secret from its first sight."""
        if column == KIND:
            return with_kind(row, secret=text == self._kinds()[True])
        changed = replace(row, value=text) if column == VALUE else replace(row, name=text)
        was_plain = not row or not is_likely_secret(row.name, row.value)  # else somebody chose to have it in the file
        becomes_secret = was_plain and is_likely_secret(changed.name, changed.value)
        return replace(changed, is_secret=row.is_secret or becomes_secret)

    def is_enabled(self, row: VariableRow) -> bool:
        """Tell whether it counts."""
        return row.enabled

    def with_enabled(self, row: VariableRow, *, enabled: bool) -> VariableRow:
        """Return it switched."""
        return replace(row, enabled=enabled)

    def is_typed(self, row: VariableRow, column: int) -> bool:
        """Let everything be typed or chosen."""
        del row, column
        return True

    def is_masked(self, row: VariableRow, column: int) -> bool:
        """Mask secrets, and what looks like one."""
        return column == VALUE and (row.is_secret or looks_like_credential(row.name, row.value))

    def choices(self, row: VariableRow, column: int) -> tuple[str, ...]:
        """Return the two places of a value."""
        del row
        return self._kinds() if column == KIND else ()

    def suggestions(self, row: VariableRow, column: int) -> list[str]:
        """Suggest nothing."""
        del row, column
        return []

    def _kinds(self) -> tuple[str, str]:
        return QCoreApplication.translate("Tables", "File"), QCoreApplication.translate("Tables", "Keyring")
