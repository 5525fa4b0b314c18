"""The cookies of one exchange: what goes along with each hop, and what each answer leaves."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from modelpost.core.cookies import Cookie, Place, joined, pairs_of, place_of
from modelpost.core.events import Event, Noted
from modelpost.core.headers import Header, HeaderList, Source
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.net.jar import WORTH_MASKING, Jars
from modelpost.net.journal import Journal
from modelpost.net.route import ascii_host


class Cookies:
    """Takes cookies from the collection's jar and puts them there, unless the request goes without."""

    def __init__(self, jars: Jars, journal: Journal, options: SendOptions) -> None:
        self._jars = jars
        self._journal = journal
        self._is_on = options.send_cookies
        self._jar = options.jar
        self._told: tuple[Cookie, ...] = ()
        self.secrets: frozenset[str] = frozenset()

    def given(self, request: ResolvedRequest) -> ResolvedRequest:
        """Return the request with the cookies that belong to its address; what was typed goes first."""
        fitting = self._jars.for_place(self._jar, _place(request.url)) if self._is_on else ()
        typed = "; ".join(request.headers.all("Cookie"))
        self._hide((*(cookie.value for cookie in fitting), *(value for _, value in pairs_of(typed))))
        header = joined(typed, fitting)
        self._told = fitting
        if not fitting or header == typed:
            return request
        return replace(request, headers=_with_cookies(request.headers, header))

    def told(self) -> Iterator[Event]:
        """Tell which cookies go along, by name."""
        if self._told:
            names = ", ".join(cookie.name for cookie in self._told)
            yield Noted(self._journal.at(), Message("From the cookies of the collection: {names}", names=names))

    def learned(self, request: ResolvedRequest, response: Response) -> Iterator[Event]:
        """Keep the cookies that an answer sets; tell which are refused, and why."""
        headers = response.headers.all("Set-Cookie") if self._is_on else ()
        for offer in self._jars.take(self._jar, _place(request.url), headers):
            self._hide((offer.cookie.value,))
            if offer.refusal is not None:
                told = Message(
                    "The cookie “{name}” is not kept. {reason}", name=offer.cookie.name, reason=offer.refusal
                )
                yield Noted(self._journal.at(), told)

    def _hide(self, values: Iterable[str]) -> None:
        self.secrets |= {value for value in values if len(value) >= WORTH_MASKING}


def _place(url: str) -> Place:
    place = place_of(url)
    return place._replace(host=ascii_host(urlsplit(url).hostname or "").rstrip("."))


def _with_cookies(headers: HeaderList, value: str) -> HeaderList:
    """Put a Cookie header where the first one stands, or at the end."""
    cookie = Header("Cookie", value, Source.JAR, sensitive=True)
    names = [field.name.lower() for field in headers]
    if "cookie" not in names:
        return headers.adding(cookie)
    first = names.index("cookie")
    kept = [cookie if i == first else field for i, field in enumerate(headers) if i == first or names[i] != "cookie"]
    return HeaderList(tuple(kept))
