"""Drafts as OpenCollection documents, and back. The native file takes what its schema knows, the sidecar the rest."""

from dataclasses import replace

from modelpost.core import url as address_line
from modelpost.core.request import (
    INHERITED_AUTH,
    NO_AUTH,
    BodyKind,
    Defaults,
    RawLanguage,
    RequestDraft,
    Row,
)
from modelpost.store.opencollection.bodies import body_tree, hidden_tree, read_body
from modelpost.store.opencollection.captures import action_trees, foreign_actions, hidden_captures, read_captures
from modelpost.store.opencollection.conversations import (
    CONVERSATION,
    SECTION,
    USUAL_METHOD,
    conversation_settings_tree,
    details_tree,
    hidden_conversation_tree,
    kept_messages_tree,
    read_kept_messages,
    read_messages,
    read_rows,
)
from modelpost.store.opencollection.emit import Block
from modelpost.store.opencollection.examples import example_trees, hidden_examples, read_examples
from modelpost.store.opencollection.nodes import Plain, as_flag, as_mapping, as_mappings, as_text, as_texts
from modelpost.store.opencollection.rows import (
    auth_tree,
    hidden_auth_tree,
    read_auth,
    read_note,
    read_row,
    read_settings,
    row_tree,
    settings_tree,
)
from modelpost.store.opencollection.runtime import read_assertions, read_scripts, runtime_tree
from modelpost.store.opencollection.sending import read_config, sending_tree
from modelpost.store.opencollection.showing import DEMO, VIEW, demo_tree, read_showing, view_tree

Tree = dict[str, Plain]

REQUEST = "http"
CONVERSATIONS = frozenset({CONVERSATION, "ws"})
OTHER_ITEMS = frozenset({"graphql", "grpc", "script", "js", "app"})
"""Kinds of items that are shown and kept, but that cannot be sent."""

_OF_REQUEST = "ofRequest"
"""Where the sidecar of a conversation keeps what only a request has a place for."""

_HTML_ROW = Row("Content-Type", RawLanguage.HTML.value)


def to_document(draft: RequestDraft) -> Tree:
    """Return the native document of a draft, without the place among its siblings."""
    if draft.is_conversation:
        return _conversation_document(draft)
    http: Tree = {"method": draft.method, "url": draft.url}
    headers = [*draft.headers, _HTML_ROW] if _needs_html_row(draft) else draft.headers
    if headers:
        http["headers"] = [row_tree(row) for row in headers]
    if draft.query or draft.path:
        http["params"] = [_param(row, "query") for row in draft.query] + [_param(row, "path") for row in draft.path]
    body = body_tree(draft.body)
    if body is not None:
        http["body"] = body
    auth = auth_tree(draft.auth)
    if auth is not None:
        http["auth"] = auth
    document: Tree = {"info": {"name": draft.name, "type": REQUEST}, "http": http}
    runtime = runtime_tree(draft.scripts, draft.assertions)
    actions = action_trees(draft.captures)
    if actions:
        runtime["actions"] = actions
    if runtime:
        document["runtime"] = runtime
    settings = settings_tree(draft.settings)
    if settings:
        document["settings"] = settings
    if draft.examples:
        document["examples"] = example_trees(draft.examples, _asked)
    if draft.docs:
        document["docs"] = Block(draft.docs)
    return document


def _asked(draft: RequestDraft) -> Tree:
    """Return what a saved answer was asked with."""
    return as_mapping(to_document(draft)[REQUEST])


def _conversation_document(draft: RequestDraft) -> Tree:
    details = details_tree(draft)
    auth = auth_tree(draft.auth)
    if auth is not None:
        details["auth"] = auth
    document: Tree = {"info": {"name": draft.name, "type": CONVERSATION}, CONVERSATION: details}
    runtime = runtime_tree(draft.scripts, ())
    if runtime:
        document["runtime"] = runtime
    settings = conversation_settings_tree(draft)
    if settings:
        document["settings"] = settings
    if draft.docs:
        document["docs"] = Block(draft.docs)
    return document


