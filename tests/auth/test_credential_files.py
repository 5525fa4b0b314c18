"""Credentials as consoles give them out."""

import pytest

from modelpost.auth.ak_sk import AccessKeySignature
from modelpost.auth.modelarts_key import ModelArtsKey
from modelpost.core.failures import FormatTrouble

KEYS = {"access_key": "AKEXAMPLE0123456789", "secret_key": "SkExample/+abc=,d"}


@pytest.mark.parametrize(
    "content",
    [
        b'User Name,Access Key Id,Secret Access Key\nada,AKEXAMPLE0123456789,"SkExample/+abc=,d"\n',
        b'\xef\xbb\xbf"Access Key Id","Secret Access Key"\r\n"AKEXAMPLE0123456789","SkExample/+abc=,d"\r\n',
        b'\n Secret Access Key , ACCESS KEY ID\n"SkExample/+abc=,d", AKEXAMPLE0123456789\n',
        '\ufeffUser Name,Access Key Id,Secret Access Key\n阿达,AKEXAMPLE0123456789,"SkExample/+abc=,d"'.encode(),
    ],
)  # fmt: skip
def test_credentials_csv_fills_key_and_secret(content: bytes) -> None:
    assert AccessKeySignature().imported("credentials", content) == KEYS


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n\0\0", b"User Name,Access Key Id,Secret Access Key\n", b"a,b\n1,2\n",
     b"Access Key Id,Secret Access Key\nAKEXAMPLE0123456789\n"],
)  # fmt: skip
def test_any_other_file_is_refused_with_what_it_needs(content: bytes) -> None:
    with pytest.raises(FormatTrouble, match="Access Key Id, Secret Access Key"):
        AccessKeySignature().imported("credentials", content)


def test_the_file_of_an_api_key_fills_the_key() -> None:
    content = b"name,api_key\nflowers,k-0123456789\n"

    assert ModelArtsKey().imported("credentials", content) == {"key": "k-0123456789"}
