"""What every page of a claim asks first: which case, is it open, is there a draft, or is it submitted already?"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from claims.queries.filing_terms import CaseUnknown, FilingCase, filing_case
from intake import dead_ends, drafts, receipts
from intake.cookies import CookieUnreadable
from intake.drafts import Draft
from intake.render import see_other


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to a page of a claim. `draft` is None before the first answer."""

    case: FilingCase
    draft: Draft | None

    @property
    def answers(self) -> dict[str, object]:
        """Everything answered so far."""
        return self.draft.answers if self.draft else {}


def known_case(slug: str) -> FilingCase:
    """The case, from this process's memory where it was read in the last seconds. Raises Http404."""
    try:
        return filing_case(slug)
    except CaseUnknown as error:
        raise Http404 from error


def arrive(request: HttpRequest, slug: str) -> Visit | HttpResponse:
    """The visit, or the page that the claimant is to see instead.

    Who has submitted comes to the receipt, whatever old tab they use; the draft of a closed case and one that
    cannot be read lead to a page that says so. Raises Http404 for a case that is not public.
    """
    case = known_case(slug)
    if receipts.read(request, slug) is not None:
        return see_other("receipt", slug)
    if not case.open:
        return dead_ends.case_closed(request, case)
    try:
        return Visit(case, drafts.read(request, slug))
    except CookieUnreadable:
        return dead_ends.draft_gone(request, slug)
