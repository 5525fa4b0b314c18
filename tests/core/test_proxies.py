"""Passwords of proxies: seen, taken out of the address, put back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.proxies import app_secret, holds_password, proxy_secrets, split_password, with_passwords
from modelpost.core.request import Proxy


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://proxy:3128", False),
        ("proxy:3128", False),
        ("http://ada@proxy:3128", False),
        ("http://ada:hunter2@proxy:3128", True),
        ("ada:hunter2@proxy:3128", True),
        ("http://:hunter2@proxy", True),
        ("http://ada:hun/ter@2@proxy", True),
        ("http://ada:{{proxy_password}}@proxy:3128", False),
        ("http://ada:{{proxy_password}}2@proxy:3128", True),
        ("", False),
    ],
)
def test_a_password_in_the_address_of_a_proxy_is_seen(address: str, expected: bool) -> None:
    assert holds_password(address) is expected


def test_a_password_is_taken_out_of_the_address_decoded() -> None:
    assert split_password("http://ada:h%40nter2@proxy:3128", "proxy_password") == (
        "http://ada:{{proxy_password}}@proxy:3128",
        "h@nter2",
    )


def test_an_address_without_a_password_stays() -> None:
    assert split_password("http://ada@proxy:3128", "proxy_password") == ("http://ada@proxy:3128", "")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_whatever_the_password_is_it_reaches_the_proxy_whole(password: str) -> None:
    proxy = Proxy("manual", "http://ada:{{proxy_password}}@proxy:3128")

    filled = with_passwords(proxy, {app_secret("proxy_password"): password})

    assert split_password(filled.http, "proxy_password") == (proxy.http, password)


def test_a_password_that_nobody_knows_stays_a_reference() -> None:
    proxy = Proxy("manual", "http://ada:{{proxy_password}}@proxy:3128")

    assert proxy_secrets(with_passwords(proxy, {})) == (app_secret("proxy_password"),)


def test_a_proxy_that_is_not_used_needs_no_password() -> None:
    assert proxy_secrets(Proxy("system", "http://ada:{{proxy_password}}@proxy:3128")) == ()
