"""Loading the demonstration: incidents with their lists as they grew, cases, and the invented claims in them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from claims.demonstration import cases, facts, scenarios, settlement
from claims.demonstration.cast import Cast
from claims.demonstration.consents import CONSENTS, VERSION
from claims.demonstration.play import Report, file_parts, judge, list_conflicts, move_on
from claims.models import AuditEntry, Case, CaseRole, Cohort, ConsentText, DataItem, Incident
from claims.queries.filing_terms import forget_terms
from claims.rules.stages import ActorKind, CaseStage, ClaimStage
from claims.services import audit
from claims.services.access import give_role
from claims.services.actors import Actor
from claims.services.cases import add_case
from claims.services.leaked_list import NewNotice, add_notices
from claims.services.moves import move_case

# Whatever the demonstration does in a person's place stands in the records under this account, which cannot log in.
ACCOUNT = "demonstration"
COUNSEL = "counsel"

_LOADED = "demonstration.load"
_LOCK = 0x7265_6472  # any number that no other advisory lock of this project uses


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """A case and its incident as they are before anybody claims."""

    slug: str
    case: Mapping[str, Any]
    code: str
    incident: Mapping[str, Any]
    items: Sequence[tuple[str, str, str]]
    cohorts: Sequence[tuple[str, str, str, int]]
    statements: Sequence[tuple[str, Sequence[NewNotice]]]
    stages: Sequence[CaseStage]


_JOINT_ACTION = _Setting(
    slug=cases.SLUG,
    case=cases.JOINT_ACTION,
    code=facts.CODE,
    incident=facts.INCIDENT | {"sources": list(facts.SOURCES)},
    items=facts.DATA_ITEMS,
    cohorts=facts.COHORTS,
    statements=facts.STATEMENTS,
    stages=(CaseStage.RECRUITING,),
)
_CLASS_SETTLEMENT = _Setting(
    slug=cases.SETTLEMENT_SLUG,
    case=cases.CLASS_SETTLEMENT,
    code=settlement.CODE,
    incident=settlement.INCIDENT,
    items=settlement.DATA_ITEMS,
    cohorts=settlement.COHORTS,
    statements=settlement.STATEMENTS,
    stages=settlement.TO_CLAIMS_OPEN,
)


def load_case() -> Case:
    """The case `coupang-2025` with its incident, list versions and consents, recruiting; made when it is not there yet.

    One transaction: killed in the middle it leaves nothing, and two at once make one case.
    """
    return _load(_JOINT_ACTION)


def claims_loaded() -> bool:
    """Whether the invented claims have been loaded to the end, once."""
    return AuditEntry.objects.filter(subject_type="demonstration", subject_id=cases.SLUG, action=_LOADED).exists()


def load_claims(report: Report) -> int:
    """File, judge and move the invented claims, of which there are some 350; returns how many. Goes on where an
    earlier load was killed. Raises StillJudging when running workers hold some of them for too long.
    """
    with _one_at_a_time():
        if claims_loaded():
            return 0
        actor = demonstrator()
        # In this order: what is left for the workers must not be done by the other case's round.
        count = _load_settlement(_load(_CLASS_SETTLEMENT), actor, report)
        count += _load_joint_action(load_case(), actor, report)
        audit.record(
            _LOADED, actor=actor, subject_type="demonstration", subject_id=cases.SLUG, detail={"claims": count}
        )
        return count


def demonstrator() -> Actor:
    """The staff account that the demonstration acts under."""
    user, made = get_user_model().objects.get_or_create(username=ACCOUNT, defaults={"is_active": False})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return Actor(ActorKind.STAFF, user.pk)


@transaction.atomic
def add_counsel(password: str) -> None:
    """Give the demonstration its counsel, who leads every case of it. Raises IntegrityError when there is one."""
    get_user_model().objects.create_user(COUNSEL, password=password, is_staff=True)
    actor = demonstrator()
    for case in Case.objects.filter(slug__in=[cases.SLUG, cases.SETTLEMENT_SLUG]):
        give_role(case_id=case.pk, username=COUNSEL, role=CaseRole.Role.LEAD_COUNSEL, actor=actor)


def _load_joint_action(case: Case, actor: Actor, report: Report) -> int:
    cast = Cast()
    everyone = [*cast.judged, *cast.last]
    report("Filing", 0, len(everyone))
    list_conflicts(cast.conflicts, case)
    file_parts(cast.first, case)
    file_parts(cast.second, case)
    judge(cast.judged, case, report)
    move_on(
        cast.judged,
        case,
        staff=actor,
        by_worker=frozenset({ClaimStage.EXPIRED}),
        reasons=scenarios.REASONS,
        report=report,
    )
    file_parts(cast.last, case)
    return len(everyone)


def _load_settlement(case: Case, actor: Actor, report: Report) -> int:
    parts = settlement.parts()
    if case.stage == CaseStage.CLAIMS_OPEN:
        file_parts(parts, case)
    judge(parts, case, report)
    move_on(parts, case, staff=actor, by_worker=frozenset(), reasons=settlement.REASONS, report=report)
    stages = settlement.TO_DISTRIBUTION
    done = stages.index(CaseStage(case.stage)) + 1 if case.stage in stages else 0
    for stage in stages[done:]:
        move_case(case_id=case.pk, to=stage, actor=actor)
    forget_terms()
    return len(parts)


def _load(setting: _Setting) -> Case:
    found = Case.objects.filter(slug=setting.slug).first()
    if found is not None:
        return found
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        found = Case.objects.filter(slug=setting.slug).first()
        return found if found is not None else _make(setting, demonstrator())


def _make(setting: _Setting, actor: Actor) -> Case:
    incident = Incident.objects.create(code=setting.code, **setting.incident)
    DataItem.objects.bulk_create(
        DataItem(
            incident=incident, code=code, bit=bit, name_ko=ko, name_en=en, is_entrance_code=code == facts.ENTRANCE_CODE
        )
        for bit, (code, ko, en) in enumerate(setting.items)
    )
    Cohort.objects.bulk_create(
        Cohort(incident=incident, code=code, name_ko=ko, name_en=en, accounts=accounts)
        for code, ko, en, accounts in setting.cohorts
    )
    for reason, notices in setting.statements:
        add_notices(incident_id=incident.pk, notices=notices, reason=reason, actor=actor)
    case = add_case(Case(slug=setting.slug, incident=incident, **setting.case), actor=actor)
    _add_consents(case)
    for stage in setting.stages:
        case = move_case(case_id=case.pk, to=stage, actor=actor)
    return case


def _add_consents(case: Case) -> None:
    incident = case.incident
    ConsentText.objects.bulk_create(
        ConsentText(
            case=case,
            code=consent.code,
            version=VERSION,
            required=consent.required,
            position=position,
            title_ko=consent.title_ko,
            title_en=consent.title_en,
            text_ko=consent.text_ko.replace("{controller}", incident.controller_ko),
            text_en=consent.text_en.replace("{controller}", incident.controller_en),
        )
        for position, consent in enumerate(CONSENTS, start=1)
    )


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold a lock of this database session, so that a second load waits and then finds the work done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK + 1])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK + 1])
