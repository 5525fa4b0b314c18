"""cURL for POSIX shells: a command that sends the same request."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from modelpost import auth
from modelpost.auth.api import AuthScheme, OneStep
from modelpost.core.fields import Secret
from modelpost.core.registry import Registry
from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.core.secrets import is_token_header
from modelpost.core.text import Message
from modelpost.snippets.api import Snippet
from modelpost.snippets.curl.command import Command, Option, fed, with_credentials_apart
from modelpost.snippets.curl.words import Placeholders, quoted

_SCHEME_WORD = re.compile(r"^(?:bearer|basic|token|apikey|digest)\s+(?=\S)", re.IGNORECASE)
_CONTINUED = " \\\n  "


class CurlForPosix:
    """A command for bash, zsh and other POSIX shells.

    Without secrets, each of them stands as a variable of the shell, in double quotes: `"X-Auth-Token: $X_AUTH_TOKEN"`.
    Nothing is sent by such a variable until somebody sets it.
    """

    name = "curl"
    label = Message("cURL")
    order = 10

    def write(self, request: ResolvedRequest, options: SendOptions, *, with_secrets: bool) -> str:
        """Return the command, one option a line."""
        schemes: Registry[AuthScheme] = Registry.discover(auth)
        hidden = Placeholders()
        if not with_secrets:
            _hide_auth(request.auth, schemes, hidden)
        is_digest = request.auth.kind == "digest"
        request, user = _authenticated(request, schemes)
        if not with_secrets:
            _hide_rest(request, user, options, hidden)
        command = Command(request, options, hidden)
        words = list(command.words())
        if user:
            words.insert(_after_address(words), ("-u", hidden.argument(user)))
            words[_after_address(words) : _after_address(words)] = [("--digest", None)] if is_digest else []
        if request.auth.kind != "none":
            scheme = schemes.get(request.auth.kind)
            kind = scheme.label if scheme is not None else request.auth.kind
            command.remarks.append(Message("The auth scheme “{kind}” is not part of this command.", kind=kind))
        lines = [" ".join(filter(None, (option, "" if value is None else quoted(value)))) for option, value in words]
        feeding = f"{fed(command.stdin)} | " if command.stdin else ""
        remarks = "".join(f"# {remark}\n" for remark in command.remarks)
        return f"{remarks}{feeding}curl {_CONTINUED.join(_joined(lines, _after_address(words)))}"


def _authenticated(request: ResolvedRequest, schemes: Registry[AuthScheme]) -> tuple[ResolvedRequest, str]:
    """Apply the auth scheme, where it needs no conversation; `user:password` is apart, for `-u`."""
    request, user = with_credentials_apart(request)
    scheme, values = schemes.get(request.auth.kind), dict(request.auth.values)
    if scheme is None:
        return request, user
    bare = replace(request, auth=ResolvedAuth())
    if scheme.name in ("basic", "digest"):
        return replace(bare, headers=bare.headers.without("Authorization")), (
            f"{values.get('username', '')}:{values.get('password', '')}"
        )
    if not isinstance(scheme, OneStep):
        return request, user
    authenticated = scheme.apply(values, bare)
    return authenticated, "" if "Authorization" in authenticated.headers else user


def _hide_auth(chosen: ResolvedAuth, schemes: Registry[AuthScheme], hidden: Placeholders) -> None:
    scheme = schemes.get(chosen.kind)
    values = dict(chosen.values)
    for field in scheme.fields if scheme else ():
        if isinstance(field, Secret):
            hidden.add(values.get(field.name, ""), values.get("key", "") or field.name)


def _hide_rest(request: ResolvedRequest, user: str, options: SendOptions, hidden: Placeholders) -> None:
    """Hide what the headers and the addresses hold, and then every other secret of the request."""
    for certificate in options.client_certificates:
        hidden.add(certificate.passphrase, "passphrase")
    for address in (options.proxy.http, options.proxy.https):
        hidden.add(urlsplit(address if "://" in address else f"//{address}").password or "", "proxy password")
    hidden.add(user.partition(":")[2], "password")
    for header in request.headers:
        if header.sensitive or is_token_header(header.name):
            is_authorization = header.name.lower() == "authorization"
            value = _SCHEME_WORD.sub("", header.value)
            if not any(isinstance(piece, tuple) for piece in hidden.argument(value)):
                hidden.add(value, "token" if is_authorization else header.name)
    for secret in sorted(request.secrets, key=len, reverse=True):
        hidden.add(_SCHEME_WORD.sub("", secret), "secret")


def _after_address(words: list[Option]) -> int:
    return next(index for index, (option, _) in enumerate(words) if not option) + 1


def _joined(lines: list[str], count: int) -> list[str]:
    """Put what comes up to the address on the first line."""
    return [" ".join(lines[:count]), *lines[count:]]


PLUGIN: Snippet = CurlForPosix()
