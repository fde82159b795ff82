"""What may be filed: complete, in both languages, and enough to build a valid claim from."""

import pytest
from django.test import Client

from claims.models import Case
from claims.queries.filing_terms import forget_terms
from claims.rules.stages import ActorKind, CaseStage
from claims.services.actors import Actor
from claims.services.cases import add_case
from claims.services.moves import move_case
from tests.claims.api.calls import CLAIMS, SLUG, file, problem, stored, terms
from tests.people import body

pytestmark = pytest.mark.usefixtures("coupang")

CASE = f"/api/v1/cases/{SLUG}"


def get(path, **headers):
    return Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_open_cases_are_listed():
    answer = get("/api/v1/cases", Accept_Language="en").json()
    assert [case["slug"] for case in answer["cases"]] == [SLUG]
    assert answer["cases"][0]["title"] == "Joint action for damages over the Coupang data leak"


def test_a_case_tells_all_that_a_claim_is_made_of():
    case = get(CASE, Accept_Language="en").json()
    assert case["open"] is True
    assert case["controller"] == "Coupang Corp."
    assert [item["code"] for item in case["data_items"]][:3] == ["name", "email", "phone"]
    assert [notice["code"] for notice in case["notices"]] == ["N1", "N2", "N3", "N4"]
    assert case["damages_sought"] == {
        "minimum": "100000",
        "standard": "200000",
        "maximum": "1000000",
        "currency": "KRW",
    }
    assert [list(consent) for consent in case["consents"]] == [["code", "version", "required", "title", "text"]] * 3
    assert {document["code"] for document in case["documents"]} == {
        "proof_of_notice",
        "fee_agreement",
        "power_of_attorney",
    }


def test_each_notice_says_what_it_said():
    case = get(CASE).json()
    n2, n3 = (next(notice for notice in case["notices"] if notice["code"] == code) for code in ("N2", "N3"))
    assert "entrance_code" not in n2["leaked"]
    assert "entrance_code" in n3["leaked"]
    assert n3["not_leaked"] == ["payment", "login", "customs_code"]
    entrance = next(item for item in case["data_items"] if item["code"] == "entrance_code")
    assert entrance["is_entrance_code"] is True
    assert {"notice": "N3", "says": "leaked", "count": 33_700_000} in entrance["said"]
    assert "N2" not in {word["notice"] for word in entrance["said"]}
    others = {statement["code"]: statement["source"] for statement in case["other_statements"]}
    assert others["R1"] == "regulator"
    assert {word["notice"] for item in case["data_items"] for word in item["said"]} <= {
        *others,
        *(notice["code"] for notice in case["notices"]),
    }


def test_a_claim_can_be_built_from_what_the_case_tells():
    case = get(CASE).json()
    claim = body(
        terms(),
        claimant_type=case["claimant_types"][0]["code"],
        notices=[notice["code"] for notice in case["notices"]],
        data_items=[item["code"] for item in case["data_items"]],
        damages_sought={"amount": case["damages_sought"]["standard"], "currency": case["damages_sought"]["currency"]},
        consents=[
            {"code": consent["code"], "version": consent["version"], "given": consent["required"]}
            for consent in case["consents"]
        ],
    )
    assert file(claim).status_code == 201


def test_nothing_is_asked_of_the_database_twice_in_a_row(django_assert_num_queries, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        get(CASE)
    with django_assert_num_queries(0):
        get(CASE)
    with django_assert_num_queries(1):
        get("/api/v1/cases")


@pytest.mark.parametrize(
    ("path", "header", "language"),
    [
        (CASE, "en", "en"),
        (CASE, "ko", "ko"),
        (CASE, "en-GB,en;q=0.9", "en"),
        (CASE, "fr, ko;q=0.5", "ko"),
        (CASE, "", "ko"),
        (CASE, "fr", "ko"),
        (CASE + "?language=en", "", "en"),
        (CASE + "?language=en", "ko", "en"),
        (CASE + "?language=fr", "en", "en"),
        ("/api/v1/cases?language=en", "", "en"),
    ],
)
def test_the_reader_chooses_the_language(path, header, language):
    response = get(path, Accept_Language=header)
    assert response.json()["language"] == response.headers["Content-Language"] == language


def test_both_languages_say_as_much():
    english, korean = (get(f"{CASE}?language={language}").json() for language in ("en", "ko"))
    for field in ("title", "summary", "costs", "controller", "stage_label"):
        assert english[field]
        assert korean[field]
        assert english[field] != korean[field]
    assert english["data_items"][0]["title"] == "Name"
    assert korean["data_items"][0]["title"] == "이름"


@pytest.mark.parametrize("slug", ["nothing", "COUPANG-2025", "x" * 3_000, "-", "%00", "..%2f", "coupang-2025%20"])
def test_an_unknown_case_is_not_found(slug):
    assert problem(get(f"/api/v1/cases/{slug}"))[0] == 404
    assert problem(file(body(terms()), path=f"/api/v1/cases/{slug}/claims"))[0] == 404


def test_a_case_that_is_not_public_yet_is_unknown():
    template = Case.objects.get(slug=SLUG)
    draft = {"slug": "secret", "incident": template.incident, "case_type": template.case_type, "stage": "draft"}
    texts = dict.fromkeys(("title_ko", "title_en", "summary_ko", "summary_en", "costs_ko", "costs_en"), "x")
    sums = {"damages_minimum": 1, "damages_standard": 1, "damages_maximum": 1}
    add_case(Case(**draft, **texts, **sums, contact="x"), actor=Actor(ActorKind.OPERATOR))
    assert problem(get("/api/v1/cases/secret")) == problem(get("/api/v1/cases/none")) == (404, "case_unknown", [])
    assert [case["slug"] for case in get("/api/v1/cases").json()["cases"]] == [SLUG]


@pytest.mark.parametrize("noticed", [True, False], ids=["terms read again", "terms still kept"])
def test_a_closed_case_is_shown_and_takes_nothing(coupang, noticed, django_user_model):
    filed = file(body(terms()), key="before")
    staff = Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel").pk)
    kept = body(terms())
    move_case(case_id=coupang.pk, to=CaseStage.COLLECTING_DOCUMENTS, actor=staff)
    if noticed:
        forget_terms()
        assert get(CASE).json()["open"] is False
        assert get("/api/v1/cases").json()["cases"] == []
    before = stored()
    assert problem(file(kept, key="after")) == (409, "case_not_open", [])
    assert stored() == before
    assert filed.status_code == 201


def test_a_retry_after_the_case_closed_still_gets_its_answer(coupang, django_user_model):
    first = file(body(terms()), key="before")
    staff = Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel").pk)
    kept = body(terms())
    move_case(case_id=coupang.pk, to=CaseStage.COLLECTING_DOCUMENTS, actor=staff)
    forget_terms()
    again = file(kept, key="before", path=CLAIMS)
    assert (again.status_code, again.content) == (201, first.content)
