"""The authorization code grant: the user signs in with a browser (RFC 6749, section 4.1; RFC 7636; RFC 8252)."""

from base64 import urlsafe_b64encode
from collections.abc import Generator
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

from modelpost.auth.api import Browse, Listen, Prompt, Refused, Reply, Show, Step, Surroundings
from modelpost.auth.oauth2.token_service import Pairs, address, asked, declined, targets, token_of, with_query
from modelpost.core.fields import Values
from modelpost.core.parameters import parameters
from modelpost.core.text import Message
from modelpost.core.tokens import Token

_VERIFIER_LENGTH = 64
_STATE_LENGTH = 32
_OF_THIS_COMPUTER = ("127.0.0.1", "localhost")
_ANY_PORT = 0


def granted(values: Values, around: Surroundings) -> Generator[Step, Reply, Token]:
    """Sign in, and change the code that comes back for a token."""
    verifier, state = around.randomness.token(_VERIFIER_LENGTH), around.randomness.token(_STATE_LENGTH)
    start = address(values, "authorizationUrl")
    redirect, back = yield from _signed_in(values, start, state, verifier)
    code = _code(back, state, values)
    pairs = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect)]
    if values["pkce"] != "off":
        pairs.append(("code_verifier", verifier))
    wanted = [pair for pair in targets(values) if pair[0] != "scope"]  # the code stands for the scope
    answer = yield from asked(values, "accessTokenUrl", (*pairs, *wanted), secret=(code, verifier))
    return token_of(answer, values, around)


def _signed_in(values: Values, start: str, state: str, verifier: str) -> Generator[Step, Reply, tuple[str, str]]:
    """Return the redirect URL that was named, and the address that the browser was sent back to."""
    redirect = values["callbackUrl"].strip()
    if not redirect:
        listening = (yield Listen()).text
        return listening, (yield Browse(_authorization_url(values, start, listening, state, verifier))).text
    parts = urlsplit(address(values, "callbackUrl"))
    if parts.scheme == "http" and parts.hostname in _OF_THIS_COMPUTER:
        listening = (yield Listen(parts.path or "/", parts.port or _ANY_PORT)).text
        if parts.port is None:  # the port of a loopback address is free to choose (RFC 8252, section 7.3)
            redirect = parts._replace(netloc=f"{parts.hostname}:{urlsplit(listening).port}").geturl()
        return redirect, (yield Browse(_authorization_url(values, start, redirect, state, verifier))).text
    url = _authorization_url(values, start, redirect, state, verifier)
    yield Show(Message("Sign in with a browser. Then copy the address that it shows."), url)
    return redirect, (yield Prompt(Message("Address that the browser shows after signing in"))).text.strip()


def _authorization_url(values: Values, start: str, redirect: str, state: str, verifier: str) -> str:
    pairs = [("response_type", "code"), ("client_id", values["clientId"].strip()), ("redirect_uri", redirect)]
    pairs += [*targets(values), ("state", state), *_challenge(values["pkce"], verifier)]
    extra = [(name, value) for _, name, value in parameters(values["authorizationParameters"], "query")]
    named = {name for name, _ in extra}
    return with_query(start, (*(pair for pair in pairs if pair[0] not in named), *extra))


def _challenge(method: str, verifier: str) -> Pairs:
    """Return the proof key's challenge (RFC 7636, section 4.2)."""
    if method == "off":
        return ()
    hashed = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return ("code_challenge", verifier if method == "plain" else hashed), ("code_challenge_method", method)


def _code(back: str, state: str, values: Values) -> str:
    """Return the code in the address that the browser came back to, if it belongs to this sign-in."""
    found = dict(parse_qsl(urlsplit(back).query))
    if found.get("state", "") != state:
        raise Refused(
            Message("The browser came back with an answer that does not belong to this sign-in"),
            Message("Send again, and sign in with the page that opens then."),
            place="auth.authorizationUrl",
        )
    if "error" in found:
        raise declined(found, values["grant"])
    if not found.get("code"):
        raise Refused(
            Message("The browser came back without a code"),
            Message("Check the authorization URL in the Auth tab."),
            place="auth.authorizationUrl",
        )
    return found["code"]
