"""The sample service: four models behind a gateway that behaves like ModelArts'."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from modelpost.sample_service import chat
from modelpost.sample_service.form import parts_of
from modelpost.sample_service.gateway import Gateway
from modelpost.sample_service.helpers import Helpers
from modelpost.sample_service.identity import Identity
from modelpost.sample_service.websocket import Converse, Said, echo, question_of
from modelpost.sample_service.wire import Reply, Request, Server, json_reply
from modelpost.store.resources import resource_path

if TYPE_CHECKING:
    from modelpost.sample_service.classifier import FlowerClassifier
    from modelpost.sample_service.detector import StreetDetector
    from modelpost.sample_service.iris import IrisModel

SERVICES = ("image_classification", "object_detection", "tabular", "chat")
_NAMESPACE = UUID("7c5f2a52-6b4e-4d8f-9a0c-3f1d2b7e8a90")
_CHAT_PATH = "/v1/chat/completions"


class SampleService:
    """Routes requests. Models are loaded when they are first asked, so that the service is up at once."""

    def __init__(self, lifetime: float = 86_400, seed: int | None = None) -> None:
        self.identity = Identity(lifetime, seed)
        self._gateway = Gateway(self.identity)
        self._closing = threading.Event()
        self._helpers = Helpers(self._closing)
        self.ids = {name: str(uuid5(_NAMESPACE, name)) for name in SERVICES}
        self._models: dict[str, Callable[[Request, str], Reply]] = {
            self.ids["image_classification"]: self._classify,
            self.ids["object_detection"]: self._detect,
            self.ids["tabular"]: self._tabulate,
            self.ids["chat"]: self._chat,
        }

    def server(self, host: str, port: int) -> Server:
        """Return a server that listens; raises OSError where the port is taken."""
        return Server((host, port), self.answer, self.converse)

    def close(self) -> None:
        """End every wait."""
        self._closing.set()

    def announcement(self, base: str) -> dict[str, object]:
        """Return what the first line on standard output says."""
        me = self.identity
        return {
            "base_url": base,
            "services": {name: f"{base}/v1/infers/{identifier}" for name, identifier in self.ids.items()},
            "iam_url": base,
            "domain": me.domain,
            "user": me.user,
            "password": me.password,
            "project": me.project,
            "project_id": me.project_id,
            "token": me.token.value,
            "access_key": me.access_key,
            "secret_key": me.secret_key,
            "app_code": me.app_code,
            "app_key": me.app_key,
            "app_secret": me.app_secret,
            "api_key": me.api_key,
        }

    def answer(self, request: Request) -> Reply:
        """Return the answer to a request."""
        if request.path == "/":
            return json_reply(
                200, {"service": "Modelpost sample service", "status": "running", "services": list(SERVICES)}
            )
        if request.path == "/v3/auth/tokens":
            return self._gateway.tokens(request)
        if request.path == "/v3/projects":
            return self._gateway.projects(request)
        if request.path.startswith("/helpers/"):
            return self._helpers.answer(request) or self._gateway.unknown()
        for prefix in ("/v1/infers/", "/v2/infer/"):
            if request.path.startswith(prefix):
                return self._inference(request, request.path.removeprefix(prefix))
        return self._gateway.unknown()

    def converse(self, request: Request) -> Converse | Reply:
        """Return what answers the messages of a WebSocket: the echo, or the chat model behind its gateway."""
        if request.path == "/helpers/echo":
            return echo
        for prefix in ("/v1/infers/", "/v2/infer/"):
            if request.path.removeprefix(prefix).partition("/")[0] == self.ids["chat"]:
                return self._gateway.refusal(request, "GET") or self._chat_about
        return self._gateway.unknown()

    def _chat_about(self, said: Said) -> Iterator[Said]:
        """Answer a question piece by piece, as chat chunks, each a message of its own."""
        for piece in chat.pieces(self._passages.answer(question_of(said))):
            if self._closing.wait(0.03):
                return
            yield json.dumps({"choices": [{"index": 0, "delta": {"content": piece}}]}, ensure_ascii=False)
        yield json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})

    def _inference(self, request: Request, rest: str) -> Reply:
        identifier, slash, path = rest.partition("/")
        model = self._models.get(identifier)
        path = slash + path
        is_chat = identifier == self.ids["chat"]
        if is_chat and request.method == "GET" and path == "/v1/models":
            return json_reply(
                200, {"object": "list", "data": [{"id": chat.NAME, "object": "model", "owned_by": "sample"}]}
            )
        if model is None or (path not in ("", "/") and not (is_chat and path == _CHAT_PATH)):
            return self._gateway.unknown()
        refusal = self._gateway.refusal(request)
        if refusal is not None:
            return refusal
        if not request.body:
            return self._gateway.platform_error(400, "ModelArts.4202", "Empty request.")
        return model(request, path)

    # Models ----------------------------------------------------------------------------------------------------------

    @cached_property
    def _classifier(self) -> "FlowerClassifier":
        from modelpost.sample_service.classifier import FlowerClassifier  # noqa: PLC0415  # numpy and Pillow, 150 ms

        return FlowerClassifier(resource_path("models", "flowers.npz"))

    @cached_property
    def _detector(self) -> "StreetDetector":
        from modelpost.sample_service.detector import StreetDetector  # noqa: PLC0415  # as above

        return StreetDetector(resource_path("models", "street.npz"))

    @cached_property
    def _iris(self) -> "IrisModel":
        from modelpost.sample_service.iris import IrisModel  # noqa: PLC0415  # as above

        return IrisModel(resource_path("models", "iris.npz"))

    @cached_property
    def _passages(self) -> chat.PassageModel:
        return chat.PassageModel(resource_path("models", "passages.txt"))

    def _picture(self, request: Request) -> Any:
        """Return the picture in the field `images`, or the model's own error."""
        from modelpost.sample_service.pictures import NotAPicture, decode  # noqa: PLC0415  # as above

        parts = parts_of(request.header("Content-Type"), request.body or b"")
        part = next((one for one in parts or () if one.name == "images"), None)
        if part is None:
            return _model_error("Recognition failed: the field images is missing")
        try:
            return decode(part.content)
        except NotAPicture as error:
            return _model_error(f"Recognition failed: {error}")

    def _classify(self, request: Request, path: str) -> Reply:
        del path
        picture = self._picture(request)
        if isinstance(picture, Reply):
            return picture
        scores = self._classifier.predict(picture)
        content = {"predicted_label": scores[0][0], "scores": [[label, f"{score:.4f}"] for label, score in scores]}
        return json_reply(200, content)

    def _detect(self, request: Request, path: str) -> Reply:
        del path
        picture = self._picture(request)
        if isinstance(picture, Reply):
            return picture
        found = self._detector.predict(picture)
        content = {
            "detection_classes": [one.label for one in found],
            "detection_boxes": [[round(edge, 1) for edge in one.box] for one in found],
            "detection_scores": [round(one.score, 4) for one in found],
        }
        return json_reply(200, content)

    def _tabulate(self, request: Request, path: str) -> Reply:
        del path
        try:
            content = json.loads(request.body or b"")
        except ValueError:
            return self._gateway.platform_error(400, "ModelArts.4105", "Incorrect JSON format of the input data.")
        has_wrapper = isinstance(content, dict) and "data" in content
        data = content.get("data") if has_wrapper else content
        rows = data.get("req_data") if isinstance(data, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            return _model_error("Recognition failed: req_data must be a list of rows")
        try:
            answers = [{**row, "predictresult": self._iris.predict(row)[0]} for row in rows]
        except (KeyError, ValueError) as error:
            return _model_error(f"Recognition failed: a row lacks a number for {error}")
        if not has_wrapper:
            return json_reply(200, {"resp_data": answers})
        meta = content.get("meta")
        uuid = meta.get("uuid", "") if isinstance(meta, dict) else ""
        return json_reply(200, {"meta": {"uuid": uuid}, "data": {"resp_data": answers}})

    def _chat(self, request: Request, path: str) -> Reply:
        del path
        try:
            content = json.loads(request.body or b"")
            messages = content["messages"]
            question = str(next(m["content"] for m in reversed(messages) if m.get("role") == "user"))
        except (ValueError, KeyError, TypeError, StopIteration, AttributeError):
            error = {"message": "messages must hold at least one user message", "type": "invalid_request_error"}
            return json_reply(400, {"error": {**error, "param": "messages", "code": None}})
        text = self._passages.answer(question)
        prompt = sum(chat.count_tokens(str(message.get("content", ""))) for message in messages)
        made = {"id": f"chatcmpl-{self.identity.request_id()[:24]}", "created": int(time.time()), "model": chat.NAME}
        usage = {"prompt_tokens": prompt, "completion_tokens": chat.count_tokens(text)}
        usage["total_tokens"] = sum(usage.values())
        if content.get("stream"):
            wants_usage = bool((content.get("stream_options") or {}).get("include_usage"))
            pieces = self._streamed(made, text, usage if wants_usage else None)
            return Reply(200, (("Content-Type", "text/event-stream;charset=UTF-8"),), pieces=pieces)
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return json_reply(200, {**made, "object": "chat.completion", "choices": [choice], "usage": usage})

    def _streamed(self, made: dict[str, Any], text: str, usage: dict[str, int] | None) -> Iterator[bytes]:
        head = {**made, "object": "chat.completion.chunk"}

        def event(delta: dict[str, str], reason: str | None = None) -> bytes:
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            return b"data: " + json.dumps({**head, "choices": [choice]}, ensure_ascii=False).encode() + b"\n\n"

        yield event({"role": "assistant", "content": ""})
        for piece in chat.pieces(text):
            if self._closing.wait(0.03):
                return
            yield event({"content": piece})
        yield event({}, "stop")
        if usage is not None:
            yield b"data: " + json.dumps({**head, "choices": [], "usage": usage}).encode() + b"\n\n"
        yield b"data: [DONE]\n\n"


def _model_error(text: str) -> Reply:
    """Answer as model code does when it fails (`erno` is spelled so by the vendor)."""
    return json_reply(400, {"erno": "MR.0105", "msg": text, "words_result": {}})
