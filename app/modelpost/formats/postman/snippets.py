"""The checks that Postman offers as snippets, as assertions: what a test script says without being run.

Only what is certain is taken: a check inside of a condition or a loop, or one that compares with something computed,
stays in the script alone.
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from modelpost.core.request import Assertion

_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*(?:`|\Z)|[{};]|[^\"'`/{};]+|/",
    re.DOTALL,
)
_CONDITIONAL = re.compile(
    r"(?:\b(?:if|for|while|switch|catch|with)\s*\(.*\)|\b(?:else|do|try|finally)|\.(?:forEach|map|skip|filter)\s*\(.*)\s*$",
    re.DOTALL,
)
_GUARDED = re.compile(r"^\s*(?:\}?\s*else\b|if\b|for\b|while\b|case\b|return\b.*\?)|&&|\|\||\?(?![.?])")
_LONGEST = 200_000
"""Characters of a script that are looked at; longer ones are generated."""

_LONGEST_STATEMENT = 2_000
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_NUMBER = r"-?\d+(?:\.\d+)?"
_LITERAL = rf"{_STRING}|{_NUMBER}|true|false|null"
_STEPS = r"(?:\.[A-Za-z_$][\w$]*|\[\d+\]|\[(?:\"[^\"\\\n]*\"|'[^'\\\n]*')\])*"
_EXPECT = re.compile(r"pm\.expect\((?P<what>.*?)(?:\s*,\s*(?:" + _STRING + r"))?\)\.(?P<chain>to\..*)", re.DOTALL)
_RESPONSE = re.compile(r"pm\.response\.(?P<chain>to\..*)", re.DOTALL)
_OLD_TEST = re.compile(
    rf"tests\[(?:{_STRING})\]\s*=\s*(?P<what>.+?)\s*(?P<sign>===?|<=?|>=?)\s*(?P<value>{_LITERAL})\s*$"
)
_JSON_VARIABLE = re.compile(
    r"\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*(?:pm\.response\.json\(\)|JSON\.parse\(\s*(?:responseBody|pm\.response\.text\(\))\s*\))"
)
_STEP = re.compile(r"\.([A-Za-z_$][\w$]*)|\[(\d+)\]|\[[\"']([^\"']*)[\"']\]")
_CALL = re.compile(r"\.(?P<name>[A-Za-z]+)(?:\((?P<arguments>.*?)\))?(?=\.|\s*$)", re.DOTALL)
_BRACKET = re.compile(rf"{_STRING}|[()]")
_CHAINS = frozenset(
    {"to", "be", "been", "is", "that", "which", "and", "has", "have", "with", "at", "of", "same", "but"}
)
_EQUALS = frozenset({"eql", "equal", "equals", "eq", "eqls"})
_BOUNDS = {
    "below": "lt",
    "lessthan": "lt",
    "lt": "lt",
    "above": "gt",
    "greaterthan": "gt",
    "gt": "gt",
    "most": "lte",
    "lte": "lte",
    "least": "gte",
    "gte": "gte",
}
_SIGNS = {"===": "eq", "==": "eq", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
_OPPOSITES = {
    "eq": "neq",
    "contains": "notContains",
    "in": "notIn",
    "isDefined": "isUndefined",
    "matches": "notMatches",
}
_TYPES = {"array": "isArray", "string": "isString", "number": "isNumber", "boolean": "isBoolean", "object": ""}


class _Check(NamedTuple):
    operator: str
    value: str = ""


def assertions_of(code: str) -> tuple[Assertion, ...]:
    """Return what a test script checks, as far as it is certain, each once."""
    if len(code) > _LONGEST:
        return ()
    bodies = {"pm.response.json()": "res.body", **dict.fromkeys(_JSON_VARIABLE.findall(code), "res.body")}
    found = (assertion for statement in _statements(code) for assertion in _of_statement(statement.strip(), bodies))
    return tuple(dict.fromkeys(found))


def _statements(code: str) -> Iterator[str]:
    """Yield the statements that are run whatever happens, without comments."""
    pieces: list[str] = []
    guards: list[bool] = []
    for match in _TOKEN.finditer(code):
        piece = match[0]
        if piece.startswith(("//", "/*")):
            continue
        if piece not in "{};":
            pieces.append(piece)
            continue
        statement = "".join(pieces)
        pieces = []
        if piece == "{":
            *before, statement = _lines(statement)
            if not any(guards):
                yield from before
            statement = statement[-_LONGEST_STATEMENT:]
            guards.append(any(guards) or bool(_CONDITIONAL.search(statement)) or bool(_GUARDED.search(statement)))
            continue
        if not any(guards):
            yield from _lines(statement)
        if piece == "}" and guards:
            guards.pop()
    if not any(guards):
        yield from _lines("".join(pieces))


def _lines(statement: str) -> Iterator[str]:
    """Yield the statements in a text without braces: many people leave out semicolons."""
    lines: list[str] = []
    for line in statement.split("\n"):
        if line.strip() and not line.lstrip().startswith((".", ")", ",")) and lines:
            yield "\n".join(lines)
            lines = []
        lines.append(line)
    yield "\n".join(lines)


def _of_statement(statement: str, bodies: dict[str, str]) -> Iterator[Assertion]:
    if len(statement) > _LONGEST_STATEMENT or _GUARDED.search(re.sub(_STRING, "", statement)):
        return
    old = _OLD_TEST.search(statement)
    if old:
        expression = _expression(old["what"], bodies)
        if expression:
            yield Assertion(expression, _SIGNS[old["sign"]], _plain(old["value"]))
        return
    expect = _EXPECT.search(statement)
    if expect:
        yield from _expected(_expression(expect["what"], bodies), f".{expect['chain'].rstrip()}")
        return
    response = _RESPONSE.search(statement)
    if response:
        yield from _of_response(f".{response['chain'].rstrip()}")


def _expected(expression: str, chain: str) -> Iterator[Assertion]:
    """Yield what is expected of a value."""
    if not expression:
        return
    words = _words(_balanced(chain))
    if words is None:
        return
    is_denied, name, argument = words
    if name == "property" and expression.startswith("res.body"):
        names = _arguments(argument)
        if names and isinstance(names[0], str) and re.fullmatch(r"[A-Za-z_$][\w$]*", names[0]):
            inner = f"{expression}.{names[0]}"
            if len(names) == 1:
                yield Assertion(inner, "isUndefined" if is_denied else "isDefined")
            elif not is_denied:
                yield Assertion(inner, "eq", _said(names[1]))
        return
    check = _check_of(name, argument)
    if check is None:
        return
    operator = _OPPOSITES.get(check.operator, "") if is_denied else check.operator
    if operator:
        yield Assertion(expression, operator, check.value)


def _of_response(chain: str) -> Iterator[Assertion]:
    """Yield what `pm.response.to` asks for."""
    words = _words(_balanced(chain))
    if words is None:
        return
    is_denied, name, argument = words
    given = _arguments(argument)
    match name, given:
        case "status", [int() as code]:
            yield Assertion("res.status", "neq" if is_denied else "eq", str(code))
        case "status", [str() as text]:
            yield Assertion("res.statusText", "neq" if is_denied else "eq", text)
        case "header", [str() as header]:
            yield Assertion(_header(header), "isUndefined" if is_denied else "isDefined")
        case "header", [str() as header, value]:
            yield Assertion(_header(header), "neq" if is_denied else "eq", _said(value))
        case "body", [str() as text]:
            yield Assertion("res.body", "neq" if is_denied else "eq", text)
        case (("ok" | "success"), []) if not is_denied:
            yield Assertion("res.status", "gte", "200")
            yield Assertion("res.status", "lt", "300")
        case "json", [] if not is_denied:
            yield Assertion("res.body", "isJson")


def _balanced(chain: str) -> str:
    """Return a chain up to the parenthesis that closes what it stands in."""
    depth = 0
    for match in _BRACKET.finditer(chain):
        depth += (match[0] == "(") - (match[0] == ")")
        if depth < 0:
            return chain[: match.start()]
    return chain


def _words(chain: str) -> tuple[bool, str, str] | None:
    """Return whether a chain denies, its last word and that one's arguments; None for one with two checks."""
    is_denied, found = False, None
    position = 0
    for call in _CALL.finditer(chain):
        if call.start() != position:
            return None
        position = call.end()
        name = call["name"]
        if name == "not":
            is_denied = not is_denied
        elif name.lower() in _CHAINS and call["arguments"] is None:
            continue
        elif found is not None:
            return None
        else:
            found = (name, call["arguments"] or "")
    if found is None or chain[position:].strip():
        return None
    return is_denied, *found


