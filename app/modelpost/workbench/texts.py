"""Where a `Message` becomes text in the user's language."""

from PySide6.QtCore import QCoreApplication

from modelpost.core.text import Message

CONTEXT = "Message"
"""The translation context of every sentence that is made without Qt."""


def translated(message: Message) -> str:
    """Return the sentence in the user's language, parameters in place."""
    params = {name: translated(value) for name, value in message.params if isinstance(value, Message)}
    inner = message.with_params(params) if params else message
    return inner.filled(QCoreApplication.translate(CONTEXT, message.template))
