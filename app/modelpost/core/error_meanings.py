"""What can be wrong at ModelArts, its gateway, IAM and MaaS, in words: causes and actions of their error pages."""

from typing import NamedTuple

from modelpost.core.remedies import Remedy
from modelpost.core.text import Message


class Meaning(NamedTuple):
    """What one error means: what happened, what to do, the buttons.

    None stands for what the card of its status says; `as_status` names that status, 0 the one it arrived with.
    """

    title: Message | None = None
    text: Message | None = None
    remedies: tuple[Remedy, ...] | None = None
    as_status: int = 0


# Credentials ----------------------------------------------------------------------------------------------------------

_AUTH = (Remedy.EDIT_AUTH,)
_REFUSED_TITLE = Message("The service did not accept the credentials")
EXPIRED = Meaning(
    Message("The token has expired"),
    Message("The service refused the request because the token is too old. Put a new one in its place."),
    _AUTH,
)
REFUSED = Meaning(remedies=_AUTH)
NO_PROJECT = Meaning(
    Message("The token has no project scope"),
    Message("ModelArts needs a token with project scope. Get one for the project of the service's region."),
    _AUTH,
)
OTHER_REGION = Meaning(
    Message("The token belongs to another project"),
    Message("Get a token whose scope is the project of the service's region, the same as in the address."),
    _AUTH,
)
TOKEN_DAMAGED = Meaning(
    _REFUSED_TITLE,
    Message(
        "The token cannot be read. It may be cut short, hold a space, a quote or a line break, be expired, or come "
        "from another region. Get one with project scope in the service's region and paste it whole."
    ),
    _AUTH,
)
TOKEN_MISSING = Meaning(
    _REFUSED_TITLE, Message("The request carries no token. Add X-Auth-Token, or sign the request."), _AUTH
)
OTHER_ACCOUNT = Meaning(
    _REFUSED_TITLE,
    Message("The token belongs to another account. Use one of the account and project that own the service."),
    _AUTH,
)
SIGNATURE = Meaning(
    _REFUSED_TITLE,
    Message(
        "The signature does not fit the request. Check the access key and the secret key, the clock of this computer, "
        "and that nothing changes the request after it was signed."
    ),
    _AUTH,
)
ACCESS_KEY = Meaning(
    _REFUSED_TITLE,
    Message(
        "The access key or its secret key is wrong, was deleted, or belongs to another cloud. A temporary access key "
        "also needs X-Security-Token."
    ),
    _AUTH,
)
LOCKED_KEY = Meaning(
    Message("The access key is locked for 5 minutes"),
    Message("More than 5 signatures in a row were wrong. Correct the secret key, then wait before you send again."),
    _AUTH,
)
APP = Meaning(
    _REFUSED_TITLE,
    Message(
        "The AppCode, AppKey or AppSecret is wrong, or the clock of this computer is off by more than 15 minutes. Copy "
        "them again, and use the address for app authentication, the second one of the usage guide."
    ),
    _AUTH,
)
WRONG_KIND = Meaning(
    _REFUSED_TITLE,
    Message(
        "These credentials are of another kind than the address takes. A token or a signature belongs to the first "
        "address of the usage guide, app credentials to the second."
    ),
    (Remedy.EDIT_AUTH, Remedy.EDIT_URL),
)
NO_AUTHORIZATION = Meaning(
    _REFUSED_TITLE,
    Message(
        "The Authorization header is missing or malformed. Send Bearer and the API key in it, or use the address that "
        "fits your credentials."
    ),
    (Remedy.EDIT_AUTH, Remedy.EDIT_URL),
)
API_KEY = Meaning(
    _REFUSED_TITLE,
    Message("The API key is wrong or unknown. Check it, or create one in the service's region."),
    _AUTH,
)
KEY_LISTS = Meaning(
    _REFUSED_TITLE,
    Message("The API key does not allow this address, model or endpoint. Adjust the lists in the settings of the key."),
    _AUTH,
)
PASSWORD = Meaning(
    _REFUSED_TITLE,
    Message(
        "The user name, the password or the domain is wrong. Use an IAM user of the account, with the account's name "
        "as domain: a HUAWEI ID and a federated user get no token."
    ),
    (Remedy.EDIT_BODY,),
)
LOCKED_ACCOUNT = Meaning(
    Message("The account is locked"), Message("Too many passwords were wrong. Wait until it is unlocked."), ()
)

