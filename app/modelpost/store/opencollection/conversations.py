"""Conversations over a WebSocket as OpenCollection documents, and back.

The schema knows address, headers, auth, messages and one time-out of them. What else a draft holds is in the block
`conversation` of the sidecar: which messages are files, the pauses between them, rows of the address, how redirects
are followed, and what the draft would be as an ordinary request.
"""

from modelpost.core import url as address_line
from modelpost.core.conversation import MessageKind, SavedMessage
from modelpost.core.request import RequestDraft, Row
from modelpost.store.opencollection.bodies import body_tree
from modelpost.store.opencollection.nodes import Plain, as_mapping, as_mappings, as_number, as_text
from modelpost.store.opencollection.rows import read_row, row_tree, settings_tree

Tree = dict[str, Plain]

CONVERSATION = "websocket"
SECTION = "conversation"
USUAL_METHOD = "GET"
_ITS_SETTINGS = frozenset({"timeout"})


def details_tree(draft: RequestDraft) -> Tree:
    """Return the block `websocket`, without auth."""
    tree: Tree = {"url": draft.url}
    if draft.headers:
        tree["headers"] = [row_tree(row) for row in draft.headers]
    messages = draft.messages
    if len(messages) == 1 and not messages[0].name:
        tree["message"] = _message_tree(messages[0])
    elif messages:
        tree["message"] = [{"title": one.name, "message": _message_tree(one)} for one in messages]
    return tree


def conversation_settings_tree(draft: RequestDraft) -> Tree:
    """Return what the schema can say of the settings of a conversation."""
    return {key: value for key, value in settings_tree(draft.settings).items() if key in _ITS_SETTINGS}


def hidden_conversation_tree(draft: RequestDraft) -> Tree:
    """Return what the schema has no home for; empty when there is nothing."""
    tree: Tree = {}
    files = [index for index, message in enumerate(draft.messages) if message.kind is MessageKind.FILE]
    if files:
        tree["files"] = list[Plain](files)
    if any(message.gap for message in draft.messages):
        tree["gaps"] = list[Plain](message.gap for message in draft.messages)
    said = address_line.with_line(RequestDraft(), draft.url)
    if (said.query, said.path) != (draft.query, draft.path):
        tree["query"] = [row_tree(row) for row in draft.query]
        tree["path"] = [row_tree(row) for row in draft.path]
    settings = {key: value for key, value in settings_tree(draft.settings).items() if key not in _ITS_SETTINGS}
    if settings:
        tree["settings"] = settings
    if draft.method != USUAL_METHOD:
        tree["method"] = draft.method
    body = body_tree(draft.body)
    if body is not None:
        tree["body"] = body
    return tree


def kept_messages_tree(draft: RequestDraft) -> Tree:
    """Return the messages of a draft that is no conversation now; empty for none."""
    if not draft.messages:
        return {}
    return {"messages": [_kept_tree(one) for one in draft.messages]}


def read_kept_messages(hidden: Tree) -> tuple[SavedMessage, ...]:
    """Return what `kept_messages_tree` wrote."""
    known = {kind.value: kind for kind in MessageKind}
    return tuple(
        SavedMessage(
            as_text(one.get("name")),
            known.get(as_text(one.get("kind")), MessageKind.TEXT),
            as_text(one.get("text")),
            _gap(one.get("gap")),
        )
        for one in as_mappings(hidden.get("messages"))
    )


def read_messages(details: Tree, hidden: Tree) -> tuple[SavedMessage, ...]:
    """Return the messages of a block `websocket`: one, or several with titles."""
    found = details.get("message")
    if isinstance(found, dict):
        pairs = [("", as_mapping(found))]
    else:
        pairs = [(as_text(one.get("title")), as_mapping(one.get("message"))) for one in as_mappings(found)]
    listed = hidden.get("files")
    files = {as_number(index) for index in listed} if isinstance(listed, list) else set()
    paused = hidden.get("gaps")
    gaps = paused if isinstance(paused, list) and len(paused) == len(pairs) else [0.0] * len(pairs)
    return tuple(
        _read_message(name, tree, gap, is_file=index in files)
        for index, ((name, tree), gap) in enumerate(zip(pairs, gaps, strict=True))
    )


def read_rows(hidden: Tree) -> tuple[tuple[Row, ...], tuple[Row, ...]] | None:
    """Return rows of the query and of the path, None where the address says all of them."""
    if "query" not in hidden and "path" not in hidden:
        return None
    query, path = as_mappings(hidden.get("query")), as_mappings(hidden.get("path"))
    return tuple(read_row(row) for row in query), tuple(read_row(row) for row in path)


def _message_tree(message: SavedMessage) -> Tree:
    kind = MessageKind.BINARY if message.kind is MessageKind.FILE else message.kind
    return {"type": kind.value, "data": message.text}


def _kept_tree(message: SavedMessage) -> Tree:
    tree: Tree = {"name": message.name, "kind": message.kind.value, "text": message.text}
    return {**tree, "gap": message.gap} if message.gap else tree


def _gap(value: Plain) -> float:
    return max(0.0, as_number(value) or 0.0)


def _read_message(name: str, tree: Tree, gap: Plain, *, is_file: bool) -> SavedMessage:
    typed = as_text(tree.get("type"))
    known = {kind.value: kind for kind in MessageKind}
    kind = MessageKind.FILE if is_file else known.get(typed, MessageKind.TEXT)
    return SavedMessage(name, kind, as_text(tree.get("data")), _gap(gap))
