"""The rules and the whole system against a table that was made by hand: `claimants.csv`, read by `claimants.py`."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from claims.demonstration import cases, facts
from claims.demonstration.consents import CONSENTS, VERSION
from claims.models import Case, Claim, ClaimTransition, Cohort, ConsentText, DataItem, Incident, Rejudgement
from claims.queries.filing_terms import filing_case, forget_terms
from claims.rules.deadlines import korean_date
from claims.rules.leaked_list import cohort_masks, derive
from claims.rules.masks import to_mask
from claims.rules.stages import ActorKind
from claims.rules.verification import (
    AgeBand,
    CohortItems,
    DuplicateHit,
    KnownNotice,
    item_masks,
    marks,
    run,
)
from claims.services import filing
from claims.services.actors import Actor
from claims.services.cases import add_case
from claims.services.conflicts import list_party
from claims.services.leaked_list import NewAssertion, NewNotice, add_notices
from claims.services.moves import move_case
from tests.claims.affected_account_files import write
from tests.claims.rules.coupang import BITS, STATEMENTS
from tests.claims.rules.verification.cast import COUPANG, claim
from tests.claims.rules.verification.claimants import JUDGMENT, STEPS, Claimant, Opinion, assertions_at, claimants
from tests.people import someone_else
from tests.working import do_all_work

TABLE = claimants()
TEACHER, TEACHER_AGAIN = "두 번째 통지를 받은 교사", "두 번 신청한 교사"
NAMESAKE = "법인 직원과 이름이 같은 회원"


def test_the_table_is_large_and_varied():
    assert len(TABLE) >= 44
    rows = [each.row for each in TABLE]
    assert {row["type"] for row in rows} == {
        "account_holder",
        "withdrawn_member",
        "non_member_recipient",
        "minor_representative",
        "heir",
    }
    assert {row["code_stored"] for row in rows} == {"yes", "no", "unknown"}
    assert {opinion.verdict for each in TABLE for opinion in each.opinions.values()} == {
        "verified",
        "needs_information",
        "review",
        "duplicate_hold",
    }


# --- The rules alone ---


def context_at(step: str):
    """The case as it stood at a step, from what had been said by then."""
    masks = cohort_masks(derive(assertions_at(step)), BITS)
    return replace(
        COUPANG,
        known_notices={
            s.code: KnownNotice(s.dated, s.cohort, s.source)
            for s in STATEMENTS
            if s.code in {"N1", "N2", "N3", "N4"} and s.dated <= STEPS[step]
        },
        cohorts={cohort: CohortItems(*both) for cohort, both in masks.items()},
        rules=replace(COUPANG.rules, chosen={}),
        accounts=1 if step == "LIST" else None,
    )


def facts_of(each: Claimant, step: str):
    row = each.row
    age = int(row["age"])
    return claim(
        claimant_type=row["type"],
        age_band=AgeBand.ADULT if age >= 19 else AgeBand.CHILD if age < 14 else AgeBand.MINOR,
        has_representative=bool(row["representative"]),
        notices=[code if day is None else (code, day.isoformat()) for code, day in each.notices],
        items=" ".join(each.items),
        entrance_code_stored=row["code_stored"],
        joined=row["joined"] or None,
        withdrew=row["withdrew"] or None,
        other_proceedings=row["proceedings"],
        on_list=to_mask(each.listed, BITS) if step == "LIST" and each.listed is not None else None,
        duplicates=(DuplicateHit(("mail.same",), waits=True, certain=True),) if each.is_like(TEACHER_AGAIN) else (),
        conflicts=("firms_staff",) if each.is_like(NAMESAKE) else (),
    )


@pytest.mark.parametrize("each", TABLE, ids=str)
def test_the_rules_say_what_a_lawyer_says(each):
    said = {}
    for step in each.opinions:
        one, ctx = facts_of(each, step), context_at(step)
        checks, items = run(one, ctx), item_masks(one, ctx)
        said[step] = Opinion(
            marks(checks).verdict.value,
            {check.rule for check in checks} == {1, 4},
            {item: items.of(BITS[item]).value for item in each.items},
        )
    assert said == each.opinions


# --- The whole system ---


@pytest.fixture
def counsel(django_user_model):
    return Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk)


@pytest.fixture
def case(transactional_db, counsel):
    """A case over the Coupang leak of which nobody has said anything yet."""
    incident = Incident.objects.create(code="claimants", **facts.INCIDENT)
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
    made = add_case(Case(slug="claimants", incident=incident, **cases.JOINT_ACTION), actor=counsel)
    ConsentText.objects.bulk_create(
        ConsentText(case=made, code=consent.code, version=VERSION, required=consent.required, position=place)
        for place, consent in enumerate(CONSENTS)
    )
    made = move_case(case_id=made.pk, to="recruiting", actor=counsel)
    forget_terms()
    return made


def judgment() -> list[NewNotice]:
    return [
        NewNotice(
            code=f"court-{place}",
            cohort=cohort,
            source="court",
            dated=STEPS["COURT"],
            citation="invented for this test",
            to_claimants=False,
            assertions=[NewAssertion(item=item, says=says)],
        )
        for place, (cohort, item, says) in enumerate(JUDGMENT)
    ]


def speak(step: str, case: Case, counsel: Actor, folder) -> None:
    """What happened at a step, by the means that counsel and operators have."""
    if step == "LIST":
        rows = {
            account_of(each)["phone"]: {
                "account_ref": f"A{each.row['no']}",
                "email": account_of(each).get("email", ""),
                "phone": account_of(each)["phone"],
                "items": ";".join(each.listed),
            }
            for each in TABLE
            if each.listed
        }
        path = write(folder / "list.csv", list(rows.values()))
        call_command(
            "import_affected_accounts", str(path), "--incident", case.incident.code, "--processes", "1", "--source", "x"
        )
        return
    notices = [judgment()] if step == "COURT" else [said for _, said in facts.STATEMENTS if step_of(said[0]) == step]
    assert notices
    for together in notices:
        add_notices(incident_id=case.incident_id, notices=together, reason=step, actor=counsel)


def step_of(notice: NewNotice) -> str:
    """The step that a statement belongs to; what the controller said at Christmas comes before N4."""
    return next(step for step, day in STEPS.items() if notice.dated <= day)


def account_of(each: Claimant) -> dict[str, str]:
    number = TABLE.index(each) if not each.is_like(TEACHER_AGAIN) else [c.row["who"] for c in TABLE].index(TEACHER)
    phone = {"phone": f"010-2{number:03}-7{number:03}"}
    return phone if each.row["type"] == "non_member_recipient" else phone | {"email": f"account{number}@example.org"}


def answers(each: Claimant, terms) -> dict:
    row, number = each.row, int(each.row["no"])
    born = korean_date(timezone.now()) - timedelta(days=int(int(row["age"]) * 365.25) + 2 + 3 * number)
    months = {month: row[month] for month in ("joined", "withdrew") if row[month]}
    changes = {
        "claimant_type": row["type"],
        "birth_date": born.isoformat(),
        "account": None if each.listed is None else account_of(each) | months,
        "notices": [{"code": code, "received_on": day and day.isoformat()} for code, day in each.notices],
        "data_items": each.items,
        "entrance_code_stored": row["code_stored"],
        "other_proceedings": {"kind": row["proceedings"]},
    }
    if row["representative"]:
        changes["representative"] = {"name": "문보호", "birth_date": "1984-05-06", "relation": "parent"}
    if each.row["who"] in (TEACHER, TEACHER_AGAIN):
        changes |= {"name": "한교사", "birth_date": "1979-08-09", "phone": "010-2345-0009"}
    if each.is_like(NAMESAKE):
        changes["name"] = "남궁견본"
    return someone_else(terms, **changes)


def file(each: Claimant, slug: str) -> Claim:
    terms = filing_case(slug)
    submission = filing.parse_submission(answers(each, terms), terms)
    filed = filing.file_claim(filing.Filing(submission, each.row["no"]), case=terms, door="api")
    return Claim.objects.get(number=filed.claim_number)


def opinion_of(claim: Claim, each: Claimant) -> Opinion:
    """What is stored of a claim, in the table's words."""
    found = claim.verification
    assert found is not None
    masks = {"proven": found.proven, "supported": found.supported, "contradicted": found.contradicted}
    assert not any(mask & ~claim.items_mask for mask in masks.values())
    words = {item: [word for word, mask in masks.items() if mask >> BITS[item] & 1] for item in each.items}
    assert all(len(word) <= 1 for word in words.values())
    return Opinion(
        found.verdict,
        {place for place, finding in enumerate(found.findings, start=1) if finding is not None} == {1, 4},
        {item: word[0] if word else "unproven" for item, word in words.items()},
    )


