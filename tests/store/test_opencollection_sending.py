"""How a request is sent comes back from its file as it was saved."""

from dataclasses import replace
from pathlib import Path

from modelpost.core.request import ClientCertificate, Proxy, RequestSettings, Retry
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.sending import read_sending

EVERYTHING = RequestSettings(
    timeout=5.0,
    follow_redirects=False,
    max_redirects=3,
    verify_tls=False,
    connect_timeout=0.0,
    total_timeout=12.5,
    allow_downgrade=True,
    send_cookies=False,
    retry=Retry(2, 0.5, (429, 503), without_answer=False),
    connect_to="127.0.0.1:8443",
    server_name="models.example",
    minimum_tls="1.3",
    ca_files=("own-ca.pem",),
    proxy=Proxy("manual", http="http://me:{{proxy_password}}@proxy.example:3128", bypass="localhost"),
    client_certificates=(
        ClientCertificate("certificates/me.p12", passphrase="{{passphrase}}"),
        ClientCertificate("me.pem", "me.key", host="*.example.org"),
    ),
    largest_unpacked=1 << 32,
)


def test_every_setting_comes_back(bruno: Path, collections: Collections) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")

    collections.save(str(bruno), "mask/json.yml", replace(stored.draft, settings=EVERYTHING), stored)

    assert collections.read(str(bruno), "mask/json.yml").draft.settings == EVERYTHING


def test_what_is_left_open_again_leaves_the_file(bruno: Path, collections: Collections) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")
    once = collections.save(str(bruno), "mask/json.yml", replace(stored.draft, settings=EVERYTHING), stored)

    collections.save(str(bruno), "mask/json.yml", replace(once.draft, settings=RequestSettings()), once)

    assert collections.read(str(bruno), "mask/json.yml").draft.settings == RequestSettings()


def test_nonsense_in_the_block_leaves_a_setting_open_or_usual() -> None:
    read = read_sending({"connectTimeout": "soon", "sendCookies": "no", "retry": {"count": -1, "statuses": "all"}})

    assert (read["connect_timeout"], read["send_cookies"], read["retry"]) == (None, None, Retry())


def test_the_inner_level_wins_setting_by_setting() -> None:
    own = RequestSettings(connect_timeout=0.0, send_cookies=False)

    both = own.over(RequestSettings(connect_timeout=3.0, minimum_tls="1.3"))

    assert both == RequestSettings(connect_timeout=0.0, send_cookies=False, minimum_tls="1.3")
