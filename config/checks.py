"""What `manage.py check` says of the way out to claimants."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.module_loading import import_string


@register(Tags.security, deploy=True)
def mail_server_is_named(**_rest: Any) -> list[CheckMessage]:
    """Warn of a deployment in which nobody gets a mail."""
    if settings.EMAIL_URL or settings.DEMONSTRATION:
        return []
    return [
        Warning(
            "REDRESS_EMAIL_URL is not set: mails to claimants are only written to files, and nobody gets them.",
            hint="Name a mail server, as in smtps://user:password@mail.example.org, and set REDRESS_EMAIL_FROM.",
            id="redress.W001",
        )
    ]


@register
def identity_provider_exists(**_rest: Any) -> list[CheckMessage]:
    """Refuse to start with a provider of identity verification that is not there."""
    path = settings.IDENTITY_PROVIDER
    try:
        missing = [name for name in ("code", "origin", "begin", "complete") if path and not hasattr(_named(path), name)]
    except ImportError:
        return [
            Error(f"REDRESS_IDENTITY_PROVIDER names {path}, which cannot be imported.", id="redress.E001"),
        ]
    if not missing:
        return []
    lacks = ", ".join(missing)
    return [Error(f"The identity provider {path} lacks {lacks}.", hint="See docs/providers.md.", id="redress.E002")]


def _named(path: str) -> object:
    named: object = import_string(path)
    return named
