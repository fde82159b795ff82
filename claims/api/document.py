"""The OpenAPI document: paths and methods from the URLconf, their descriptions from the views."""

from functools import lru_cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator


@lru_cache
def document(language: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document in a language, made once a process: nothing in it depends on stored data."""
    with translation.override(language):
        made: dict[str, Any] = SchemaGenerator().get_schema(public=True)
        return made
