"""Handing text messages to an SMS gateway, as JSON by HTTPS.

POST {"id", "to", "text"} to settings.SMS_GATEWAY_URL, with `Authorization: Bearer …` where there is a token. `to` is
E.164; `id` is the message's own and the same in Idempotency-Key. Any 2xx means that the gateway has taken it.
"""

import contextlib
import http.client
import json
import socket
import threading
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from claims.services.providers.outcomes import NotSent, Unclear

#: For each step; and for the whole answer, however slowly it drips.
_STEP_SECONDS = 10
_WHOLE_SECONDS = 20
#: The gateway says that it did not take it, and to come back.
_LATER = (429, 503)


def send(*, message_id: UUID, to: str, text: str) -> None:
    """Hand over one text message. Returns once the gateway has taken it. Raises NotSent, Unclear."""
    parts = urlsplit(settings.SMS_GATEWAY_URL)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_STEP_SECONDS)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise NotSent(type(error).__name__, temporary=True) from error
        status = _post(connection, parts.path or "/", message_id, to, text)
    finally:
        connection.close()
    if status in _LATER:
        raise NotSent(f"http {status}", temporary=True)
    if status >= 500:
        raise Unclear(f"http {status}")  # it may have failed after it had taken the message
    if not 200 <= status < 300:
        raise NotSent(f"http {status}", temporary=False)


def _post(connection: http.client.HTTPConnection, path: str, message_id: UUID, to: str, text: str) -> int:
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(message_id)}
    if settings.SMS_GATEWAY_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
    body = json.dumps({"id": str(message_id), "to": to, "text": text}, ensure_ascii=False).encode()
    guard = threading.Timer(_WHOLE_SECONDS, _hang_up, [connection.sock])
    guard.daemon = True
    guard.start()
    try:
        connection.request("POST", path, body=body, headers=headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Unclear(type(error).__name__) from error
    finally:
        guard.cancel()


def _hang_up(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
