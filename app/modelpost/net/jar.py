"""Cookie jars: what servers set, by collection, for as long as the program runs or longer."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from modelpost.core.cookies import Cookie, Offer, Place, domain_matches, offer, path_matches
from modelpost.core.failures import ModelpostError
from modelpost.core.ports import CookieKeeper
from modelpost.core.text import Message

WORTH_MASKING = 8
"""Characters. What is shorter, such as `dark`, would blot out ordinary text."""

_MOST_PER_DOMAIN = 180
_MOST = 3_000

Key = tuple[str, str, str]


class Jars:
    """The jars of all collections, each under the collection's id; used from many threads at once.

    A jar is read from its `keeper` when it is first used, which may take long; `settle` hands it back after changes.
    `note` is told of each value, to be masked.
    """

    def __init__(
        self,
        now: Callable[[], float],
        keeper: CookieKeeper | None = None,
        note: Callable[[str], None] | None = None,
    ) -> None:
        self._now = now
        self._keeper = keeper
        self._note = note
        self._lock = threading.Lock()
        self._jars: dict[str, _Jar] = {}

    def cookies(self, jar: str) -> tuple[Cookie, ...]:
        """Return what is in a jar, domain by domain."""
        opened = self._jar(jar)
        with opened.lock:
            return tuple(sorted(opened.fresh(self._now()), key=lambda cookie: cookie.key))

    def for_place(self, jar: str, place: Place) -> tuple[Cookie, ...]:
        """Return what goes along with a request: longer paths first, then the older ones (RFC 6265, section 5.4)."""
        opened = self._jar(jar)
        with opened.lock:
            fitting = [cookie for cookie in opened.fresh(self._now()) if cookie.goes_to(place)]
        return tuple(sorted(fitting, key=lambda cookie: (-len(cookie.path), cookie.created_at)))

    def take(self, jar: str, place: Place, headers: Iterable[str]) -> tuple[Offer, ...]:
        """Keep what the Set-Cookie headers of an answer offer; return each of them with what became of it."""
        now = self._now()
        offers = [offer(header, place, now) for header in headers]
        if not offers:
            return ()
        opened = self._jar(jar)
        with opened.lock:
            taken = tuple(opened.take(each, place, now) for each in offers)
        self._note_all(each.cookie for each in taken)
        return taken

    def put(self, jar: str, cookie: Cookie) -> None:
        """Keep a cookie that the user made or changed."""
        opened = self._jar(jar)
        with opened.lock:
            opened.put(cookie, self._now())
        self._note_all((cookie,))

    def remove(self, jar: str, keys: Iterable[Key]) -> None:
        """Take cookies out."""
        opened = self._jar(jar)
        with opened.lock:
            opened.remove(keys)

    def settle(self, jar: str, *, anyway: bool = False) -> None:
        """Hand a jar to its keeper where it changed since, or `anyway`. May take long; raises ModelpostError."""
        opened = self._jar(jar)
        with opened.saving:
            with opened.lock:
                is_wanted = (opened.is_changed or anyway) and opened.trouble is None
                opened.is_changed = False
                kept = opened.fresh(self._now())
            if is_wanted and self._keeper is not None:
                self._saved(self._keeper, jar, opened, kept)

    def trouble(self, jar: str) -> ModelpostError | None:
        """Return why the kept cookies of a jar could not be read; they are left alone then."""
        return self._jar(jar).trouble

    def _saved(self, keeper: CookieKeeper, name: str, opened: "_Jar", kept: tuple[Cookie, ...]) -> None:
        try:
            keeper.save(name, kept)
        except ModelpostError:
            opened.is_changed = True  # the next one who settles tries again
            raise

    def _note_all(self, cookies: Iterable[Cookie]) -> None:
        for cookie in cookies:
            if self._note is not None and len(cookie.value) >= WORTH_MASKING:
                self._note(cookie.value)

    def _jar(self, name: str) -> "_Jar":
        with self._lock:
            jar = self._jars.setdefault(name, _Jar())
        with jar.lock:
            jar.open(self._keeper, name)
        return jar


class _Jar:
    """One jar; whoever uses it holds its `lock`.

    Whoever hands it to its keeper holds `saving` too, so that nobody overtakes.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.saving = threading.Lock()
        self.trouble: ModelpostError | None = None
        self.is_changed = False
        self._cookies: dict[Key, Cookie] = {}
        self._is_open = False

    def open(self, keeper: CookieKeeper | None, name: str) -> None:
        if self._is_open:
            return
        self._is_open = True
        if keeper is None:
            return
        try:
            self._cookies = {cookie.key: cookie for cookie in keeper.load(name)}
        except ModelpostError as error:
            self.trouble = error

    def fresh(self, now: float) -> tuple[Cookie, ...]:
        """Return the cookies whose time is not over; forget the others."""
        over = [key for key, cookie in self._cookies.items() if cookie.is_expired(now)]
        self.remove(over)
        return tuple(self._cookies.values())

    def take(self, offered: Offer, place: Place, now: float) -> Offer:
        cookie = offered.cookie
        if offered.refusal is not None:
            return offered
        if not cookie.secure and not place.is_secure and self._is_guarded(cookie):
            return Offer(cookie, Message("A Secure cookie of this name is there already."))
        known = self._cookies.get(cookie.key)
        if known is not None and not known.is_expired(now):
            cookie = replace(cookie, created_at=known.created_at)  # RFC 6265, section 5.3, step 11
        self.put(cookie, now)
        return offered

    def put(self, cookie: Cookie, now: float) -> None:
        if cookie.is_expired(now):
            self.remove((cookie.key,))
            return
        self._cookies[cookie.key] = cookie
        self.is_changed = True
        self._make_room(cookie.domain)

    def remove(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self.is_changed |= self._cookies.pop(key, None) is not None

    def _is_guarded(self, cookie: Cookie) -> bool:
        """Tell whether a plain answer would shadow a Secure cookie (RFC 6265bis, section 5.7, step 17)."""
        return any(
            known.secure
            and known.name == cookie.name
            and (domain_matches(known.domain, cookie.domain) or domain_matches(cookie.domain, known.domain))
            and path_matches(cookie.path, known.path)
            for known in self._cookies.values()
        )

    def _make_room(self, domain: str) -> None:
        """Forget the oldest, first those of a domain that has too many."""
        counts = Counter(cookie.domain for cookie in self._cookies.values())
        if counts[domain] <= _MOST_PER_DOMAIN and len(self._cookies) <= _MOST:
            return
        crowded = counts[domain] > _MOST_PER_DOMAIN
        oldest = next(key for key, cookie in self._cookies.items() if not crowded or cookie.domain == domain)
        del self._cookies[oldest]
