"""Where messages to claimants are handed over: REDRESS_EMAIL_URL as Django's mail settings, and the SMS gateway."""

import ipaddress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_PORTS = {"smtp": 587, "smtps": 465}
_SECONDS = 10


class MailSettings(NamedTuple):
    """The values of Django's EMAIL_ settings."""

    backend: str
    file_path: str | None = None
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    use_ssl: bool = False
    use_tls: bool = False
    timeout: int | None = None

    def __repr__(self) -> str:
        return f"MailSettings({self.backend})"


def mail_settings(url: str, directory: Path) -> MailSettings:
    """Settings for `smtps://user:password@host:port` (TLS from the first byte) or `smtp://…` (STARTTLS).

    STARTTLS is demanded, not merely tried; only a server on this machine is spoken to without. Without a URL mails are
    files in `directory`. Raises ImproperlyConfigured for another scheme or a missing host.
    """
    if not url:
        return MailSettings("django.core.mail.backends.filebased.EmailBackend", file_path=str(directory))
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ImproperlyConfigured("REDRESS_EMAIL_URL must be smtps://user:password@host or smtp://user:password@host.")
    return MailSettings(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=parts.scheme == "smtp" and not is_this_machine(parts.hostname),
        timeout=_SECONDS,
    )


def https_or_this_machine(name: str, url: str) -> str:
    """The address of a gateway, as given. Raises ImproperlyConfigured for one that others could read along with."""
    parts = urlsplit(url)
    if url and not (parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(parts.hostname or ""))):
        raise ImproperlyConfigured(f"{name} must begin with https://")
    return url


def is_this_machine(host: str) -> bool:
    """Whether a host is loopback."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
