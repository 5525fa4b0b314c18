"""Which credentials a request carries."""

import pytest

from modelpost.core.carried import credentials_in
from modelpost.core.headers import HeaderList
from modelpost.core.resolved import FormContent, ResolvedAuth, ResolvedRequest, TextContent

URL = "https://a.example/"


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (ResolvedRequest("GET", URL, secrets=frozenset({"s3"})), {"s3"}),
        (ResolvedRequest("GET", URL, auth=ResolvedAuth("basic", (("username", "ada"), ("password", "pw")))), {"pw"}),
        (ResolvedRequest("GET", URL, HeaderList.of([("Authorization", "Bearer abc")])), {"Bearer abc", "abc"}),
        (ResolvedRequest("GET", URL, HeaderList.of([("Cookie", "theme=dark; session=abc")])), {"dark", "abc"}),
        (ResolvedRequest("GET", URL, HeaderList.of([("Accept", "text/html")])), set()),
        (ResolvedRequest("GET", f"{URL}?n=1&api-key=a%2Bb"), {"a+b"}),
        (ResolvedRequest("POST", URL, content=FormContent((("password", "pw"), ("n", "1")))), {"pw"}),
        (ResolvedRequest("POST", URL, content=TextContent('{"password": "pw", "n": 1}', "application/json")), {"pw"}),
    ],
)
def test_every_place_of_a_credential_is_looked_at(request_: ResolvedRequest, found: set[str]) -> None:
    assert credentials_in(request_) == found
