"""Drafts as OpenCollection documents, and back. The native file takes what its schema knows, the sidecar the rest."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from modelpost.core.request import (
    AuthChoice,
    Body,
    BodyKind,
    Defaults,
    FormRow,
    RawLanguage,
    RequestDraft,
    RequestSettings,
    Row,
)
from modelpost.core.url import with_line
from modelpost.core.variables import Variable

Data = dict[str, Any]

_RAW_NAMES = {RawLanguage.JSON: "json", RawLanguage.TEXT: "text", RawLanguage.XML: "xml", RawLanguage.HTML: "text"}
_RAW_KINDS = {"json": RawLanguage.JSON, "text": RawLanguage.TEXT, "xml": RawLanguage.XML, "sparql": RawLanguage.TEXT}
_AUTH_FIELDS = {
    "apikey": ("key", "value", "placement"),
    "basic": ("username", "password"),
    "bearer": ("token",),
}


# Writing --------------------------------------------------------------------------------------------------------------


def to_document(draft: RequestDraft, sequence: float = 1) -> Data:
    """Return the native document of a draft."""
    info: Data = {"name": draft.name, "type": "http", "seq": int(sequence) if sequence == int(sequence) else sequence}
    http: Data = {"method": draft.method, "url": draft.url}
    if draft.headers:
        http["headers"] = [_row(row) for row in draft.headers]
    params = [{**_row(row), "type": "query"} for row in draft.query] + [
        {**_row(row), "type": "path"} for row in draft.path
    ]
    if params:
        http["params"] = [_ordered(param, ("name", "value", "type", "description", "disabled")) for param in params]
    body = _body(draft.body)
    if body is not None:
        http["body"] = body
    auth = _auth(draft.auth)
    if auth is not None:
        http["auth"] = auth
    document: Data = {"info": info, "http": http}
    settings = _settings(draft.settings)
    if settings:
        document["settings"] = settings
    if draft.docs:
        document["docs"] = draft.docs
    return document


def to_sidecar(draft: RequestDraft) -> Data:
    """Return what the schema has no home for; empty when there is nothing."""
    sidecar: Data = {}
    if draft.auth.kind == "none":
        sidecar["auth"] = {"type": "none"}
    elif draft.auth.kind == "bearer" and draft.auth.value("prefix", "Bearer") != "Bearer":
        sidecar["auth"] = {"prefix": draft.auth.value("prefix")}
    if draft.omitted:
        sidecar["omittedHeaders"] = list(draft.omitted)
    if draft.settings.verify_tls is not None:
        sidecar["verifyTls"] = draft.settings.verify_tls
    hidden = _hidden_bodies(draft.body)
    if hidden:
        sidecar["bodies"] = hidden
    return sidecar


def _row(row: Row) -> Data:
    data: Data = {"name": row.name, "value": row.value}
    if row.note:
        data["description"] = row.note
    if not row.enabled:
        data["disabled"] = True
    return data


def _ordered(data: Data, keys: tuple[str, ...]) -> Data:
    return {key: data[key] for key in keys if key in data}


def _form_row(row: FormRow) -> Data:
    value: object = list(row.files) if row.is_file else row.value
    data: Data = {"name": row.name, "type": "file" if row.is_file else "text", "value": value}
    if row.content_type:
        data["contentType"] = row.content_type
    if row.note:
        data["description"] = row.note
    if not row.enabled:
        data["disabled"] = True
    return data


def _body(body: Body) -> Data | None:
    match body.kind:
        case BodyKind.RAW:
            return {"type": _RAW_NAMES[body.language], "data": body.raw}
        case BodyKind.FORM_DATA:
            return {"type": "multipart-form", "data": [_form_row(row) for row in body.form]}
        case BodyKind.URLENCODED:
            return {"type": "form-urlencoded", "data": [_row(row) for row in body.urlencoded]}
        case BodyKind.BINARY:
            return {"type": "file", "data": [{"filePath": body.binary, "contentType": "", "selected": True}]}
        case BodyKind.NONE:
            return None


def _hidden_bodies(body: Body) -> Data:
    """Return what is kept of the kinds that are not sent, and the language where the schema cannot say it."""
    hidden: Data = {}
    if body.form and body.kind is not BodyKind.FORM_DATA:
        hidden["form"] = [_form_row(row) for row in body.form]
    if body.urlencoded and body.kind is not BodyKind.URLENCODED:
        hidden["urlencoded"] = [_row(row) for row in body.urlencoded]
    if body.raw and body.kind is not BodyKind.RAW:
        hidden["raw"] = body.raw
    if body.binary and body.kind is not BodyKind.BINARY:
        hidden["binary"] = body.binary
    is_told = body.kind is BodyKind.RAW and body.language is not RawLanguage.HTML
    if body.language is not RawLanguage.JSON and not is_told:
        hidden["language"] = body.language.name.lower()
    return hidden


def _auth(auth: AuthChoice) -> object | None:
    if auth.kind == "inherit":
        return "inherit"
    if auth.kind not in _AUTH_FIELDS:
        return None
    return {"type": auth.kind, **{name: auth.value(name) for name in _AUTH_FIELDS[auth.kind] if auth.value(name)}}


def _settings(settings: RequestSettings) -> Data:
    data: Data = {}
    if settings.timeout is not None:
        data["timeout"] = round(settings.timeout * 1000)
    if settings.follow_redirects is not None:
        data["followRedirects"] = settings.follow_redirects
    if settings.max_redirects is not None:
        data["maxRedirects"] = settings.max_redirects
    return data


# Reading --------------------------------------------------------------------------------------------------------------


def to_draft(document: Data, sidecar: Data, fallback_name: str) -> RequestDraft:
    """Return the draft of a document; what is missing or of an unexpected kind is passed over."""
    info, http = as_mapping(document.get("info")), as_mapping(document.get("http"))
    params = as_mappings(http.get("params"))
    draft = RequestDraft(
        name=as_text(info.get("name")) or fallback_name,
        method=as_text(http.get("method")) or "GET",
        url=as_text(http.get("url")),
        query=tuple(_read_row(p) for p in params if p.get("type", "query") == "query"),
        path=tuple(_read_row(p) for p in params if p.get("type") == "path"),
        headers=tuple(_read_row(row) for row in as_mappings(http.get("headers"))),
        omitted=tuple(as_text(name) for name in as_list(sidecar.get("omittedHeaders"))),
        auth=_read_auth(http.get("auth"), as_mapping(sidecar.get("auth"))),
        body=_read_body(http.get("body"), as_mapping(sidecar.get("bodies"))),
        settings=read_settings(as_mapping(document.get("settings")), sidecar),
        docs=as_text(document.get("docs")),
    )
    return _agreed(draft)


def read_defaults(request: Data, sidecar: Data) -> Defaults:
    """Return what the `request` block of a folder or collection lends to the requests below."""
    settings = as_mapping(as_mapping(request.get("settings")).get("http"))
    auth = request.get("auth", "inherit")
    return Defaults(
        headers=tuple(_read_row(row) for row in as_mappings(request.get("headers"))),
        auth=_read_auth(auth, as_mapping(sidecar.get("auth"))),
        settings=read_settings(settings, sidecar),
    )


def read_variables(entries: object) -> tuple[Variable, ...]:
    """Return plain variables; secret ones are told apart by the caller, who knows their scope."""
    return tuple(
        Variable(
            as_text(entry.get("name")),
            _variable_value(entry.get("value")),
            not entry.get("disabled", False),
            as_text(entry.get("description")),
        )
        for entry in as_mappings(entries)
        if not entry.get("secret")
    )


def secret_names(entries: object) -> tuple[str, ...]:
    """Return the names of the secret variables in a list."""
    return tuple(as_text(entry.get("name")) for entry in as_mappings(entries) if entry.get("secret"))


def read_settings(settings: Data, sidecar: Data) -> RequestSettings:
    """Return settings; `inherit` and what is absent stay open."""
    timeout, most = settings.get("timeout"), settings.get("maxRedirects")
    follow, verify = settings.get("followRedirects"), sidecar.get("verifyTls")
    return RequestSettings(
        timeout=timeout / 1000 if isinstance(timeout, int | float) and not isinstance(timeout, bool) else None,
        follow_redirects=follow if isinstance(follow, bool) else None,
        max_redirects=int(most) if isinstance(most, int | float) and not isinstance(most, bool) else None,
        verify_tls=verify if isinstance(verify, bool) else None,
    )


def _agreed(draft: RequestDraft) -> RequestDraft:
    """Bring rows and line together where a file says one thing in its URL and another in its rows; the URL wins."""
    agreed = with_line(draft, draft.url)
    return draft if agreed.query == draft.query and agreed.path == draft.path else agreed


def _read_row(data: Data) -> Row:
    return Row(
        as_text(data.get("name")),
        as_text(data.get("value")),
        not data.get("disabled", not data.get("enabled", True)),
        _description(data.get("description")),
    )


def _read_form_row(data: Data) -> FormRow:
    value = data.get("value")
    is_file = data.get("type") == "file"
    files = tuple(as_text(path) for path in (value if isinstance(value, list) else [value]) if path) if is_file else ()
    return FormRow(
        name=as_text(data.get("name")),
        value="" if is_file else as_text(value),
        files=files,
        is_file=is_file,
        content_type=as_text(data.get("contentType")),
        enabled=not data.get("disabled", False),
        note=_description(data.get("description")),
    )


def _read_body(found: object, hidden: Data) -> Body:
    body = Body(
        form=tuple(_read_form_row(row) for row in as_mappings(hidden.get("form"))),
        urlencoded=tuple(_read_row(row) for row in as_mappings(hidden.get("urlencoded"))),
        raw=as_text(hidden.get("raw")),
        language=_language(hidden),
        binary=as_text(hidden.get("binary")),
    )
    if isinstance(found, list):  # variants: the selected one is sent
        variants = as_mappings(found)
        chosen = next((variant for variant in variants if variant.get("selected")), variants[0] if variants else {})
        found = chosen.get("body")
    data = as_mapping(found)
    kind = as_text(data.get("type"))
    if kind in _RAW_KINDS:
        language = body.language if kind == "text" and body.language is RawLanguage.HTML else _RAW_KINDS[kind]
        return replace(body, kind=BodyKind.RAW, raw=as_text(data.get("data")), language=language)
    match kind:
        case "multipart-form":
            rows = tuple(_read_form_row(row) for row in as_mappings(data.get("data")))
            return replace(body, kind=BodyKind.FORM_DATA, form=rows)
        case "form-urlencoded":
            rows_ = tuple(_read_row(row) for row in as_mappings(data.get("data")))
            return replace(body, kind=BodyKind.URLENCODED, urlencoded=rows_)
        case "file":
            files = as_mappings(data.get("data"))
            chosen = next((file for file in files if file.get("selected")), files[0] if files else {})
            return replace(body, kind=BodyKind.BINARY, binary=as_text(chosen.get("filePath")))
    return body


def _language(hidden: Data) -> RawLanguage:
    name = as_text(hidden.get("language")).upper()
    return RawLanguage[name] if name in RawLanguage.__members__ else RawLanguage.JSON


def _read_auth(found: object, sidecar: Data) -> AuthChoice:
    if found == "inherit":
        return AuthChoice("inherit")
    data = as_mapping(found)
    kind = as_text(data.get("type"))
    if not kind:
        return AuthChoice("none")
    values = tuple(
        (name, as_text(value)) for name, value in data.items() if name != "type" and not isinstance(value, dict | list)
    )
    prefix = as_text(sidecar.get("prefix"))
    return AuthChoice(kind, (*values, ("prefix", prefix)) if prefix else values)


def _variable_value(value: object) -> str:
    if isinstance(value, list):
        variants = as_mappings(value)
        chosen = next((variant for variant in variants if variant.get("selected")), variants[0] if variants else {})
        value = chosen.get("value")
    if isinstance(value, Mapping):
        value = value.get("data")
    return as_text(value)


def _description(value: object) -> str:
    return as_text(value.get("content")) if isinstance(value, Mapping) else as_text(value)


def as_text(value: object) -> str:
    """Return a scalar as text; nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def as_mapping(value: object) -> Data:
    """Return a mapping, an empty one for anything else."""
    return {str(key): entry for key, entry in value.items()} if isinstance(value, Mapping) else {}


def as_mappings(value: object) -> list[Data]:
    """Return the mappings in a list."""
    return [as_mapping(entry) for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def as_list(value: object) -> list[object]:
    """Return a list, an empty one for anything else."""
    return list(value) if isinstance(value, list) else []
