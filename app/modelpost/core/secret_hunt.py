"""Takes the credentials out of a collection that was read from elsewhere, before any of it is written to a file.

Where one stood, a reference to a secret variable stands afterwards. What is only shown, such as saved answers, gets
dots in its place.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from modelpost.core import url as address_line
from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.request import AuthChoice, Body, Defaults, Example, RequestDraft, Row, Script
from modelpost.core.scope import Variable
from modelpost.core.secrets import (
    MASK,
    SET_COOKIE_HEADERS,
    SecretRef,
    credential_spans,
    holds_credential,
    is_token_header,
    looks_like_credential,
)
from modelpost.core.sending import credential_at, with_credential
from modelpost.core.template import placeholders, reference
from modelpost.core.tree import Environment
from modelpost.core.undecided import is_better_secret, password_in, undecided_places

_SCHEME = re.compile(r"^(\s*(?:Bearer|Basic|Token|ApiKey)\s+)(\S.*)$", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_SHORTEST_REPLACED = 8
"""Characters of a secret that is also looked for elsewhere: shorter ones would hit ordinary words."""

_COLLECTION = "collection"
_BETWEEN = " › "


@dataclass(frozen=True, slots=True)
class FoundSecret:
    """A credential that was found: the secret variable that stands for it, its value, and where it was first seen."""

    ref: SecretRef
    value: str = field(repr=False)
    where: str = ""


class Cleared(NamedTuple):
    """A collection without credentials, and the credentials; `masked` is how many places got dots instead."""

    contents: CollectionContents
    secrets: tuple[FoundSecret, ...]
    masked: int = 0


def cleared(
    contents: CollectionContents, known: Mapping[SecretRef, str] | None = None, taken: Collection[str] = ()
) -> Cleared:
    """Return a collection without credentials.

    `known` are the values of its secret variables, as far as the file held them; `taken` are names of variables that
    must not be used for anything else, because the place it goes to has them.
    """
    return _Hunt(contents, known or {}, taken).run()


class _Hunt:
    """One pass over a collection: first all variables, since their values may stand elsewhere too, then the rest."""

    def __init__(self, contents: CollectionContents, known: Mapping[SecretRef, str], taken: Collection[str]) -> None:
        self._contents = contents
        self._known = known
        self._names = {*taken, *_names_in(contents)}
        self._found: dict[SecretRef, FoundSecret] = {}
        self._by_value: dict[str, str] = {}
        self._masked = 0
        self._elsewhere: re.Pattern[str] | None = None

    def run(self) -> Cleared:
        environments = tuple(map(self._environment, self._contents.environments))
        tree = self._variables(self._contents.tree, ())
        tree = self._folder(tree, ())
        self._look_elsewhere()
        tree = self._without_copies(tree)
        environments = tuple(
            replace(
                each,
                variables=tuple(self._variable_without_copies(known, f"env:{each.name}") for known in each.variables),
            )
            for each in environments
        )
        declared = {variable.name for variable in tree.variables}
        added = tuple(
            Variable(ref.name, ref) for ref in self._found if ref.scope == _COLLECTION and ref.name not in declared
        )
        tree = replace(tree, variables=tree.variables + added)
        return Cleared(CollectionContents(tree, environments), tuple(self._found.values()), self._masked)

    # Variables -------------------------------------------------------------------------------------------------------

    def _environment(self, environment: Environment) -> Environment:
        scope = f"env:{environment.name}"
        variables = tuple(self._variable(each, scope, environment.name) for each in environment.variables)
        return replace(environment, variables=variables)

    def _variable(self, variable: Variable, scope: str, where: str) -> Variable:
        """Return a variable whose value, if it is a secret, is found under its own name."""
        value = variable.value
        if isinstance(value, SecretRef):
            self._note(SecretRef("", scope, variable.name), self._known.get(value, ""), where)
            return replace(variable, value=SecretRef("", scope, variable.name))
        if not is_better_secret(variable.name, value):
            return variable
        self._note(SecretRef("", scope, variable.name), value, where)
        return replace(variable, value=SecretRef("", scope, variable.name))

    def _variables(self, folder: FolderContents, path: tuple[str, ...]) -> FolderContents:
        where = _BETWEEN.join(path) or folder.name
        if path:
            variables = tuple(self._folder_variable(each, where) for each in folder.variables)
        else:
            variables = tuple(self._variable(each, _COLLECTION, where) for each in folder.variables)
        items = tuple(
            self._variables(item, (*path, item.name)) if isinstance(item, FolderContents) else item
            for item in folder.items
        )
        return replace(folder, variables=variables, items=items)

    def _folder_variable(self, variable: Variable, where: str) -> Variable:
        """Return a folder's variable that refers to a secret of the collection, where its value is one."""
        value = variable.value
        if isinstance(value, SecretRef):
            return replace(variable, value=self._reference(variable.name, self._known.get(value, ""), where))
        if is_better_secret(variable.name, value):
            return replace(variable, value=self._reference(variable.name, value, where))
        return variable

    # Requests and folders --------------------------------------------------------------------------------------------

    def _folder(self, folder: FolderContents, path: tuple[str, ...]) -> FolderContents:
        where = _BETWEEN.join(path) or folder.name
        lent = folder.defaults
        lends = self._draft(RequestDraft(headers=lent.headers, auth=lent.auth, settings=lent.settings), where)
        return replace(
            folder,
            items=tuple(
                self._folder(item, (*path, item.name))
                if isinstance(item, FolderContents)
                else self._request(item, _BETWEEN.join((*path, item.name)))
                for item in folder.items
            ),
            defaults=replace(lent, headers=lends.headers, auth=lends.auth, settings=lends.settings),
            docs=self._shown(folder.docs),
            scripts=tuple(map(self._script, folder.scripts)),
        )

    def _request(self, draft: RequestDraft, where: str) -> RequestDraft:
        draft = self._draft(draft, where)
        return replace(
            draft,
            docs=self._shown(draft.docs),
            scripts=tuple(map(self._script, draft.scripts)),
            examples=tuple(self._example(example, where) for example in draft.examples),
        )

    def _draft(self, draft: RequestDraft, where: str) -> RequestDraft:
        for place in undecided_places(draft):
            draft = self._decided(draft, place, where)
        return draft

    def _decided(self, draft: RequestDraft, place: str, where: str) -> RequestDraft:
        """Return a draft with a reference at a place, which is in the form of `Problem.where`."""
        match place.split("."):
            case ["auth", name]:
                decided = self._of_field(_label(draft.auth, name), draft.auth.value(name), where)
                return replace(draft, auth=draft.auth.with_value(name, decided))
            case ["query", index, _]:
                return address_line.with_query(draft, self._row(draft.query, int(index), where))
            case ["headers", index, _]:
                return replace(draft, headers=self._row(draft.headers, int(index), where))
            case ["path", index, _]:
                return replace(draft, path=self._row(draft.path, int(index), where))
            case ["body", "form", index, _]:
                parts = list(draft.body.form)
                part = parts[int(index)]
                parts[int(index)] = replace(part, value=self._of_field(part.name, part.value, where))
                return draft.with_body(form=tuple(parts))
            case ["body", "urlencoded", index, _]:
                return draft.with_body(urlencoded=self._row(draft.body.urlencoded, int(index), where))
            case ["body", "raw"]:
                return draft.with_body(raw=self._raw(draft.body.raw, where))
            case ["messages", index]:
                at, known = int(index), draft.messages
                message = replace(known[at], text=self._raw(known[at].text, where))
                return replace(draft, messages=(*known[:at], message, *known[at + 1 :]))
            case ["settings", *rest]:
                value = credential_at(draft.settings, tuple(rest))
                referred = self._reference(f"{rest[0]}_{rest[-1]}", value, where)
                name = referred.removeprefix("{{").removesuffix("}}")
                return replace(draft, settings=with_credential(draft.settings, tuple(rest), name))
            case ["url"]:
                return address_line.with_line(draft, self._url(draft.url, where))
        return draft

    def _row(self, rows: tuple[Row, ...], index: int, where: str) -> tuple[Row, ...]:
        row = rows[index]
        return (*rows[:index], replace(row, value=self._of_field(row.name, row.value, where)), *rows[index + 1 :])

    def _of_field(self, name: str, text: str, where: str) -> str:
        """Return a reference; the word for the scheme before a credential stays."""
        match = _SCHEME.match(text)
        prefix, value = (match[1], match[2]) if match else ("", text)
        return prefix + self._reference(name, value.strip(), where)

    def _raw(self, text: str, where: str) -> str:
        """Return a body with references in it; one that still holds a credential becomes a secret as a whole."""
        pieces, position = [], 0
        for start, end, name in credential_spans(text):
            pieces += [text[position:start], self._reference(name, text[start:end], where)]
            position = end
        changed = "".join((*pieces, text[position:]))
        return self._reference("body", text, where) if holds_credential(changed) else changed

    def _url(self, line: str, where: str) -> str:
        span = password_in(line)
        if span is not None:
            line = line[: span[0]] + self._reference("password", line[span[0] : span[1]], where) + line[span[1] :]
        before, question, query = line.partition("?")
        steps = [
            self._reference("token", step, where) if looks_like_credential("", step) else step
            for step in before.split("/")
        ]
        changed = "/".join(steps)
        if looks_like_credential("", changed):
            changed = self._reference("address", changed, where)
        return f"{changed}{question}{query}"

    # What is only shown ----------------------------------------------------------------------------------------------

    def _shown(self, text: str) -> str:
        pieces, position = [], 0
        for start, end, _ in credential_spans(text):
            pieces += [text[position:start], MASK]
            position = end
            self._masked += 1
        return "".join((*pieces, text[position:])) if pieces else text

    def _script(self, script: Script) -> Script:
        return replace(script, code=self._shown(script.code))

    def _example(self, example: Example, where: str) -> Example:
        headers = tuple(map(self._answered_header, example.headers))
        asked = None if example.request is None else self._draft(example.request, where)
        return replace(
            example, request=asked, headers=headers, body=self._shown(example.body), note=self._shown(example.note)
        )

    def _answered_header(self, row: Row) -> Row:
        is_credential = row.name.strip().lower() in SET_COOKIE_HEADERS or is_token_header(row.name)
        if row.value == MASK or not (is_credential or looks_like_credential(row.name, row.value)):
            return row
        self._masked += 1
        return replace(row, value=MASK)

    # Copies of what was found ----------------------------------------------------------------------------------------

    def _look_elsewhere(self) -> None:
        values = sorted((value for value in self._by_value if len(value) >= _SHORTEST_REPLACED), key=len, reverse=True)
        if values:
            self._elsewhere = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, values))})(?![A-Za-z0-9])")

    def _variable_without_copies(self, variable: Variable, scope: str) -> Variable:
        """Return a variable that refers to what it repeats; one of the same name, which cannot, becomes secret too."""
        if not isinstance(variable.value, str):
            return variable
        changed = self._with_references(variable.value)
        if reference(variable.name) not in changed or changed == variable.value:
            return replace(variable, value=changed, note=self._with_dots(variable.note))
        if not scope:  # a folder has no secrets of its own: the one further out is meant
            return replace(variable, enabled=False, value="")
        ref = SecretRef("", scope, variable.name)
        self._note(ref, variable.value, variable.name)
        return replace(variable, value=ref)

    def _without_copies(self, folder: FolderContents, scope: str = _COLLECTION) -> FolderContents:
        if self._elsewhere is None:
            return folder
        refer, dot = self._with_references, self._with_dots
        defaults = Defaults(
            headers=_rows(folder.defaults.headers, refer),
            auth=_auth(folder.defaults.auth, refer),
            settings=folder.defaults.settings,
        )
        return replace(
            folder,
            items=tuple(
                self._without_copies(item, "")
                if isinstance(item, FolderContents)
                else self._request_without_copies(item)
                for item in folder.items
            ),
            defaults=defaults,
            variables=tuple(self._variable_without_copies(each, scope) for each in folder.variables),
            docs=dot(folder.docs),
            scripts=tuple(replace(script, code=refer(script.code)) for script in folder.scripts),
        )

    def _request_without_copies(self, draft: RequestDraft) -> RequestDraft:
        refer, dot = self._with_references, self._with_dots
        return replace(
            _part(draft, refer),
            docs=dot(draft.docs),
            scripts=tuple(replace(script, code=refer(script.code)) for script in draft.scripts),
            assertions=tuple(replace(each, value=refer(each.value)) for each in draft.assertions),
            examples=tuple(
                replace(
                    example,
                    note=dot(example.note),
                    body=dot(example.body),
                    headers=_rows(example.headers, dot),
                    request=None if example.request is None else _part(example.request, refer),
                )
                for example in draft.examples
            ),
        )

    def _with_references(self, text: str) -> str:
        if self._elsewhere is None or not text:
            return text
        return self._elsewhere.sub(lambda match: reference(self._by_value[match[0]]), text)

    def _with_dots(self, text: str) -> str:
        if self._elsewhere is None or not text:
            return text
        changed, count = self._elsewhere.subn(MASK, text)
        self._masked += count
        return changed

    # Names -----------------------------------------------------------------------------------------------------------

    def _reference(self, label: str, value: str, where: str) -> str:
        """Return a reference to the secret with this value, which is one of the collection."""
        if value and value in self._by_value:
            return reference(self._by_value[value])
        stem = "_".join(word.lower() for word in _WORD.findall(label)) or "secret"
        name, number = stem, 2
        while name in self._names:
            name, number = f"{stem}_{number}", number + 1
        self._note(SecretRef("", _COLLECTION, name), value, where)
        return reference(name)

    def _note(self, ref: SecretRef, value: str, where: str) -> None:
        self._names.add(ref.name)
        self._found[ref] = FoundSecret(ref, value, where)
        if value:
            self._by_value.setdefault(value, ref.name)


