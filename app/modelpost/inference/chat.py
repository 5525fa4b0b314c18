"""What a language model said: chats and completions.

OpenAI and whoever speaks like it (vLLM, MaaS, TGI), Anthropic, Ollama, Text Generation Inference, Triton, Hugging Face.
Sources: https://platform.openai.com/docs/api-reference/chat/object, https://docs.ollama.com/api/chat,
https://huggingface.co/docs/text-generation-inference/reference/api_reference.
"""

import re

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number
from modelpost.inference.api import Chat, Exchanged, Reading, ToolCall, Turn

_THOUGHT = re.compile(r"\A\s*<think>(.*?)</think>\s*", re.DOTALL)
_NANOSECONDS = 1e9
_TEXT_KEYS = ("generated_text", "text_output", "summary_text", "translation_text")


class ChatReader:
    """Reads what was said, after what was said before."""

    name = "chat"
    label = Message("Chat")
    order = 40

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the answer with the turns that led to it."""
        document, turns = exchanged.document, _turns(exchanged.sent)
        if isinstance(document, list) and len(document) == 1:
            return _generated(document[0], (0,), turns)
        if not isinstance(document, dict):
            return None
        return (
            _choices(document, turns)
            or _ollama(document, turns)
            or _blocks(document, turns)
            or _items(document, turns)
            or _generated(document, (), turns)
        )


def _choices(document: dict[str, Json], turns: tuple[Turn, ...]) -> Reading | None:
    first = at(document, ("choices", 0))
    if not isinstance(first, dict):
        return None
    usage = document.get("usage")
    counted = usage if isinstance(usage, dict) else {}
    if isinstance(message := first.get("message"), dict):
        path: Path = ("choices", 0, "message", "content")
        text = _text_of(message.get("content"))
        reasoning = _text_of(message.get("reasoning_content") or message.get("reasoning"))
        calls = _calls(message.get("tool_calls"))
    elif isinstance(first.get("text"), str):
        path = ("choices", 0, "text")
        text, reasoning, calls = _text_of(first["text"]), "", ()
    else:
        return None
    reasoning, text = (reasoning, text) if reasoning else _thought(text)
    chat = Chat(
        text,
        turns,
        reasoning,
        calls,
        _word(document.get("model")),
        _word(first.get("finish_reason")),
        _count(counted.get("prompt_tokens")),
        _count(counted.get("completion_tokens")),
        path=path,
    )
    choices = document["choices"]
    more = len(choices) - 1 if isinstance(choices, list) else 0
    notes = (Message("There are {n} more choices in the answer.", n=more),) if more else ()
    return Reading(chat, 0.98, (path,), notes)


def _ollama(document: dict[str, Json], turns: tuple[Turn, ...]) -> Reading | None:
    message = document.get("message")
    if "done" not in document:
        return None
    if isinstance(message, dict) and "content" in message:
        path: Path = ("message", "content")
        text, reasoning = _text_of(message["content"]), _text_of(message.get("thinking"))
        calls = _calls(message.get("tool_calls"))
    elif isinstance(document.get("response"), str):
        path = ("response",)
        text, reasoning, calls = _text_of(document["response"]), _text_of(document.get("thinking")), ()
    else:
        return None
    reasoning, text = (reasoning, text) if reasoning else _thought(text)
    chat = Chat(
        text,
        turns,
        reasoning,
        calls,
        _word(document.get("model")),
        _word(document.get("done_reason")),
        _count(document.get("prompt_eval_count")),
        _count(document.get("eval_count")),
        (number(document.get("eval_duration")) or 0.0) / _NANOSECONDS,
        path,
    )
    return Reading(chat, 0.97, (path,))


def _blocks(document: dict[str, Json], turns: tuple[Turn, ...]) -> Reading | None:
    """Read an answer in blocks of content, as Anthropic's Messages API sends it."""
    content = document.get("content")
    if document.get("role") != "assistant" or not isinstance(content, list):
        return None
    usage = document.get("usage")
    counted = usage if isinstance(usage, dict) else {}
    blocks = [block for block in content if isinstance(block, dict)]
    calls = tuple(
        ToolCall(_word(block.get("name")), _arguments(block.get("input")))
        for block in blocks
        if block.get("type") == "tool_use"
    )
    chat = Chat(
        "".join(_text_of(block.get("text")) for block in blocks if block.get("type") == "text"),
        turns,
        "".join(_text_of(block.get("thinking")) for block in blocks if block.get("type") == "thinking"),
        calls,
        _word(document.get("model")),
        _word(document.get("stop_reason")),
        _count(counted.get("input_tokens")),
        _count(counted.get("output_tokens")),
        path=("content",),
    )
    return Reading(chat, 0.95, (("content",),))


