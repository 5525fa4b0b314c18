"""What was said to a language model, and the small pieces that what it says back is made of.

Messages (OpenAI, Anthropic, Ollama, Bedrock's Converse), items of input (OpenAI's Responses), contents in parts
(Gemini), a history and a message (Cohere), or a prompt.
"""

import json

from modelpost.documents.json_values import Json

_PROMPTS = ("prompt", "inputs", "input", "text_input", "inputText", "text", "message", "query")
_LISTS = ("messages", "contents", "input", "chat_history")
_SYSTEMS = ("system", "system_instruction", "systemInstruction", "instructions", "preamble")
_ROLES = {"model": "assistant", "CHATBOT": "assistant", "USER": "user", "SYSTEM": "system", "TOOL": "tool"}


def asked(sent: Json) -> tuple[tuple[str, str], ...]:
    """Return the turns of a request, each as its role and its text; a prompt is what a user says."""
    if not isinstance(sent, dict):
        return ()
    if isinstance(inside := sent.get("input"), dict):  # DashScope and Replicate
        sent = inside
    listed = next((turns for key in _LISTS if isinstance(turns := sent.get(key), list)), None)
    found = [_turn(each) for each in listed if isinstance(each, dict)] if listed is not None else []
    system = next((said for key in _SYSTEMS if (said := text_of(sent.get(key)))), "") if found or _prompt(sent) else ""
    if prompt := _prompt(sent) if "messages" not in sent else "":
        found.append(("user", prompt))
    return (("system", system), *found) if system else tuple(found)


def text_of(content: Json) -> str:
    """Return the text of a content: a string, or a list of parts of which some are text, also under `parts`."""
    if isinstance(content, dict):
        content = content.get("parts")
    if isinstance(content, list):
        return "".join(text_of(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def arguments_of(value: Json) -> str:
    """Return the arguments of a tool as JSON: as sent where they are text."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else ""


def word(value: Json) -> str:
    """Return a text, empty for anything else."""
    return value if isinstance(value, str) else ""


def count(value: Json) -> int | None:
    """Return a whole number, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _turn(entry: dict[str, Json]) -> tuple[str, str]:
    role = word(entry.get("role")) or "user"
    said = entry.get("content", entry.get("parts", entry.get("message")))
    return _ROLES.get(role, role), text_of(said)


def _prompt(sent: dict[str, Json]) -> str:
    return next((said for key in _PROMPTS if isinstance(said := sent.get(key), str)), "")
