"""What a provider of identity verification (본인확인) must offer. `docs/providers.md` tells how to write one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, repr=False)
class VerifiedIdentity:
    """Whom the provider vouches for: legal name, birth date (ISO 8601), and its own lasting code for the person.

    `token` is the same for one person every time (in Korea the CI, 연계정보); None where the provider has none.
    """

    name: str
    birth_date: str
    token: str | None


class IdentityRefused(Exception):
    """The provider vouches for nobody: cancelled, failed, or its answer does not hold. Holds nothing personal."""


class IdentityProvider(Protocol):
    """One provider. An instance is made once a process, without arguments, and is used by several threads."""

    @property
    def code(self) -> str:
        """Its stable code, up to 40 characters; stored with every proof."""

    @property
    def origin(self) -> str:
        """Scheme and host (`https://…`) of where `begin` leads; the page's policy lets the browser go there."""

    def begin(self, *, state: str, return_url: str) -> str:
        """Return the provider's address for a claimant who begins.

        The provider must bring the browser back to `return_url` by GET with `state` in the query, and with nothing of
        the person there. Raises IdentityRefused.
        """

    def complete(self, *, callback: Mapping[str, str], state: str, return_url: str) -> VerifiedIdentity:
        """Return who came back, asked of the provider itself over a connection of our own.

        `callback` is the query that the browser came back with; its `state` was ours and is used up. Called outside
        any transaction; must end by itself within some seconds. Raises IdentityRefused.
        """


def provider() -> IdentityProvider | None:
    """The provider that settings.IDENTITY_PROVIDER names; None when there is none and the journey is not offered."""
    return _made(settings.IDENTITY_PROVIDER) if settings.IDENTITY_PROVIDER else None


@lru_cache(maxsize=1)
def _made(path: str) -> IdentityProvider:
    made: IdentityProvider = import_string(path)()
    return made