# Permission, quota and money ------------------------------------------------------------------------------------------

NOT_ALLOWED = Meaning(
    text=Message(
        "The token is valid, but this account may not call the service. Ask the administrator of the account for the "
        "permission."
    ),
    remedies=(),
)
NOT_GRANTED = Meaning(Message("No permission for this service"), NOT_ALLOWED.text, _AUTH)
APP_NOT_BOUND = Meaning(
    text=Message("The app is not bound to this service. Bind it under Real-Time Services, Authorization."), remedies=()
)
PROJECT_GONE = Meaning(
    Message("The project is unavailable"),
    Message("It is frozen, or belongs to another region. Use the project of the service's region."),
    _AUTH,
)
ADDRESS_BARRED = Meaning(
    text=Message("The service takes no requests from this network address. Send from one that it allows."), remedies=()
)
USER_BARRED = Meaning(
    text=Message("The IAM user may not use this region. Use another region or another user."), remedies=_AUTH
)
NOT_ENABLED = Meaning(
    Message("No permission for this service"),
    Message("The model service is not enabled for this account. Enable it in the MaaS console."),
    (),
)
CONSOLE_ONLY = Meaning(
    text=Message("The user may use the console only. An administrator has to enable programmatic access."), remedies=()
)
USER_DISABLED = Meaning(text=Message("The user is disabled. An administrator has to enable it again."), remedies=())
APP_QUOTA = Meaning(
    Message("The quota is used up"), Message("The app has no calls left. Buy more, or have the quota raised."), ()
)
FREE_QUOTA = Meaning(
    Message("The quota is used up"), Message("Nothing is left of the free quota. Enable the paid service."), ()
)
ARREARS = Meaning(
    Message("The account is frozen"),
    Message("A payment is overdue. Top up the account, then send again."),
    (Remedy.SEND_AGAIN,),
)
CONTENT = Meaning(
    Message("The service did not let the content pass"),
    Message("It takes the prompt for sensitive content. Change the prompt."),
    (Remedy.EDIT_BODY,),
)

# The address ----------------------------------------------------------------------------------------------------------

_URL = (Remedy.EDIT_URL,)
NO_API = Meaning(as_status=404)
NO_SERVICE_ID = Meaning(
    Message("The address names no service"),
    Message("Copy the whole address of the service, with /v1/infers/ and the service's ID."),
    _URL,
)
NO_SUCH_PATH = Meaning(
    text=Message("The service is there, but its model has no such path. Use a path that the model declares."),
    remedies=_URL,
)
NO_SUCH_MODEL = Meaning(
    Message("The service does not know the model"),
    Message("Use the model name that its call description shows."),
    (Remedy.EDIT_BODY,),
)
HOST = Meaning(Message("The gateway does not know the host name"), Message("Check the spelling of the address."), _URL)
SCHEME = Meaning(
    Message("The service speaks another protocol"), Message("Change between http and https in the address."), _URL
)
PARAMETERS = Meaning(text=Message("Check the path and the query against the documentation of the API."), remedies=_URL)
ADDRESS_TOO_LONG = Meaning(
    Message("The address is too long for the service"), Message("Move values from the query into the body."), _URL
)
NOT_RUNNING = Meaning(
    Message("The service is not running"),
    Message("It is stopped, deleted or still being deployed. Start it, then send again."),
    (Remedy.SEND_AGAIN, Remedy.EDIT_URL),
)

# The request ----------------------------------------------------------------------------------------------------------

