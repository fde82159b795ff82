"""A provider of identity verification on loopback: it redirects, gives a code, and tells who it was for that code."""

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from claims.services.providers.identity import IdentityRefused, VerifiedIdentity
from tests.loopback import Asked, HttpServer, http_server

#: Where the provider is, for processes of the system that a test starts.
ADDRESS = "TEST_IDENTITY_PROVIDER"
PATH = "tests.identity_provider.LoopbackProvider"


class LoopbackProvider:
    """As `docs/providers.md` asks for."""

    code = "loopback"

    @property
    def origin(self) -> str:
        return os.environ[ADDRESS]

    def begin(self, *, state: str, return_url: str) -> str:
        return f"{self.origin}/begin?{urlencode({'state': state, 'to': return_url})}"

    def complete(self, *, callback: Mapping[str, str], state: str, return_url: str) -> VerifiedIdentity:
        connection = HTTPConnection(urlsplit(self.origin).netloc, timeout=5)
        try:
            connection.request("GET", f"/person?code={quote(callback.get('code', ''))}")
            answer = connection.getresponse()
            if answer.status != 200:
                raise IdentityRefused
            told = json.loads(answer.read())
        except (OSError, ValueError) as error:
            raise IdentityRefused from error
        finally:
            connection.close()
        return VerifiedIdentity(told["name"], told["birth_date"], told["token"])


@contextmanager
def loopback_provider(person: dict[str, str] | None) -> Iterator[HttpServer]:
    """The provider's server, which vouches for one person, or for nobody. Its address is in the environment."""
    codes: set[str] = set()

    def answer(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/begin":
            codes.add(code := secrets.token_hex(8))
            back = urlencode({"state": query["state"], "code": code})
            return 302, {"Location": f"{query['to']}?{back}"}, b""
        if person is None or query.get("code") not in codes:
            return 403, {}, b""
        codes.discard(query["code"])
        return 200, {}, json.dumps(person).encode()

    with http_server() as server:
        server.answer = answer
        os.environ[ADDRESS] = server.url
        try:
            yield server
        finally:
            del os.environ[ADDRESS]


def go_there(url: str) -> str:
    """Follow a browser's way to the provider; returns where it sends the browser back to, without the host."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        back = urlsplit(connection.getresponse().headers["Location"])
    finally:
        connection.close()
    return f"{back.path}?{back.query}"
