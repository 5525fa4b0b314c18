"""Drafts as they may be written to a file that nobody asked about: without any credential in the clear."""

from dataclasses import replace

from modelpost.core import url as address_line
from modelpost.core.request import AuthChoice, Body, Example, RequestDraft, Row
from modelpost.core.secrets import holds_credential, looks_like_credential, without_tokens
from modelpost.core.sending import with_credential
from modelpost.core.undecided import password_in, undecided_places

_NOTHING = RequestDraft()


def without_credentials(draft: RequestDraft) -> RequestDraft:
    """Return a draft without the values that look like credentials; of a longer text only they are missing.

    What still holds one after that is left out as a whole.
    """
    for where in undecided_places(draft):
        draft = _blanked(draft, where)
    draft = replace(
        draft,
        messages=tuple(replace(each, text=_cleaned(each.text)) for each in draft.messages),
        scripts=tuple(replace(each, code=_cleaned(each.code)) for each in draft.scripts),
        examples=tuple(_cleaned_example(each) for each in draft.examples),
    )
    for where in undecided_places(draft):
        part = where.partition(".")[0]
        draft = replace(draft, **{part: getattr(_NOTHING, part)})
    return draft


def without_password(line: str) -> str:
    """Return an address line without a password before the host, and without tokens."""
    span = password_in(line)
    if span is not None:
        line = line[: span[0] - 1] + line[span[1] :]
    return without_tokens(line, "")


def _blanked(draft: RequestDraft, where: str) -> RequestDraft:
    kind, *rest = where.split(".")
    match kind, rest:
        case "auth", [name]:
            return replace(draft, auth=_without_value(draft.auth, name))
        case "headers", [index, *_]:
            return replace(draft, headers=_without_cell(draft.headers, int(index)))
        case "query", [index, *_]:
            return address_line.with_query(draft, _without_cell(draft.query, int(index)))
        case "path", [index, *_]:
            return address_line.with_path(draft, _without_cell(draft.path, int(index)))
        case "body", _:
            return replace(draft, body=_blanked_body(draft.body, rest))
        case "settings", _:
            return replace(draft, settings=with_credential(draft.settings, tuple(rest), "password"))
        case "url", _:
            return address_line.with_line(draft, without_password(draft.url))
    return draft


def _blanked_body(body: Body, rest: list[str]) -> Body:
    match rest:
        case ["raw"]:
            return replace(body, raw=_cleaned(body.raw))
        case ["urlencoded", index, _]:
            return replace(body, urlencoded=_without_cell(body.urlencoded, int(index)))
        case ["form", index, "headers", row, _]:
            part = body.form[int(index)]
            part = replace(part, headers=_without_cell(part.headers, int(row)))
            return replace(body, form=(*body.form[: int(index)], part, *body.form[int(index) + 1 :]))
        case ["form", index, _]:
            part = replace(body.form[int(index)], value="")
            return replace(body, form=(*body.form[: int(index)], part, *body.form[int(index) + 1 :]))
    return body


def _cleaned_example(example: Example) -> Example:
    rows = (replace(row, value="") if looks_like_credential(row.name, row.value) else row for row in example.headers)
    request = without_credentials(example.request) if example.request is not None else None
    return replace(example, headers=tuple(rows), body=_cleaned(example.body), request=request)


def _cleaned(text: str) -> str:
    """Return a text without its credentials, nothing of it where they cannot be told apart."""
    if not holds_credential(text):
        return text
    text = without_tokens(text, "")
    return "" if holds_credential(text) else text


def _without_value(auth: AuthChoice, name: str) -> AuthChoice:
    return replace(auth, values=tuple((field, "" if field == name else text) for field, text in auth.values))


def _without_cell(rows: tuple[Row, ...], index: int) -> tuple[Row, ...]:
    return (*rows[:index], replace(rows[index], value=""), *rows[index + 1 :])
