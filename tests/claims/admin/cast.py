"""The standing cast: staff of each role, and claims of invented people."""

from typing import Any
from uuid import uuid4

from django.test import Client

from claims.models import Case, CaseRole, Claim, DuplicatePair
from claims.queries.filing_terms import filing_case
from claims.rules.stages import ActorKind
from claims.services import filing
from claims.services.actors import Actor
from claims.services.cases import add_case
from claims.services.moves import move_case
from claims.services.verification import verify_claims
from tests.people import someone_else
from tests.working import do_all_work

ROLES = ("intake_clerk", "reviewer", "lead_counsel", "auditor")


class Browser(Client):
    """The browser of a staff account, logged in."""

    def __init__(self, user) -> None:
        super().__init__(headers={"accept-language": "en"})
        self.user = user
        self.force_login(user)


def browser_of(user, case: Case, role: str | None) -> Browser:
    """The browser of a staff account that has a role in a case."""
    if role:
        CaseRole.objects.create(case=case, user=user, role=role)
    return Browser(user)


def make_case(like: Case, founder) -> Case:
    """Another case over the same leak, open for claims."""
    actor = Actor(ActorKind.STAFF, founder.pk)
    case = Case(
        slug="other-case",
        incident=like.incident,
        case_type="joint_action",
        title_ko="다른 사건",
        title_en="Another case",
        summary_ko="요약",
        summary_en="Summary",
        costs_ko="비용",
        costs_en="Costs",
        contact="help@example.org",
        damages_minimum=100_000,
        damages_standard=200_000,
        damages_maximum=300_000,
    )
    add_case(case, actor=actor)
    return move_case(case_id=case.pk, to="recruiting", actor=actor)


def file_claim(case: Case, *, judged: bool = True, **changes) -> Claim:
    """A claim of a new invented person (or of the one described), judged by every rule."""
    terms = filing_case(case.slug)
    raw = someone_else(terms, **changes)
    submission = filing.parse_submission(raw, terms)
    filed = filing.file_claim(filing.Filing(submission, str(uuid4())), case=terms, door="api")
    if judged:
        judge()
    return Claim.objects.select_related("case", "claimant").get(number=filed.claim_number)


def judge() -> None:
    """What the workers would do."""
    do_all_work()


MINJUN: dict[str, Any] = {
    "name": "김민준",
    "birth_date": "1988-03-14",
    "email": "minjun.kim@example.org",
    "phone": "010-2345-6789",
    "account": {"email": "minjun.kim@example.org", "phone": "010-2345-6789"},
    "address": {"postcode": "04524", "line": "서울특별시 중구 하늘길 110, 101동 1204호"},
}


def open_pair(case: Case, **differs) -> DuplicatePair:
    """A pair that waits for a person: two claims of one birth date, home and telephone, whose names are one letter
    apart unless `differs` says otherwise of the later one."""
    earlier = file_claim(case, **MINJUN)
    changes: dict[str, Any] = {
        "name": "김민중",
        "email": "other@example.org",
        "account": {"email": "other@example.org"},
    } | differs
    later = file_claim(case, **MINJUN | changes)
    return put_to_a_person(earlier, later)


def put_to_a_person(earlier: Claim, later: Claim) -> DuplicatePair:
    """Let the pair of two claims wait for a decision, whatever the model of the day makes of it."""
    pair = DuplicatePair.objects.select_related("earlier", "later").get(earlier=earlier, later=later)
    if pair.undecided:
        DuplicatePair.objects.filter(pk=pair.pk).update(band="review")
        verify_claims([earlier.pk, later.pk])
    for claim in (pair, pair.earlier, pair.later):
        claim.refresh_from_db()
    return pair
