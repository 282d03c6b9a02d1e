"""Addresses of network streams: what is one, and how it is shown without its secrets."""

import re
from urllib.parse import urlsplit

SCHEMES = ("http", "https", "rtsp", "rtsps")
#: What an address is called that cannot even be taken apart.
NAMELESS = "stream"

_HIDDEN = "..."
_SECRET_NAMES = (
    r"user(?:name)?|usr|u|login|account|pass(?:word|wd|phrase)?|pwd|pw|psw|p|pin|token|\w*token|api_?key|key|auth\w*|"
    r"secret|sid|session\w*|sig(?:nature)?|access\w*|credentials?|cred|hash|digest|code"
)
#: NAME=VALUE in a path, behind a semicolon or in a query; cameras join such pairs by underscores, too.
_SECRET = re.compile(rf"(?i)(?<![a-z0-9])({_SECRET_NAMES})=(.*?)(?=[/&;?#,]|_[a-z0-9]+=|$)")
#: Somebody's name and password in front of a host, of an address that lacks its scheme.
_NO_SCHEME = re.compile(r"^[^/\\\s:@]+:[^/\\\s@]*@[\w.\-\[\]:]+")


def is_address(text: str) -> bool:
    """Tell whether a text can be opened as a stream."""
    try:
        parts = urlsplit(text.strip())
        # A port that is no number is half of a password with a slash in it.
        return parts.scheme.lower() in SCHEMES and bool(parts.hostname) and (parts.port or 0) >= 0
    except ValueError:
        return False


def is_meant_as_address(text: str) -> bool:
    """Tell whether a text is no file's name but an address, perhaps a mistyped one: it may hold a password."""
    return "://" in text or _NO_SCHEME.match(text.strip()) is not None


def without_secrets(address: str) -> str:
    """Return an address as it may be shown, kept and logged.

    User and password go, and so does whatever is called like a secret in the path, behind a semicolon or in the query;
    what chooses a camera or a channel stays.

    Parameters
    ----------
    address
        Any text; what is no address is called "stream".
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return NAMELESS
    if not parts.scheme or not host:
        return NAMELESS
    place = f"[{host}]" if ":" in host else host
    # An @ stands in the path where a password holds a slash.
    path = "" if "@" in parts.path else parts.path
    query = f"?{parts.query}" if parts.query and "@" not in parts.query else ""
    return f"{parts.scheme.lower()}://{place}{port}{_masked(path)}{_masked(query)}"


def _masked(text: str) -> str:
    return _SECRET.sub(lambda found: f"{found[1]}={_HIDDEN}", text)