_BODY = (Remedy.EDIT_BODY,)
MALFORMED = Meaning(
    text=Message("The gateway could not read the request. Check its method, its headers and the boundary of its body."),
    remedies=_BODY,
)
PARAMETER = Meaning(text=Message("A parameter is wrong. Mend the one that the answer below names."), remedies=_BODY)
HEADERS_TOO_LARGE = Meaning(
    Message("The headers are too large for the service"),
    Message(
        "A token may stand there twice, or with its catalog. Get it with ?nocatalog=true, and paste only the value of "
        "X-Subject-Token."
    ),
    _AUTH,
)
BODY_TOO_LARGE = Meaning(as_status=413)
NOT_JSON = Meaning(
    Message("The body is not valid JSON"),
    Message("Look for a trailing comma, typographic quotes or a byte order mark."),
    _BODY,
)
EMPTY = Meaning(Message("The service got an empty body"), Message("Choose a body and send again."), _BODY)
TOKEN_REQUEST = Meaning(
    text=Message("The body is not the JSON that IAM documents. Check auth.identity and auth.scope."), remedies=_BODY
)
TLS_VERSION = Meaning(
    Message("The gateway refused the TLS version"),
    Message("It takes TLS 1.2 or later. A proxy on the way may use an older version."),
    (Remedy.PROXY_SETTINGS,),
)
TOO_MANY = Meaning(as_status=429)

# The service ----------------------------------------------------------------------------------------------------------

_AGAIN = (Remedy.SEND_AGAIN,)
NO_BACKEND = Meaning(
    text=Message("The gateway reached no instance of the service. Check that it is running, then send again."),
    remedies=_AGAIN,
)
SLOW = Meaning(
    text=Message(
        "The model took longer than the service allows, 40 to 60 s. Use a smaller input, a faster model or more "
        "instances; a language model may stream its answer."
    ),
    remedies=_AGAIN,
)
NOT_REACHED = Meaning(
    Message("The model did not answer in time"),
    Message(
        "The service allows 40 to 60 s. Check that the model has started and how long it takes, and whether a proxy or "
        "a firewall is in between."
    ),
    _AGAIN,
)
IAM_DOWN = Meaning(text=Message("The IAM service is unavailable. Send again later."), remedies=_AGAIN)
UPGRADE = Meaning(text=Message("The platform is being upgraded. Send again later."), remedies=_AGAIN)
MODEL_REFUSES = Meaning(
    text=Message(
        "The model takes no connections. It has crashed, was stopped, or gets more requests than it can take. Check "
        "its log and add instances."
    ),
    remedies=_AGAIN,
)
CUT_OFF = Meaning(
    text=Message(
        "The model returned too many errors and is cut off for a while. Mend what it returns, wait, and send fewer "
        "requests."
    ),
    remedies=_AGAIN,
)
CLOSED_EARLY = Meaning(
    text=Message(
        "The server of the model closed its connection. Send again; a longer keep-alive in the model's image "
        "prevents it."
    ),
    remedies=_AGAIN,
)
MODEL_PROTOCOL = Meaning(
    text=Message(
        "The model is declared with the wrong protocol. Create its version again with the right one, http or https."
    ),
    remedies=(),
)
RESTARTING = Meaning(
    text=Message("The service may be restarting over and over. Check its log, its memory and its instances."),
    remedies=_AGAIN,
)
CONNECTION = Meaning(
    Message("The service could not reach the model"),
    Message("The answer below says why. Check the log of the instances, then send again."),
    _AGAIN,
)
SEE_PAGE = Meaning(
    text=Message(
        "What this code means is told at {address}.",
        address="https://support.huaweicloud.com/trouble-modelarts/inference2.0-modelarts-0082.html",
    )
)
MODEL_CODE = Meaning(
    Message("The code of the model failed"),
    Message("The request reached the model. Check the names of the input fields, and read the log of the service."),
    _BODY,
)
FAILED = Meaning()  # the card of the status says it