def _check_of(name: str, argument: str) -> _Check | None:
    given = _arguments(argument)
    if given is None:
        return None
    lowered = name.lower()
    match given:
        case [value] if name in _EQUALS:
            return _Check("eq", _said(value))
        case [int() | float() as bound] if lowered in _BOUNDS and not isinstance(bound, bool):
            return _Check(_BOUNDS[lowered], _said(bound))
        case [list() as values] if name == "oneOf":
            return _Check("in", ", ".join(map(_said, values)))
        case [str() as text] if name in {"include", "includes", "contain", "contains", "string"}:
            return _Check("contains", text)
        case [str() as kind] if name in {"a", "an"} and _TYPES.get(kind):
            return _Check(_TYPES[kind])
        case [] if name in {"true", "false", "null"}:
            return _Check("eq", name) if name != "null" else _Check("isNull")
        case [] if name == "undefined":
            return _Check("isUndefined")
        case [] if name == "exist":
            return _Check("isDefined")
        case [] if name == "empty":
            return _Check("isEmpty")
    return None


def _arguments(text: str) -> list[object] | None:
    """Return the arguments of a call where all are literals, None where one is computed."""
    if not text.strip():
        return []
    as_json = re.sub(r"'((?:[^'\\\n]|\\.)*)'", lambda match: json.dumps(match[1].replace("\\'", "'")), text)
    try:
        found: list[object] = json.loads(f"[{as_json}]")
    except (ValueError, RecursionError):
        return None
    return found


