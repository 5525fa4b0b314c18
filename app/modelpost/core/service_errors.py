"""Which error of ModelArts, its gateway, IAM or MaaS an answer holds, by its code.

The bodies are `{"error_code": "APIG.0301", "error_msg": "...", "request_id": "..."}`, `{"erno": "MR.0105", ...}` from a
model's own code, and `{"error": {"code": 401, "message": "..."}}` from IAM. One code comes with several statuses and
meanings, and texts change: so the code counts first, then the status, then words of the message.
Sources: https://support.huaweicloud.com/intl/en-us/usermanual-apig/apig_03_0048.html (gateway),
https://docs.otc.t-systems.com/modelarts/api-ref/appendix/error_codes.html (ModelArts),
https://support.huaweicloud.com/model-call-maas/model-call-035.html (MaaS),
https://support.huaweicloud.com/api-iam/iam_30_0001.html (IAM).
"""

import re
from typing import NamedTuple

from modelpost.core import error_meanings as means
from modelpost.core.error_meanings import Meaning
from modelpost.core.text import Message

_CODE = r"(?:APIGW?|ModelArts|MR|IAM)\.\d{4,5}"
_CODE_MEMBER = re.compile(rf'"(?:error_?code|erno|code)"\s*:\s*"({_CODE})"', re.IGNORECASE)
_CODE_ANYWHERE = re.compile(rf"\b{_CODE}\b", re.IGNORECASE)
_IAM_ERROR = re.compile(r'"error"\s*:\s*\{[^{}]*"code"\s*:\s*(40[01])\b')
_EXPIRED_WORDS = re.compile(r"token (?:expires|has expired)|authentication expired", re.IGNORECASE)
_EXPIRED_AT = re.compile(r"expires_at:?\s*([0-9T:.Z+-]+)")
_UTC = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::[\d.]+)?Z")


class _Row(NamedTuple):
    """One meaning of a code. A status of 0 stands for any; `words` are part of the message, in lower case."""

    code: str
    status: int
    words: str
    meaning: Meaning


def explained(status: int, beginning: str) -> Meaning | None:
    """Return the meaning of an error by the `beginning` of its body, None where no code of ours stands there."""
    words = beginning.lower()
    code = _code(beginning)
    rows = [row for row in _ROWS if row.code == code]
    if not rows:
        is_expired = status == 401 and _EXPIRED_WORDS.search(beginning)
        return _expired(beginning) if is_expired else None
    meaning = max(rows, key=lambda row: _fit(row, status, words)).meaning
    return _expired(beginning) if meaning is means.EXPIRED else meaning


def wants_new_token(status: int, beginning: str, challenge: str = "") -> bool:
    """Tell whether a new token of the same account and scope may mend an answer; `challenge` is its WWW-Authenticate.

    A token that is expired or cannot be read is worth one; so is a 401 without any code of ours, unless it names
    another scheme. A wrong signature, a missing permission, and a scope or account that does not fit are not.
    """
    if status != 401:
        return False
    meaning = explained(status, beginning)
    if meaning is None:
        return not challenge.strip() and not _code(beginning)
    return meaning.title == means.EXPIRED.title or meaning is means.TOKEN_DAMAGED


def error_code(beginning: str) -> str:
    """Return the code in the `beginning` of a body as it is written there, `IAM 401` for IAM's own form, or nothing."""
    found = _CODE_MEMBER.search(beginning)
    if found is not None:
        return found[1]
    if (iam := _IAM_ERROR.search(beginning)) is not None:
        return f"IAM {iam[1]}"
    anywhere = _CODE_ANYWHERE.search(beginning)
    return anywhere[0] if anywhere is not None else ""


def _code(beginning: str) -> str:
    code = error_code(beginning)
    return code if code.startswith("IAM ") else code.upper().replace("APIGW.", "APIG.")  # those of management APIs


def _fit(row: _Row, status: int, words: str) -> tuple[int, bool]:
    """Rank a row: words that are there outdo a status that fits, and this one words that are missing."""
    by_words = 1 if not row.words else 3 if row.words in words else 0
    return (2 if row.status == status else 0) + by_words, row.status == status


