"""Scripts: kept word for word, and looked at for checks that can be said without a program."""

from modelpost.core.request import Assertion, Script
from modelpost.core.text import Message
from modelpost.formats.postman.snippets import assertions_of
from modelpost.formats.postman.values import Tree, as_text, as_tree, as_trees

Losses = list[Message]

_KINDS = {"prerequest": "before-request", "test": "tests"}
_NAMES = {"before-request": "prerequest", "after-response": "test", "tests": "test"}


def read_scripts(found: object, losses: Losses, where: str) -> tuple[Script, ...]:
    """Return the scripts of a request or folder, in order; each is named, since none is run."""
    scripts: list[Script] = []
    for event in as_trees(found):
        listen = as_text(event.get("listen"))
        code = _code(event.get("script"))
        if not code.strip():
            continue
        if listen not in _KINDS:
            losses.append(Message("{where}: a script for “{event}” was left out.", where=where, event=listen))
            continue
        scripts.append(Script(_KINDS[listen], code))
        if listen == "test":
            losses.append(Message("{where}: its test script is kept as it is, and is not run.", where=where))
        else:
            losses.append(Message("{where}: its pre-request script is kept as it is, and is not run.", where=where))
    return tuple(scripts)


def checks_in(scripts: tuple[Script, ...]) -> tuple[Assertion, ...]:
    """Return what the tests among the scripts check."""
    found = [check for script in scripts if script.kind == "tests" for check in assertions_of(script.code)]
    return tuple(dict.fromkeys(found))


def event_trees(scripts: tuple[Script, ...], losses: Losses, where: str) -> list[Tree]:
    """Return scripts as Postman writes them, a line to an entry."""
    trees: list[Tree] = []
    for script in scripts:
        if script.kind in _NAMES:
            lines = script.code.split("\n")
            trees.append({"listen": _NAMES[script.kind], "script": {"type": "text/javascript", "exec": lines}})
        else:
            losses.append(Message("{where}: a script for “{event}” was left out.", where=where, event=script.kind))
    return trees


def _code(found: object) -> str:
    """Return the text of a script: a list of lines, a text, or either in an object."""
    lines = as_tree(found).get("exec") if isinstance(found, dict) else found
    return "\n".join(map(as_text, lines)) if isinstance(lines, list) else as_text(lines)