def with_foreign_actions(document: Tree, found: Tree) -> Tree:
    """Return a document that keeps the actions of the one in a file, `found`, which are not ours."""
    foreign = foreign_actions(as_mapping(found.get("runtime")).get("actions"))
    runtime = as_mapping(document.get("runtime"))
    own = runtime.get("actions") or []
    if CONVERSATION in document:
        return document  # its schema has none
    return {**document, "runtime": {**runtime, "actions": [*foreign, *own]}} if foreign else document


def with_docs_as_found(document: Tree, found: Tree) -> Tree:
    """Return a document whose docs are a text with a type where the one in a file, `found`, has them so."""
    if not isinstance(found.get("docs"), dict):
        return document
    return {**document, "docs": {"content": document.get("docs", "")}}


def to_sidecar(draft: RequestDraft) -> Tree:
    """Return what the schema has no home for; empty when there is nothing."""
    sidecar: Tree = {}
    auth = hidden_auth_tree(draft.auth, absent=NO_AUTH)
    if auth:
        sidecar["auth"] = auth
    if draft.omitted:
        sidecar["omittedHeaders"] = list(draft.omitted)
    if draft.settings.verify_tls is not None:
        sidecar["verifyTls"] = draft.settings.verify_tls
    sending = sending_tree(draft.settings)
    if sending:
        sidecar["settings"] = sending
    talk = hidden_conversation_tree(draft) if draft.is_conversation else kept_messages_tree(draft)
    if talk:
        sidecar[SECTION] = talk
    captures = hidden_captures(draft.captures, has_actions=not draft.is_conversation)
    if captures:
        sidecar["captures"] = captures
    for section, tree in ((DEMO, demo_tree(draft.showing)), (VIEW, view_tree(draft.showing))):
        if tree:
            sidecar[section] = tree
    bodies = hidden_tree(draft.body)
    if _needs_html_row(draft):
        bodies["addsContentType"] = True
    if bodies:
        sidecar["bodies"] = bodies
    examples = hidden_examples(draft.examples)
    if examples:
        sidecar["examples"] = examples
    if draft.is_conversation and (draft.assertions or draft.examples):
        sidecar[_OF_REQUEST] = runtime_tree((), draft.assertions) | {"examples": example_trees(draft.examples, _asked)}
    return sidecar


def to_draft(document: Tree, sidecar: Tree, fallback_name: str) -> RequestDraft:
    """Return the draft of a document; what is missing or of an unexpected kind is passed over."""
    if kind_of(document) in CONVERSATIONS:
        return _to_conversation(document, sidecar, fallback_name)
    info, http = as_mapping(document.get("info")), as_mapping(document.get("http"))
    hidden = as_mapping(sidecar.get("bodies"))
    runtime = as_mapping(document.get("runtime"))
    params = as_mappings(http.get("params"))
    headers = tuple(read_row(row) for row in as_mappings(http.get("headers")))
    draft = RequestDraft(
        name=as_text(info["name"]) if "name" in info else fallback_name,
        method=as_text(http["method"]) if "method" in http else "GET",
        url=as_text(http.get("url")),
        headers=headers,
        omitted=as_texts(sidecar.get("omittedHeaders")),
        auth=read_auth(http.get("auth"), as_mapping(sidecar.get("auth")), absent=NO_AUTH),
        body=read_body(http.get("body"), hidden),
        settings=read_settings(as_mapping(document.get("settings")), sidecar),
        docs=read_note(document.get("docs")),
        messages=read_kept_messages(as_mapping(sidecar.get(SECTION))),
        captures=read_captures(runtime.get("actions"), sidecar.get("captures")),
        examples=read_examples(document.get("examples"), sidecar.get("examples"), _read_asked),
        scripts=read_scripts(runtime.get("scripts")),
        assertions=read_assertions(runtime.get("assertions")),
        showing=read_showing(sidecar.get(DEMO), sidecar.get(VIEW)),
    )
    if as_flag(hidden.get("addsContentType")) and headers and headers[-1] == _HTML_ROW:
        draft = replace(draft, headers=headers[:-1])
    query = tuple(read_row(param) for param in params if param.get("type", "query") != "path")
    path = tuple(read_row(param) for param in params if param.get("type") == "path")
    return _with_params(draft, query, path)


