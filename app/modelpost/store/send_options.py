"""From the settings to the options of a send."""

from modelpost.core.request import Proxy
from modelpost.core.resolved import SendOptions
from modelpost.store.settings import AppSettings


def send_options(settings: AppSettings) -> SendOptions:
    """Return how requests are sent unless they say otherwise; passwords of proxies are still references."""
    return SendOptions(
        connect_timeout=settings.connect_timeout,
        read_timeout=settings.read_timeout,
        total_timeout=settings.total_timeout,
        follow_redirects=settings.follow_redirects,
        max_redirects=settings.max_redirects,
        ca_files=settings.ca_files,
        proxy=Proxy(settings.proxy_mode, settings.proxy_http, settings.proxy_https, settings.proxy_bypass),
    )
