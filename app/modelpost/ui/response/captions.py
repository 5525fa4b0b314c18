"""What the buttons of advice say."""

from PySide6.QtCore import QObject

from modelpost.core.remedies import Remedy


class Captions(QObject):
    """The words for each remedy."""

    def of(self, remedy: Remedy, seconds: float = 0) -> str:
        """Return the words; `seconds` is what the advice says of a time."""
        if remedy is Remedy.MORE_TIME and not seconds:
            return self.tr("Send with more time")
        captions = {
            Remedy.SEND_AGAIN: self.tr("Send again"),
            Remedy.SEND_LATER: self.tr("Send in {n} s"),
            Remedy.CANCEL: self.tr("Cancel"),
            Remedy.EDIT_URL: self.tr("Edit URL"),
            Remedy.EDIT_AUTH: self.tr("Edit auth"),
            Remedy.RENEW_TOKEN: self.tr("Renew token and resend"),
            Remedy.EDIT_BODY: self.tr("Edit body"),
            Remedy.CHOOSE_FILE: self.tr("Choose file…"),
            Remedy.CHOOSE_CA: self.tr("Choose CA file…"),
            Remedy.TRUST_IN_COLLECTION: self.tr("Trust this CA for this collection"),
            Remedy.TRUST_IN_REQUEST: self.tr("Trust this CA for this request"),
            Remedy.EDIT_SETTINGS: self.tr("Edit settings"),
            Remedy.ALLOW_UNVERIFIED: self.tr("Allow for this request"),
            Remedy.ALLOW_DOWNGRADE: self.tr("Allow for this request"),
            Remedy.MORE_TIME: self.tr("Send with {n} s"),
            Remedy.TIMEOUT_SETTINGS: self.tr("Timeout settings"),
            Remedy.PROXY_SETTINGS: self.tr("Proxy settings"),
            Remedy.START_SAMPLE: self.tr("Start sample service"),
            Remedy.COPY_REQUEST_ID: self.tr("Copy request ID"),
            Remedy.GO_TO_PLACE: self.tr("Locate…"),
            Remedy.UNPACK_MORE: self.tr("Unpack more"),
        }
        return captions[remedy].replace("{n}", f"{seconds:g}")
