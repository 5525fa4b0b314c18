"""The options of cURL: which there are, which take a value, and which cannot change a request.

Names and values as in the manual, https://curl.se/docs/manpage.html (up to 8.17); the ones that are understood are in
`operation`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from modelpost.core.failures import FormatTrouble
from modelpost.core.shell import Word
from modelpost.core.text import Message


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WITH_VALUE: Final = _names(
    """abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
    continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
    delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine
    etag-compare etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port
    ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5 hostpubsha256 hsts interface
    ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type knownhosts krb libcurl limit-rate local-port
    login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output
    output-dir parallel-max parallel-max-host pass pinnedpubkey preproxy proto proto-default proto-redir proxy
    proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key
    proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype
    proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file range rate referer request
    request-target resolve retry retry-delay retry-max-time sasl-authzid service-name sigalgs socks4 socks4a socks5
    socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max
    tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file upload-flags
    url url-query user user-agent variable vlan-priority write-out"""
)

_FLAGS: Final = _names(
    """alpn anyauth append basic buffer ca-native cert-status clobber compressed compressed-ssh create-dirs crlf digest
    disable disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure eprt epsv fail fail-early
    fail-with-body false-start follow form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc
    ftp-ssl-control get globoff haproxy-protocol head http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3
    http3-only ignore-content-length include insecure ipv4 ipv6 junk-session-cookies keepalive list-only location
    location-trusted mail-rcpt-allowfails manual metalink mptcp negotiate netrc netrc-optional next npn ntlm ntlm-wb
    out-null parallel parallel-immediate path-as-is post301 post302 post303 progress-bar progress-meter proxy-anyauth
    proxy-basic proxy-ca-native proxy-digest proxy-http2 proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast
    proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel raw remote-header-name remote-name remote-name-all remote-time
    remove-on-error retry-all-errors retry-connrefused sasl-ir sessionid show-error show-headers silent skip-existing
    socks5-basic socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd
    ssl-revoke-best-effort ssl-sessions sslv2 sslv3 styled-output suppress-connect-headers tcp-fastopen tcp-nodelay
    tftp-no-options tls-earlydata tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time use-ascii
    verbose version xattr"""
)

HARMLESS: Final = _names(
    """alpn basic buffer clobber compressed create-dirs create-file-mode disable dump-header fail fail-early
    fail-with-body help http1.1 include keepalive keepalive-cnt keepalive-time libcurl manual npn out-null output
    output-dir parallel parallel-immediate parallel-max parallel-max-host progress-bar progress-meter
    remote-header-name remote-name remote-name-all remote-time remove-on-error sessionid show-error show-headers silent
    ssl-sessions stderr styled-output suppress-connect-headers tcp-fastopen tcp-nodelay trace trace-ascii trace-config
    trace-ids trace-time verbose version write-out xattr"""
)
"""Options about what cURL prints, saves or keeps open: the request is the same without them."""

_SHORT_NAMES: Final = """http1.0 tlsv1 sslv2 sslv3 ipv4 ipv6 user-agent use-ascii continue-at dump-header cert form get
    header head remote-header-name config location manual no-buffer remote-name ftp-port quote remote-time show-error
    upload-file proxy-user version request speed-limit parallel append cookie cookie-jar data referer fail globoff help
    include junk-session-cookies insecure list-only max-time netrc output proxytunnel disable range silent
    telnet-option user verbose write-out proxy speed-time time-cond progress-bar next"""

_SHORT: Final = dict(
    zip(
        "012346ABCDEFGHIJKLMNOPQRSTUVXYZabcdefghijklmnopqrstuvwxyz#:",
        _SHORT_NAMES.split(),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Given:
    """An option as it was given: its long name, empty for one that cURL does not have; a plain argument is a `url`.

    `typed` is how it was written, `is_on` is False for `--no-…`.
    """

    name: str
    typed: str
    value: str = ""
    is_on: bool = True


def options(words: tuple[Word, ...]) -> Iterator[Given]:
    """Yield the options among the arguments of a cURL command, in order."""
    rest = list(reversed(words))
    has_options = True
    while rest:
        word = rest.pop()
        text = word.text
        if text == "--" and has_options:
            has_options = False
        elif not has_options or not text.startswith("-") or text == "-":
            yield Given("url", "", text)
        elif text.startswith("--"):
            yield _long(word, rest)
        else:
            yield from _short(word, rest)


def _long(word: Word, rest: list[Word]) -> Given:
    """Read a long option; `--option=value` is not cURL's syntax, but is written by many."""
    typed, equals, value = word.text.partition("=")
    name, is_on = _known(typed[2:])
    if name in _WITH_VALUE and is_on:
        return Given(name, typed, value if equals else _value(typed, word, rest))
    return Given(name, typed, is_on=is_on)


def _short(word: Word, rest: list[Word]) -> Iterator[Given]:
    """Read a cluster of short options, such as `-sSk`; the first that takes a value takes what follows it."""
    letters = word.text[1:]
    for index, letter in enumerate(letters):
        typed = f"-{letter}"
        name, is_on = _known(_SHORT.get(letter, ""))
        if name in _WITH_VALUE:
            following = letters[index + 1 :]
            yield Given(name, typed, following or _value(typed, word, rest))
            return
        yield Given(name, typed, is_on=is_on)


def _known(name: str) -> tuple[str, bool]:
    """Return the full name of an option, which may be shortened while it is unique, and whether it switches on."""
    known = _WITH_VALUE | _FLAGS
    if name in known:
        return name, True
    if name.startswith("no-") and name[3:] in known:
        return name[3:], False
    longer = [candidate for candidate in known if name and candidate.startswith(name)]
    return (longer[0], True) if len(longer) == 1 else ("", True)


def _value(typed: str, word: Word, rest: list[Word]) -> str:
    if not rest:
        raise FormatTrouble(
            Message("The option {option} has no value", option=typed),
            Message("Copy the whole command; it ends behind {option}.", option=typed),
            line=word.line,
            column=word.column,
        )
    return rest.pop().text
