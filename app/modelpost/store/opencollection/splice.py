"""Changing values inside a YAML text without touching the rest of it."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from modelpost.store.opencollection import emit
from modelpost.store.opencollection.nodes import (
    AliasNode,
    MappingNode,
    Node,
    Pair,
    Plain,
    ScalarNode,
    SequenceNode,
    as_text,
    plain,
)

_OLDER_KEYS = frozenset({"enabled", "transient"})
"""Keys that older programs used; an entry with one of them is written anew when it changes."""


class CannotSplice(Exception):
    """The text is laid out in a way that a change cannot be put into; it must be written anew."""


class _Edit(NamedTuple):
    start: int
    end: int
    order: int
    text: str


def splice(text: str, root: MappingNode, before: Mapping[str, Plain], after: Mapping[str, Plain]) -> str:
    """Return `text` with what differs between `before` and `after` put into it; raises CannotSplice.

    `root` is the document in `text`, which may hold more than `before` and say it in other ways.
    """
    splicer = _Splicer(text)
    splicer.mapping(root, before, after)
    return splicer.result()


def merged(node: Node, before: Plain, after: Plain) -> Plain:
    """Return the values of a document with the same changes, for writing it anew: what we do not know survives."""
    found = plain(node)
    if not (isinstance(found, dict) and isinstance(before, Mapping) and isinstance(after, Mapping)):
        return after
    children = {pair.key.text: pair.value for pair in node.pairs} if isinstance(node, MappingNode) else {}
    kept = {key: value for key, value in found.items() if key in after or key not in before}
    for key in before.keys() - after.keys():
        if key in children and _holds_more(children[key], before[key]):
            kept[key] = merged(children[key], before[key], {})
    for key, value in after.items():
        known, child = before.get(key), children.get(key)
        if key in before and known == value and key not in found:
            continue
        kept[key] = merged(child, known, value) if child is not None and isinstance(known, Mapping) else value
    return kept


class _Splicer:
    """Collects edits to one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._edits: list[_Edit] = []

    def result(self) -> str:
        """Return the text with all edits made."""
        pieces: list[str] = []
        position = 0
        for edit in sorted(self._edits, key=lambda each: (each.start, each.end, each.order)):
            if edit.start < position:
                if not edit.text:
                    position = max(position, edit.end)  # two removals that meet
                elif edit.start == edit.end and edit.text.startswith("\n") and self._is_line_start(position):
                    pieces.append(f"{edit.text[1:]}\n".replace("\n", self._newline))  # behind a line that is removed
                else:
                    raise CannotSplice
                continue
            pieces += (self._text[position : edit.start], edit.text.replace("\n", self._newline))
            position = edit.end
        return "".join((*pieces, self._text[position:]))

    # Mappings --------------------------------------------------------------------------------------------------------

    def mapping(self, node: MappingNode, before: Mapping[str, Plain], after: Mapping[str, Plain]) -> None:
        """Bring a mapping from `before` to `after`."""
        pairs = {pair.key.text: pair for pair in node.pairs}
        gone = [pairs[key] for key in before if key in pairs and self._goes(pairs[key], before[key], after, key)]
        added = [key for key in after if key not in pairs and not (key in before and before[key] == after[key])]
        if _OLDER_KEYS & pairs.keys() or (len(gone) == len(pairs) and node.pairs) or not node.pairs:
            raise CannotSplice
        if node.flow and (gone or added):
            self._replace(node.start, node.end, emit.flow(merged(node, before, after)))
            return
        for key, pair in pairs.items():
            if pair not in gone and key in before and before[key] != after.get(key):
                self._value(pair, before[key], after.get(key, {}), flow=node.flow)
            elif key in after and key not in before:
                self._replace_value(pair, after[key], flow=node.flow)
        self._remove_pairs(node, gone)
        kept = [pair.key.text for pair in node.pairs if pair not in gone]
        for key in added:
            self._insert_pair(node, pairs, kept, key, after)

    @staticmethod
    def _goes(pair: Pair, before: Plain, after: Mapping[str, Plain], key: str) -> bool:
        """Tell whether a pair is removed whole; a mapping that holds more than we know only loses what we know."""
        return key not in after and not _holds_more(pair.value, before)

    def _value(self, pair: Pair, before: Plain, after: Plain, *, flow: bool) -> None:
        node = pair.value
        mark = len(self._edits)
        try:
            if isinstance(node, MappingNode) and _are_alike(before, after):
                self.mapping(node, before, after)
                return
            if isinstance(node, SequenceNode) and isinstance(before, list) and isinstance(after, list) and after:
                self._sequence(node, before, after)
                return
        except CannotSplice:
            del self._edits[mark:]
            if isinstance(before, Mapping) and isinstance(after, Mapping):
                after = merged(node, before, after)
        self._replace_value(pair, after, flow=flow)

    def _replace_value(self, pair: Pair, value: Plain, *, flow: bool) -> None:
        node = pair.value
        style = node.style if isinstance(node, ScalarNode) else None
        start = self._behind_colon(pair.key)
        end = max(self._end(node), start)
        if flow:
            new = emit.scalar(value, style or "", flow=True) if isinstance(value, str) else emit.flow(value)
            self._replace(start, end, f" {new}")
            return
        column = self._column(pair.key.start)
        new = emit.behind_colon(value, column, style)
        if "\n" in new and self._has_comments_below(end, column):
            new = f" {emit.scalar(value) if isinstance(value, str) else emit.flow(value)}"
        if "\n" in new:
            first, _, rest = new.partition("\n")  # a comment behind the old value moves behind the key
            comment = self._text[end : self._line_end(end)].rstrip()
            self._replace(start, self._line_end(end), f"{first}{comment}\n{rest}")
        elif isinstance(node, ScalarNode) and style in ("", "'", '"') and node.start > start and end > node.start:
            self._replace(node.start, end, new[1:])  # keeps what aligns the value
        else:
            self._replace(start, end, new)

    def _remove_pairs(self, node: MappingNode, gone: list[Pair]) -> None:
        """Remove some pairs of a mapping, of which others stay; what stands behind a dash makes room for the next."""
        start = node.pairs[0].key.start
        if node.pairs[0] in gone and self._text[self._line_start(start) : start].strip():
            first_kept = next(pair for pair in node.pairs if pair not in gone)
            self._replace(start, first_kept.key.start, "")
            gone = [pair for pair in gone if pair.key.start > first_kept.key.start]
        for pair in gone:
            start = pair.key.start
            line_start = self._line_start(start)
            if self._text[line_start:start].strip():
                raise CannotSplice
            column = start - line_start
            if column == 0:
                line_start = self._over_blank_lines(line_start)
            self._remove_lines(line_start, self._end_of_comments(self._end(pair.value), column))

    def _insert_pair(
        self, node: MappingNode, pairs: Mapping[str, Pair], kept: list[str], key: str, after: Mapping[str, Plain]
    ) -> None:
        order = list(after)
        earlier = [name for name in order[: order.index(key)] if name in kept]
        anchor = pairs[earlier[-1] if earlier else kept[-1]]
        column = self._column(node.pairs[0].key.start)
        gap = "\n\n" if column == 0 and self._has_blank_lines(node) else "\n"
        position = self._end_of_comments(self._end(anchor.value), column)
        self._replace(position, position, f"{gap}{' ' * column}{emit.entry(key, after[key], column)}")

    # Sequences -------------------------------------------------------------------------------------------------------

    def _sequence(self, node: SequenceNode, before: list[Plain], after: list[Plain]) -> None:
        """Bring a list from `before` to `after`: items that stay are not touched."""
        if not node.flow and self._text[node.start : node.start + 1] != "-":
            raise CannotSplice  # an anchor or a tag stands before it
        places = _places(node.items, before)
        if node.flow:
            if len(before) != len(after):
                raise CannotSplice
            for place, old, new in zip(places, before, after, strict=True):
                self._flow_item(node.items[place], old, new)
            return
        matcher = SequenceMatcher(
            a=[repr(value) for value in before], b=[repr(value) for value in after], autojunk=False
        )
        removed: set[int] = set()
        inserted: list[tuple[int, Iterable[Plain]]] = []
        for what, i, i_end, j, j_end in matcher.get_opcodes():
            if what == "equal":
                continue
            common = min(i_end - i, j_end - j)
            for step in range(common):
                self._item(node.items[places[i + step]], before[i + step], after[j + step])
            removed.update(range(i + common, i_end))
            if j + common < j_end:
                inserted.append((i + common, after[j + common : j_end]))
        for index in removed:
            self._remove_item(node, places[index])
        for index, values in inserted:
            anchor = next((k for k in range(index - 1, -1, -1) if k not in removed), None)
            self._insert_items(node, None if anchor is None else places[anchor], values)

    def _flow_item(self, node: Node, before: Plain, after: Plain) -> None:
        if before == after:
            return
        if isinstance(node, MappingNode) and _are_alike(before, after):
            self.mapping(node, before, after)
        else:
            self._replace(node.start, self._end(node), emit.flow(after))

    def _item(self, node: Node, before: Plain, after: Plain) -> None:
        mark = len(self._edits)
        try:
            if isinstance(node, MappingNode) and _are_alike(before, after):
                self.mapping(node, before, after)
                return
        except CannotSplice:
            del self._edits[mark:]
        if isinstance(after, Mapping) and after:
            end, column = self._end(node), self._column(node.start)
            is_free = not self._has_comments_below(end, column)
            self._replace(node.start, end, emit.mapping(after, column) if is_free else emit.flow(after))
        elif isinstance(node, ScalarNode) and node.style not in ("|", ">"):
            new = emit.scalar(after, node.style) if isinstance(after, str) else emit.flow(after)
            self._replace(node.start, node.end, new)
        else:
            raise CannotSplice

    def _remove_item(self, node: SequenceNode, index: int) -> None:
        dash = self._dash(node, index)
        line_start = self._line_start(dash)
        if self._text[line_start:dash].strip():
            raise CannotSplice
        end = self._end_of_comments(self._end(node.items[index]), self._column(dash))
        self._remove_lines(line_start, end)

    def _insert_items(self, node: SequenceNode, anchor: int | None, values: Iterable[Plain]) -> None:
        column = self._column(node.start)
        lines = [f"{' ' * column}{emit.item(value, column)}" for value in values]
        if anchor is not None:
            position = self._end_of_comments(self._end(node.items[anchor]), column)
            self._replace(position, position, "".join(f"\n{line}" for line in lines))
            return
        position = self._line_start(node.start)
        if self._text[position : node.start].strip():
            raise CannotSplice
        self._replace(position, position, "".join(f"{line}\n" for line in lines))

    def _dash(self, node: SequenceNode, index: int) -> int:
        """Return where the dash of an item is: the dashes of a sequence stand below one another."""
        if index == 0:
            return node.start
        column = self._column(node.start)
        line_start = self._line_start(node.items[index].start)
        limit = self._end(node.items[index - 1])
        while line_start > limit:
            dash = line_start + column
            if self._text[dash : dash + 1] == "-" and not self._text[line_start:dash].strip():
                return dash
            line_start = self._line_start(line_start - 1)
        raise CannotSplice

    # Places in the text ----------------------------------------------------------------------------------------------

    def _replace(self, start: int, end: int, text: str) -> None:
        self._edits.append(_Edit(start, end, len(self._edits), text))

    def _remove_lines(self, start: int, end: int) -> None:
        """Remove whole lines."""
        newline = self._text.find("\n", end)
        self._replace(start, len(self._text) if newline < 0 else newline + 1, "")

    def _behind_colon(self, key: ScalarNode) -> int:
        colon = self._text.find(":", key.end)
        if colon < 0 or self._text[key.end : colon].strip():
            raise CannotSplice
        return colon + 1

    def _end(self, node: Node) -> int:
        """Return where the last visible character of a node ends."""
        if isinstance(node, MappingNode) and not node.flow and node.pairs:
            last = node.pairs[-1]
            return max(self._end(last.value), self._behind_colon(last.key))
        if isinstance(node, SequenceNode) and not node.flow and node.items:
            return self._end(node.items[-1])
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            return self._end_of_block(node)
        return node.end

    def _end_of_block(self, node: ScalarNode) -> int:
        header, _, _ = self._text[node.start : node.end].partition("\n")
        if "+" in header.partition("#")[0]:  # the line ends at the end of it are part of the text
            return node.end - 1 if self._text[node.end - 1 : node.end] == "\n" else node.end
        return len(self._text[: node.end].rstrip())

    def _column(self, position: int) -> int:
        return position - self._line_start(position)

    def _is_line_start(self, position: int) -> bool:
        return self._text[position - 1 : position] == "\n"

    def _line_start(self, position: int) -> int:
        return self._text.rfind("\n", 0, max(position, 0)) + 1

    def _line_end(self, position: int) -> int:
        found = self._text.find("\n", position)
        end = len(self._text) if found < 0 else found
        return end - 1 if end > position and self._text[end - 1] == "\r" else end

    def _end_of_comments(self, position: int, column: int) -> int:
        """Return the end of the line at `position`, or of the last comment below it that is beyond `column`."""
        found = end = self._line_end(position)
        while (newline := self._text.find("\n", end)) >= 0:
            end = self._line_end(newline + 1)
            line = self._text[newline + 1 : end]
            if line.strip() and not (line.lstrip().startswith("#") and len(line) - len(line.lstrip()) > column):
                break
            found = end if line.strip() else found
        return found

    def _has_comments_below(self, position: int, column: int) -> bool:
        """Tell whether comments follow that would become lines of a text that is written above them as a block."""
        return self._end_of_comments(position, column) > self._line_end(position)

    def _over_blank_lines(self, position: int) -> int:
        while position > 0:
            before = self._line_start(position - 1)
            if self._text[before:position].strip():
                break
            position = before
        return position

    def _has_blank_lines(self, node: MappingNode) -> bool:
        """Tell whether this text has blank lines between its top-level blocks; so has a text with one block only."""
        later = [pair.key.start for pair in node.pairs[1:]]
        return not later or any(not self._text[self._line_start(p - 1) : p].strip() for p in later)


