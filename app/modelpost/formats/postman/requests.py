"""Requests with their saved answers, between Postman's items and our drafts."""

from dataclasses import replace

from modelpost.core.request import BodyKind, Example, RequestDraft, Row
from modelpost.core.text import Message
from modelpost.formats.postman.addresses import address_tree, with_address
from modelpost.formats.postman.auth import auth_tree, read_auth
from modelpost.formats.postman.bodies import body_tree, read_body
from modelpost.formats.postman.scripts import checks_in, event_trees, read_scripts
from modelpost.formats.postman.settings import read_omitted, read_settings, settings_tree
from modelpost.formats.postman.values import Tree, as_text, as_tree, as_trees, description_of, row_of, row_tree

Losses = list[Message]

_EXAMPLE_KINDS = {"json": "json", "xml": "xml", "html": "html"}
_LANGUAGES = {"json": "json", "xml": "xml", "html": "html", "text": "text", "binary": "text"}
_JAVASCRIPT = "application/javascript"


def read_request(item: Tree, losses: Losses, where: str) -> RequestDraft:
    """Return the draft of an item."""
    draft = _part(item.get("request"), losses, where)
    tree = as_tree(item.get("request"))
    behavior = item.get("protocolProfileBehavior")
    scripts = read_scripts(item.get("event"), losses, where)
    if as_trees(item.get("variable")):
        losses.append(Message("{where}: its own variables were left out.", where=where))
    return replace(
        draft,
        name=as_text(item.get("name")) or draft.url,
        auth=read_auth(tree.get("auth"), losses, where),
        settings=read_settings(behavior, losses, where),
        omitted=read_omitted(behavior),
        docs=description_of(tree.get("description")) or description_of(item.get("description")),
        examples=tuple(_read_example(example, where) for example in as_trees(item.get("response"))),
        scripts=scripts,
        assertions=checks_in(scripts),
    )


def request_item(draft: RequestDraft, losses: Losses, where: str) -> Tree:
    """Return the item of a draft."""
    request = _part_tree(draft)
    auth = auth_tree(draft.auth, losses, where)
    if auth is not None:
        request["auth"] = auth
    if draft.docs:
        request["description"] = draft.docs
    item: Tree = {"name": draft.name}
    events = event_trees(draft.scripts, losses, where)
    if events:
        item["event"] = events
    behavior = settings_tree(draft.settings, draft.omitted, losses, where)
    if behavior:
        item["protocolProfileBehavior"] = behavior
    item["request"] = request
    item["response"] = [_example_tree(example, losses, where) for example in draft.examples]
    unsaid = [check for check in draft.assertions if check not in checks_in(draft.scripts)]
    if unsaid:
        losses.append(Message("{where}: Postman has no place for its {n} assertions.", where=where, n=len(unsaid)))
    if draft.captures:
        losses.append(
            Message(
                "{where}: Postman sets variables from answers by scripts only: {n}.", where=where, n=len(draft.captures)
            )
        )
    return item


def _part(found: object, losses: Losses, where: str) -> RequestDraft:
    """Return method, address, headers and body: what a request and that of a saved answer have in common."""
    if isinstance(found, str):
        return with_address(RequestDraft(), found)
    tree = as_tree(found)
    headers = _headers(tree.get("header"))
    body = read_body(tree.get("body"), headers, losses, where)
    if _is_javascript(tree) and not any(row.enabled and row.name.lower() == "content-type" for row in headers):
        headers = (*headers, Row("Content-Type", _JAVASCRIPT))  # the one language that is sent with a type of its own
    draft = RequestDraft(method=as_text(tree.get("method")) or "GET", headers=headers, body=body)
    return with_address(draft, tree.get("url"))


def _part_tree(draft: RequestDraft) -> Tree:
    tree: Tree = {"method": draft.method, "header": [row_tree(row) for row in draft.headers]}
    body = body_tree(draft.body)
    if body is not None:
        tree["body"] = body
    tree["url"] = address_tree(draft)
    return tree


def _headers(found: object) -> tuple[Row, ...]:
    """Return headers: objects, lines, or one text with all of them."""
    entries = found.splitlines() if isinstance(found, str) else found
    if not isinstance(entries, list):
        return ()
    rows = (row_of(entry) if isinstance(entry, dict) else _header_line(as_text(entry)) for entry in entries)
    return tuple(row for row in rows if row.name or row.value)


def _header_line(line: str) -> Row:
    """Return the row of a line; two slashes before it switch it off."""
    is_off = line.lstrip().startswith("//")
    name, _, value = line.strip().removeprefix("//").partition(":")
    return Row(name.strip(), value.strip(), enabled=not is_off)


def _is_javascript(tree: Tree) -> bool:
    raw = as_tree(as_tree(as_tree(tree.get("body")).get("options")).get("raw"))
    return raw.get("language") == "javascript"


# Saved answers --------------------------------------------------------------------------------------------------------


def _read_example(tree: Tree, where: str) -> Example:
    headers = _headers(tree.get("header"))
    code = tree.get("code")
    asked = tree.get("originalRequest")
    return Example(
        name=as_text(tree.get("name")),
        note=description_of(tree.get("description")),
        request=_part(asked, [], where) if asked else None,
        status=code if isinstance(code, int) and not isinstance(code, bool) and 0 < code < 1000 else 0,
        reason=as_text(tree.get("status")),
        headers=tuple(Row(row.name, row.value) for row in headers),
        kind=_example_kind(as_text(tree.get("_postman_previewlanguage")), headers),
        body=as_text(tree.get("body")),
    )


def _example_kind(language: str, headers: tuple[Row, ...]) -> str:
    if language:
        return _EXAMPLE_KINDS.get(language.lower(), "text")
    media_type = next((row.value.lower() for row in headers if row.name.lower() == "content-type"), "")
    return next((kind for word, kind in _EXAMPLE_KINDS.items() if word in media_type), "text")


def _example_tree(example: Example, losses: Losses, where: str) -> Tree:
    if example.file:
        losses.append(
            Message("{where}: the answer “{name}” is in a file, which was left out.", where=where, name=example.name)
        )
    tree: Tree = {"name": example.name}
    if example.note:
        tree["description"] = example.note
    if example.request is not None:
        tree["originalRequest"] = _part_tree(example.request)
    if example.reason:
        tree["status"] = example.reason
    if example.status:
        tree["code"] = example.status
    return tree | {
        "_postman_previewlanguage": _LANGUAGES.get(example.kind, "text"),
        "header": [{"key": row.name, "value": row.value} for row in example.headers],
        "cookie": [],
        "body": example.body,
    }


def files_in(draft: RequestDraft) -> tuple[str, ...]:
    """Return the files that a draft sends."""
    body = draft.body
    named = tuple(path for row in body.form if row.is_file for path in row.files)
    return (*named, body.binary) if body.kind is BodyKind.BINARY and body.binary else named
