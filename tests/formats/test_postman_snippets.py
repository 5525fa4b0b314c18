"""Which checks of a test script become assertions, and which are left to the script."""

import pytest

from modelpost.core.request import Assertion
from modelpost.formats.postman.snippets import assertions_of


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('pm.test("a", function () {\n    pm.response.to.have.status(200);\n});', ("res.status", "eq", "200")),
        ('pm.response.to.have.status("Created");', ("res.statusText", "eq", "Created")),
        ("pm.response.to.not.have.status(500)", ("res.status", "neq", "500")),
        ("pm.expect(pm.response.code).to.eql(200)", ("res.status", "eq", "200")),
        ("pm.expect(pm.response.code).to.be.oneOf([201, 202]);", ("res.status", "in", "201, 202")),
        ("pm.expect(pm.response.responseTime).to.be.below(200);", ("res.responseTime", "lt", "200")),
        ("pm.expect(pm.response.responseTime).to.be.at.most(200);", ("res.responseTime", "lte", "200")),
        ("const j = pm.response.json();\npm.expect(j.x).to.eql('y');", ("res.body.x", "eq", "y")),
        ('var d = JSON.parse(responseBody);\npm.expect(d.a[0]["b"]).to.equal(1.5)', ("res.body.a[0].b", "eq", "1.5")),
        ("pm.expect(pm.response.json().a).to.be.true;", ("res.body.a", "eq", "true")),
        ("pm.expect(pm.response.json().a).to.be.null;", ("res.body.a", "isNull", "")),
        ("pm.expect(pm.response.json().a).to.be.an('array')", ("res.body.a", "isArray", "")),
        ("pm.expect(pm.response.json()).to.have.property('a')", ("res.body.a", "isDefined", "")),
        ("pm.expect(pm.response.json()).to.not.have.property('a')", ("res.body.a", "isUndefined", "")),
        ('pm.response.to.have.header("Content-Type");', ("res.headers['content-type']", "isDefined", "")),
        (
            'pm.expect(pm.response.headers.get("Content-Type")).to.include("json")',
            ("res.headers['content-type']", "contains", "json"),
        ),
        ('pm.expect(pm.response.text()).to.include("x");', ("res.body", "contains", "x")),
        ('pm.test("a", () => pm.response.to.be.json);', ("res.body", "isJson", "")),
        ('tests["ok"] = responseCode.code === 200;', ("res.status", "eq", "200")),
        ('tests["fast"] = responseTime < 300;', ("res.responseTime", "lt", "300")),
        ("pm.expect(pm.response.code, 'why').to.eql(200)", ("res.status", "eq", "200")),
    ],
)
def test_a_snippet_becomes_an_assertion(code: str, expected: tuple[str, str, str]) -> None:
    assert assertions_of(code) == (Assertion(*expected),)


@pytest.mark.parametrize(
    "code",
    [
        "// pm.response.to.have.status(200);",
        "/* pm.response.to.have.status(200); */",
        "if (a) { pm.response.to.have.status(200); }",
        "if (a) pm.response.to.have.status(200);",
        "a && pm.response.to.have.status(200);",
        "for (const x of y) { pm.expect(pm.response.code).to.eql(200); }",
        "list.forEach(function (x) { pm.expect(pm.response.json().a).to.eql(1); });",
        'pm.test.skip("a", function () { pm.response.to.have.status(200); });',
        "pm.expect(pm.response.code).to.eql(expected);",
        "pm.expect(pm.response.json().a.length).to.eql(3);",
        "pm.expect(pm.response.json().items.filter(f)).to.eql([]);",
        "pm.expect(other.a).to.eql(1);",
        "pm.expect(pm.response.json().a).to.be.a('string').and.to.have.lengthOf(3);",
        'console.log("pm.response.to.have.status(200)")',
        "pm.response.to.have.jsonSchema(schema);",
        "",
    ],
)
def test_what_is_not_certain_stays_in_the_script_alone(code: str) -> None:
    assert assertions_of(code) == ()


def test_a_check_that_is_made_twice_is_said_once() -> None:
    assert len(assertions_of("pm.response.to.have.status(200)\npm.response.to.have.status(200)")) == 1


@pytest.mark.parametrize("piece", ["/*", "`", '"', "(", "pm.expect(", "{", "if (", "tests['a'] = "])
def test_a_script_of_nothing_but_beginnings_is_gone_through(piece: str) -> None:
    assert assertions_of(piece * 20_000) == ()