def _to_conversation(document: Tree, sidecar: Tree, fallback_name: str) -> RequestDraft:
    info, details = as_mapping(document.get("info")), as_mapping(document.get(CONVERSATION))
    hidden = as_mapping(sidecar.get(SECTION))
    of_request = as_mapping(sidecar.get(_OF_REQUEST))
    draft = RequestDraft(
        name=as_text(info["name"]) if "name" in info else fallback_name,
        headers=tuple(read_row(row) for row in as_mappings(details.get("headers"))),
        omitted=as_texts(sidecar.get("omittedHeaders")),
        auth=read_auth(details.get("auth"), as_mapping(sidecar.get("auth")), absent=NO_AUTH),
        settings=read_settings({**as_mapping(hidden.get("settings")), **as_mapping(document.get("settings"))}, sidecar),
        docs=read_note(document.get("docs")),
        method=as_text(hidden["method"]) if "method" in hidden else USUAL_METHOD,
        body=read_body(hidden.get("body"), as_mapping(sidecar.get("bodies"))),
        captures=read_captures(None, sidecar.get("captures")),
        messages=read_messages(details, hidden),
        examples=read_examples(of_request.get("examples"), sidecar.get("examples"), _read_asked),
        scripts=read_scripts(as_mapping(document.get("runtime")).get("scripts")),
        assertions=read_assertions(of_request.get("assertions")),
        showing=read_showing(sidecar.get(DEMO), sidecar.get(VIEW)),
    )
    url, rows = as_text(details.get("url")), read_rows(hidden)
    draft = address_line.with_line(draft, url) if rows is None else _with_params(replace(draft, url=url), *rows)
    return replace(draft, is_conversation=True)


def read_defaults(request: Tree, sidecar: Tree, config: Tree) -> Defaults:
    """Return what the `request` block of a folder or collection lends to the requests below.

    Saying nothing of auth means none there, which hands on what is further out; only the sidecar can say that nothing
    shall be inherited. `config` is the block in which a collection has its proxy and client certificates.
    """
    settings = as_mapping(as_mapping(request.get("settings")).get("http"))
    return Defaults(
        headers=tuple(read_row(row) for row in as_mappings(request.get("headers"))),
        auth=read_auth(request.get("auth"), as_mapping(sidecar.get("auth")), absent=INHERITED_AUTH),
        settings=read_settings(settings, sidecar).over(read_config(config)),
    )


def _read_asked(http: Tree) -> RequestDraft:
    """Return what a saved answer was asked with: it has no name, and no auth to inherit."""
    return replace(to_draft({"info": {"name": ""}, "http": http}, {}, ""), auth=INHERITED_AUTH)


def kind_of(document: Tree) -> str:
    """Return what an item is; empty where it does not say so and has nothing to send."""
    kind = as_text(as_mapping(document.get("info")).get("type")) or as_text(document.get("type"))
    if not kind:
        kind = next((name for name in (REQUEST, CONVERSATION) if isinstance(document.get(name), dict)), "")
    return kind


def _with_params(draft: RequestDraft, query: tuple[Row, ...], path: tuple[Row, ...]) -> RequestDraft:
    """Bring rows and line together where a file says one thing in its URL and another in its rows.

    The URL wins, as it is what other programs send; but a URL without any query takes the one of the rows.
    """
    typed = address_line.split(draft.url)
    rows = replace(draft, query=query)
    from_rows = address_line.split(address_line.with_query(rows, query).url)
    if from_rows.query != typed.query:
        has_own_query = typed.has_query or bool(typed.query)
        rows = address_line.with_line(rows, draft.url) if has_own_query else address_line.with_query(rows, query)
    return address_line.with_path(rows, path)


def _param(row: Row, kind: str) -> Tree:
    tree = row_tree(row)
    return {"name": tree.pop("name"), "value": tree.pop("value"), "type": kind, **tree}


def _needs_html_row(draft: RequestDraft) -> bool:
    """Tell whether a Content-Type row must say that a raw body is HTML, since the schema has no word for it."""
    is_html = draft.body.kind is BodyKind.RAW and draft.body.language is RawLanguage.HTML
    return is_html and not any(row.enabled and row.name.lower() == "content-type" for row in draft.headers)
