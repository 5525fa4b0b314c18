"""What is secret, where its value lives, and how it is kept out of sight."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

MASK = "\u2022" * 8
"""Eight dots: what is shown instead of a secret."""

SERVICE = "modelpost"
"""The service name of every entry in the keyring."""


@dataclass(frozen=True, slots=True)
class SecretRef:
    """The address of a secret in the keyring; the value is never part of it.

    `owner` is a collection's id, empty for what belongs to none. `scope` is `collection`, `folder:ID`, `env:NAME`,
    `global`, `draft:ID` or `app`.
    """

    owner: str
    scope: str
    name: str

    @property
    def user(self) -> str:
        """The user name of the keyring entry: the three parts, percent-encoded, joined by slashes."""
        return "/".join(quote(part, safe="") for part in (self.owner, self.scope, self.name))


TOKEN_HEADERS = frozenset(
    {
        "access-token",
        "api-key",
        "apikey",
        "auth-token",
        "authorization",
        "cookie",
        "ocp-apim-subscription-key",
        "private-token",
        "proxy-authorization",
        "x-access-token",
        "x-amz-security-token",
        "x-api-key",
        "x-api-token",
        "x-apig-appcode",
        "x-auth-key",
        "x-auth-token",
        "x-functions-key",
        "x-gitlab-token",
        "x-goog-api-key",
        "x-rapidapi-key",
        "x-security-token",
        "x-session-token",
        "x-subject-token",
        "x-vault-token",
        "xi-api-key",
    }
)
"""Names, in lower case, of headers whose value is a credential whatever it looks like."""

SET_COOKIE_HEADERS = frozenset({"set-cookie", "set-cookie2"})

_JWT = re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")
_IAM_TOKEN = re.compile(r"MII[A-Za-z0-9+/=_-]{5,}")
_PREFIXED = re.compile(r"(?:sk[-_]|hf_|gh[opsu]_|glpat-|xox[abpr]-|ya29\.)[A-Za-z0-9_.-]{12,}|A[KS]IA[A-Z0-9]{12,}")
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_SCHEME_WORDS = re.compile(r"^\s*(?:bearer|basic|token|apikey|digest)\s*$", re.IGNORECASE)


_SECRET_NAMES = frozenset(
    {
        "accesstoken",
        "appcode",
        "appsecret",
        "clientsecret",
        "idtoken",
        "password",
        "passwd",
        "privatekey",
        "refreshtoken",
        "secretaccesskey",
        "secretkey",
        "sessiontoken",
    }
)
"""Names, in lower case and without what joins their words, of fields whose value is a credential whatever it is."""

_LAST_WORDS = frozenset(
    {"appcode", "credential", "credentials", "passcode", "passphrase", "passwd", "password", "pwd", "secret", "token"}
)
_KEYS = frozenset(
    {"access", "account", "api", "app", "auth", "encryption", "private", "secret", "signing", "subscription"}
)
"""Words that make a secret of a key."""

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+(?![a-z])")

_BODY_ANCHORS = (
    ("eyJ", _JWT),
    (
        "MII",
        re.compile(r"(?<![A-Za-z0-9+/=_-])(?<!CERTIFICATE-----\n)(?<!CERTIFICATE-----\r\n)MII[A-Za-z0-9+/=_-]{30,}"),
    ),
    ("-----BEGIN ", re.compile(r"-----BEGIN (?:[A-Z0-9]+ )?PRIVATE KEY-----")),
    ("sk-", re.compile(r"(?<![\w-])sk-[A-Za-z0-9_-]{20,}")),
    ("hf_", re.compile(r"(?<![\w-])hf_[A-Za-z0-9]{20,}")),
    ("ghp_", re.compile(r"(?<![\w-])ghp_[A-Za-z0-9]{20,}")),
    ("glpat-", re.compile(r"(?<![\w-])glpat-[A-Za-z0-9_-]{16,}")),
    ("AKIA", re.compile(r"(?<![A-Za-z0-9+/=_-])AKIA[A-Z0-9]{16}(?![A-Za-z0-9+/=_-])")),
)
"""What tokens begin with, and what tells them from text and packed pictures, where they stand in a longer text."""

_MEMBER = re.compile(r'"([A-Za-z][\w.-]{2,40})"\s*:\s*"([^"]{0,500})')
"""A member of JSON whose value is a text: its name, and the value's beginning."""

