"""Cookies: what a server may set, and where it goes along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.cookies import (
    Cookie,
    Place,
    domain_matches,
    is_public_suffix,
    joined,
    offer,
    pairs_of,
    path_matches,
    place_of,
)

NOW = 1_700_000_000.0
HOST = Place("shop.example.org", "/a/b/c", is_secure=True)


def kept(header: str, place: Place = HOST) -> Cookie:
    offered = offer(header, place, NOW)
    assert offered.refusal is None, str(offered.refusal)
    return offered.cookie


@pytest.mark.parametrize(
    ("header", "name", "value"),
    [
        ("a=b", "a", "b"),
        ("a=b; c=d", "a", "b"),
        (" a \t=\t b ", "a", "b"),
        ("a==b=", "a", "=b="),
        ('a="b; c"', "a", '"b'),
        ("a=", "a", ""),
        ("=b", "", "b"),
        ("b", "", "b"),
        ("a=b,c=d", "a", "b,c=d"),
        ("花=木", "花", "木"),
        ("a=b;;;", "a", "b"),
    ],
)
def test_name_and_value_are_what_stands_around_the_first_equals_sign(header: str, name: str, value: str) -> None:
    cookie = kept(header)

    assert (cookie.name, cookie.value) == (name, value)


@pytest.mark.parametrize(
    ("header", "expires"),
    [
        ("a=b", None),
        ("a=b; Max-Age=10", NOW + 10),
        ("a=b; max-age=10; Expires=Sun, 06 Nov 1994 08:49:37 GMT", NOW + 10),
        ("a=b; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Max-Age=10", NOW + 10),
        ("a=b; Expires=Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777.0),
        ("a=b; Max-Age=0", 0.0),
        ("a=b; Max-Age=-1", 0.0),
        ("a=b; Max-Age=soon", None),
        ("a=b; Max-Age=+1", None),
        ("a=b; Max-Age=1.5", None),
        ("a=b; Max-Age=5; Max-Age=7", NOW + 7),
        ("a=b; Expires=never", None),
        ("a=b; Max-Age=999999999999999999999", NOW + 400 * 86_400),
        ("a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT", NOW + 400 * 86_400),
    ],
)
def test_max_age_goes_before_expires_and_neither_reaches_too_far(header: str, expires: float | None) -> None:
    assert kept(header).expires_at == expires


@pytest.mark.parametrize(
    ("header", "domain", "host_only"),
    [
        ("a=b", "shop.example.org", True),
        ("a=b; Domain=example.org", "example.org", False),
        ("a=b; domain=.Example.ORG", "example.org", False),
        ("a=b; Domain=shop.example.org", "shop.example.org", False),
        ("a=b; Domain=", "shop.example.org", True),
        ("a=b; Domain=.", "shop.example.org", True),
        ("a=b; Domain=evil.org; Domain=example.org", "example.org", False),
    ],
)
def test_a_domain_opens_a_cookie_to_what_lies_below(header: str, domain: str, host_only: bool) -> None:
    cookie = kept(header)

    assert (cookie.domain, cookie.host_only) == (domain, host_only)


@pytest.mark.parametrize(
    ("header", "path"),
    [
        ("a=b", "/a/b"),
        ("a=b; Path=/", "/"),
        ("a=b; Path=/a", "/a"),
        ("a=b; Path=a", "/a/b"),
        ("a=b; Path", "/a/b"),
        ("a=b; Path=/x; Path=/y", "/y"),
    ],
)
def test_a_path_is_the_folder_of_the_request_unless_it_says_another(header: str, path: str) -> None:
    assert kept(header).path == path


def test_flags_are_read_whatever_their_case() -> None:
    cookie = kept("a=b; SECURE; httponly=yes; SameSite=LAX; unknown=1")

    assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "Lax")


@pytest.mark.parametrize(
    ("header", "place", "reason"),
    [
        ("", HOST, "neither a name nor a value"),
        ("=", HOST, "neither a name nor a value"),
        ("a=b\x01", HOST, "control character"),
        ("a=b; Path=/\r\nX: y", HOST, "control character"),
        ("a=" + "b" * 4096, HOST, "longer than 4096"),
        ("a=b; Domain=other.org", HOST, "came from shop.example.org"),
        ("a=b; Domain=pp.example.org", HOST, "came from shop.example.org"),
        ("a=b; Domain=deep.shop.example.org", HOST, "came from shop.example.org"),
        ("a=b; Domain=org", HOST, "belongs to many"),
        ("a=b; Domain=co.uk", Place("shop.co.uk", "/", is_secure=True), "belongs to many"),
        ("a=b; Domain=github.io", Place("me.github.io", "/", is_secure=True), "belongs to many"),
        ("a=b; Domain=bücher.org", Place("xn--bcher-kva.org", "/", is_secure=True), "not in ASCII"),
        ("a=b; Domain=0.0.1", Place("127.0.0.1", "/", is_secure=True), "came from 127.0.0.1"),
        ("a=b; Secure", Place("shop.example.org", "/", is_secure=False), "plain http"),
        ("__Secure-a=b", HOST, "needs Secure"),
        ("__host-a=b; Path=/", HOST, "needs Secure"),
        ("__Host-a=b; Secure", HOST, "needs Path=/"),
        ("__Host-a=b; Secure; Path=/a", HOST, "needs Path=/"),
        ("__Host-a=b; Secure; Path=/; Domain=shop.example.org", HOST, "needs Path=/"),
        ("=__Secure-a=b; Secure", HOST, "needs Secure"),
    ],
)
def test_what_a_server_may_not_set_is_refused(header: str, place: Place, reason: str) -> None:
    refusal = offer(header, place, NOW).refusal

    assert refusal is not None
    assert reason in str(refusal)


def test_a_prefix_that_keeps_its_promise_is_kept() -> None:
    assert kept("__Host-a=b; Secure; Path=/").name == "__Host-a"


@pytest.mark.parametrize("host", ["localhost", "co.uk", "127.0.0.1"])
def test_a_host_may_name_itself_and_then_keeps_the_cookie_to_itself(host: str) -> None:
    assert kept(f"a=b; Domain={host}", Place(host, "/", is_secure=True)).host_only


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://Host.Example/a?b#c", Place("host.example", "/a", is_secure=True)),
        ("http://host.example", Place("host.example", "/", is_secure=False)),
        ("http://127.0.0.1:8765/x", Place("127.0.0.1", "/x", is_secure=True)),
        ("http://localhost./x", Place("localhost", "/x", is_secure=True)),
        ("http://[::1]/x", Place("::1", "/x", is_secure=True)),
        ("http://10.0.0.1/", Place("10.0.0.1", "/", is_secure=False)),
    ],
)
def test_this_computer_counts_as_secure(url: str, place: Place) -> None:
    assert place_of(url) == place


@pytest.mark.parametrize(
    ("host", "domain", "matches"),
    [
        ("example.org", "example.org", True),
        ("a.example.org", "example.org", True),
        ("badexample.org", "example.org", False),
        ("example.org", "a.example.org", False),
        ("1.2.3.4", "3.4", False),
        ("1.2.3.4", "1.2.3.4", True),
    ],
)
def test_a_domain_matches_itself_and_what_lies_below(host: str, domain: str, matches: bool) -> None:
    assert domain_matches(host, domain) is matches


@pytest.mark.parametrize(
    ("path", "wanted", "matches"),
    [
        ("/", "/", True),
        ("/a", "/a", True),
        ("/a/b", "/a", True),
        ("/a/b", "/a/", True),
        ("/ab", "/a", False),
        ("/a", "/a/", False),
        ("/b", "/a", False),
    ],
)
def test_a_path_matches_itself_and_what_lies_below(path: str, wanted: str, matches: bool) -> None:
    assert path_matches(path, wanted) is matches


@pytest.mark.parametrize(
    ("domain", "is_one"),
    [
        ("com", True),
        ("localhost", True),
        ("co.uk", True),
        ("com.cn", True),
        ("hf.space", True),
        ("example.com", False),
        ("myhuaweicloud.com", False),
        ("shop.co.uk", False),
        ("127.0.0.1", False),
        ("::1", False),
    ],
)
def test_public_suffixes_are_known(domain: str, is_one: bool) -> None:
    assert is_public_suffix(domain) is is_one


@pytest.mark.parametrize(
    ("cookie", "url", "goes"),
    [
        (Cookie("a", "b", "example.org"), "http://example.org/", True),
        (Cookie("a", "b", "example.org"), "http://a.example.org/", False),
        (Cookie("a", "b", "example.org", host_only=False), "http://a.example.org:99/", True),
        (Cookie("a", "b", "example.org", path="/x"), "http://example.org/y", False),
        (Cookie("a", "b", "example.org", secure=True), "http://example.org/", False),
        (Cookie("a", "b", "example.org", secure=True), "https://example.org/", True),
        (Cookie("a", "b", "localhost", secure=True), "http://localhost:8765/", True),
    ],
)
def test_a_cookie_goes_where_it_belongs(cookie: Cookie, url: str, goes: bool) -> None:
    assert cookie.goes_to(place_of(url)) is goes


@pytest.mark.parametrize(
    ("typed", "header"),
    [
        ("", "a=1; b=2"),
        ("b=own", "b=own; a=1"),
        ("x=y; ", "x=y; a=1; b=2"),
        ("a=; b=", "a=; b="),
    ],
)
def test_typed_cookies_go_first_and_take_the_place_of_others(typed: str, header: str) -> None:
    cookies = (Cookie("a", "1", "h"), Cookie("b", "2", "h"))

    assert joined(typed, cookies) == header


def test_pairs_are_read_from_a_header() -> None:
    assert pairs_of("a=1; b = x=y ;; c") == (("a", "1"), ("b", "x=y"), ("", "c"))


def test_a_value_is_not_part_of_what_is_written_down() -> None:
    assert "secret" not in repr(Cookie("a", "secret", "h"))


_HOSTS = st.sampled_from(["example.org", "a.example.org", "b.a.example.org", "localhost", "10.1.2.3", "shop.co.uk"])


@given(st.text(max_size=200), _HOSTS, st.booleans())
def test_no_header_is_too_odd_and_none_reaches_a_stranger(header: str, host: str, is_secure: bool) -> None:
    place = Place(host, "/a/b", is_secure)

    offered = offer(header, place, NOW)

    cookie = offered.cookie
    if offered.refusal is None:
        assert domain_matches(host, cookie.domain)
        assert not cookie.goes_to(Place("stranger.example", "/a/b", is_secure=True))


@given(st.sampled_from(["org", "example.org", "a.example.org", "co.uk", "localhost", "2.3", ""]), _HOSTS)
def test_a_kept_domain_is_the_host_or_above_it(domain: str, host: str) -> None:
    offered = offer(f"a=b; Domain={domain}", Place(host, "/", is_secure=True), NOW)

    if offered.refusal is None:
        assert domain_matches(host, offered.cookie.domain)
        assert offered.cookie.host_only or not is_public_suffix(offered.cookie.domain)
