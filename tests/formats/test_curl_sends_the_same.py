"""What a pasted command becomes is sent as cURL itself sends it: the real program's bytes are the truth."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from modelpost.formats.curl import PLUGIN

FORM = "application/x-www-form-urlencoded"

_AUTOMATIC = {
    "host",
    "user-agent",
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "expect",
}

COMMANDS = [
    "curl URL/v1/infers/eb3e0c54",
    "curl -F 'images=@picture.png' -H 'X-Auth-Token:MIISkAY' -X POST URL/v1/infers/eb3e0c54",
    """curl -d '{"data":[{"a":3}]}' -H 'X-Auth-Token:MIISkAY' -H 'Content-type: application/json' -X POST URL/v1""",
    "curl -sSkX PUT URL/a -d x=1 -d y=2",
    "curl -X post URL/lower -d a=1",
    "curl 'URL/q?a=1&b=2' -G -d c=3 -d d=4",
    "curl 'URL/q?a=1' --url-query 'e=x y' --url-query +f=%20",
    "curl URL/form --data-urlencode 'a=x y~*-._+/é' --data-urlencode '=zz z' --data-urlencode 'plain q'",
    "curl URL/empty -d ''",
    """curl URL/json --json '{"a":1}' --json '{"b":1}'""",
    """curl URL/json -H 'Accept: text/x' --json '{"a":1}'""",
    """curl URL/undeclared -d '{"a": [1, 2.50]}'""",
    "curl URL/xml -H 'Content-Type: text/xml' -d '<a>&amp;</a>'",
    "curl URL/text -d 'no pairs here'",
    "curl URL/pairs -d 'a=1&b=hello%20world&c=x%2By&d=%E8%8A%B1&a[0]=z&empty='",
    "curl URL/odd -d 'a=100%&b'",
    "curl URL/lines -d 'one\ntwo' --data-raw '@three'",
    "curl URL/untyped -H 'Content-Type:' -d abc",
    "curl URL/binary --data-binary @lines.txt",
    "curl URL/upload/ -T lines.txt",
    "curl URL/upload/as.bin -T lines.txt -H 'Content-Type: text/x'",
    "curl URL/head -I",
    "curl URL/head -I -G -d a=1",
    "curl URL/headers -H 'A;' -H 'B:' -H 'C: ' -H 'E: ;' -H 'F:one' -H 'F: two' -H 'User-Agent:' -H 'Accept:'",
    "curl URL/cookies -b 'a=1' -b 'b=2; c=3'",
    "curl URL/cookies -b 'a=1' -H 'Cookie: mine=2'",
    "curl URL/named -A 'agent 7' -e http://from/ -r 0-4",
    "curl URL/named -A ignored -H 'User-Agent: typed'",
    "curl URL/basic -u 'user name:pa:ss wörd'",
    "curl URL/bearer --oauth2-bearer abc123",
    "curl URL/both -u user:password -H 'Authorization: Bearer abc'",
    "curl http://user:p%40ss@HOST/in-address",
    "curl HOST/no-scheme",
    "curl 'URL/a/../b/./c/..'",
    "curl 'URL/a/../b' --path-as-is",
    "curl 'URL/brackets?filter[a]=1' -g",
    "curl 'URL/encoded/%E8%8A%B1?x=%2F'",
    "curl 'URL/fragment#part'",
    "curl -F 'a=x;y' -F 'b=\"q;\\\"w\"' -F 'c= spaced ' -F g=1 URL/form",
    "curl -F 'e=1;type=text/x; charset=utf-8' --form-string 's=@x;type=no' URL/form",
    "curl -F 'f=@lines.txt;type=application/json' -F 'f=@picture.png' URL/form",
    "curl -F 'f=@\"with;semi.txt\"' URL/form",
    "curl -F '花=@picture.png' -F 'quote\"d=1' URL/form",
    "curl -F 'a=@picture.png;type=image/jpeg;filename=y.jpg;headers=\"X-One: 1\"' URL/form",
    'curl -F \'a=@picture.png;filename="花 \\"q\\".jpg";headers="X-One: 1";headers="X-Two: \\"2\\""\' URL/form',
    "curl -F 'a=@picture.png;headers=\"Content-Type: image/x-own\"' URL/form",
    "curl -F 'a=@花.jpg' -F 'a=@lines.txt' -F 'a=@picture.png;filename=again.png' URL/form",
    "curl -F 'text=<lines.txt' -F 'typed=<lines.txt;type=text/csv' URL/form",
    "curl -F 'inline=hello;filename=x.txt' -F 'v=1;headers=\"X-A: b\"' URL/form",
    "curl URL/dollar -H $'X-A: it\\'s' --data-binary $'tab\\there \\u00e9 \\xc3\\xa9'",
    'curl URL/continued \\\n  -H "X-Quoted: \\"yes\\"" \\\n  --data "a=1"',
    "curl URL/here -H 'Content-Type: application/json' -d @- <<'EOF'\n{\n  \"a\": 1\n}\nEOF",
    "curl URL/here -H 'Content-Type: application/json' --data-binary @- <<'EOF'\n{\n  \"a\": 1\n}\nEOF",
    "curl URL/one URL/two -H 'X-A: b'",
    "curl URL/one -d a=1 --next URL/two -H 'X-A: b'",
    "curl --url URL/url --compressed --no-keepalive --user-a seven",
    "curl -XDELETE URL/attached -HX-A:b -dx=1",
    "curl -X OPTIONS URL/options -H 'Access-Control-Request-Method: POST'",
    'curl -X PATCH URL/patch --json \'{"op": "replace"}\'',
    "curl -X QUERY URL/query --data-raw 'select'",
    "curl URL/get -G --data-urlencode 'q=one & more' -d a=1",
    "curl URL/twice -H 'X-A: 1' -H 'X-A: 2' -H 'x-a: 3'",
    "curl URL/empty-password -u ada:",
    "curl URL/redirects -L --max-redirs 3",
    "curl URL/limits --connect-timeout 5 -m 20 --retry 2",
    "curl 'URL/semi;colon=1/a,b?c;d=e'",
    "curl 'URL/dots/.../..a/b..'",
    "curl 'URL/?'",
    "curl 'URL/plus+sign?a=b+c'",
    "curl URL/large --data-binary '@large.bin' -H 'Content-Type: application/octet-stream'",
    "curl -F 'big=@large.bin' -F 'after=1' URL/form",
    "curl -X PUT -F 'a=@picture.png' URL/form",
    "curl -F 'a=@picture.png;type=image/png' -H 'X-Auth-Token: MIISkAY' -H 'Expect:' URL/form",
    "curl URL/unicode-header -H 'X-Lion: brüllt'",
]


@pytest.fixture
def files(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "花.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "lines.txt").write_bytes(b"one\r\ntwo\n")
    (tmp_path / "large.bin").write_bytes(bytes(range(256)) * 5000)
    (tmp_path / "with;semi.txt").write_text("semicolon")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_pasted_command_is_sent_as_curl_sends_it(
    command: str, recorder: Any, run_in_shell: Callable[[str], None], send: Callable[[Any], Any]
) -> None:
    command = command.replace("URL", recorder.url).replace("HOST", f"127.0.0.1:{recorder.port}")
    run_in_shell(command)
    by_curl = list(recorder.requests)
    recorder.requests.clear()

    for draft in PLUGIN.read(command).drafts:
        send(draft)

    assert [_compared(request) for request in recorder.requests] == [_compared(request) for request in by_curl]


def _compared(request: Any) -> dict[str, object]:
    """Return what has to be equal; what each program adds to every request by itself does not."""
    own = [(name, value) for name, value in request.headers if name not in _AUTOMATIC]
    seen: dict[str, object] = {
        "method": request.method,
        "target": request.target,
        "headers": sorted(own),
        "type": request.content_type,
        "accept": "application/json" if request.header("Accept") == "application/json" else "",
    }
    if request.content_type == "multipart/form-data":
        return {**seen, "parts": request.parts}
    if request.content_type == FORM and "=" in request.body.decode("utf-8", "replace"):
        return {**seen, "pairs": parse_qsl(request.body.decode(), keep_blank_values=True)}
    return {**seen, "body": request.body}
