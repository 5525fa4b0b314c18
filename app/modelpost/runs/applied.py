"""One input put into a request: its file where the request takes one, its columns as variables or into the JSON."""

import json
from dataclasses import replace
from pathlib import PurePath

from modelpost.core.failures import FormatTrouble
from modelpost.core.request import BodyKind, FormRow, RequestDraft, Row
from modelpost.core.scope import Scope, Variable
from modelpost.core.template import placeholders, spans
from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path
from modelpost.documents.jsonpath import located
from modelpost.runs.inputs import Input

_MOST_PLACES = 300
_FILE_NAMES = frozenset({"file", "file_name", "file_stem"})

Fields = tuple[tuple[str, Path], ...]
"""Which column goes where in the JSON of the body."""


def applied(draft: RequestDraft, given: Input, fields: Fields = (), part: str = "") -> tuple[RequestDraft, Scope]:
    """Return the request for one input, and the variables that it brings along.

    `part` names the part of form-data that takes the file; the first one that is a file where it is empty.
    Raises FormatTrouble for a request that has no place for the file, or no JSON for the fields.
    """
    variables = [Variable("index", str(given.index + 1)), *(Variable(name, text) for name, text in given.values)]
    if given.file:
        place = PurePath(given.file)
        variables += [
            Variable("file", place.as_posix()),
            Variable("file_name", place.name),
            Variable("file_stem", place.stem),
        ]
        draft = _with_file(draft, given.file, part)
    if fields:
        draft = _with_fields(draft, dict(given.values), fields)
    return draft, Scope("run", tuple(variables))


def filled(draft: RequestDraft, scope: Scope) -> RequestDraft:
    """Return a request with the variables of one input written out; all others stay."""
    values = {variable.name: str(variable.value) for variable in scope.variables}

    def text(template: str) -> str:
        parts = (values.get(span.name or "", template[span.start : span.end]) for span in spans(template))
        return "".join(parts)

    def rows(before: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(replace(row, value=text(row.value)) for row in before)

    body = replace(
        draft.body,
        raw=text(draft.body.raw),
        urlencoded=rows(draft.body.urlencoded),
        form=tuple(replace(row, value=text(row.value), files=tuple(map(text, row.files))) for row in draft.body.form),
        binary=text(draft.body.binary),
    )
    return replace(
        draft,
        url=text(draft.url),
        query=rows(draft.query),
        path=rows(draft.path),
        headers=rows(draft.headers),
        body=body,
    )


def takes_file(draft: RequestDraft) -> bool:
    """Tell whether a request has a place for a file."""
    return _file_row(draft) is not None or draft.body.kind is BodyKind.BINARY or _names_file(draft)


def json_places(text: str) -> tuple[Path, ...]:
    """Return where values stand in the JSON of a body: those that are no list and no object, a few hundred at most."""
    try:
        document: Json = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    found: list[Path] = []
    waiting: list[tuple[Path, Json]] = [((), document)]
    while waiting and len(found) < _MOST_PLACES:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, name), each) for name, each in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [((*path, place), each) for place, each in reversed(list(enumerate(value)))]
        else:
            found.append(path)
    return tuple(found)


def fields_at(draft: RequestDraft, column: str, path: str) -> Fields:
    """Return the fields of the JSON of a body that a JSONPath leads to, for a column. Raises FormatTrouble."""
    found = located(_document(draft), path)
    if not found:
        raise FormatTrouble(
            Message("The body has no place {step}", step=path), Message("Choose another field for the column.")
        )
    return tuple((column, place) for _, place in found)


def file_parts(draft: RequestDraft) -> tuple[str, ...]:
    """Return the names of the parts of form-data that can take the file."""
    if draft.body.kind is not BodyKind.FORM_DATA:
        return ()
    return tuple(row.name for row in draft.body.form if row.is_file and row.enabled)


def _file_row(draft: RequestDraft, part: str = "") -> int | None:
    if draft.body.kind is not BodyKind.FORM_DATA:
        return None
    rows = [(index, row) for index, row in enumerate(draft.body.form) if row.is_file and row.enabled]
    named = [index for index, row in rows if row.name == part]
    return next(iter([*named, *(index for index, _ in rows)]), None)


def _names_file(draft: RequestDraft) -> bool:
    """Tell whether a raw body, the address or a text part refers to the file by a variable."""
    texts = (draft.body.raw, draft.url, *(row.value for row in draft.body.form))
    return any(span.name in _FILE_NAMES or "{file" in text for text in texts for span in placeholders(text))


def _with_file(draft: RequestDraft, path: str, part: str) -> RequestDraft:
    index = _file_row(draft, part)
    if index is not None:
        row: FormRow = replace(draft.body.form[index], files=(path,))
        rows = (*draft.body.form[:index], row, *draft.body.form[index + 1 :])
        return draft.with_body(form=rows)
    if draft.body.kind is BodyKind.BINARY:
        return draft.with_body(binary=path)
    if _names_file(draft):
        return draft
    raise FormatTrouble(
        Message("The request has no place for a file"),
        Message("Add a file to its form-data, choose a binary body, or write {name} where it goes.", name="{{file}}"),
    )


def _with_fields(draft: RequestDraft, values: dict[str, str], fields: Fields) -> RequestDraft:
    document = _document(draft)
    for column, path in fields:
        if column in values:
            document = _put(document, path, values[column])
    return draft.with_body(raw=json.dumps(document, ensure_ascii=False, indent=2))


def _document(draft: RequestDraft) -> Json:
    """Return the JSON of a body. Raises FormatTrouble."""
    try:
        document: Json = json.loads(draft.body.raw)
    except (ValueError, RecursionError) as error:
        raise FormatTrouble(
            Message("The body of the request is not JSON"),
            Message("Columns can go into its fields only where it is. Use variables instead."),
        ) from error
    return document


def _put(value: Json, path: Path, text: str) -> Json:
    """Return a document with a text at a path; it becomes a number or truth value where one stood there."""
    if not path:
        return _like(value, text)
    step, rest = path[0], path[1:]
    if isinstance(value, dict) and isinstance(step, str):
        return {**value, step: _put(value.get(step), rest, text)}
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return [*value[:step], _put(value[step], rest, text), *value[step + 1 :]]
    raise FormatTrouble(
        Message("The body has no place {step}", step=step), Message("Choose another field for the column.")
    )


def _like(before: Json, text: str) -> Json:
    if isinstance(before, str):
        return text
    try:
        found: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return found
