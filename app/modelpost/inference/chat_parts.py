"""What a language model said, as the clouds and the small servers put it.

Gemini and Vertex AI (`candidates`), Bedrock's Converse and its Llama and Titan models, Cohere, DashScope, ERNIE,
llama.cpp, vLLM's and SGLang's own `/generate`, Seldon's text, Replicate and Cog (`output`), and a bare text (BentoML).
Sources: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse,
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html,
https://docs.cohere.com/reference/chat, https://replicate.com/docs/reference/http#predictions.get,
https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md.
"""

import re

from modelpost.core.text import Message
from modelpost.documents.base64_pictures import is_encoded_picture
from modelpost.documents.json_values import Json, Path, at, number
from modelpost.documents.talks import arguments_of, asked, count, text_of, word
from modelpost.documents.tensors import printed
from modelpost.inference.api import Chat, Exchanged, Reading, ToolCall, Turn

_ADDRESS = re.compile(r"(?:https?|data|s3|gs):", re.IGNORECASE)
_BESIDE = frozenset({"cells", "conversation_id"})
"""What stands beside an answer in words: of a question about a table (Hugging Face), or of a talk (Dify)."""

_MILLISECONDS = 1e3
_FIRST_ERROR = 400
_BARE = 0.4
"""How sure a text without anything around it is: whatever it says, somebody said it."""

Turns = tuple[Turn, ...]


class ChatPartsReader:
    """Reads what was said where it comes in parts, or bare."""

    name = "said"
    label = Message("Chat")
    order = 41

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the answer with the turns that led to it."""
        turns = tuple(Turn(role, text) for role, text in asked(exchanged.sent))
        document = exchanged.document
        if not isinstance(document, dict):
            return _bare(exchanged, turns)
        return (
            _candidates(document, turns)
            or _converse(document, turns)
            or _cohere(document, turns)
            or _plain(document, turns)
            or _put_out(document, turns)
        )


def _candidates(document: dict[str, Json], turns: Turns) -> Reading | None:
    """Read Gemini's `candidates`, each a content in parts; a thought is a part of its own."""
    first = at(document, ("candidates", 0))
    parts = at(first, ("content", "parts"))
    if not isinstance(first, dict) or not (isinstance(parts, list) or "finishReason" in first):
        return None
    known = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    calls = [called for part in known if isinstance(called := part.get("functionCall"), dict)]
    path: Path = ("candidates", 0, "content", "parts")
    chat = Chat(
        "".join(word(part.get("text")) for part in known if not part.get("thought")),
        turns,
        "".join(word(part.get("text")) for part in known if part.get("thought")),
        tuple(ToolCall(word(called.get("name")), arguments_of(called.get("args"))) for called in calls),
        word(document.get("modelVersion")),
        word(first.get("finishReason")),
        count(at(document, ("usageMetadata", "promptTokenCount"))),
        count(at(document, ("usageMetadata", "candidatesTokenCount"))),
        path=path if isinstance(parts, list) else ("candidates", 0),
    )
    candidates = document["candidates"]
    more = len(candidates) - 1 if isinstance(candidates, list) else 0
    notes = (Message("There are {n} more choices in the answer.", n=more),) if more else ()
    return Reading(chat, 0.97, (chat.path,), notes)


def _converse(document: dict[str, Json], turns: Turns) -> Reading | None:
    """Read the message of Bedrock's Converse, whose blocks are named by what they hold."""
    path: Path = ("output", "message", "content")
    content = at(document, path)
    if not isinstance(content, list):
        return None
    blocks = [block for block in content if isinstance(block, dict)]
    calls = [called for block in blocks if isinstance(called := block.get("toolUse"), dict)]
    chat = Chat(
        "".join(word(block.get("text")) for block in blocks),
        turns,
        "".join(word(at(block, ("reasoningContent", "reasoningText", "text"))) for block in blocks),
        tuple(ToolCall(word(called.get("name")), arguments_of(called.get("input"))) for called in calls),
        "",
        word(document.get("stopReason")),
        count(at(document, ("usage", "inputTokens"))),
        count(at(document, ("usage", "outputTokens"))),
        path=path,
    )
    return Reading(chat, 0.97, (path,))