def _label(auth: AuthChoice, field: str) -> str:
    """Return what the secret of an auth field may be called: an API key is named by its header."""
    return auth.value("key") or field if auth.kind == "apikey" else field


# Texts in drafts ------------------------------------------------------------------------------------------------------

_Change = Callable[[str], str]


def _part(draft: RequestDraft, change: _Change) -> RequestDraft:
    """Return a draft with what is sent changed; query and address line stay in step."""
    body = draft.body
    draft = replace(
        draft,
        headers=_rows(draft.headers, change),
        path=_rows(draft.path, change),
        auth=_auth(draft.auth, change),
        messages=tuple(replace(message, text=change(message.text)) for message in draft.messages),
        body=replace(
            body,
            raw=change(body.raw),
            urlencoded=_rows(body.urlencoded, change),
            form=tuple(replace(part, value=change(part.value), note=change(part.note)) for part in body.form),
        ),
    )
    query = _rows(draft.query, change)
    if query != draft.query:
        draft = address_line.with_query(draft, query)
    line = change(draft.url)
    return draft if line == draft.url else address_line.with_line(draft, line)


def _rows(rows: tuple[Row, ...], change: _Change) -> tuple[Row, ...]:
    return tuple(replace(row, value=change(row.value), note=change(row.note)) for row in rows)


def _auth(auth: AuthChoice, change: _Change) -> AuthChoice:
    return replace(auth, values=tuple((name, change(text)) for name, text in auth.values))


def _names_in(contents: CollectionContents) -> Iterator[str]:
    """Yield the names of all variables that there are, or that somebody refers to."""
    for environment in contents.environments:
        yield from (variable.name for variable in environment.variables)
    for folder in contents.tree.folders():
        yield from (variable.name for variable in folder.variables)
        yield from _referred(*(text for _, text in folder.defaults.auth.values))
    for draft in contents.tree.requests():
        yield from _referred(draft.url, draft.body.raw, *_values(draft.body), *(one.text for one in draft.messages))
        yield from _referred(*(row.value for row in draft.headers), *(text for _, text in draft.auth.values))


def _values(body: Body) -> Iterator[str]:
    yield from (row.value for row in body.urlencoded)
    yield from (part.value for part in body.form)


def _referred(*texts: str) -> Iterator[str]:
    for text in texts:
        yield from (span.name for span in placeholders(text) if span.name is not None)
