"""What can be wrong with a JSON text."""

from typing import NamedTuple

from modelpost.core.text import Message


class Flaw(NamedTuple):
    """A kind of mistake: what the footer says after the place, and what stands behind the line."""

    reason: Message
    hint: Message


VALUE_MISSING = Flaw(Message("expected a value"), Message("A value is missing here"))
NAME_MISSING = Flaw(Message("expected a name in double quotes"), Message("A name in double quotes is missing here"))
COLON_MISSING = Flaw(Message("expected a colon"), Message("A colon is missing here"))
COMMA_MISSING = Flaw(Message("expected a comma"), Message("A comma is missing here"))
END_MISSING = Flaw(Message("expected the end of the text"), Message("The text should end before this"))
COMMA_TOO_MANY = Flaw(Message("there is a comma too many"), Message("There is a comma too many before this"))
STRING_WRONG = Flaw(
    Message("this text has no closing quote, or holds a character that must be escaped"),
    Message("The closing quote is missing, or a character must be escaped"),
)
COMMENT_OPEN = Flaw(Message("this comment does not end"), Message("The comment should end with */"))
CUT_OFF = Flaw(Message("the text ends too early"), Message("Something is missing here"))
NOT_A_NUMBER = Flaw(Message("JSON knows no NaN and no Infinity"), Message("JSON knows no NaN and no Infinity"))
NOT_UTF8 = Flaw(Message("these bytes are not UTF-8"), Message("These bytes are not UTF-8"))
