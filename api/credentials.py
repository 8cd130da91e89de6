"""Who may write: whoever sends a token that is known here, as `Authorization: Bearer …` (RFC 6750).

One token can be set (`GENODERM_TOKEN`), any number can stand in a file (`genoderm token add NAME`), a line for each:

    anna:scrypt-16384-8-1:<salt>:<hash>      in hexadecimal

A token of the file begins with its name and a dot, so that one hash is made to check it, however many there are. What
was checked once is remembered by a keyed hash, in memory, until the file changes.
"""

import hashlib
import hmac
import logging
import os
import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from pydantic import SecretStr

from genoderm.ontology.errors import BadInput, Conflict, GenodermError, NotFound

log = logging.getLogger(__name__)
OPERATOR = "operator"  # the name of whoever has the token of the settings
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
SCHEME = "scrypt-16384-8-1"  # RFC 7914: 16 MB and some 50 ms, what interactive logins take
LINE = re.compile(rf"(?P<name>{NAME.pattern}):{SCHEME}:(?P<salt>(?:[0-9a-f]{{2}})+):(?P<hash>[0-9a-f]{{64}})", re.ASCII)
BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE | re.ASCII)  # RFC 6750, 2.1
SECRET = 32  # bytes of a token
REALM = 'Bearer realm="genoderm"'
HOW = "set GENODERM_TOKEN, or name a file of tokens in the settings and `genoderm token add` one"


class ReadOnly(GenodermError):
    """Nothing can be written here, whoever asks."""

    status = 403


class Unauthorised(GenodermError):
    """No token was sent, or none that is known."""

    status = 401

    def __init__(self, told: str, challenge: str) -> None:
        """Say what was wrong; `challenge` is what WWW-Authenticate tells (RFC 9110, 11.6.1)."""
        super().__init__(told)
        self.challenge = challenge


@dataclass(frozen=True, slots=True)
class Hashed:
    """A token as it is kept: its name, and a hash that it cannot be told from."""

    name: str
    salt: bytes
    hash: bytes

    def __str__(self) -> str:
        """A line of the file."""
        return f"{self.name}:{SCHEME}:{self.salt.hex()}:{self.hash.hex()}"

    def fits(self, token: str) -> bool:
        """Whether this is the token; it takes as long if it is not."""
        return hmac.compare_digest(self.hash, _scrypt(token, self.salt))


class Credentials:
    """The tokens of one deployment."""

    def __init__(self, token: SecretStr | None, file: Path | None, *, read_only: bool) -> None:
        """One token of the settings, a file of others, or neither: then nobody writes."""
        self._token = token.get_secret_value() if token else ""
        self._file = file
        self._read_only = read_only
        self._key = secrets.token_bytes(32)
        self._seen: tuple[int, int, int] | None = None
        self._hashed: dict[str, Hashed] = {}
        self._one = Lock()  # a flood of wrong tokens keeps one core busy, and takes 16 MB
        self._known: dict[bytes, str] = {}  # of tokens that were checked: keyed hash -> name

    def writer(self, authorization: str) -> str:
        """The name of whoever sends this header; ReadOnly, Unauthorised. A token that is new here takes some 50 ms."""
        if self._read_only:
            raise ReadOnly("this deployment is read only; its operator has switched writing off (read_only)")
        if not self._token and self._file is None:
            raise ReadOnly(f"this deployment is read only, since no token is known to it; its operator can {HOW}")
        sent = BEARER.fullmatch(authorization.strip())
        if not sent:
            raise Unauthorised("writing takes a token, as `Authorization: Bearer <token>`", REALM)
        name = self._name(sent[1])
        if name is None:
            raise Unauthorised("this token is not known here", f'{REALM}, error="invalid_token"')
        return name

    def _name(self, token: str) -> str | None:
        if self._token and hmac.compare_digest(self._token.encode(), token.encode()):
            return OPERATOR
        self._look()
        digest = hmac.digest(self._key, token.encode(), "sha256")
        if digest not in self._known and self._fits(token):
            self._known[digest] = token.partition(".")[0]
        return self._known.get(digest)

    def _fits(self, token: str) -> bool:
        """Whether it is in the file; a name that is not there takes as long as a secret that is wrong."""
        nobody = Hashed("", self._key, self._key)
        with self._one:
            return self._hashed.get(token.partition(".")[0], nobody).fits(token)

    def _look(self) -> None:
        """Read the file again if it is another than before; without it nobody is known."""
        seen = _state(self._file) if self._file else None
        if seen == self._seen or self._file is None:
            return
        self._seen = seen
        self._known.clear()
        try:
            self._hashed = {known.name: known for known in read_tokens(self._file)} if seen else {}
        except BadInput as fault:
            self._hashed = {}
            log.warning("nobody of the file of tokens can write: %s", fault)


def add_token(file: Path, name: str) -> str:
    """Make a token of this name and add its hash to the file; the token itself is told this once.

    Conflict if the name is taken, BadInput if it is none.
    """
    if not NAME.fullmatch(name):
        raise BadInput(f"{name!r} cannot be the name of a token; expected small letters, digits and hyphens")
    known = read_tokens(file) if file.exists() else []
    if any(hashed.name == name for hashed in known):
        raise Conflict(f"{file} has a token named {name}; remove it first, or take another name")
    token = f"{name}.{secrets.token_urlsafe(SECRET)}"
    salt = secrets.token_bytes(16)
    _write(file, [*known, Hashed(name, salt, _scrypt(token, salt))])
    return token


def remove_token(file: Path, name: str) -> None:
    """Have a token be known no longer; NotFound if it is not."""
    known = read_tokens(file) if file.exists() else []
    if all(hashed.name != name for hashed in known):
        told = ", ".join(hashed.name for hashed in known) or "none"
        raise NotFound(f"{file} has no token named {name!r}; there are: {told}")
    _write(file, [hashed for hashed in known if hashed.name != name])


def read_tokens(file: Path) -> list[Hashed]:
    """The tokens of a file; BadInput for a line that is none."""
    lines = file.read_text("utf-8").splitlines()
    return list(_read(file, (line for line in enumerate(lines, 1) if line[1].strip() and line[1][0] != "#")))


def _state(file: Path) -> tuple[int, int, int] | None:
    """What changes when the file does; None where there is none."""
    try:
        told = file.stat()
    except OSError:
        return None
    return told.st_ino, told.st_mtime_ns, told.st_size


def _read(file: Path, lines: Iterable[tuple[int, str]]) -> Iterator[Hashed]:
    for number, line in lines:
        told = LINE.fullmatch(line.strip())
        if not told:
            raise BadInput(f"{file}, line {number}: expected name:{SCHEME}:salt:hash")
        yield Hashed(told["name"], bytes.fromhex(told["salt"]), bytes.fromhex(told["hash"]))


def _write(file: Path, known: Iterable[Hashed]) -> None:
    """Whole or not at all, and for nobody else to read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        written.writelines(f"{hashed}\n" for hashed in known)
    Path(partial).replace(file)


def _scrypt(token: str, salt: bytes) -> bytes:
    return hashlib.scrypt(token.encode(), salt=salt, n=1 << 14, r=8, p=1, dklen=32)
