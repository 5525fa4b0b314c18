"""Who answered: gateway, platform, the model itself, the account service, or a proxy in between."""

import json
from pathlib import Path

import pytest

from modelpost.core.answered_by import Layer, answered_by
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response

SERVICE = "https://infer.example.com/v1/infers/0123"
PLAIN = "https://api.example.com/predict"
NGINX = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx/1.18.0</center></body></html>"
ROWS = json.loads((Path(__file__).parents[1] / "fixtures" / "modelarts_errors.json").read_text("utf-8"))["errors"]
LAYERS = {
    "gateway": Layer.GATEWAY,
    "modelarts": Layer.PLATFORM,
    "maas": Layer.PLATFORM,
    "model": Layer.MODEL,
    "iam": Layer.IAM,
}


def response(status: int, *headers: tuple[str, str], url: str = SERVICE) -> Response:
    return Response(status, headers=HeaderList.of(headers), url=url)


@pytest.mark.parametrize(
    ("status", "server", "body", "layer"),
    [
        (200, "ModelArts", '{"predicted_label": "rose"}', Layer.MODEL),
        (500, "ModelArts", '{"detail": "boom"}', Layer.MODEL),
        (400, "ModelArts", '{"error_code": "ModelArts.4105", "error_msg": "no"}', Layer.PLATFORM),
        (401, "api-gateway", '{"error_msg": "x", "error_code": "APIG.0301"}', Layer.GATEWAY),
        (401, "", '{"error_code": "APIGW.0301"}', Layer.GATEWAY),
        (405, "api-gateway", "Method Not Allowed", Layer.GATEWAY),
        (200, "ModelArts", '{"erno": "MR.0105", "msg": "Recognition failed", "words_result": {}}', Layer.MODEL),
        (401, "IAM", '{"error": {"code": 401, "message": "wrong"}}', Layer.IAM),
        (401, "", '{"error": {"code": 401, "message": "wrong", "title": "Unauthorized"}}', Layer.IAM),
        (201, "IAM", '{"token": {}}', Layer.IAM),
        (503, "ModelArts-dispatcher", "", Layer.PLATFORM),
        (502, "nginx/1.18.0", NGINX, Layer.PROXY),
        (503, "envoy", "no healthy upstream", Layer.PROXY),
        (503, "istio-envoy", "", Layer.PROXY),
        (500, "uvicorn", "Internal Server Error", Layer.MODEL),
        (422, "nginx", '{"detail": [{"loc": ["body"], "msg": "field required"}]}', Layer.MODEL),
        (400, "", '{"object": "error", "message": "too long", "code": 400}', Layer.MODEL),
        (200, "nginx", "{}", Layer.MODEL),
    ],
)
def test_an_answer_of_a_known_service_tells_who_gave_it(status: int, server: str, body: str, layer: Layer) -> None:
    found = answered_by(response(status, ("Server", server)), body)

    assert found is not None
    assert found.layer is layer


@pytest.mark.parametrize(
    ("status", "server", "body"),
    [(200, "nginx", "{}"), (404, "nginx", "{}"), (500, "", "oops"), (200, "", "ModelArts.4203 explained")],
)
def test_of_other_answers_nothing_is_claimed(status: int, server: str, body: str) -> None:
    assert answered_by(response(status, ("Server", server), url=PLAIN), body) is None


def test_an_error_that_came_through_envoy_is_not_laid_at_its_door() -> None:
    passed_on = response(503, ("Server", "envoy"), ("X-Envoy-Upstream-Service-Time", "12"), url=PLAIN)

    assert answered_by(passed_on, "") is None


@pytest.mark.parametrize("row", [row for row in ROWS if "." in row["code"]], ids=lambda row: row["code"])
def test_every_known_code_has_its_layer(row: dict[str, object]) -> None:
    body = json.dumps({"error_code": row["code"], "error_msg": row["message"]})

    found = answered_by(response(int(str(row["http_status"] or 500))), body)

    assert found is not None
    assert found.layer is LAYERS[str(row["layer"])]
    assert found.code == row["code"]
    assert str(row["code"]) in str(found.sentence) or found.layer is Layer.IAM
