"""Loading the demonstration: the incident with its list as it grew, and the case, open for claims."""

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from claims.demonstration import cases, facts
from claims.demonstration.consents import CONSENTS, VERSION
from claims.models import Case, Cohort, ConsentText, DataItem, Incident
from claims.rules.stages import ActorKind, CaseStage
from claims.services.actors import Actor
from claims.services.cases import add_case
from claims.services.leaked_list import add_notices
from claims.services.moves import move_case

# Whatever the demonstration does in a person's place stands in the records under this account, which cannot log in.
ACCOUNT = "demonstration"

_LOCK = 0x7265_6472  # any number that no other advisory lock of this project uses


def load_case() -> Case:
    """The case `coupang-2025` with its incident, list versions and consents, recruiting; made when it is not there yet.

    One transaction: killed in the middle it leaves nothing, and two at once make one case.
    """
    found = Case.objects.filter(slug=cases.SLUG).first()
    if found is not None:
        return found
    with transaction.atomic():
        _only_one_loads()
        found = Case.objects.filter(slug=cases.SLUG).first()
        return found if found is not None else _make_case(demonstrator())


def demonstrator() -> Actor:
    """The staff account that the demonstration acts under."""
    user, made = get_user_model().objects.get_or_create(username=ACCOUNT, defaults={"is_active": False})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return Actor(ActorKind.STAFF, user.pk)


def _only_one_loads() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _make_case(actor: Actor) -> Case:
    incident = Incident.objects.create(code=facts.CODE, sources=list(facts.SOURCES), **facts.INCIDENT)
    DataItem.objects.bulk_create(
        DataItem(
            incident=incident, code=code, bit=bit, name_ko=ko, name_en=en, is_entrance_code=code == facts.ENTRANCE_CODE
        )
        for bit, (code, ko, en) in enumerate(facts.DATA_ITEMS)
    )
    Cohort.objects.bulk_create(
        Cohort(incident=incident, code=code, name_ko=ko, name_en=en, accounts=accounts)
        for code, ko, en, accounts in facts.COHORTS
    )
    for reason, notices in facts.STATEMENTS:
        add_notices(incident_id=incident.pk, notices=notices, reason=reason, actor=actor)
    case = add_case(Case(slug=cases.SLUG, incident=incident, **cases.JOINT_ACTION), actor=actor)
    add_consents(case)
    return move_case(case_id=case.pk, to=CaseStage.RECRUITING, actor=actor)


def add_consents(case: Case) -> None:
    """Give a new case the sample consents."""
    ConsentText.objects.bulk_create(
        ConsentText(
            case=case,
            code=consent.code,
            version=VERSION,
            required=consent.required,
            position=position,
            title_ko=consent.title_ko,
            title_en=consent.title_en,
            text_ko=consent.text_ko,
            text_en=consent.text_en,
        )
        for position, consent in enumerate(CONSENTS, start=1)
    )
