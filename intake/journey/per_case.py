"""What is worded and rendered once for each case and language, since it is the same for every reader.

A list of notices or items with what each source said takes longer to render than the rest of a request together.
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from django.utils.translation import get_language

from claims.queries.filing_terms import FilingCase

Content = TypeVar("Content")
Key = ParamSpec("Key")


def per_case(make: Callable[Concatenate[FilingCase, Key], Content]) -> Callable[Concatenate[FilingCase, Key], Content]:
    """Keep what `make` returns, for each language, as long as the process keeps the case itself (seconds).

    Arguments besides the case are few and hashable, and nothing about a person: what is kept is shown to others.
    """
    kept: dict[object, tuple[FilingCase, Content]] = {}

    def content(case: FilingCase, *key: Key.args, **more: Key.kwargs) -> Content:
        place = (case.case.slug, get_language(), key, *more.items())
        known = kept.get(place)
        if known is None or known[0] is not case:
            known = kept[place] = (case, make(case, *key, **more))
        return known[1]

    return content
