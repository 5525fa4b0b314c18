"""The sample service behaves like ModelArts, and its models really look."""

import http.client
import io
import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageEnhance
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from modelpost.sample_service.service import SampleService
from modelpost.store.resources import resource_path


class Client:
    """Speaks to a running service."""

    def __init__(self, service: SampleService, base: str) -> None:
        self.service = service
        self.base = base
        self.said: Any = service.announcement(base)

    def send(self, method: str, url: str, body: bytes = b"", **headers: str) -> tuple[int, Any, Any]:
        parts = urlsplit(url if url.startswith("http") else self.base + url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, named)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, json.loads(content) if is_json else content, answer.headers

    def with_token(self, service: str, body: bytes, content_type: str) -> tuple[int, Any, Any]:
        url = self.said["services"][service]
        return self.send("POST", url, body, X_Auth_Token=self.said["token"], Content_Type=content_type)

    def picture(self, service: str, content: bytes, field: str = "images") -> tuple[int, Any, Any]:
        head = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="x.png"\r\n\r\n'.encode()
        return self.with_token(service, head + content + b"\r\n--b--\r\n", "multipart/form-data; boundary=b")


@pytest.fixture
def client() -> Iterator[Client]:
    service = SampleService(seed=5)
    server = service.server("127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield Client(service, f"http://127.0.0.1:{server.server_address[1]}")
    service.close()
    server.shutdown()
    server.server_close()
    thread.join(5)


def sample(name: str) -> bytes:
    return resource_path("sample_collection", "samples", name).read_bytes()


@pytest.mark.parametrize(
    ("file", "label"),
    [
        ("sunflower.png", "sunflowers"),
        ("daisy.png", "daisy"),
        ("dandelion.png", "dandelion"),
        ("rose.png", "roses"),
        ("tulip.png", "tulips"),
    ],
)
def test_a_flower_is_recognised_also_smaller_and_darker(client: Client, file: str, label: str) -> None:
    picture = Image.open(io.BytesIO(sample(file))).convert("RGB").resize((300, 220))
    stream = io.BytesIO()
    ImageEnhance.Brightness(picture).enhance(0.85).save(stream, "JPEG", quality=70)

    status, answer, _ = client.picture("image_classification", stream.getvalue())

    assert status == 200
    assert answer["predicted_label"] == label
    assert sum(float(score) for _, score in answer["scores"]) == pytest.approx(1, abs=0.01)


def test_a_blank_picture_is_not_taken_for_a_sure_flower(client: Client) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (200, 200), (128, 128, 128)).save(stream, "PNG")

    _, answer, _ = client.picture("image_classification", stream.getvalue())

    assert float(answer["scores"][0][1]) < 0.95


def test_the_detector_finds_something_where_it_is(client: Client) -> None:
    status, answer, _ = client.picture("object_detection", sample("street-day.png"))

    assert status == 200
    assert len(answer["detection_classes"]) == len(answer["detection_boxes"]) == len(answer["detection_scores"])
    assert {"car", "bus"} & set(answer["detection_classes"])


def test_iris_rows_come_back_with_their_species_and_the_uuid(client: Client) -> None:
    row = {"sepal_length": 5.1, "sepal_width": 3.5, "petal_length": 1.4, "petal_width": 0.2}
    body = json.dumps({"meta": {"uuid": "u-1"}, "data": {"req_data": [row]}}).encode()

    _, answer, _ = client.with_token("tabular", body, "application/json")

    assert answer == {"meta": {"uuid": "u-1"}, "data": {"resp_data": [{**row, "predictresult": "Iris-setosa"}]}}


def test_chat_says_what_it_is(client: Client) -> None:
    body = json.dumps({"messages": [{"role": "user", "content": "what are you? which model?"}]}).encode()

    _, answer, _ = client.with_token("chat", body, "application/json")

    assert answer["model"] == "sample-ngram"
    assert "sample-ngram" in answer["choices"][0]["message"]["content"]


def test_streamed_chat_has_the_same_words_and_ends(client: Client) -> None:
    question = {"messages": [{"role": "user", "content": "How do I cancel a request?"}]}
    _, whole, _ = client.with_token("chat", json.dumps(question).encode(), "application/json")

    streamed = json.dumps({**question, "stream": True, "stream_options": {"include_usage": True}}).encode()
    _, content, headers = client.with_token("chat", streamed, "application/json")

    events = [line.removeprefix("data: ") for line in content.decode().split("\n\n") if line]
    chunks = [json.loads(event) for event in events[:-1]]
    text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks if chunk["choices"])
    assert headers["Content-Type"].startswith("text/event-stream")
    assert text == whole["choices"][0]["message"]["content"]
    assert chunks[-1]["usage"] == whole["usage"]
    assert events[-1] == "[DONE]"


def error(answer: Any) -> tuple[str, str]:
    return answer.get("error_code", ""), answer["error_msg"]


def test_a_missing_token_is_named(client: Client) -> None:
    status, answer, headers = client.send("POST", client.said["services"]["tabular"], b"{}")

    assert status == 401
    assert error(answer) == ("APIG.0301", "Incorrect IAM authentication information: x-auth-token not found")
    assert headers["Server"] == "api-gateway"


def test_a_broken_token_is_named(client: Client) -> None:
    status, answer, _ = client.send("POST", client.said["services"]["tabular"], b"{}", X_Auth_Token="MIIbroken")

    assert status == 401
    assert error(answer)[1].endswith("decrypt token fail")


def test_an_expired_token_is_named_with_its_time() -> None:
    service = SampleService(lifetime=-1)
    request = service_request("/v1/infers/" + service.ids["tabular"], service.identity.token.value)

    answer = json.loads(service.answer(request).body)

    assert "token expires, expires_at:" in answer["error_msg"]


