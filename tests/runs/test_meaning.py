"""What readers are told of an exchange."""

import json
import struct

from modelpost.core.headers import HeaderList
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.response import Response
from modelpost.documents.json_values import at
from modelpost.runs.meaning import exchanged_of

REQUEST = ResolvedRequest("POST", "http://localhost/v2/models/m/infer")
HEAD = json.dumps(
    {"outputs": [{"name": "o", "shape": [1, 2], "datatype": "FP32", "parameters": {"binary_data_size": 8}}]}
).encode()
CONTENT = HEAD + struct.pack("<2f", 0.25, 0.75)


def test_tensors_in_bytes_are_read_as_if_they_were_json() -> None:
    response = Response(200, headers=HeaderList.of([("Inference-Header-Content-Length", str(len(HEAD)))]))

    found = exchanged_of(response, "application/octet-stream", CONTENT, REQUEST)

    assert at(found.document, ("outputs", 0, "data")) == [0.25, 0.75]


def test_bytes_without_the_header_that_tells_of_them_are_no_document() -> None:
    found = exchanged_of(Response(200), "application/octet-stream", CONTENT, REQUEST)

    assert found.document is None
