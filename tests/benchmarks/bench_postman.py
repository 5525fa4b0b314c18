"""A Postman collection of 1,000 requests and 3 MB: read, and written as files, beside what JSON and the disk need."""

import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from harness import Result, compared, interleaved

_REQUESTS = 1_000
_IN_A_FOLDER = 20
_READ_S = 1.5
_RUNS = 5


def measure() -> list[Result]:
    from modelpost.core.secret_hunt import cleared
    from modelpost.formats.postman import PLUGIN
    from modelpost.store.opencollection.collections import Collections
    from modelpost.store.profile import Profile

    text = json.dumps(collection(), indent="\t")

    def parse() -> float:
        began = time.perf_counter()
        json.loads(text)
        return time.perf_counter() - began

    def read() -> float:
        began = time.perf_counter()
        imported = PLUGIN.read(text)
        cleared(imported.contents, imported.secrets)  # type: ignore[union-attr]  # a collection
        return time.perf_counter() - began

    def write() -> float:
        with tempfile.TemporaryDirectory() as folder:
            collections = Collections(Profile(Path(folder, "profile")))
            began = time.perf_counter()
            imported = PLUGIN.read(text)
            found = cleared(imported.contents, imported.secrets)  # type: ignore[union-attr]  # as above
            for _ in collections.writing_new(f"{folder}/c", found.contents).steps():
                pass
            return time.perf_counter() - began

    def touch() -> float:
        """Write as many files of the same size one by one, each flushed."""
        content = b"x" * (len(text) // _REQUESTS)
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            for number in range(_REQUESTS):
                with Path(folder, f"{number}.yml").open("wb") as stream:
                    stream.write(content)
                    stream.flush()
                    os.fsync(stream.fileno())
            return time.perf_counter() - began

    reading, parsing = interleaved(read, parse, _RUNS)
    writing, touching = interleaved(write, touch, _RUNS)
    size = f"{len(text) / 1e6:.1f} MB, {_REQUESTS} requests"
    return [
        compared("postman-read", reading, "s", "1.5 s", _READ_S, 1.0, size),
        compared("postman-parse", reading, "s", "json.loads of the same text", parsing, 25.0),
        compared("postman-import", writing, "s", "1.5 s", _READ_S, 1.0, "read, searched for credentials, written"),
        compared("postman-files", writing, "s", "as many flushed files", touching, 2.0),
    ]


def collection() -> dict[str, Any]:
    """Return a collection with everything that people put into one."""
    folders = [
        {
            "name": f"Folder {number}",
            "description": "What belongs together.",
            "item": [_item(number * _IN_A_FOLDER + index) for index in range(_IN_A_FOLDER)],
        }
        for number in range(_REQUESTS // _IN_A_FOLDER)
    ]
    return {
        "info": {
            "_postman_id": "1",
            "name": "Large",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/",
        },
        "item": folders,
        "variable": [{"key": "base", "value": "http://127.0.0.1:9"}],
    }


def _item(number: int) -> dict[str, Any]:
    body = json.dumps({"prompt": "a word " * 60, "n": number, "list": list(range(40))}, indent=2)
    check = ['pm.test("Status code is 200", function () {', "    pm.response.to.have.status(200);", "});"]
    return {
        "name": f"Request {number}",
        "event": [{"listen": "test", "script": {"type": "text/javascript", "exec": check}}],
        "request": {
            "method": "POST",
            "header": [
                {"key": "Content-Type", "value": "application/json"},
                {"key": "X-Trace", "value": "{{$guid}}", "disabled": True, "description": "for support"},
            ],
            "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]},
            "body": {"mode": "raw", "raw": body, "options": {"raw": {"language": "json"}}},
            "url": {
                "raw": "{{base}}/v1/:id/predict?top=1",
                "host": ["{{base}}"],
                "path": ["v1", ":id", "predict"],
                "query": [{"key": "top", "value": "1"}, {"key": "debug", "value": "2", "disabled": True}],
                "variable": [{"key": "id", "value": "7"}],
            },
            "description": "Describes **it**. " * 10,
        },
        "response": [
            {
                "name": "Fine",
                "status": "OK",
                "code": 200,
                "_postman_previewlanguage": "json",
                "header": [{"key": "Content-Type", "value": "application/json"}],
                "cookie": [],
                "body": json.dumps({"label": "rose", "text": "a word " * 40}),
            }
        ],
    }