_MEMBER_WHOLE = re.compile(r'"([A-Za-z][\w.-]{2,40})"\s*:\s*"((?:[^"\\]|\\.)*)(?:"|\Z)', re.DOTALL)
_END_OF_KEY = re.compile(r"-----END (?:[A-Z0-9]+ )?PRIVATE KEY-----")


def is_token_header(name: str) -> bool:
    """Tell whether a header of this name carries a credential."""
    return name.strip().lower() in TOKEN_HEADERS


def looks_like_credential(name: str, value: str) -> bool:
    """Tell whether what was typed next to `name` is a credential in the clear, to be masked and kept out of files.

    A value that only refers to variables (`Bearer {{token}}`) is not one.
    """
    literal = _PLACEHOLDER.sub("", value).strip()
    if not literal or _SCHEME_WORDS.match(literal):
        return False
    if _is_named_secret(name):
        return True
    return bool(_JWT.search(literal) or _IAM_TOKEN.match(literal) or _PREFIXED.fullmatch(literal))


def names_secret(name: str) -> bool:
    """Tell whether a variable is called as secrets are, `OPENAI_API_KEY` or `dbPassword`, so that it had better be one.

    What it is called is a guess, and unlike `looks_like_credential` it keeps nobody from having it in a file.
    """
    words = [word.lower() for word in _WORD.findall(name)]
    if not words:
        return False
    is_key = words[-1] in ("key", "apikey") and (words[-1] != "key" or not _KEYS.isdisjoint(words[-2:-1]))
    return is_key or words[-1] in _LAST_WORDS or _is_named_secret(name)


def is_literal(value: str) -> bool:
    """Tell whether a value says something by itself, beside variables that it refers to."""
    return bool(_PLACEHOLDER.sub("", value).strip())


def holds_credential(text: str) -> bool:
    """Tell whether a credential stands anywhere in a longer text, such as a body: a token, or a member named so.

    Every search goes for a fixed string first, so that the time grows with the text alone: 20 ms per MB at worst.
    """
    for anchor, pattern in _BODY_ANCHORS:
        if any(pattern.match(text, place) for place in _places(anchor, text)):
            return True
    return any(
        _is_named_secret(member[1]) and looks_like_credential(*member.groups()) for member in _MEMBER.finditer(text)
    )


def without_tokens(text: str, mark: str = MASK, more_names: frozenset[str] = frozenset()) -> str:
    """Return a longer text with `mark` in the place of credentials; `more_names` as in `credential_spans`."""
    pieces, end = [], 0
    for start, stop, _ in credential_spans(text, more_names):
        pieces += [text[end:start], mark]
        end = stop
    return "".join((*pieces, text[end:]))


def credential_spans(text: str, more_names: frozenset[str] = frozenset()) -> tuple[tuple[int, int, str], ...]:
    """Return where credentials stand in a longer text, and what each may be called; none overlap.

    `more_names` are names of members that mean a secret in this text, in lower case and without what joins their words.
    """
    found: list[tuple[int, int, str]] = []
    for anchor, pattern in _BODY_ANCHORS:
        for place in _places(anchor, text):
            match = pattern.match(text, place)
            if match is not None:
                found.append((match.start(), _end_of_key(text, match), "token"))
    found += [
        (*member.span(2), _words(member[1]))
        for member in _MEMBER_WHOLE.finditer(text)
        if (_is_named_secret(member[1]) and looks_like_credential(*member.groups()))
        or (_plain(member[1]) in more_names and member[2])
    ]
    found.sort()
    return tuple(span for index, span in enumerate(found) if all(span[0] >= before[1] for before in found[:index][-3:]))


def _end_of_key(text: str, match: re.Match[str]) -> int:
    """Return where a credential ends: a private key, whose beginning is matched, at the last of its lines."""
    if not match[0].startswith("-----"):
        return match.end()
    end = _END_OF_KEY.search(text, match.end())
    return end.end() if end is not None else len(text)