def service_request(path: str, token: str) -> Any:
    from modelpost.sample_service.wire import Request

    return Request("POST", path, {}, (("X-Auth-Token", token),), b"{}", 2)


def test_a_token_without_project_is_refused_by_the_platform(client: Client) -> None:
    body = token_request(client, scope={"domain": {"name": client.said["domain"]}})
    _, _, headers = client.send("POST", "/v3/auth/tokens", body)

    token = headers["X-Subject-Token"]
    status, answer, _ = client.send("POST", client.said["services"]["tabular"], b"{}", X_Auth_Token=token)

    assert status == 401
    assert error(answer)[0] == "ModelArts.0212"


def token_request(client: Client, scope: object, password: str = "") -> bytes:
    user = {
        "name": client.said["user"],
        "password": password or client.said["password"],
        "domain": {"name": client.said["domain"]},
    }
    return json.dumps(
        {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}}
    ).encode()


def test_a_fetched_token_opens_the_services(client: Client) -> None:
    body = token_request(client, scope={"project": {"name": client.said["project"]}})
    status, answer, headers = client.send("POST", "/v3/auth/tokens?nocatalog=true", body)

    used, _, _ = client.send(
        "POST", client.said["services"]["tabular"], b'{"req_data": []}', X_Auth_Token=headers["X-Subject-Token"]
    )

    assert (status, used) == (201, 200)
    assert answer["token"]["project"]["name"] == client.said["project"]
    assert answer["token"]["expires_at"] > answer["token"]["issued_at"]


def test_a_wrong_password_is_refused_in_the_words_of_iam(client: Client) -> None:
    status, answer, _ = client.send("POST", "/v3/auth/tokens", token_request(client, {}, password="wrong"))

    assert status == 401
    assert answer["error"]["message"] == "The username or password is wrong."


def test_an_appcode_and_an_api_key_open_their_addresses(client: Client) -> None:
    url = client.said["services"]["tabular"]
    body = b'{"req_data": []}'

    by_code, _, _ = client.send("POST", url, body, X_Apig_AppCode=client.said["app_code"])
    by_key, _, _ = client.send(
        "POST", url.replace("/v1/infers/", "/v2/infer/"), body, Authorization=f"Bearer {client.said['api_key']}"
    )

    assert (by_code, by_key) == (200, 200)


def test_unknown_addresses_and_methods_are_told_apart(client: Client) -> None:
    unknown, answer, _ = client.send("POST", "/v1/infers/nobody", b"{}", X_Auth_Token=client.said["token"])
    method, _, _ = client.send("GET", client.said["services"]["tabular"])

    assert (unknown, answer["error_code"], method) == (404, "APIG.0101", 405)


def test_a_wrong_field_is_an_error_of_the_model(client: Client) -> None:
    status, answer, headers = client.picture("image_classification", sample("daisy.png"), field="image")

    assert (status, answer["erno"], headers["Server"]) == (400, "MR.0105", "ModelArts")


def test_a_body_over_the_limit_is_refused_by_the_gateway(client: Client) -> None:
    status, answer, _ = client.with_token("tabular", b" " * (12 * 1024 * 1024 + 1), "application/json")

    assert (status, answer["error_code"]) == (413, "APIG.0201")


def test_what_is_no_json_is_refused_by_the_platform(client: Client) -> None:
    _, answer, _ = client.with_token("tabular", b"{", "application/json")

    assert answer["error_code"] == "ModelArts.4105"


def test_a_seed_makes_the_same_credentials() -> None:
    one, other = SampleService(seed=1), SampleService(seed=1)

    assert one.announcement("x") == other.announcement("x")
    assert one.announcement("x") != SampleService(seed=2).announcement("x")


def test_large_answers_are_valid_json_of_the_announced_length(client: Client) -> None:
    _, answer, headers = client.send("GET", "/helpers/large?megabytes=2")

    assert len(answer) > 10_000
    assert abs(int(headers["Content-Length"]) - 2_000_000) < 1_000


def test_tokens_live_as_long_as_they_were_told_to() -> None:
    token = SampleService(lifetime=60).identity.token

    assert 55 < token.expires - time.time() <= 60


# WebSockets -----------------------------------------------------------------------------------------------------------


def test_messages_over_a_websocket_come_back(client: Client) -> None:
    blob = bytes(range(256)) * 1000

    with connect(client.base.replace("http", "ws") + "/helpers/echo") as peer:
        peer.send("Grüße")
        peer.send([blob[:1000], blob[1000:]])
        said = peer.recv(), peer.recv()

    assert said == ("Grüße", blob)


@pytest.mark.parametrize("question", ["What is HTTP?", '{"messages": [{"role": "user", "content": "What is HTTP?"}]}'])
def test_the_chat_model_answers_over_a_websocket_piece_by_piece(client: Client, question: str) -> None:
    url = client.said["services"]["chat"].replace("http", "ws")

    with connect(url, additional_headers={"X-Auth-Token": client.said["token"]}) as peer:
        peer.send(question)
        chunks = [json.loads(peer.recv())["choices"][0]]
        while "finish_reason" not in chunks[-1]:
            chunks.append(json.loads(peer.recv())["choices"][0])

    assert len(chunks) > 5
    assert "HTTP" in "".join(chunk["delta"].get("content", "") for chunk in chunks)


@pytest.mark.parametrize(("path", "status"), [("chat", 401), ("tabular", 404)])
def test_a_websocket_without_a_token_or_a_model_is_refused(client: Client, path: str, status: int) -> None:
    with pytest.raises(InvalidStatus) as refused, connect(client.said["services"][path].replace("http", "ws")):
        pass

    assert refused.value.response.status_code == status
