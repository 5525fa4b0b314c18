"""What happens to a bug of the program: a line in the log, a report in the profile, both without secrets."""

import sys

from modelpost.core.failures import FileTrouble
from modelpost.core.ports import Clock
from modelpost.core.text import Message
from modelpost.store.crash import CrashReports
from modelpost.store.log import log_bug
from modelpost.store.profile import Profile
from modelpost.store.redaction import KnownSecrets


def note_bug(bug: BaseException, profile: Profile, known: KnownSecrets, clock: Clock) -> Message:
    """Write a bug down, for a person who watches standard error too; return what to tell the user. Never raises."""
    reports = CrashReports(profile.crashes, known, clock)
    if sys.stderr is not None:  # a program without a console has none
        sys.stderr.write(f"{reports.text(bug)}\n")
    try:
        log_bug(profile.log, known, bug)
        path = reports.write(bug)
    except FileTrouble as trouble:
        return Message("Something in Modelpost went wrong, and no report could be written: {why}", why=trouble.summary)
    return Message("Something in Modelpost went wrong. A report without secrets was written to {path}.", path=path)
