"""What a language model said: chats and completions.

OpenAI and whoever speaks like it (vLLM, MaaS, TGI), Anthropic, Ollama, Text Generation Inference, Triton, Hugging Face.
Sources: https://platform.openai.com/docs/api-reference/chat/object, https://docs.ollama.com/api/chat,
https://huggingface.co/docs/text-generation-inference/reference/api_reference.
"""

import re

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number
from modelpost.documents.talks import arguments_of, asked, count, text_of, word
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
            inside = document[0]
            if isinstance(inside, list) and len(inside) == 1:
                return _generated(inside[0], (0, 0), turns)
            return _generated(inside, (0,), turns)
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
        path: Path = ("choices", 0, "message", "content") if "content" in message else ("choices", 0, "message")
        text = text_of(message.get("content")) or text_of(message.get("refusal"))
        reasoning = text_of(message.get("reasoning_content") or message.get("reasoning"))
        calls = _calls(message.get("tool_calls"))
    elif isinstance(first.get("text"), str):
        path = ("choices", 0, "text")
        text, reasoning, calls = text_of(first["text"]), "", ()
    else:
        return None
    reasoning, text = (reasoning, text) if reasoning else _thought(text)
    chat = Chat(
        text,
        turns,
        reasoning,
        calls,
        word(document.get("model")),
        word(first.get("finish_reason")),
        count(counted.get("prompt_tokens")),
        count(counted.get("completion_tokens")),
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
        text, reasoning = text_of(message["content"]), text_of(message.get("thinking"))
        calls = _calls(message.get("tool_calls"))
    elif isinstance(document.get("response"), str):
        path = ("response",)
        text, reasoning, calls = text_of(document["response"]), text_of(document.get("thinking")), ()
    else:
        return None
    reasoning, text = (reasoning, text) if reasoning else _thought(text)
    chat = Chat(
        text,
        turns,
        reasoning,
        calls,
        word(document.get("model")),
        word(document.get("done_reason")),
        count(document.get("prompt_eval_count")),
        count(document.get("eval_count")),
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
        ToolCall(word(block.get("name")), arguments_of(block.get("input")))
        for block in blocks
        if block.get("type") == "tool_use"
    )
    chat = Chat(
        "".join(text_of(block.get("text")) for block in blocks if block.get("type") == "text"),
        turns,
        "".join(text_of(block.get("thinking")) for block in blocks if block.get("type") == "thinking"),
        calls,
        word(document.get("model")),
        word(document.get("stop_reason")),
        count(counted.get("input_tokens")),
        count(counted.get("output_tokens")),
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
        "".join(text_of(item.get("content")) for item in items if item.get("type") == "message"),
        turns,
        "".join(text_of(item.get("summary")) for item in items if item.get("type") == "reasoning"),
        tuple(
            ToolCall(word(item.get("name")), arguments_of(item.get("arguments")))
            for item in items
            if item.get("type") == "function_call"
        ),
        word(document.get("model")),
        word(document.get("status")),
        count(counted.get("input_tokens")),
        count(counted.get("output_tokens")),
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
    reasoning, text = _thought(text_of(document[key]))
    chat = Chat(
        text,
        turns,
        reasoning,
        finish=word(known.get("finish_reason")),
        completion_tokens=count(known.get("generated_tokens")),
        path=(*path, key),
    )
    return Reading(chat, 0.95, (chat.path,))


def _turns(sent: Json) -> tuple[Turn, ...]:
    return tuple(Turn(role, text) for role, text in asked(sent))


def _calls(value: Json) -> tuple[ToolCall, ...]:
    if not isinstance(value, list):
        return ()
    functions = [each.get("function") for each in value if isinstance(each, dict)]
    return tuple(
        ToolCall(word(function.get("name")), arguments_of(function.get("arguments")))
        for function in functions
        if isinstance(function, dict)
    )


def _thought(text: str) -> tuple[str, str]:
    """Take the reasoning off the beginning of a text, where a model marks it with `<think>`."""
    found = _THOUGHT.match(text)
    return (found[1].strip(), text[found.end() :]) if found else ("", text)


PLUGIN = ChatReader()
