"""Bruno reads what we write, and what it has written survives our saving."""

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from modelpost.core.request import NO_AUTH, AuthChoice, Body, BodyKind, RequestDraft, Row
from modelpost.core.tree import Environment
from modelpost.core.variables import Variable
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile

pytestmark = [
    pytest.mark.peers,
    pytest.mark.skipif(shutil.which("npm") is None, reason="Bruno's command line needs Node.js, which is not here"),
]

WRITTEN_BY_BRUNO = """
const {stringifyRequest, stringifyFolder} = require('@usebruno/filestore');
const request = {
  type: 'http-request', name: 'Label a rose', seq: 2, tags: ['demo'],
  request: {
    method: 'POST', url: '{{base}}/label?n=1',
    headers: [
      {uid: 'a', name: 'X-A', value: '1', enabled: true},
      {uid: 'b', name: 'X-B', value: '2', enabled: false, description: 'why'}],
    params: [{uid: 'c', name: 'n', value: '1', type: 'query', enabled: true}],
    auth: {mode: 'bearer', bearer: {token: '{{lent}}'}},
    body: {mode: 'json', json: '{\\n  "a": 1\\n}'},
    script: {req: 'console.log(1)', res: ''}, tests: 'test("x", () => {})',
    assertions: [{uid: 'd', name: 'res.status', value: 'eq 200', enabled: true}],
    vars: {req: [], res: []}, docs: '# Docs'},
  settings: {encodeUrl: true, timeout: 0}};
const folder = {meta: {name: 'Flowers', seq: 1}, request: {
  headers: [{uid: 'e', name: 'X-F', value: '1', enabled: true}],
  auth: {mode: 'inherit'}, script: {}, vars: {req: [], res: []}}, docs: 'Kept'};
console.log(JSON.stringify([stringifyRequest(request, {format: 'yml'}), stringifyFolder(folder, {format: 'yml'})]));
"""


@dataclass
class Service:
    """A server that notes what it is asked."""

    base: str = ""
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()

    class Answering(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            made.asked.append((self.command, self.path, dict(self.headers), body))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_POST = answer  # noqa: N815  # the names that the base class looks for

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    made.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def store(tmp_path: Path) -> Collections:
    return Collections(Profile(tmp_path / "profile"))


def test_bruno_runs_a_collection_that_was_made_and_rearranged_here(
    tmp_path: Path, store: Collections, service: Service, peer_node: Callable[[str], Path]
) -> None:
    root = tmp_path / "garden"
    collection = store.create(str(root), "Garden")
    folder = store.make_folder(collection, "", "Flowers & more").paths[0][1]
    before = store.read_folder(collection, folder)
    lends = replace(
        before.defaults, headers=(Row("X-Folder", "yes"),), auth=AuthChoice("bearer", (("token", "{{lent}}"),))
    )
    variables = (Variable("size", "12"),)
    store.save_folder(collection, folder, replace(before, defaults=lends, variables=variables, docs="# Hi"), before)
    store.save_environment(
        collection, Environment("local", (Variable("base", service.base), Variable("lent", "not-a-real-token")))
    )
    body = Body(BodyKind.RAW, raw='{"a": 1}')
    query = (Row("n", "{{size}}"),)
    rose, _ = store.save_as(
        str(root), folder, RequestDraft("Label: a rose?", "POST", "{{base}}/label?n={{size}}", query=query, body=body)
    )
    store.save_as(str(root), "", RequestDraft("Plain", "GET", "{{base}}/plain", auth=NO_AUTH))
    store.rename(collection, "Plain.yml", "Plainer")
    store.duplicate(collection, rose, "Second rose")
    store.move(collection, ["Plainer.yml"], folder, rose)

    bru = peer_node("bruno") / "node_modules" / "@usebruno" / "cli" / "bin" / "bru.js"
    words = ["node", str(bru), "run", "-r", "--env", "local", "--output", str(tmp_path / "told.json")]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert [(method, path, sent) for method, path, _, sent in service.asked] == [
        ("GET", "/plain", b""),
        ("POST", "/label?n=12", b'{"a": 1}'),
        ("POST", "/label?n=12", b'{"a": 1}'),
    ]
    plain, labelled, _ = (headers for _, _, headers, _ in service.asked)
    assert (plain["X-Folder"], "Authorization" in plain) == ("yes", False)
    assert labelled["Authorization"] == "Bearer not-a-real-token"


def test_files_written_by_bruno_change_only_where_something_was_edited(
    tmp_path: Path, store: Collections, peer_node: Callable[[str], Path]
) -> None:
    words = ["node", "-e", WRITTEN_BY_BRUNO]
    done = subprocess.run(words, cwd=peer_node("bruno"), capture_output=True, text=True, timeout=60, check=True)
    request, folder = json.loads(done.stdout)
    root = tmp_path / "garden"
    (root / "flowers").mkdir(parents=True)
    (root / "opencollection.yml").write_text("opencollection: 1.0.0\n\ninfo:\n  name: Garden\n")
    (root / "flowers" / "folder.yml").write_text(folder)
    (root / "flowers" / "rose.yml").write_text(request)
    collection = store.open(str(root))

    stored = store.read(str(root), "flowers/rose.yml")
    store.save(str(root), "flowers/rose.yml", replace(stored.draft, method="PUT"), stored)
    store.rename(collection, "flowers/rose.yml", "Label a tulip")
    before = store.read_folder(collection, "flowers")
    store.save_folder(collection, "flowers", replace(before, docs="Changed"), before)

    saved = (root / "flowers" / "Label a tulip.yml").read_text()
    assert saved == request.replace("method: POST", "method: PUT").replace("Label a rose", "Label a tulip")
    assert (root / "flowers" / "folder.yml").read_text() == folder.replace("Kept", "Changed")
