"""A small invented class settlement, so that the second case type and all its claim stages can be seen."""

from datetime import date
from typing import Any, Final

from claims.demonstration.play import Part, parts_today, spread
from claims.rules.leaked_list import Says, Source
from claims.rules.stages import CaseStage, ClaimStage
from claims.services.leaked_list import NewAssertion, NewNotice

_SEED: Final = 20240902

CODE: Final = "hanbit-2024"
INCIDENT: Final[dict[str, Any]] = {
    "controller_ko": "한빛가상몰(가상의 회사)",
    "controller_en": "Hanbit Sample Mall (invented)",
    "leak_from": date(2024, 8, 1),
    "leak_to": date(2024, 8, 20),
    "became_known": date(2024, 9, 2),
}
DATA_ITEMS: Final = (
    ("name", "이름", "Name"),
    ("email", "이메일", "E-mail address"),
    ("phone", "전화번호", "Phone number"),
)
COHORTS: Final = (("all", "전체 회원", "All members", 120_000),)
NOTICE: Final = NewNotice(
    code="H1",
    cohort="all",
    source=Source.CONTROLLER,
    dated=date(2024, 9, 2),
    to_claimants=True,
    accounts=120_000,
    assertions=[NewAssertion(item=code, says=Says.LEAKED) for code, _, _ in DATA_ITEMS],
    term_used_ko="유출",
    term_used_en="leak",
    citation="지어낸 통지 / An invented notice",
)
STATEMENTS: Final = (("지어낸 통지 / An invented notice", [NOTICE]),)

TO_CLAIMS_OPEN: Final = (
    CaseStage.SETTLED,
    CaseStage.PRELIMINARY_APPROVAL,
    CaseStage.NOTICE,
    CaseStage.CLAIMS_OPEN,
)
TO_DISTRIBUTION: Final = (
    CaseStage.CLAIMS_CLOSED,
    CaseStage.DEFICIENCY_REVIEW,
    CaseStage.FINAL_APPROVAL,
    CaseStage.EFFECTIVE,
    CaseStage.DISTRIBUTION,
)

_C = ClaimStage
# How many claims went which way, from the review that every claim comes to.
_PATHS: Final = (
    (4, ()),
    (3, (_C.APPROVED,)),
    (2, (_C.DEFICIENT,)),
    (2, (_C.DENIED,)),
    (1, (_C.DEFICIENT, _C.CURED)),
    (1, (_C.DENIED, _C.DISPUTED)),
    (1, (_C.DENIED, _C.DISPUTED, _C.FINALLY_DENIED)),
    (5, (_C.APPROVED, _C.PAID)),
    (2, (_C.APPROVED, _C.UNCASHED)),
    (1, (_C.APPROVED, _C.UNCASHED, _C.REISSUED)),
    (1, (_C.APPROVED, _C.UNCASHED, _C.VOID)),
)

REASONS: Final = {
    _C.APPROVED: ("청구 자격을 확인했습니다.", "The claim is eligible."),
    _C.DEFICIENT: ("계정을 알 수 있는 자료가 없습니다.", "Nothing shows the account."),
    _C.CURED: ("계정 화면을 받았습니다.", "Received a view of the account."),
    _C.DENIED: ("유출 뒤에 가입한 계정입니다.", "The account was opened after the leak."),
    _C.DISPUTED: ("청구인이 이의를 제기했습니다.", "The claimant disputes the denial."),
    _C.FINALLY_DENIED: ("법원이 거절을 확정했습니다(가상).", "The court upheld the denial (invented)."),
    _C.VOID: ("재발급 기한이 지났습니다.", "The time to ask for a new cheque has passed."),
}


def parts() -> list[Part]:
    """Who plays in the settlement. The same every time, but for ages and days, which are counted from today."""
    random, people, now = parts_today(_SEED)
    made: list[Part] = []
    for count, path in _PATHS:
        for _ in range(count):
            person = people.draw()
            number = len(made) + 1
            made.append(
                Part(
                    ref=f"DEMO-S-{number:03}",
                    person=person,
                    body={
                        "language": person.language,
                        "claimant_type": "account_holder",
                        "name": person.name,
                        "birth_date": person.birth_date.isoformat(),
                        "email": f"settlement.{person.email}",
                        "phone": person.phone,
                        "address": {"postcode": person.postcode, "line": person.address},
                        "account": {"email": f"settlement.{person.email}", "joined": "2021-05"},
                        "notices": ["H1"],
                        "data_items": ["name", "email"],
                        "damages_sought": {"amount": 30_000, "currency": "KRW"},
                        "other_proceedings": {"kind": "none"},
                        "attested": True,
                    },
                    door="web",
                    submitted_at=spread(random, now),
                    judged=ClaimStage.REVIEW.value,
                    path=path,
                )
            )
    return made