def _words(name: str) -> str:
    return "_".join(word.lower() for word in re.findall(r"[A-Za-z0-9]+", name)) or "secret"


def _is_named_secret(name: str) -> bool:
    return is_token_header(name) or _plain(name) in _SECRET_NAMES


def _places(wanted: str, text: str) -> Iterator[int]:
    place = text.find(wanted)
    while place >= 0:
        yield place
        place = text.find(wanted, place + 1)


def _plain(name: str) -> str:
    """Return a name without its case and what joins its words: `clientSecret`, `client_secret`, `Client-Secret`."""
    return name.strip().lower().replace("_", "").replace("-", "").replace(".", "")


class Redactor:
    """Replaces known secret values by dots, in text and in bytes.

    Values shorter than four characters are left alone: they would blot out ordinary text. The longest go first, so that
    a secret which contains another is masked whole.
    """

    __slots__ = ("_values",)

    def __init__(self, values: frozenset[str] | set[str]) -> None:
        self._values = tuple(sorted((value for value in values if len(value) >= 4), key=len, reverse=True))

    def also(self, values: frozenset[str]) -> "Redactor":
        """Return one that knows more values."""
        return Redactor({*self._values, *values}) if values else self

    def text(self, text: str) -> str:
        """Return `text` with every secret masked, as it is, percent-encoded and as JSON escapes it."""
        for value in self._values:
            text = text.replace(value, MASK)
            for form in _encoded_forms(value, may_be_quoted="%" in text or "+" in text, may_be_escaped="\\" in text):
                text = text.replace(form, MASK)
        return text

    def content(self, content: bytes) -> bytes:
        """Return `content` with every secret masked, in the same forms, as UTF-8."""
        for value in self._values:
            content = content.replace(value.encode("utf-8", "replace"), MASK.encode())
            for form in _encoded_forms(
                value, may_be_quoted=b"%" in content or b"+" in content, may_be_escaped=b"\\" in content
            ):
                content = content.replace(form.encode("utf-8", "replace"), MASK.encode())
        return content

    def header(self, name: str, value: str) -> str:
        """Return the value to show for a header: all dots behind a known token header, else with secrets masked."""
        lowered = name.lower()
        if lowered in TOKEN_HEADERS or lowered in SET_COOKIE_HEADERS:
            scheme, space, rest = value.partition(" ")
            if lowered.endswith("authorization") and space and rest:
                return f"{scheme} {MASK}"
            return MASK
        return self.text(value)

    def head(self, block: bytes) -> bytes:
        """Return the head of a message as it stands on the wire, every value as `header` shows it."""
        first, *lines = block.decode("utf-8", "surrogateescape").split("\n")
        shown, name = [self.text(first)], ""
        for line in lines:
            is_folded = line[:1] in {" ", "\t"}  # goes on with the header before (RFC 9112, section 5.2)
            before, colon, value = ("", "", line) if is_folded else line.partition(":")
            name = name if is_folded else before.strip()
            bare = value.strip(" \t\r")
            shown.append(before + colon + (value.replace(bare, self.header(name, bare), 1) if bare else value))
        return "\n".join(shown).encode("utf-8", "surrogateescape")

    def __repr__(self) -> str:
        return f"Redactor({len(self._values)} values)"


_IS_PLAIN = re.compile(r"[\w.~-]*", re.ASCII).fullmatch
"""What percent-encoding leaves as it is."""


def _encoded_forms(value: str, *, may_be_quoted: bool, may_be_escaped: bool) -> tuple[str, ...]:
    """Return the other ways in which a secret may be written; to make them takes longer than to send a long token."""
    forms: tuple[str, ...] = ()
    if may_be_quoted and not _IS_PLAIN(value):
        forms = (quote(value, safe="", errors="replace"), quote_plus(value, errors="replace"))
    if may_be_escaped:
        escaped = json.dumps(value)[1:-1]
        forms += (escaped, escaped.replace("/", "\\/"), json.dumps(value, ensure_ascii=False)[1:-1])
    return forms
