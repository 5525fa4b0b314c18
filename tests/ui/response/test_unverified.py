"""What the response pane shows of certificates: the rejected one in a table, the unchecked one in red."""

from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton

from modelpost.core.certificates import Certificate
from modelpost.core.events import CertificateRejected, Failed, Secured
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.request import RequestDraft, RequestSettings
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.tags import Tag
from modelpost.ui.request.request_line import RequestLine
from modelpost.ui.response.pane import ResponsePane

ROOT = Certificate("CN=root", "CN=root", "2020-01-01 00:00", "2040-01-01 00:00", fingerprint=":".join(["AB"] * 32))
REJECTED = CertificateRejected(0.1, "host", Message("It is signed by itself"), (ROOT,), ROOT, is_unknown_issuer=True)
FAILED = Failed(
    0.2, Failure(FailureKind.TLS, Message("The certificate of host is not trusted"), Message("Add the CA."))
)


def test_a_rejected_certificate_is_described_on_its_card(kit: Kit, bench: Any, shown: Any, named: Any) -> None:
    pane = ResponsePane(kit, bench.response, bench.background)
    shown(pane)

    bench.send(bench.tab(), REJECTED, FAILED)

    texts = [named(pane, QLabel, f"adviceFacts-{row}").text() for row in range(4)]
    assert texts[:3] == ["CN=root", "CN=root", "2020-01-01 00:00 – 2040-01-01 00:00 UTC"]
    assert texts[3].replace("\n", "") == ROOT.fingerprint
    assert named(pane, QPushButton, "advice-trust-in-request").text() == "Trust this CA for this request"


def test_the_table_goes_with_its_card(kit: Kit, bench: Any, shown: Any) -> None:
    pane = ResponsePane(kit, bench.response, bench.background)
    shown(pane)
    tab = bench.tab()
    bench.send(tab, REJECTED, FAILED)

    bench.answer(tab, status=500, reason="Broken")

    assert not any(
        label.isVisible() for label in pane.findChildren(QLabel) if label.objectName().startswith("adviceFacts")
    )


def test_an_answer_of_an_unchecked_server_says_so(kit: Kit, bench: Any, shown: Any, named: Any) -> None:
    pane = ResponsePane(kit, bench.response, bench.background)
    shown(pane)
    tab = bench.tab()
    bench.answer(tab)
    before = named(pane, Tag, "unverifiedTag").text

    bench.send(tab, Secured(0.1, "TLSv1.3", "AES", "", "", "", verified=False, seconds=0.0), FAILED)

    assert (before, named(pane, Tag, "unverifiedTag").text) == ("", "Not verified")


def test_a_request_that_checks_nothing_says_so_beside_send(kit: Kit, bench: Any, shown: Any, named: Any) -> None:
    line = RequestLine(kit, [])
    line.show_tab(bench.tab(RequestDraft(url="https://host/", settings=RequestSettings(verify_tls=False))))
    shown(line)

    assert named(line, Tag, "unverifiedRequest").text == "TLS not verified"
    assert named(line, Tag, "unverifiedRequest").isVisible()
