"""Sentences say what the rules found, with sums, days and lists as the reader writes them."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from claims.rules.masks import to_mask
from claims.rules.stages import ClaimStage
from claims.rules.verification import (
    CaseContext,
    ClaimFacts,
    CohortItems,
    DuplicateHit,
    KnownNotice,
    LeakWindow,
    Reason,
    Received,
    run,
)
from claims.wording.errors import error_sentence
from claims.wording.formats import day, listed, moment, notice_name, won
from claims.wording.next_steps import next_sentence
from claims.wording.reasons import ASKS, REASONS, ask_sentence, reason_sentence
from claims.wording.stages import cause_label, move_label, public_stage, stage_label, step_label

ITEMS = {"name": 0, "email": 1, "payment": 2, "entrance_code": 3}
NAMES = {
    "name": "이름",
    "email": "이메일",
    "payment": "결제정보",
    "N3": "12월 7일 통지",
    "provision": "제3자 제공 동의서",
}
CONTEXT = CaseContext(
    known_notices={"N3": KnownNotice(date(2025, 12, 7), "main", "controller")},
    cohorts={"main": CohortItems(leaked=to_mask(["name"], ITEMS), not_leaked=to_mask(["payment"], ITEMS))},
    items=ITEMS,
    entrance_code="entrance_code",
    leak=LeakWindow(date(2025, 4, 14), date(2025, 11, 8), date(2025, 6, 24)),
    became_known=date(2025, 11, 18),
    today=date(2026, 2, 1),
    cut_off=datetime(2026, 1, 31, 9, tzinfo=UTC),
    accounts=1,
)
FACTS = ClaimFacts(
    claimant_type="account_holder",
    missing=frozenset(),
    consents_missing=frozenset(),
    attested=True,
    attestation_on_file=False,
    contact="proven",
    identity=None,
    age_band="adult",
    has_representative=False,
    notices=(Received("N3", date(2025, 12, 8)),),
    items_mask=to_mask(["name"], ITEMS),
    entrance_code_stored="unknown",
    on_list=None,
    joined=date(2020, 1, 1),
    withdrew=None,
    other_proceedings="none",
    proceedings_on_file=False,
    duplicates=(),
    conflicts=(),
    abuse={},
    received_at=datetime(2026, 1, 1, tzinfo=UTC),
)
# Facts that lead to the reasons whose sentences are filled with something.
FILLED: dict[Reason, dict[str, Any]] = {
    Reason.INCOMPLETE: {"missing": frozenset({"address", "name"}), "consents_missing": frozenset({"provision"})},
    Reason.MINOR_UNREPRESENTED: {"age_band": "minor"},
    Reason.MINOR_REPRESENTED: {"age_band": "minor", "has_representative": True},
    Reason.CHILD_UNREPRESENTED: {"age_band": "child"},
    Reason.CHILD_REPRESENTED: {"age_band": "child", "has_representative": True},
    Reason.DATED_BEFORE_NOTICE: {"notices": (Received("N3", date(2025, 12, 1)),)},
    Reason.NOTICE_UNKNOWN: {"notices": (Received("N9"),)},
    Reason.ITEMS_NOT_LEAKED: {"items_mask": to_mask(["name", "email", "payment"], ITEMS)},
    Reason.NO_ITEM_SUPPORTED: {"items_mask": to_mask(["payment"], ITEMS)},
    Reason.ON_ACCOUNT_LIST: {"items_mask": to_mask(["name", "email"], ITEMS), "on_list": to_mask(["name"], ITEMS)},
    Reason.PROBABLE_DUPLICATE: {"duplicates": (DuplicateHit(("name.same", "phone.one_digit"), True, False),)},
    Reason.CERTAIN_DUPLICATE: {"duplicates": (DuplicateHit(("mail.same",), True, True),) * 2},
    Reason.ABUSE_LOW: {},
    Reason.ABUSE_MEDIUM: {"abuse": {"mailbox_run": 12, "filled_fast": 9}},
    Reason.ABUSE_HIGH: {"abuse": {"phone_names": 7, "mailbox_run": 12, "throw_away_mail": 1}},
    Reason.CONFLICT_HIT: {"conflicts": ("firms_staff", "defendants_officer")},
    Reason.NEXT_BATCH: {"received_at": datetime(2026, 2, 1, tzinfo=UTC)},
    Reason.WITHIN_LIMITATION: {},
}
SAID = {
    Reason.INCOMPLETE: (
        "Missing: address, legal name and consent “제3자 제공 동의서”.",
        "누락: 주소, 성명, ‘제3자 제공 동의서’ 동의.",
    ),
    Reason.MINOR_UNREPRESENTED: (
        "The claimant is under 19 and no legal representative is named (Civil Code 5).",
        "만 19세 미만인데 법정대리인이 기재되어 있지 않습니다(민법 제5조).",
    ),
    Reason.DATED_BEFORE_NOTICE: (
        "Received, by the claimant's own date, before it was sent: 12월 7일 통지.",
        "신청인이 적은 수령일이 발송일보다 빠릅니다: 12월 7일 통지.",
    ),
    Reason.NOTICE_UNKNOWN: ("Not among the known notices: N9.", "확인된 통지에 없는 통지입니다: N9."),
    Reason.ITEMS_NOT_LEAKED: (
        "The claim goes on without the items that are not shown to have leaked. "
        "Said not to have leaked: 결제정보. Not said to have leaked: 이메일.",
        "유출이 확인되지 않는 항목을 제외하고 진행합니다. "
        "유출되지 않았다고 발표된 항목: 결제정보. 유출되었다는 발표가 없는 항목: 이메일.",
    ),
    Reason.ON_ACCOUNT_LIST: (
        "The account is on the affected-account list. It shows nothing there of: 이메일.",
        "유출 계정 명단에 있는 계정입니다. 다만 명단에 다음 항목은 없습니다: 이메일.",
    ),
    Reason.PROBABLE_DUPLICATE: (
        "1 earlier claim may be the same person's: same name and phone numbers one digit apart.",
        "같은 사람이 먼저 낸 것일 수 있는 신청이 1건 있습니다: 성명 일치, 전화번호 숫자 하나 다름.",
    ),
    Reason.CERTAIN_DUPLICATE: (
        "2 other claims are the same person's, and this one is not the one that goes on: same mailbox.",
        "같은 사람의 다른 신청이 2건 있고, 계속 진행되는 것은 이 신청이 아닙니다: 이메일 일치.",
    ),
    Reason.ABUSE_LOW: (
        "Abuse score 0, low: a person looks from 40 on.",
        "악용 의심 점수 0점(낮음). 40점부터 담당자가 검토합니다.",
    ),
    Reason.ABUSE_MEDIUM: (
        "Abuse score 65, medium (from 40; high from 70): 12 mailboxes with running numbers (+40) and the form was "
        "filled in within 9 seconds (+25).",
        "악용 의심 점수 65점(중간: 40점 이상, 높음: 70점 이상): 번호가 이어지는 메일 주소 12개(+40), "
        "신청서를 9초 만에 작성(+25).",
    ),
    Reason.ABUSE_HIGH: (
        "Abuse score 105, high (from 70): 7 different names with the same phone number (+40), 12 mailboxes with "
        "running numbers (+40) and a throw-away mailbox (+25).",
        "악용 의심 점수 105점(높음: 70점 이상): 같은 전화번호에 서로 다른 이름 7개(+40), "
        "번호가 이어지는 메일 주소 12개(+40), 일회용 메일 주소(+25).",
    ),
    Reason.CONFLICT_HIT: (
        "The name equals that of: officer of the defendant and staff of this firm. It may be another person of that "
        "name.",
        "이해충돌 대상과 이름이 같습니다: 피고의 임원, 본 사무소의 구성원. 동명이인일 수 있습니다.",
    ),
    Reason.NEXT_BATCH: (
        "Received after the cut-off (Jan. 31, 2026, 18:00); goes with the next batch.",
        "마감(2026년 1월 31일 18:00) 뒤에 접수되어 다음 차수로 진행합니다.",
    ),
    Reason.WITHIN_LIMITATION: (
        "The limitation period ends on Nov. 20, 2028.",
        "소멸시효 완성일: 2028년 11월 20일.",
    ),
}


def check_of(reason: Reason):
    found = {check.reason: check for check in run(replace(FACTS, **FILLED[reason]), CONTEXT)}
    return found[reason]


@pytest.mark.parametrize("reason", FILLED, ids=str)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_a_rule_found_fills_its_sentence(reason, language):
    check = check_of(reason)
    with translation.override(language):
        sentence = reason_sentence(check.reason, check.params, NAMES)
        assert not re.search(r"%\(|\{|  |\[|None", sentence)
        if reason in SAID:
            assert sentence == SAID[reason][language == "ko"]
        if check.asks:
            assert not re.search(r"%\(|\{|  |\[|None", ask_sentence(check.reason, check.params, NAMES))


def test_every_sentence_that_can_be_filled_is_shown_above():
    plural = {Reason.PROBABLE_DUPLICATE, Reason.CERTAIN_DUPLICATE}  # cannot be read without a number
    filled = plural | {reason for reason in set(Reason) - plural if "%(" in str(REASONS[reason])}
    near_or_over = {Reason.LIMITATION_NEAR, Reason.LIMITATION_OVER}  # the same param as WITHIN_LIMITATION
    assert filled - near_or_over == set(FILLED)


@pytest.mark.parametrize(
    ("today", "said"), [(date(2028, 11, 1), "ends soon, on Nov. 20"), (date(2029, 1, 1), "ended on")]
)
def test_the_end_of_the_limitation_period_is_told_by_its_day(today, said):
    checks = {check.rule: check for check in run(FACTS, replace(CONTEXT, today=today))}
    with translation.override("en"):
        assert said in reason_sentence(checks[20].reason, checks[20].params, {})


def test_consents_whose_names_are_not_known_are_asked_for_together():
    with translation.override("en"):
        said = ask_sentence("incomplete", {"fields": [], "consents": ["marketing", "provision"]}, {"provision": "x"})
    assert said == "Some answers are still missing. Please send us: the required consents."


def test_a_reason_that_the_rules_no_longer_have_is_shown_as_its_code():
    assert reason_sentence("gone_reason", {}, {}) == "gone_reason"
    assert cause_label("gone_cause") == "gone_cause"
    with pytest.raises(KeyError):
        ask_sentence("adult", {}, {})


@pytest.mark.parametrize(
    ("code", "params", "english", "korean"),
    [
        (
            "above_maximum",
            {"minimum": 100000, "maximum": 3000000},
            "In this case you can seek up to 3,000,000 won. Please give a lower sum.",
            "이 사건의 최고 청구 금액은 3,000,000원입니다. 그 이하의 금액을 입력해 주십시오.",
        ),
        ("too_long", {"maximum": 50}, "Please write at most 50 characters.", "50자 이내로 입력해 주십시오."),
        (
            "date_too_early",
            {"earliest": "1900-01-01"},
            "This date is before Jan. 1, 1900. Please check the year.",
            "1900년 1월 1일보다 이른 날짜입니다. 연도를 확인해 주십시오.",
        ),
        (
            "not_a_date",
            {"format": "YYYY-MM"},
            "Please give a date that exists, for example 2020-05.",
            "실제로 있는 날짜를 입력해 주십시오. 예: 2020-05",
        ),
        (
            "wrong_type",
            {"expected": "boolean"},
            "This has the wrong form. What is needed is true or false.",
            "형식이 올바르지 않습니다. 필요한 형식: true 또는 false",
        ),
    ],
)
def test_errors_say_what_to_do(code, params, english, korean):
    with translation.override("en"):
        assert error_sentence(code, params) == english
    with translation.override("ko"):
        assert error_sentence(code, params) == korean


def test_sums_days_and_lists_are_written_as_the_reader_writes_them():
    at = datetime(2025, 12, 31, 20, 5, tzinfo=UTC)
    with translation.override("en"):
        assert (won(1234567), day("2025-11-08")) == ("1,234,567 won", "Nov. 8, 2025")
        assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
            "",
            "a",
            "a and b",
            "a, b and c",
        ]
        assert notice_name(date(2025, 12, 7)) == "Notice of Dec. 7, 2025"
        assert (day(at), moment(at)) == ("Jan. 1, 2026", "Jan. 1, 2026, 05:05")
    with translation.override("ko"):
        assert (won(1234567), day(date(2025, 11, 8))) == ("1,234,567원", "2025년 11월 8일")
        assert notice_name(date(2025, 12, 7)) == "2025년 12월 7일 통지"
        assert listed(["a", "b", "c"]) == "a, b, c"
        assert moment(at.isoformat()) == "2026년 1월 1일 05:05"


def test_the_same_name_is_another_act_for_a_case_than_for_a_claim():
    with translation.override("en"):
        assert move_label("withdraw", "case") == "Withdraw the suit"
        assert move_label("withdraw") == "Withdraw the claim"
        assert stage_label("claim", "filed") == "Filed with the court"
        assert stage_label("claim", "filed", case_type="class_settlement") == "Received"
        assert step_label("filed", case_type="class_settlement") == "Received"
        assert step_label("residue", subject="case") == "Use of the residue"
        assert next_sentence("filed", case_type="class_settlement") != next_sentence("filed")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_claimant_never_reads_of_other_claims_nor_what_a_check_found(language):
    betraying = re.compile("duplic|merg|another claim|same person|중복|병합|다른 접수|같은 사람", re.IGNORECASE)
    with translation.override(language):
        for stage in ClaimStage:
            shown = public_stage(stage.value)
            assert not betraying.search(stage_label("claim", shown)), stage
            if shown not in {"draft", "abandoned"}:
                assert not betraying.search(next_sentence(shown)), stage
        for words in ASKS.values():
            assert not betraying.search(str(words))
    alike = ("verified", "review", "duplicate_hold", "merged")
    assert {public_stage(stage) for stage in alike} == {"verifying"}
