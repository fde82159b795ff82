from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    """The domain: what is stored, the rules, and the services that write."""

    name = "claims"

    def ready(self) -> None:
        """Have the one row made that nothing can be filed without, whenever tables were made or emptied."""
        post_migrate.connect(_open_first_generation, sender=self)


def _open_first_generation(using: str, **_rest: Any) -> None:
    if "claims_indexgeneration" in connections[using].introspection.table_names():
        from claims.services.indexing import open_first

        open_first()
