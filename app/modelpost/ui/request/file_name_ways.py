"""How the ways to write file names are called."""

from PySide6.QtCore import QCoreApplication

from modelpost.core.request import FileNames


def way_text(way: FileNames) -> str:
    """Return what people see of a way to write file names with other letters than ASCII's."""
    match way:
        case FileNames.RAW:
            return QCoreApplication.translate("FileNames", "UTF-8 as it is")
        case FileNames.EXTENDED:
            return QCoreApplication.translate("FileNames", "filename* (RFC 5987)")
        case FileNames.BOTH:
            return QCoreApplication.translate("FileNames", "both")
        case FileNames.ASCII:
            return QCoreApplication.translate("FileNames", "ASCII only")
