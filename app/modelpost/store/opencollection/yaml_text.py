"""YAML as text: read with limits, written in Bruno's style, changed by splicing."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message

LARGEST_FILE = 20 << 20
_DEEPEST = 60
_MOST_ALIASES = 50

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def decode(content: bytes, name: str) -> str:
    """Return the text of a file; raises FormatTrouble for what is no text."""
    if len(content) > LARGEST_FILE:
        raise FormatTrouble(
            Message("{name} is too large to be a request", name=name),
            Message("Files of a collection are at most 20 MB. Check what it is."),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatTrouble(
            Message("{name} is not text in UTF-8", name=name),
            Message("Byte {offset} is not valid. Save the file as UTF-8.", offset=error.start),
        ) from error
    if "\0" in text:
        raise FormatTrouble(Message("{name} is not a text file", name=name), Message("It holds NUL bytes."))
    return text


def load(text: str, name: str) -> Any:
    """Return the plain data of a document; raises FormatTrouble with the line, also for documents made to be huge."""
    _check_limits(text, name)
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader, chosen above
    except yaml.MarkedYAMLError as error:
        raise _trouble(error, name) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise FormatTrouble(
            Message("{name} is not valid YAML", name=name), Message("It says: {reason}", reason=str(error)[:200])
        ) from error


def compose(text: str) -> yaml.Node | None:
    """Return the document as nodes that know where they stand in the text."""
    return yaml.compose(text, Loader=_Loader)


def dump(data: Mapping[str, object]) -> str:
    """Return `data` in Bruno's style: blocks indented by two, a blank line between top-level blocks."""
    blocks = [dump_block({key: value}) for key, value in data.items()]
    return "\n".join(blocks)


def dump_block(data: object) -> str:
    """Return one block."""
    text: str = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, default_flow_style=False, indent=2, sort_keys=False, width=1 << 30
    )
    return text


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key and writes texts of several lines as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002  # PyYAML's
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # PyYAML's signature
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)

_ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*[A-Za-z0-9_]+", re.MULTILINE)


def _check_limits(text: str, name: str) -> None:
    """Refuse what would take for ever to build: deep nesting and many aliases."""
    if text.count("*") > _MOST_ALIASES and len(_ALIAS.findall(text)) > _MOST_ALIASES:
        aliases = sum(isinstance(token, yaml.AliasToken) for token in _tokens(text, name))
        if aliases > _MOST_ALIASES:
            raise FormatTrouble(
                Message("{name} repeats itself too often", name=name),
                Message("It uses {n} YAML aliases. Write the values out.", n=aliases),
            )
    if re.search(r"[\[{]{" + str(_DEEPEST) + "}", re.sub(r"\s+", "", text)):
        raise FormatTrouble(
            Message("{name} is nested too deeply", name=name), Message("More than {n} levels are refused.", n=_DEEPEST)
        )


def _tokens(text: str, name: str) -> list[Any]:
    try:
        return list(yaml.scan(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        raise _trouble(error, name) from error


def _trouble(error: yaml.MarkedYAMLError, name: str) -> FormatTrouble:
    mark = error.problem_mark
    line = mark.line + 1 if mark is not None else 0
    column = mark.column + 1 if mark is not None else 0
    return FormatTrouble(
        Message("{name} is not valid YAML", name=name),
        Message("Line {line}, column {column}: {reason}.", line=line, column=column, reason=error.problem or ""),
        line=line,
        column=column,
    )
