"""Addresses between Postman's text or object and our line with its rows."""

from dataclasses import replace

from modelpost.core import url as address_line
from modelpost.core.request import RequestDraft, Row
from modelpost.formats.postman.values import Tree, as_text, as_tree, as_trees, description_of, row_of, row_tree


def with_address(draft: RequestDraft, found: object) -> RequestDraft:
    """Return the draft with an address; an object holds disabled parameters and descriptions besides the line."""
    if not isinstance(found, dict):
        return address_line.with_line(draft, as_text(found))
    line = as_text(found.get("raw")) or _built(found)
    rows = tuple(row_of(row) for row in as_trees(found.get("query")))
    typed = address_line.split(line)
    pairs = tuple((row.name, row.value) for row in rows if row.enabled)
    if not rows or pairs == address_line.query_pairs(typed.query):
        draft = address_line.with_line(replace(draft, query=rows), line)
    else:
        draft = address_line.with_query(replace(draft, url=line), rows)
    values = tuple(_path_variable(row) for row in as_trees(found.get("variable")))
    return address_line.with_path(draft, values)


def address_tree(draft: RequestDraft) -> Tree:
    """Return an address as the object that Postman writes."""
    typed = address_line.split(draft.url)
    tree: Tree = {"raw": draft.url}
    host, _, port = typed.authority.rpartition(":")
    if not port.isdecimal() or "]" in port:
        host, port = typed.authority, ""
    if typed.scheme:
        tree["protocol"] = typed.scheme
    if typed.authority:
        tree["host"] = [host] if "{{" in host or "[" in host else host.split(".")
    if port:
        tree["port"] = port
    if typed.path.strip("/"):
        tree["path"] = typed.path.removeprefix("/").split("/")
    if draft.query:
        tree["query"] = [row_tree(row) for row in draft.query]
    if typed.fragment:
        tree["hash"] = typed.fragment
    if draft.path:
        tree["variable"] = [row_tree(row) for row in draft.path]
    return tree


def _path_variable(tree: Tree) -> Row:
    row = row_of(tree)
    return Row(row.name or as_text(tree.get("id")), row.value, note=description_of(tree.get("description")))


def _built(tree: Tree) -> str:
    """Put a line together from its parts; the query comes from its rows."""
    protocol = as_text(tree.get("protocol")).removesuffix("://").removesuffix(":")
    scheme = f"{protocol}://" if protocol else ""
    port = f":{as_text(tree['port'])}" if tree.get("port") else ""
    path = _joined(tree.get("path"), "/")
    slash = "/" if path and not path.startswith("/") else ""
    fragment = f"#{as_text(tree['hash'])}" if tree.get("hash") else ""
    return f"{scheme}{_joined(tree.get('host'), '.')}{port}{slash}{path}{fragment}"


def _joined(found: object, separator: str) -> str:
    if not isinstance(found, list):
        return as_text(found)
    return separator.join(
        as_text(as_tree(part).get("value")) if isinstance(part, dict) else as_text(part) for part in found
    )