def _are_alike(before: Plain, after: Plain) -> bool:
    """Tell whether two mappings are the same kind of thing, so that one may turn into the other key by key."""
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return False
    return before.get("type") == after.get("type") or not (before.get("type") and after.get("type"))


def _holds_more(node: Node, known: Plain) -> bool:
    if not isinstance(node, MappingNode) or not isinstance(known, Mapping):
        return False
    return any(pair.key.text not in known or _holds_more(pair.value, known[pair.key.text]) for pair in node.pairs)


def _places(items: list[Node], values: list[Plain]) -> list[int]:
    """Return which item of the text stands for each value; raises CannotSplice where one is not there."""
    if len(items) == len(values) and all(map(_resembles, items, values)):
        return list(range(len(items)))
    free = list(range(len(items)))
    places: list[int] = []
    for value in values:
        place = next((index for index in free if _resembles(items[index], value)), None)
        if place is None:
            raise CannotSplice
        free.remove(place)
        places.append(place)
    return places


def _resembles(node: Node, value: Plain) -> bool:
    """Tell whether a node says what `value` says, as far as both say it."""
    if isinstance(node, AliasNode):
        return False
    if not isinstance(value, Mapping):
        return isinstance(node, ScalarNode) and as_text(plain(node)) == as_text(value)
    found = plain(node)
    if not isinstance(found, dict):
        return False
    shared = [key for key in value if key in found]
    return bool(shared) and all(
        as_text(found[key]) == as_text(value[key]) for key in shared if not isinstance(value[key], list | Mapping)
    )
