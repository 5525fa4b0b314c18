"""What a draft refers to: the variables that stand in its texts, and the secrets that have to be fetched for it."""

from modelpost.core.filled_body import sent_text
from modelpost.core.request import BodyKind, Defaults, FormRow, RequestDraft, effective
from modelpost.core.scope import Context
from modelpost.core.secrets import SecretRef
from modelpost.core.template import placeholders


def needed_secrets(draft: RequestDraft, context: Context) -> tuple[SecretRef, ...]:
    """Return the keyring entries whose values `draft` refers to, directly or through other variables."""
    lookups = [context.find(name) for name in used_names(draft, context)]
    values = [lookup.variable.value for lookup in lookups if lookup is not None]
    return tuple(dict.fromkeys(value for value in values if isinstance(value, SecretRef)))


def used_names(draft: RequestDraft, context: Context) -> tuple[str, ...]:
    """Return what stands between the braces of `draft`: variables, those that they refer to, and undefined ones."""
    seen: dict[str, None] = {}
    waiting = [span.name for text in _texts(draft, context.defaults) for span in placeholders(text)]
    while waiting:
        name = waiting.pop()
        if name is None or name in seen:
            continue
        seen[name] = None
        lookup = context.find(name)
        if lookup is not None and not isinstance(lookup.variable.value, SecretRef):
            waiting.extend(span.name for span in placeholders(lookup.variable.value))
    return tuple(seen)


def _texts(draft: RequestDraft, defaults: Defaults) -> list[str]:
    full = effective(draft, defaults)
    body = full.body
    texts = [full.method, full.url, *(row.value for row in full.path), *(value for _, value in full.auth.values)]
    for row in (*defaults.headers, *full.headers):
        if row.enabled:
            texts += [row.name, row.value]
    texts += [message.text for message in full.messages if full.is_conversation]
    match BodyKind.NONE if full.is_conversation else body.kind:
        case BodyKind.RAW:
            texts.append(sent_text(body))
        case BodyKind.BINARY:
            texts.append(body.binary)
        case BodyKind.URLENCODED:
            texts += [text for field_ in body.urlencoded if field_.enabled for text in (field_.name, field_.value)]
        case BodyKind.FORM_DATA:
            texts += [text for part in body.form if part.enabled for text in _texts_of_part(part)]
        case BodyKind.NONE:
            pass
    return texts + [text for text in full.settings.texts() if text]


def _texts_of_part(part: FormRow) -> list[str]:
    own = [text for row in part.headers if row.enabled for text in (row.name, row.value)]
    return [part.name, part.value, part.content_type, part.file_name, *part.files, *own]