def _expression(what: str, bodies: dict[str, str]) -> str:
    """Return what is looked at in the words of OpenCollection; empty where it is something else."""
    what = what.strip()
    match what:
        case "pm.response.code" | "responseCode.code":
            return "res.status"
        case "pm.response.responseTime" | "responseTime":
            return "res.responseTime"
        case "pm.response.status":
            return "res.statusText"
        case "pm.response.text()" | "responseBody":
            return "res.body"
    header = re.fullmatch(rf"pm\.response\.headers\.get\(\s*({_STRING})\s*\)", what)
    if header:
        return _header(header[1][1:-1])
    for name in sorted(bodies, key=len, reverse=True):
        steps = what[len(name) :]
        if what.startswith(name) and re.fullmatch(_STEPS, steps) and not steps.endswith(".length"):
            return bodies[name] + "".join(map(_step, _STEP.finditer(steps)))
    return ""


def _step(match: re.Match[str]) -> str:
    name, index, quoted = match.groups()
    if index is not None:
        return f"[{index}]"
    if quoted is not None and not re.fullmatch(r"[A-Za-z_$][\w$]*", quoted):
        return f"['{quoted}']"
    return f".{name or quoted}"


def _header(name: str) -> str:
    return f"res.headers['{name.lower()}']"


def _plain(literal: str) -> str:
    given = _arguments(literal)
    return _said(given[0]) if given else literal


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