def stage_after(stage: str | None, before: str | None, now: str) -> str:
    """Where a claim stands with its new verdict. What a person has in hand stays there."""
    return now if stage in (None, "verified", "needs_information") and now != before else stage or now


@pytest.mark.django_db(transaction=True)
def test_the_system_says_what_a_lawyer_says_after_each_notice(case, counsel, tmp_path):
    list_party(case_id=case.pk, name="남궁견본", kind="firms_staff")
    claims: dict[str, Claim] = {}
    stages: dict[str, str] = {}
    before: dict[str, Opinion] = {}
    for step in STEPS:
        speak(step, case, counsel, tmp_path)
        forget_terms()
        here = [each for each in TABLE if step in each.opinions]
        claims |= {each.row["no"]: file(each, case.slug) for each in here if each.row["filed_after"] == step}
        do_all_work()
        assert not Rejudgement.objects.filter(finished_at=None).exists()
        said, wanted, stood, to_stand = {}, {}, {}, {}
        for each in here:
            number = each.row["no"]
            claim = claims[number]
            claim.refresh_from_db()
            said[str(each)], wanted[str(each)] = opinion_of(claim, each), each.opinions[step]
            last = before.get(number)
            stages[number] = stage_after(stages.get(number), last and last.verdict, each.opinions[step].verdict)
            stood[str(each)], to_stand[str(each)] = claim.stage, stages[number]
            if last is not None and last != each.opinions[step]:
                assert claim.verification.cause == ("accounts" if step == "LIST" else "list"), (each, step)
            before[number] = each.opinions[step]
        assert (step, said) == (step, wanted)
        assert (step, stood) == (step, to_stand)
    for claim in claims.values():
        path = list(ClaimTransition.objects.filter(claim=claim).values_list("from_stage", "to_stage"))
        assert len(path) == claim.stage_seq
        assert [to for _, to in path[:-1]] == [came for came, _ in path[1:]]
