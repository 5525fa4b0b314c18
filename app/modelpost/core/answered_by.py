"""Who gave an answer: the model itself, or somebody before it.

The rule for ModelArts is its own (https://support.huaweicloud.com/modelarts_faq/modelarts_05_0023.html): codes that
begin with APIG come from the gateway, those that begin with ModelArts from the platform, those with MR from the code of
the model; and an answer with the header `Server: ModelArts` and no code of the platform comes from the model.
"""

import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from modelpost.core.headers import HeaderList
from modelpost.core.response import Response
from modelpost.core.service_errors import error_code
from modelpost.core.text import Message

_FIRST_ERROR = 400
_FIRST_FAULT = 500
_CALLS_A_MODEL = re.compile(r"/v1/infers/|/v2/infer/")
_BETWEEN = re.compile(
    r"envoy|nginx|openresty|tengine|traefik|haproxy|caddy|squid|cloudflare|awselb|apache|varnish|elb\b", re.IGNORECASE
)
_MODEL_SERVERS = re.compile(
    r"uvicorn|gunicorn|hypercorn|werkzeug|tornado|waitress|granian|daphne|triton|torchserve|bentoml|ollama|aiohttp",
    re.IGNORECASE,
)
_PAGE_OF_ONE_BETWEEN = re.compile(
    r"<center>\s*(?:nginx|openresty|tengine)|upstream connect error|no healthy upstream|upstream request timeout|"
    r"no server is available to handle this request|<title>\s*ERROR: The requested URL could not be retrieved",
    re.IGNORECASE,
)
_ERROR_OF_A_MODEL_SERVER = re.compile(r'"object"\s*:\s*"error"|"detail"\s*:\s*[\[{"]')
_UPSTREAM_TIME = "X-Envoy-Upstream-Service-Time"


class Layer(Enum):
    """Where on its way to the model a request was answered."""

    GATEWAY = "gateway"
    PLATFORM = "platform"
    MODEL = "model"
    IAM = "iam"
    PROXY = "proxy"


_BADGES = {
    Layer.GATEWAY: Message("Gateway"),
    Layer.PLATFORM: Message("ModelArts"),
    Layer.MODEL: Message("Model"),
    Layer.IAM: Message("IAM"),
    Layer.PROXY: Message("Proxy"),
}
_LABELS = {
    Layer.GATEWAY: Message("Answered by the API gateway"),
    Layer.PLATFORM: Message("Answered by ModelArts"),
    Layer.MODEL: Message("Answered by the model"),
    Layer.IAM: Message("Answered by IAM"),
    Layer.PROXY: Message("Answered by a proxy"),
}


@dataclass(frozen=True, slots=True)
class AnsweredBy:
    """Who answered, and a sentence that says how that is known.

    `code` is the error code in the answer, as it is written there.
    """

    layer: Layer
    sentence: Message
    code: str = ""

    @property
    def badge(self) -> Message:
        """Return a word or two."""
        return _BADGES[self.layer]

    @property
    def label(self) -> Message:
        """Return who answered, in a few words."""
        return _LABELS[self.layer]

    @property
    def has_model_run(self) -> bool:
        """Tell whether the request came as far as the model."""
        return self.layer is Layer.MODEL


def answered_by(response: Response, beginning: str) -> AnsweredBy | None:
    """Return who gave `response`, whose decoded body has this `beginning`; None where nothing tells."""
    code = error_code(beginning) if response.status >= _FIRST_ERROR or '"error' in beginning else ""
    return _by_code(code) or _by_head(response, beginning)


def _by_code(code: str) -> AnsweredBy | None:
    match re.split(r"[. ]", code.upper(), maxsplit=1)[0]:
        case "APIG" | "APIGW":
            sentence = Message("The code {code} is one of the API gateway. The model did not run.", code=code)
            return _gateway(sentence, code)
        case "MODELARTS":
            sentence = Message("The code {code} is one of the ModelArts platform, not of the model.", code=code)
            return AnsweredBy(Layer.PLATFORM, sentence, code)
        case "MR":
            sentence = Message("The code {code} comes from the code of the model, which did run.", code=code)
            return _model(sentence, code)
        case "IAM":
            return _iam(code if "." in code else "")
    return None


def _by_head(response: Response, beginning: str) -> AnsweredBy | None:
    server = response.headers.first("Server").strip()
    lowered = server.lower()
    is_error = response.status >= _FIRST_ERROR
    if lowered == "modelarts":
        return _model(Message("The answer has the header “Server: ModelArts” and no error code of the platform."))
    if lowered == "iam":
        return _iam("")
    if lowered.startswith("modelarts"):
        sentence = Message("The answer has the header “Server: {server}”, which the platform sets.", server=server)
        return AnsweredBy(Layer.PLATFORM, sentence)
    if is_error and (lowered in {"api-gateway", "apigateway", "apig"} or _is_of_gateway(response.headers)):
        return _gateway(Message("The answer has the headers of the API gateway. The model did not run."))
    if is_error and (proxy := _between(response, server, beginning)) is not None:
        return proxy
    if _MODEL_SERVERS.search(server) or (is_error and _ERROR_OF_A_MODEL_SERVER.search(beginning)):
        return _model(_said_by_server(server))
    if not is_error and _CALLS_A_MODEL.search(urlsplit(response.url).path):
        return _model(Message("The service took the request, and the answer is that of its model."))
    return None


def _is_of_gateway(headers: HeaderList) -> bool:
    return "X-Apig-Latency" in headers and "X-Apig-Upstream-Latency" not in headers


def _between(response: Response, server: str, beginning: str) -> AnsweredBy | None:
    """Return the proxy that gave an error in the place of what is behind it."""
    page = _PAGE_OF_ONE_BETWEEN.search(beginning)
    is_silent = not beginning.strip() and response.status >= _FIRST_FAULT
    has_upstream = _UPSTREAM_TIME in response.headers
    if page is None and (has_upstream or not (is_silent and _BETWEEN.search(server))):
        return None
    name = server or Message("A server in between")
    return AnsweredBy(
        Layer.PROXY,
        Message("{server} gave this answer itself: it could not pass the request on to the model.", server=name),
    )


def _said_by_server(server: str) -> Message:
    if not server:
        return Message("The answer has the form that model servers give to their errors.")
    return Message("The answer comes from {server}, which runs the model.", server=server)


def _gateway(sentence: Message, code: str = "") -> AnsweredBy:
    return AnsweredBy(Layer.GATEWAY, sentence, code)


def _model(sentence: Message, code: str = "") -> AnsweredBy:
    return AnsweredBy(Layer.MODEL, sentence, code)


def _iam(code: str) -> AnsweredBy:
    sentence = Message("This is the account service, which lends tokens. No model was asked.")
    return AnsweredBy(Layer.IAM, sentence, code)
