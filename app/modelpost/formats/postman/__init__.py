"""Postman: collections of version 2.0 and 2.1, environments and global variables, read and written."""

import json
import re
from typing import Any

from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.formats.api import Exported, Format, ImportedCollection, text_of
from modelpost.formats.postman.collection import CollectionReader, collection_tree
from modelpost.formats.postman.environments import Secrets, environment_tree, is_environment, read_environment
from modelpost.formats.postman.values import Tree, as_tree, parse, too_deep

_MARKS = re.compile(r'"(?:_postman_\w+|postman_id)"|schema\.(?:get)?postman\.com')
_SHAPE = re.compile(r'"(?:info|item)"\s*:\s*[\[{]')
_LOOKED_AT = 20_000
_WRAPPERS = ("collection", "environment")


class Postman:
    """Files as Postman exports them, and as its interface hands them out."""

    name = "postman"
    label = Message("Postman collection")
    order = 20
    file_ending = ".json"

    def recognises(self, text: str) -> bool:
        """Tell whether it is a JSON object with a word that only Postman's files have."""
        beginning = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
        if not beginning.startswith("{"):
            return False
        is_marked = _MARKS.search(beginning) or _MARKS.search(text[-_LOOKED_AT:])
        return bool(is_marked) or len(set(_SHAPE.findall(beginning))) > 1

    def read(self, source: str | bytes, name: str = "") -> ImportedCollection:
        """Return a collection, or environments alone; raises FormatTrouble."""
        text = text_of(source)
        try:
            return _read(_unwrapped(parse(text)), name)
        except RecursionError as error:
            raise too_deep(text) from error

    def write(self, contents: CollectionContents) -> Exported:
        """Return a collection of version 2.1."""
        losses: list[Message] = []
        return Exported(_dump(collection_tree(contents, losses)), tuple(dict.fromkeys(losses)))

    def write_environment(self, contents: CollectionContents, name: str) -> Exported:
        """Return an environment; raises KeyError for one that there is not."""
        losses: list[Message] = []
        known = {environment.name: environment for environment in contents.environments}
        return Exported(_dump(environment_tree(known[name], losses)), tuple(losses))


def _read(document: Tree, name: str) -> ImportedCollection:
    if is_environment(document):
        secrets: Secrets = {}
        environment = read_environment(document, name, secrets)
        contents = CollectionContents(FolderContents(environment.name), (environment,))
        return ImportedCollection(contents, (), secrets)
    if "requests" in document and "item" not in document:
        raise FormatTrouble(
            Message("This is a Postman collection of version 1"),
            Message("Open it in Postman, and export it as Collection v2.1."),
            line=1,
        )
    if not {"item", "info"} & document.keys():
        raise FormatTrouble(
            Message("This is not a Postman collection"),
            Message("A collection has “info” and “item”, an environment has “values”. Export it again."),
            line=1,
        )
    reader = CollectionReader(document)
    contents = reader.contents(name)
    return ImportedCollection(contents, tuple(dict.fromkeys(reader.losses)), reader.secrets)


def _unwrapped(document: Any) -> Tree:
    """Return the document that Postman's interface wraps in an object of one name."""
    if not isinstance(document, dict):
        raise FormatTrouble(
            Message("This is not a Postman collection"),
            Message("Line {line}: it is not a JSON object.", line=1),
            line=1,
        )
    for wrapper in _WRAPPERS:
        if len(document) == 1 and isinstance(document.get(wrapper), dict):
            return as_tree(document[wrapper])
    return document


def _dump(tree: Tree) -> str:
    return json.dumps(tree, ensure_ascii=False, indent="\t") + "\n"


PLUGIN: Format = Postman()
