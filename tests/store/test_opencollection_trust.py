"""Whom a collection trusts, and what it says in Bruno's words of proxies and client certificates."""

from pathlib import Path

import pytest
import yaml

from modelpost.core.request import ClientCertificate, Proxy
from modelpost.store.certificates import write_certificate
from modelpost.store.opencollection.collections import Collections

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def test_a_trusted_certificate_lies_beside_the_files_and_is_inherited(bruno: Path, collections: Collections) -> None:
    path = collections.trust(str(bruno), "O=Example Works, CN=Example Root / 2026", PEM)

    assert path == "certificates/Example Root - 2026.pem"
    assert (bruno / path).read_text() == PEM
    assert collections.open(str(bruno)).tree.defaults.settings.ca_files == (path,)


def test_what_the_sidecar_says_besides_survives(bruno: Path, collections: Collections) -> None:
    sidecar = bruno / "opencollection.view.yaml"
    sidecar.write_text("# ours\nsettings:\n  minimumTls: '1.3' # strict\n  caFiles: [old.pem]\nsecrets: [token]\n")

    path = collections.trust(str(bruno), "CN=new", PEM)

    assert sidecar.read_text().startswith("# ours\nsettings:\n  minimumTls: '1.3' # strict\n")
    assert yaml.safe_load(sidecar.read_text()) == {
        "settings": {"minimumTls": "1.3", "caFiles": ["old.pem", path]},
        "secrets": ["token"],
    }


def test_settings_without_authorities_are_kept_too(bruno: Path, collections: Collections) -> None:
    sidecar = bruno / "opencollection.view.yaml"
    sidecar.write_text("settings:\n  minimumTls: '1.3'\n")

    path = collections.trust(str(bruno), "CN=new", PEM)

    assert yaml.safe_load(sidecar.read_text()) == {"settings": {"minimumTls": "1.3", "caFiles": [path]}}


def test_trusting_twice_changes_nothing(bruno: Path, collections: Collections) -> None:
    first = collections.trust(str(bruno), "CN=new", PEM)

    second = collections.trust(str(bruno), "CN=new", PEM)

    assert first == second
    assert collections.open(str(bruno)).tree.defaults.settings.ca_files == (first,)


def test_another_certificate_of_the_same_name_gets_another_file(tmp_path: Path) -> None:
    first = write_certificate(tmp_path, "CN=same", PEM)

    second = write_certificate(tmp_path, "CN=same", PEM.replace("MIIB", "MIIC"))

    assert (first.name, second.name) == ("same.pem", "same-2.pem")


@pytest.mark.parametrize(
    ("config", "proxy"),
    [
        ("proxy: {inherit: true}", None),
        ("proxy: {disabled: true}", Proxy("none")),
        (
            "proxy: {config: {protocol: socks5, hostname: proxy, port: 1080, bypassProxy: localhost}}",
            Proxy("manual", "socks5://proxy:1080", "socks5://proxy:1080", "localhost"),
        ),
        (
            "proxy: {config: {protocol: http, hostname: p, port: 1, auth: {username: me, password: '{{it}}'}}}",
            Proxy("manual", "http://me:{{it}}@p:1", "http://me:{{it}}@p:1"),
        ),
        (
            "proxy: {config: {hostname: p, auth: {disabled: true, username: me}}}",
            Proxy("manual", "http://p", "http://p"),
        ),
    ],
)
def test_a_proxy_is_read_as_bruno_writes_it(
    bruno: Path, collections: Collections, config: str, proxy: Proxy | None
) -> None:
    root = bruno / "opencollection.yml"
    root.write_text(f"{root.read_text()}\nconfig:\n  {config}\n")

    assert collections.open(str(bruno)).tree.defaults.settings.proxy == proxy


def test_client_certificates_are_read_as_bruno_writes_them(bruno: Path, collections: Collections) -> None:
    root = bruno / "opencollection.yml"
    root.write_text(
        f"{root.read_text()}\nconfig:\n  clientCertificates:\n"
        "    - {domain: a.example, type: pem, certificateFilePath: me.pem, privateKeyFilePath: me.key}\n"
        "    - {domain: '*.b.example', type: pkcs12, pkcs12FilePath: me.p12, passphrase: '{{it}}'}\n"
        "    - {domain: c.example, type: pkcs12, pkcs12FilePath: off.p12, disabled: true}\n"
    )

    assert collections.open(str(bruno)).tree.defaults.settings.client_certificates == (
        ClientCertificate("me.pem", "me.key", "", "a.example"),
        ClientCertificate("me.p12", "", "{{it}}", "*.b.example"),
    )
