"""`modelpost --help` and `modelpost --version`."""

import sys

from modelpost import __version__
from modelpost.core.text import Message

_HELP = Message(
    """usage: modelpost [PATH ...] [--screenshot SCENE --output PNG]
       modelpost COMMAND ...

Send requests to models and read their answers.

Without a command the window opens, with the collections (folders) and requests that are named. A folder called like a
command is opened as ./send.

commands:
  send             send one request and print the response; modelpost send --help tells more
  run              send one request over a folder, a table or n times; modelpost run --help tells more
  convert          translate a collection or a request into another format; modelpost convert --help tells more
  sample-service   run the sample model service; modelpost sample-service --help tells more

options:
  -h, --help       show this and exit
  --version        show the version and exit
  --screenshot SCENE --output PNG
                   show a scene in the window, save a picture of it and exit

exit codes:
  0    got what was asked for
  1    the server answered with 4xx or 5xx
  2    wrong usage, or an input that cannot be read
  3    no answer: name look-up, connection, TLS or timeout
  130  interrupted

environment:
  MODELPOST_HOME            the folder of settings; by default in the system's place for such folders
  MODELPOST_SECRET_<NAME>   a secret for this process, goes before the keyring: the name in upper case, _ for the rest
  PYTHON_KEYRING_BACKEND    the keyring to use
  HTTP_PROXY, HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE, SSL_CERT_FILE
                            proxies and authorities, as elsewhere
"""
)


def main(arguments: list[str]) -> int:
    """Print what was asked for."""
    if arguments[0] == "--version":
        sys.stdout.write(f"modelpost {__version__}\n")
    else:
        sys.stdout.write(_HELP.filled())
    return 0