def _cohere(document: dict[str, Json], turns: Turns) -> Reading | None:
    """Read Cohere's message (its second interface), or its text beside a `generation_id` (the first)."""
    message = document.get("message")
    if isinstance(message, dict) and message.get("role") == "assistant" and "finish_reason" in document:
        content = message.get("content")
        blocks = [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []
        chat = Chat(
            text_of(content),
            turns,
            "".join(word(block.get("thinking")) for block in blocks) or word(message.get("tool_plan")),
            _calls(message.get("tool_calls")),
            finish=word(document.get("finish_reason")),
            prompt_tokens=count(at(document, ("usage", "tokens", "input_tokens"))),
            completion_tokens=count(at(document, ("usage", "tokens", "output_tokens"))),
            path=("message", "content") if "content" in message else ("message",),
        )
        return Reading(chat, 0.95, (chat.path,))
    if isinstance(document.get("text"), str) and "generation_id" in document:
        chat = Chat(word(document["text"]), turns, finish=word(document.get("finish_reason")), path=("text",))
        return Reading(chat, 0.95, (chat.path,))
    return None


def _calls(value: Json) -> tuple[ToolCall, ...]:
    functions = [at(each, ("function",)) for each in value] if isinstance(value, list) else []
    return tuple(
        ToolCall(word(function.get("name")), arguments_of(function.get("arguments")))
        for function in functions
        if isinstance(function, dict)
    )


def _plain(document: dict[str, Json], turns: Turns) -> Reading | None:
    """Read a text under one name, which another member beside it makes sure of."""
    text = document.get("text")
    if isinstance(said := document.get("content"), str) and "stop" in document:  # llama.cpp
        spent = number(at(document, ("timings", "predicted_ms"))) or 0.0
        counted = count(document.get("tokens_evaluated")), count(document.get("tokens_predicted"))
        chat = Chat(said, turns, "", (), word(document.get("model")), "", *counted, spent / _MILLISECONDS, ("content",))
    elif isinstance(said := document.get("generation"), str) and "stop_reason" in document:  # Llama on Bedrock
        counted = count(document.get("prompt_token_count")), count(document.get("generation_token_count"))
        chat = Chat(said, turns, "", (), "", word(document["stop_reason"]), *counted, path=("generation",))
    elif isinstance(said := at(document, ("results", 0, "outputText")), str):  # Titan on Bedrock
        first = document["results"]
        counted = count(document.get("inputTextTokenCount")), count(at(first, (0, "tokenCount")))
        reason = word(at(first, (0, "completionReason")))
        chat = Chat(said, turns, "", (), "", reason, *counted, path=("results", 0, "outputText"))
    elif isinstance(text, str) and isinstance(told := document.get("meta_info"), dict):  # SGLang
        counted = count(told.get("prompt_tokens")), count(told.get("completion_tokens"))
        chat = Chat(text, turns, "", (), "", word(at(told, ("finish_reason", "type"))), *counted, path=("text",))
    elif isinstance(text, str) and isinstance(document.get("finish_reason"), str):  # DashScope, in its envelope
        chat = Chat(text, turns, finish=word(document["finish_reason"]), path=("text",))
    elif isinstance(said := document.get("result"), str) and isinstance(told := document.get("usage"), dict):  # ERNIE
        counted = count(told.get("prompt_tokens")), count(told.get("completion_tokens"))
        chat = Chat(said, turns, "", (), "", word(document.get("finish_reason")), *counted, path=("result",))
    elif isinstance(text, list) and len(text) == len(document) == 1 and isinstance(text[0], str):  # vLLM
        chat = Chat(text[0], turns, path=("text", 0))
    elif isinstance(said := document.get("answer"), str) and _BESIDE & document.keys():
        chat = Chat(said, turns, path=("answer",))
    elif isinstance(said := document.get("strData"), str):  # Seldon
        chat = Chat(said, turns, path=("strData",))
    else:
        return None
    return Reading(chat, 0.9, (chat.path,))


def _put_out(document: dict[str, Json], turns: Turns) -> Reading | None:
    """Read the `output` of Replicate and Cog: a text, or its pieces as they came. Addresses of files are no text."""
    output = document.get("output")
    if not isinstance(document.get("status"), str) or output is None:
        return None
    pieces = output if isinstance(output, list) else [output]
    words = [piece for piece in pieces if isinstance(piece, str)]
    if len(words) != len(pieces) or not words or any(_ADDRESS.match(piece) for piece in words):
        return None
    turns = turns or tuple(Turn(role, text) for role, text in asked(document.get("input")))
    seconds = number(at(document, ("metrics", "predict_time"))) or 0.0
    chat = Chat("".join(words), turns, model=word(document.get("model")), seconds=seconds, path=("output",))
    return Reading(chat, 0.85, (chat.path,))


def _bare(exchanged: Exchanged, turns: Turns) -> Reading | None:
    """Read a text that stands alone, as JSON or plain; without a question, or from a failing server, it is none."""
    if exchanged.status >= _FIRST_ERROR or (exchanged.sent is None and exchanged.picture is None):
        return None
    text = exchanged.document
    if text is None and exchanged.media_type == "text/plain":
        text = bytes(exchanged.content).decode("utf-8", "replace")
    if not isinstance(text, str) or not text.strip() or is_encoded_picture(text) or printed(text) is not None:
        return None
    return Reading(Chat(text, turns), _BARE, ((),))


PLUGIN = ChatPartsReader()
