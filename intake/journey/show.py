"""A page's questions as HTML."""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from claims.queries.filing_terms import FilingCase
from intake.journey import way
from intake.journey.fields import Field
from intake.journey.page import Page
from intake.journey.per_case import per_case
from intake.journey.typed import Answers, Typed
from intake.render import fragment


def questions(page: Page, typed: Typed, answers: Answers, case: FilingCase) -> SafeString:
    """The questions of a page, holding what was typed. Without an answer yet they are the same for all of one type."""
    if any(any(values) for values in typed.values()):
        return html(page.fields(typed, answers, case))
    return _empty(case, page.slug, answers.get("claimant_type"))


def html(fields: Iterable[Field]) -> SafeString:
    """Fields as HTML."""
    return mark_safe("".join(fragment(field.template, {"field": field}) for field in fields))  # noqa: S308


@per_case
def _empty(case: FilingCase, slug: str, claimant_type: object) -> SafeString:
    # The type is all that it is told of the answers: what is kept here is shown to others.
    return html(way.BY_SLUG[slug].fields({}, {"claimant_type": claimant_type}, case))
