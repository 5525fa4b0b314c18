"""The answer of a chat model, put together from the parts of its stream."""

import json
from typing import Any

import pytest

from modelpost.core.streams import Saying
from modelpost.documents.chat_stream import ChatAssembler


def said(*parts: Any) -> Saying:
    """Return all that these parts say, one after the other."""
    assembler = ChatAssembler()
    told = [assembler.feed(part if isinstance(part, bytes) else json.dumps(part).encode()) for part in parts]
    counts = [one.tokens for one in told if one.tokens is not None]
    return Saying(
        "".join(one.text for one in told),
        "".join(one.reasoning for one in told),
        counts[-1] if counts else None,
        "".join(one.trouble for one in told),
    )


def delta(**content: object) -> dict[str, object]:
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": content, "finish_reason": None}]}


STREAMS = {
    "OpenAI": (
        [
            delta(role="assistant", content=""),
            delta(content="9"),
            delta(content=".8"),
            delta(),
            {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 3}},
            b"[DONE]",
        ],
        Saying("9.8", "", 3),
    ),
    "a thinking model": (
        [delta(reasoning_content="Hm"), delta(content="Yes", reasoning_content=None)],
        Saying("Yes", "Hm"),
    ),
    "completions": ([{"choices": [{"index": 0, "text": "a"}]}, {"choices": [{"index": 0, "text": "b"}]}], Saying("ab")),
    "the second of several answers": ([{"choices": [{"index": 1, "delta": {"content": "no"}}]}], Saying()),
    "a function to call": (
        [
            delta(tool_calls=[{"index": 0, "function": {"name": "weather", "arguments": ""}}]),
            delta(tool_calls=[{"index": 0, "function": {"arguments": '{"city":'}}]),
            delta(tool_calls=[{"index": 0, "function": {"arguments": '"Bonn"}'}}]),
        ],
        Saying('\nweather {"city":"Bonn"}'),
    ),
    "an error in the middle": (
        [delta(content="a"), {"error": {"message": "overloaded"}}],
        Saying("a", trouble="overloaded"),
    ),
    "a flat error": ([{"error": "no model"}], Saying(trouble="no model")),
    "Ollama chat": (
        [
            {"message": {"role": "assistant", "content": "He", "thinking": "so"}, "done": False},
            {"message": {"content": "llo"}, "done": True, "eval_count": 2, "eval_duration": 5},
        ],
        Saying("Hello", "so", 2),
    ),
    "Ollama generate": ([{"response": "That", "done": False}, {"response": "!", "done": True}], Saying("That!")),
    "TGI": (
        [
            {"index": 1, "token": {"text": " a", "special": False}, "generated_text": None},
            {"index": 2, "token": {"text": "</s>", "special": True}, "details": {"generated_tokens": 2}},
        ],
        Saying(" a", "", 2),
    ),
    "Anthropic": (
        [
            {"type": "message_start", "message": {"usage": {"output_tokens": 1}}},
            {"type": "content_block_delta", "delta": {"type": "thinking_delta", "thinking": "hm"}},
            {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "Hi"}},
            {"type": "message_delta", "usage": {"output_tokens": 12}},
            {"type": "message_stop"},
        ],
        Saying("Hi", "hm", 12),
    ),
    "OpenAI responses": (
        [
            {"type": "response.created"},
            {"type": "response.output_text.delta", "delta": "Hi"},
            {"type": "response.completed", "response": {"usage": {"output_tokens": 4}}},
        ],
        Saying("Hi", "", 4),
    ),
}


@pytest.mark.parametrize(("parts", "whole"), STREAMS.values(), ids=STREAMS)
def test_the_answer_is_put_together(parts: list[Any], whole: Saying) -> None:
    assert said(*parts) == whole


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"{",
        b"\xff",
        b"[1]",
        b"null",
        b'{"choices": 1}',
        b'{"choices": [1]}',
        b'{"type": 1}',
        b"[" * 100_000,
        b'{"choices": [{"delta": 1}]}',
        b'{"choices": [{"delta": {"content": {}, "tool_calls": [1]}}]}',
        b'{"error": []}',
    ],
)
def test_what_is_not_understood_says_nothing(part: bytes) -> None:
    assert said(part) == Saying()


def test_a_stream_that_says_nothing_known_is_no_chat_after_a_while() -> None:
    assembler = ChatAssembler()

    for number in range(32):
        assembler.feed(b'{"value": %d}' % number)

    assert assembler.is_given_up
    assert assembler.feed(b'{"choices": [{"delta": {"content": "late"}}]}') == Saying()