def _items(document: dict[str, Json], turns: tuple[Turn, ...]) -> Reading | None:
    """Read an answer in items of output, as OpenAI's Responses API sends it."""
    output = document.get("output")
    if document.get("object") != "response" or not isinstance(output, list):
        return None
    usage = document.get("usage")
    counted = usage if isinstance(usage, dict) else {}
    items = [item for item in output if isinstance(item, dict)]
    chat = Chat(
        "".join(_text_of(item.get("content")) for item in items if item.get("type") == "message"),
        turns,
        "".join(_text_of(item.get("summary")) for item in items if item.get("type") == "reasoning"),
        tuple(
            ToolCall(_word(item.get("name")), _arguments(item.get("arguments")))
            for item in items
            if item.get("type") == "function_call"
        ),
        _word(document.get("model")),
        _word(document.get("status")),
        _count(counted.get("input_tokens")),
        _count(counted.get("output_tokens")),
        path=("output",),
    )
    return Reading(chat, 0.95, (("output",),))


def _generated(document: Json, path: Path, turns: tuple[Turn, ...]) -> Reading | None:
    """Read a text under the name that its task gives it: generated, summed up, or translated."""
    if not isinstance(document, dict):
        return None
    key = next((key for key in _TEXT_KEYS if isinstance(document.get(key), str)), "")
    if not key:
        return None
    details = document.get("details")
    known = details if isinstance(details, dict) else {}
    reasoning, text = _thought(_text_of(document[key]))
    chat = Chat(
        text,
        turns,
        reasoning,
        finish=_word(known.get("finish_reason")),
        completion_tokens=_count(known.get("generated_tokens")),
        path=(*path, key),
    )
    return Reading(chat, 0.95, (chat.path,))


def _turns(sent: Json) -> tuple[Turn, ...]:
    """Return the conversation that was sent: messages, or a prompt."""
    if not isinstance(sent, dict):
        return ()
    messages = sent.get("messages")
    if isinstance(messages, list):
        return tuple(
            Turn(_word(each.get("role")) or "user", _text_of(each.get("content")))
            for each in messages
            if isinstance(each, dict)
        )
    prompt = next((sent[key] for key in ("prompt", "inputs", "input", "text_input") if key in sent), None)
    return (Turn("user", prompt),) if isinstance(prompt, str) else ()


def _text_of(content: Json) -> str:
    """Return the text of a content: a string, or a list of parts of which some are text."""
    if isinstance(content, list):
        return "".join(_text_of(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _calls(value: Json) -> tuple[ToolCall, ...]:
    if not isinstance(value, list):
        return ()
    functions = [each.get("function") for each in value if isinstance(each, dict)]
    return tuple(
        ToolCall(_word(function.get("name")), _arguments(function.get("arguments")))
        for function in functions
        if isinstance(function, dict)
    )


def _arguments(value: Json) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    return ", ".join(f"{name}={argument!r}" for name, argument in value.items())


def _thought(text: str) -> tuple[str, str]:
    """Take the reasoning off the beginning of a text, where a model marks it with `<think>`."""
    found = _THOUGHT.match(text)
    return (found[1].strip(), text[found.end() :]) if found else ("", text)


def _word(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _count(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


PLUGIN = ChatReader()
