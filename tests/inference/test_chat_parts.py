"""What a language model said is a chat, whoever serves it."""

from typing import Any

import pytest

from modelpost import inference
from modelpost.core.registry import Registry
from modelpost.inference.api import CERTAIN, Chat, Exchanged, Reader, Reading, Table, ToolCall, Turn, readings

READERS: Registry[Reader] = Registry.discover(inference)


def read(document: Any, sent: Any = None, **more: Any) -> Reading:
    return readings(READERS, Exchanged(document=document, sent=sent, **more))[0][1]


WITH_TOOLS: dict[str, tuple[Any, Any]] = {
    "gemini": (
        {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]},
        {
            "candidates": [
                {
                    "content": {
                        "parts": [
                            {"text": "hm", "thought": True},
                            {"text": "hello"},
                            {"functionCall": {"name": "f", "args": {"a": 1}}},
                        ],
                        "role": "model",
                    },
                    "finishReason": "STOP",
                }
            ],
            "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 2},
        },
    ),
    "bedrock converse": (
        {"messages": [{"role": "user", "content": [{"text": "hi"}]}]},
        {
            "output": {
                "message": {
                    "role": "assistant",
                    "content": [
                        {"reasoningContent": {"reasoningText": {"text": "hm"}}},
                        {"text": "hello"},
                        {"toolUse": {"name": "f", "input": {"a": 1}}},
                    ],
                }
            },
            "stopReason": "STOP",
            "usage": {"inputTokens": 1, "outputTokens": 2},
        },
    ),
    "cohere": (
        {"messages": [{"role": "user", "content": "hi"}]},
        {
            "finish_reason": "STOP",
            "message": {
                "role": "assistant",
                "tool_plan": "hm",
                "content": [{"type": "text", "text": "hello"}],
                "tool_calls": [{"function": {"name": "f", "arguments": '{"a": 1}'}}],
            },
            "usage": {"tokens": {"input_tokens": 1, "output_tokens": 2}},
        },
    ),
    "anthropic": (
        {"messages": [{"role": "user", "content": "hi"}]},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm"},
                {"type": "text", "text": "hello"},
                {"type": "tool_use", "name": "f", "input": {"a": 1}},
            ],
            "stop_reason": "STOP",
            "usage": {"input_tokens": 1, "output_tokens": 2},
        },
    ),
}


@pytest.mark.parametrize(("sent", "document"), WITH_TOOLS.values(), ids=WITH_TOOLS)
def test_text_reasoning_tools_and_counts_are_told_apart(sent: Any, document: Any) -> None:
    reading = read(document, sent)

    found = reading.meaning
    assert isinstance(found, Chat)
    assert reading.certainty >= CERTAIN
    assert (found.text, found.reasoning, found.turns) == ("hello", "hm", (Turn("user", "hi"),))
    assert found.tool_calls == (ToolCall("f", '{"a": 1}'),)
    assert (found.finish, found.prompt_tokens, found.completion_tokens) == ("STOP", 1, 2)


SPOKEN: dict[str, tuple[Any, Any]] = {
    "llama.cpp": ({"prompt": "hi"}, {"content": "hello", "stop": True, "tokens_predicted": 3}),
    "llama on bedrock": ({"prompt": "hi"}, {"generation": "hello", "stop_reason": "stop"}),
    "titan on bedrock": ({"inputText": "hi"}, {"results": [{"outputText": "hello", "tokenCount": 4}]}),
    "sglang": ({"text": "hi"}, {"text": "hello", "meta_info": {"completion_tokens": 4}}),
    "dashscope": ({"input": {"prompt": "hi"}}, {"output": {"text": "hello", "finish_reason": "stop"}, "usage": {}}),
    "dashscope, messages": (
        {"input": {"messages": [{"role": "user", "content": "hi"}]}},
        {"output": {"choices": [{"message": {"role": "assistant", "content": "hello"}}]}, "usage": {}},
    ),
    "ernie": ({"messages": [{"role": "user", "content": "hi"}]}, {"result": "hello", "usage": {"total_tokens": 3}}),
    "dify": ({"inputs": {}, "query": "hi"}, {"answer": "hello", "conversation_id": "1"}),
    "vllm": ({"prompt": "hi"}, {"text": ["hello"]}),
    "cohere, first interface": ({"message": "hi"}, {"text": "hello", "generation_id": "1"}),
    "replicate": (
        {"input": {"prompt": "hi"}},
        {"status": "succeeded", "input": {"prompt": "hi"}, "output": ["hel", "lo"]},
    ),
    "hugging face, nested": ({"inputs": "hi"}, [[{"generated_text": "hello"}]]),
}


@pytest.mark.parametrize(("sent", "document"), SPOKEN.values(), ids=SPOKEN)
def test_a_text_under_a_name_is_a_chat(sent: Any, document: Any) -> None:
    reading = read(document, sent)

    assert isinstance(reading.meaning, Chat)
    assert reading.certainty >= CERTAIN
    assert (reading.meaning.text, reading.meaning.turns) == ("hello", (Turn("user", "hi"),))


def test_a_text_that_stands_alone_is_an_answer_perhaps() -> None:
    as_json = read("A summary.", {"text": "hi"})
    as_text = read(None, {"text": "hi"}, media_type="text/plain", content=b"A summary.")

    assert as_json.meaning == as_text.meaning == Chat("A summary.", (Turn("user", "hi"),))
    assert as_json.certainty < CERTAIN


@pytest.mark.parametrize("status", [200, 404])
def test_a_text_that_nobody_asked_a_model_for_is_none(status: int) -> None:
    sent = None if status == 200 else {"text": "hi"}
    exchanged = Exchanged(status, "text/plain", content=b"pong", sent=sent)

    assert readings(READERS, exchanged) == ()


def test_addresses_of_files_are_not_taken_for_words() -> None:
    found = readings(READERS, Exchanged(document={"status": "succeeded", "output": ["https://localhost/x.png"]}))

    assert not any(isinstance(reading.meaning, Chat) for _, reading in found)


def test_what_a_model_refused_to_say_is_what_it_said() -> None:
    found = read({"choices": [{"message": {"content": None, "refusal": "I cannot."}}]}).meaning

    assert isinstance(found, Chat)
    assert found.text == "I cannot."


def test_the_texts_for_several_inputs_are_joined_with_them() -> None:
    found = read([{"summary_text": "a"}, {"summary_text": "b"}], {"inputs": ["x", "y"]}).meaning

    assert found == Table(("value", "summary_text"), (("x", "a"), ("y", "b")), (1,), ())