def _expired(beginning: str) -> Meaning:
    until = _EXPIRED_AT.search(beginning)
    if until is None:
        return means.EXPIRED
    text = Message(
        "The service refused the request because X-Auth-Token was valid until {time}. Put a new one in its place.",
        time=_UTC.sub(r"\1 \2 UTC", until[1]),
    )
    return means.EXPIRED._replace(text=text)


_ROWS = (
    _Row("APIG.0101", 404, "", means.NO_API),
    _Row("APIG.0106", 400, "", means.PARAMETERS),
    _Row("APIG.0201", 400, "", means.MALFORMED),
    _Row("APIG.0201", 413, "too large", means.BODY_TOO_LARGE),
    _Row("APIG.0201", 414, "uri", means.ADDRESS_TOO_LONG),
    _Row("APIG.0201", 494, "headers", means.HEADERS_TOO_LARGE),
    _Row("APIG.0201", 502, "unavailable", means.NO_BACKEND),
    _Row("APIG.0201", 504, "timeout", means.SLOW),
    _Row("APIG.0203", 504, "", means.SLOW),
    _Row("APIG.0204", 400, "", means.TLS_VERSION),
    _Row("APIG.0301", 401, "", means.REFUSED),
    _Row("APIG.0301", 401, "decrypt token fail", means.TOKEN_DAMAGED),
    _Row("APIG.0301", 401, "token expires", means.EXPIRED),
    _Row("APIG.0301", 401, "x-auth-token not found", means.TOKEN_MISSING),
    _Row("APIG.0301", 401, "verify aksk signature fail", means.SIGNATURE),
    _Row("APIG.0301", 401, "get secretkey failed", means.ACCESS_KEY),
    _Row("APIG.0301", 401, "failed to reach the limit", means.LOCKED_KEY),
    _Row("APIG.0302", 403, "", means.NOT_ALLOWED),
    _Row("APIG.0303", 401, "", means.APP),
    _Row("APIG.0304", 403, "", means.APP_NOT_BOUND),
    _Row("APIG.0305", 401, "", means.WRONG_KIND),
    _Row("APIG.0306", 403, "", means.NOT_ALLOWED),
    _Row("APIG.0307", 401, "", means.EXPIRED),
    _Row("APIG.0308", 429, "", means.TOO_MANY),
    _Row("APIG.0310", 403, "", means.PROJECT_GONE),
    _Row("APIG.0402", 403, "", means.ADDRESS_BARRED),
    _Row("APIG.0501", 405, "", means.APP_QUOTA),
    _Row("APIG.0502", 405, "", means.ARREARS),
    _Row("APIG.0601", 500, "", means.FAILED),
    _Row("APIG.0602", 400, "", means.MALFORMED),
    _Row("APIG.0605", 500, "", means.HOST),
    _Row("APIG.0607", 400, "", means.SCHEME),
    _Row("APIG.0610", 502, "", means.NO_BACKEND),
    _Row("APIG.0613", 503, "", means.IAM_DOWN),
    _Row("APIG.0802", 403, "", means.USER_BARRED),
    _Row("APIG.1009", 400, "", means.APP),
    _Row("MODELARTS.0101", 400, "", means.PARAMETER),
    _Row("MODELARTS.0104", 400, "", means.PARAMETER),
    _Row("MODELARTS.0108", 403, "", means.NOT_ALLOWED),
    _Row("MODELARTS.0112", 403, "", means.NOT_ALLOWED),
    _Row("MODELARTS.0201", 401, "", means.TOKEN_MISSING),
    _Row("MODELARTS.0202", 401, "", means.EXPIRED),
    _Row("MODELARTS.0203", 401, "", means.OTHER_ACCOUNT),
    _Row("MODELARTS.0204", 400, "projectid", means.NO_PROJECT),
    _Row("MODELARTS.0204", 401, "parse", means.TOKEN_DAMAGED),
    _Row("MODELARTS.0205", 401, "", means.NO_AUTHORIZATION),
    _Row("MODELARTS.0206", 401, "", means.NO_AUTHORIZATION),
    _Row("MODELARTS.0206", 403, "ak/sk", means.ACCESS_KEY),
    _Row("MODELARTS.0207", 401, "", means.OTHER_REGION),
    _Row("MODELARTS.0210", 403, "", means.OTHER_REGION),
    _Row("MODELARTS.0212", 401, "", means.NO_PROJECT),
    _Row("MODELARTS.3502", 404, "", means.NO_API),
    _Row("MODELARTS.4104", 413, "", means.BODY_TOO_LARGE),
    _Row("MODELARTS.4105", 400, "", means.NOT_JSON),
    _Row("MODELARTS.4116", 403, "", means.ARREARS),
    _Row("MODELARTS.4119", 401, "", means.NO_PROJECT),
    _Row("MODELARTS.4127", 401, "", means.EXPIRED),
    _Row("MODELARTS.4200", 400, "", means.PARAMETER),
    _Row("MODELARTS.4201", 400, "service id", means.NO_SERVICE_ID),
    _Row("MODELARTS.4201", 401, "token", means.OTHER_ACCOUNT),
    _Row("MODELARTS.4202", 400, "", means.EMPTY),
    _Row("MODELARTS.4203", 400, "unavailable", means.NOT_RUNNING),
    _Row("MODELARTS.4203", 401, "", means.NOT_GRANTED),
    _Row("MODELARTS.4204", 404, "", means.NO_SUCH_PATH),
    _Row("MODELARTS.4205", 408, "", means.NOT_REACHED),
    _Row("MODELARTS.4206", 429, "", means.TOO_MANY),
    _Row("MODELARTS.4302", 500, "", means.MODEL_REFUSES),
    _Row("MODELARTS.4302", 503, "self protection", means.CUT_OFF),
    _Row("MODELARTS.4503", 0, "", means.FAILED),
    _Row("MODELARTS.4503", 500, "not found or failed to respond", means.CLOSED_EARLY),
    _Row("MODELARTS.4503", 500, "ssl error", means.MODEL_PROTOCOL),
    _Row("MODELARTS.4503", 504, "timed out", means.SLOW),
    _Row("MODELARTS.4503", 504, "respond timeout", means.RESTARTING),
    _Row("MODELARTS.4505", 500, "", means.SLOW),
    _Row("MODELARTS.4700", 503, "", means.UPGRADE),
    _Row("MODELARTS.4905", 400, "", means.API_KEY),
    _Row("MODELARTS.8803", 0, "", means.SEE_PAGE),
    _Row("MODELARTS.8909", 0, "", means.CONNECTION),
    _Row("MODELARTS.8910", 0, "", means.SCHEME),
    _Row("MR.0105", 0, "", means.MODEL_CODE),
    _Row("MODELARTS.81001", 400, "", means.PARAMETER),
    _Row("MODELARTS.81002", 400, "", means.NO_AUTHORIZATION),
    _Row("MODELARTS.81003", 401, "", means.API_KEY),
    _Row("MODELARTS.81004", 403, "", means.NOT_ENABLED),
    _Row("MODELARTS.81005", 401, "", means.FREE_QUOTA),
    _Row("MODELARTS.81006", 403, "", means.ARREARS),
    _Row("MODELARTS.81009", 404, "", means.NO_SUCH_MODEL),
    _Row("MODELARTS.81011", 403, "", means.CONTENT),
    _Row("MODELARTS.81015", 401, "", means.KEY_LISTS),
    _Row("MODELARTS.81101", 429, "", means.TOO_MANY),
    _Row("MODELARTS.81103", 429, "", means.TOO_MANY),
    _Row("IAM 400", 400, "", means.FAILED),  # others write their errors in this form too
    _Row("IAM 400", 400, "request body is invalid", means.TOKEN_REQUEST),
    _Row("IAM 401", 401, "", means.REFUSED),
    _Row("IAM 401", 401, "password is wrong", means.PASSWORD),
    _Row("IAM.0001", 401, "", means.TOKEN_MISSING),
    _Row("IAM.0011", 400, "", means.TOKEN_REQUEST),
    _Row("IAM.0061", 401, "", means.LOCKED_ACCOUNT),
    _Row("IAM.0062", 401, "", means.PASSWORD),
    _Row("IAM.0066", 401, "", means.EXPIRED),
    _Row("IAM.0067", 401, "", means.TOKEN_DAMAGED),
    _Row("IAM.0081", 403, "", means.CONSOLE_ONLY),
    _Row("IAM.0082", 403, "", means.USER_DISABLED),
)
