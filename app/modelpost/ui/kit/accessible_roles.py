"""What our own widgets are to a screen reader."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

_INSTALLED = "tellsRoles"
_ROLES: Mapping[str, QAccessible.Role] = {
    "PaneTabs": QAccessible.Role.PageTabList,
    "SegmentedControl": QAccessible.Role.PageTabList,
    "_Handle": QAccessible.Role.Separator,
}
"""By the name of the class; one that is not here is what Qt takes it for, at worst a part of the window."""


def tell_roles() -> None:
    """Have Qt ask here what the kit's widgets are, from the first of them on."""
    install_once(_INSTALLED, _interface_of)


def install_once(mark: str, factory: Callable[[str, QObject], QAccessibleInterface | None]) -> None:
    """Have Qt ask a factory for interfaces; `mark` names it, for an application asks each of them once."""
    application = QCoreApplication.instance()
    if application is not None and not application.property(mark):
        application.setProperty(mark, "yes")
        QAccessible.installFactory(factory)


def _interface_of(kind: str, thing: QObject) -> QAccessibleInterface | None:
    role = _ROLES.get(kind)
    if role is None or not isinstance(thing, QWidget):
        return None
    from PySide6.QtWidgets import QAccessibleWidget  # noqa: PLC0415  # 2 ms, where a reader asks

    return QAccessibleWidget(thing, role, thing.accessibleName())
