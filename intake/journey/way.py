"""The way through the form: its pages in order, which of them apply, and the body that all answers make."""

from collections.abc import Mapping
from typing import Final

from claims.queries.filing_questions import may_have_withdrawn
from claims.queries.filing_terms import FilingCase
from intake.journey import claim, leak, person
from intake.journey.page import Page, part
from intake.journey.typed import Answers

PAGES: Final = (
    person.CLAIMANT,
    person.NAME,
    person.REPRESENTATIVE,
    person.CONTACT,
    person.ADDRESS,
    leak.ACCOUNT,
    leak.NOTICES,
    leak.DATA,
    claim.DAMAGES,
    claim.PROCEEDINGS,
    claim.CONSENTS,
)
BY_SLUG: Final[Mapping[str, Page]] = {page.slug: page for page in PAGES}
_BY_PART: Final[Mapping[str, Page]] = {name: page for page in PAGES for name in page.parts}


def pages(answers: Answers, case: FilingCase) -> list[Page]:
    """The pages that this claimant is asked, by the answers so far."""
    return [page for page in PAGES if page.applies(answers, case)]


def unanswered(answers: Answers, case: FilingCase) -> Page | None:
    """The first page that still wants an answer; None when only checking and submitting are left."""
    return next((page for page in pages(answers, case) if not is_answered(page, answers)), None)


def is_answered(page: Page, answers: Answers) -> bool:
    """Whether the page was sent on. What is kept was valid then."""
    return all(name in answers for name in page.parts)


def page_of(pointer: str) -> Page | None:
    """The page that can mend an error, by its pointer into the body."""
    return _BY_PART.get(pointer.split("/")[1] if pointer else "")


def body(answers: Answers, case: FilingCase, *, language: str, attested: bool) -> dict[str, object]:
    """The submission as the API's body: the answers of the pages that apply, and of no other.

    Answers to a question that no longer applies, since an earlier answer was changed, are left out.
    """
    whole = {name: answers[name] for page in pages(answers, case) for name in page.parts if name in answers}
    if "account" in whole and not may_have_withdrawn(answers.get("claimant_type")):
        whole["account"] = {**part(answers, "account"), "withdrew": ""}
    return {**whole, "language": language, "attested": attested}
