"""What cURL's options say of proxies, TLS and where to connect, and how it is written again."""

import pytest

from modelpost.core.request import ClientCertificate, Proxy, RequestSettings
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.formats.curl import PLUGIN
from modelpost.snippets.curl import PLUGIN as WRITER


def read(options: str, url: str = "https://host/v1") -> RequestSettings:
    (draft,) = PLUGIN.read(f"curl {options} {url}").drafts
    return draft.settings


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ("-x proxy:3128", "http://proxy:3128"),
        ("-x proxy", "http://proxy:1080"),
        ("--proxy https://proxy", "https://proxy:443"),
        ("-x socks5h://proxy:1081", "socks5h://proxy:1081"),
        ("--socks5 proxy", "socks5://proxy:1080"),
        ("--socks5-hostname proxy:9050", "socks5h://proxy:9050"),
        ("-x http://me:it@proxy:3128/", "http://me:it@proxy:3128"),
        ("-x proxy:3128 -U 'me:a@b/c'", "http://me:a%40b%2Fc@proxy:3128"),
        ("-x proxy:3128 --proxy-user me", "http://me@proxy:3128"),
        ("-x '{{proxy}}' -U 'me:{{password}}'", "http://me:{{password}}@{{proxy}}"),
        ("-x first:1 -x second:2", "http://second:2"),
    ],
)
def test_a_proxy_is_read(options: str, address: str) -> None:
    assert read(options).proxy == Proxy("manual", address, address)


@pytest.mark.parametrize(
    ("options", "proxy"),
    [
        ("--noproxy '*'", Proxy("none")),
        ("-x ''", Proxy("none")),
        (
            "-x proxy:1 --noproxy localhost,10.0.0.0/8",
            Proxy("manual", "http://proxy:1", "http://proxy:1", "localhost,10.0.0.0/8"),
        ),
        ("-s", None),
    ],
)
def test_exceptions_from_the_proxy_are_read(options: str, proxy: Proxy | None) -> None:
    assert read(options).proxy == proxy


@pytest.mark.parametrize(
    ("options", "certificate"),
    [
        ("-E me.pem", ClientCertificate("me.pem")),
        ("--cert me.pem --key me.key --pass it", ClientCertificate("me.pem", "me.key", "it")),
        ("-E me.p12:it --cert-type P12", ClientCertificate("me.p12", "", "it")),
        (r"-E 'a\:b.pem'", ClientCertificate("a:b.pem")),
        (r"-E 'C:\keys\me.pem:it'", ClientCertificate(r"C:\keys\me.pem", "", "it")),
        ("-E me.pem:one --pass two", ClientCertificate("me.pem", "", "two")),
    ],
)
def test_a_client_certificate_is_read(options: str, certificate: ClientCertificate) -> None:
    assert read(options).client_certificates == (certificate,)


@pytest.mark.parametrize(
    ("options", "url", "place"),
    [
        ("--resolve host:443:127.0.0.1", "https://host/v1", "127.0.0.1"),
        ("--resolve +HOST:8443:127.0.0.1,127.0.0.2", "https://host:8443/v1", "127.0.0.1"),
        ("--resolve '*:443:[::1]'", "https://host/v1", "[::1]"),
        ("--resolve host:80:127.0.0.1", "https://host/v1", None),
        ("--connect-to ::127.0.0.1:8443", "https://host/v1", "127.0.0.1:8443"),
        ("--connect-to host:443:other:", "https://host/v1", "other"),
        ("--connect-to ::[::1]:81 --resolve host:443:1.2.3.4", "https://host/v1", "[::1]:81"),
        ("--connect-to elsewhere::other:1", "https://host/v1", None),
    ],
)
def test_where_to_connect_is_read(options: str, url: str, place: str | None) -> None:
    assert read(options, url).connect_to == place


def test_trust_and_versions_are_read() -> None:
    found = read("--cacert ca.pem --tlsv1.3")

    assert (found.ca_files, found.minimum_tls) == (("ca.pem",), "1.3")


OPTIONS = [
    SendOptions(ca_files=("ca.pem",), minimum_tls="1.3"),
    SendOptions(connect_to="127.0.0.1:8443"),
    SendOptions(connect_to="127.0.0.1"),
    SendOptions(connect_to="[::1]:81"),
    SendOptions(client_certificates=(ClientCertificate("a:b/me.pem", "me.key", "it's"),)),
    SendOptions(client_certificates=(ClientCertificate("me.pfx", "", "{{it}}"),)),
    SendOptions(proxy=Proxy("manual", "socks5h://me:it@proxy:1", "socks5h://me:it@proxy:1", "localhost")),
    SendOptions(proxy=Proxy("manual", "https://proxy:1", "https://proxy:1")),
    SendOptions(proxy=Proxy("none")),
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_what_is_written_reads_the_same(options: SendOptions) -> None:
    command = WRITER.write(ResolvedRequest("GET", "https://host/v1"), options, with_secrets=True)

    assert SendOptions().for_request(PLUGIN.read(command).drafts[0].settings) == options


def test_passphrases_and_passwords_stand_as_variables() -> None:
    options = SendOptions(
        client_certificates=(ClientCertificate("me.p12", "", "canary-1"),),
        proxy=Proxy("manual", "http://me:canary-2@proxy:1", "http://me:canary-2@proxy:1"),
    )

    command = WRITER.write(ResolvedRequest("GET", "https://host/v1"), options, with_secrets=False)

    assert "canary" not in command
    assert '--pass "$PASSPHRASE"' in command
