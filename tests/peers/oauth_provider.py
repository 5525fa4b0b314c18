"""Runs in the environment of the peer: Django OAuth Toolkit as token service, sign-in page and protected service.

Prints its address as JSON, then serves until standard input closes. Whoever opens the sign-in page is Ada already.
"""

# ruff: noqa: E402  # Django must have its settings before most of it can be imported

import json
import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        f"{__name__}.signed_in",
    ],
    OAUTH2_PROVIDER={
        "PKCE_REQUIRED": True,
        "SCOPES": {"read": "Read", "write": "Write"},
        "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
        "OAUTH_DEVICE_VERIFICATION_URI": "https://id.example/device",
        "DEVICE_FLOW_INTERVAL": 1,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for a test",
    USE_TZ=True,
)
django.setup()

from django.contrib.auth import get_user_model, login
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import include, path
from oauth2_provider.decorators import protected_resource
from oauth2_provider.models import get_application_model, get_device_grant_model


def signed_in(get_response):
    """Let in whoever opens a page."""

    def middleware(request):
        if request.path.startswith("/o/authorize") and not request.user.is_authenticated:
            login(request, get_user_model().objects.get(), backend="django.contrib.auth.backends.ModelBackend")
        return get_response(request)

    return middleware


@protected_resource(scopes=["read"])
def model(request):
    """Say whose token came."""
    user = request.resource_owner
    return HttpResponse(user.username if user else "a program")


def approve(request, code):
    """Let a device in, as its owner would do with a browser."""
    grants = get_device_grant_model()
    grant = grants.objects.get(user_code=code)
    grant.status, grant.user = grants.AUTHORIZED, get_user_model().objects.get()
    grant.save()
    return HttpResponse("approved")


urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("model", model),
    path("approve/<code>", approve),
]


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, *words):
        pass


def main():
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    call_command("migrate", verbosity=0)
    ada = get_user_model().objects.create_user("ada", password="lovelace-1815")
    clients = get_application_model()
    for grant, kind in (
        ("client-credentials", "confidential"),
        ("password", "confidential"),
        ("authorization-code", "public"),
        ("urn:ietf:params:oauth:grant-type:device_code", "public"),
    ):
        clients.objects.create(
            client_id=grant.rpartition(":")[2],
            client_secret="sesame+1" if kind == "confidential" else "",
            client_type=kind,
            authorization_grant_type=grant,
            redirect_uris="http://127.0.0.1/callback" if grant == "authorization-code" else "",
            skip_authorization=True,
            user=ada,
        )
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    print(json.dumps(f"http://127.0.0.1:{server.server_port}"), flush=True)
    server.serve_forever(poll_interval=0.05)


if __name__ == "__main__":
    main()
