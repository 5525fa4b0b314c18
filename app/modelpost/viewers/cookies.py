"""The cookies that an answer sets."""

from modelpost.core.cookies import offer, place_of
from modelpost.core.dates import seconds_of
from modelpost.core.text import Message
from modelpost.viewers.api import Answer, CookiesRendering, Rendering


class Cookies:
    """Each Set-Cookie header as it is understood, and why it is refused where it is."""

    name = "cookies"
    label = Message("Cookies")
    order = 60

    def score(self, answer: Answer) -> float:
        """Never come first."""
        del answer
        return 0.01

    def render(self, answer: Answer) -> Rendering:
        """Return the cookies; how long they live counts from the answer's own date."""
        response = answer.response
        now = seconds_of(response.headers.first("Date")) or 0.0
        place = place_of(response.url)
        return CookiesRendering(tuple(offer(header, place, now) for header in response.headers.all("Set-Cookie")))


PLUGIN = Cookies()
