"""What a server says that did not do what was asked.

Gateways and platform of ModelArts (`error_code`, `error_msg`), a model's own code there (`erno`), IAM, OpenAI and vLLM,
TorchServe, KServe, MLflow, SageMaker, and FastAPI's list of what is wrong with a request (MLServer, vLLM).
"""

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path
from modelpost.inference.api import Exchanged, Fault, Reading

_TEXT_KEYS = ("error_msg", "message", "msg", "Message", "errorMsg", "detail", "error_description")
_CODE_KEYS = ("error_code", "erno", "code", "type", "ErrorCode", "errorCode")
_SUCCESS = frozenset({"success", "succeeded", "ok", "成功"})
_NO_ERROR = frozenset({"0", "200", "0000"})
_FIRST_ERROR = 400


class FaultReader:
    """Reads the words of an error."""

    name = "fault"
    label = Message("Error")
    order = 90

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the server's words; an answer that is no error by its status must look like one."""
        document = exchanged.document
        if not isinstance(document, dict):
            return None
        inner = document.get("error")
        is_error = exchanged.status >= _FIRST_ERROR
        if isinstance(inner, str) and (is_error or (inner.strip() and len(document) <= 2)):
            return _fault(inner, _code(document), ("error",), is_error=is_error)
        if isinstance(inner, dict):
            return _of(inner, ("error",), is_error=is_error)
        if is_error or "error_msg" in document or "erno" in document or document.get("object") == "error":
            return _of(document, (), is_error=is_error)
        return None


def _of(document: dict[str, Json], path: Path, *, is_error: bool) -> Reading | None:
    key = next((key for key in _TEXT_KEYS if isinstance(document.get(key), str)), "")
    text = document.get(key)
    if not is_error and (_says_success(document, text) or not text):
        return None
    if not isinstance(text, str):
        return _checked(document.get("detail"), (*path, "detail")) if is_error else None
    return _fault(text, _code(document), (*path, key), is_error=is_error)


def _says_success(document: dict[str, Json], text: Json) -> bool:
    """Tell whether an answer has the members of an error only to say that there is none: `{"erno": 0, "msg": "ok"}`."""
    code = next((document[key] for key in _CODE_KEYS if key in document), None)
    is_success = isinstance(text, str) and text.strip().rstrip(".!").casefold() in _SUCCESS
    return (str(code) in _NO_ERROR and not isinstance(code, bool)) or (code is None and is_success)


def _checked(detail: Json, path: Path) -> Reading | None:
    """Read `[{"loc": ["body", "inputs"], "msg": …, "type": …}]`: a line for each place of the request."""
    found = [each for each in detail if isinstance(each, dict)] if isinstance(detail, list) else []
    lines = [f"{_place(each.get('loc'))}{each['msg']}" for each in found if isinstance(each.get("msg"), str)]
    return _fault("\n".join(lines), _code(found[0]), path, is_error=True) if lines else None


def _place(steps: Json) -> str:
    return f"{'.'.join(map(str, steps))}: " if isinstance(steps, list) and steps else ""


def _fault(text: str, code: str, path: Path, *, is_error: bool) -> Reading:
    return Reading(Fault(text, code, path), 0.9 if is_error else 0.7, (path,))


def _code(document: dict[str, Json]) -> str:
    found = next((document[key] for key in _CODE_KEYS if isinstance(document.get(key), str | int)), "")
    return str(found)


PLUGIN = FaultReader()
