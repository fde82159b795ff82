"""The Coupang leak of 2025 as data: who said what about which accounts, when, and where that can be read.

Facts from the press and the authorities, restated. Where sources contradict each other, each is kept with its date:
that is what the leaked-field list is for. Only notices that were sent to account holders have a place in a claim's
mask (`to_claimants`); the others weigh on the list and nobody can have "received" them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from claims.rules.leaked_list import Says, Source
from claims.services.leaked_list import NewAssertion, NewNotice

CODE: Final = "coupang-2025"

# The joint investigation says that the leak began on 14 April, the controller says on 24 June.
INCIDENT: Final[dict[str, Any]] = {
    "controller_ko": "쿠팡 주식회사",
    "controller_en": "Coupang Corp.",
    "leak_from": date(2025, 4, 14),
    "leak_to": date(2025, 11, 8),
    "undisputed_from": date(2025, 6, 24),
    "became_known": date(2025, 11, 18),
    "years_from_knowledge": 3,
    "years_from_act": 10,
}

ENTRANCE_CODE: Final = "entrance_code"

# Code, Korean, English. The place in this list is the item's bit, so new ones go to the end.
DATA_ITEMS: Final = (
    ("name", "이름", "Name"),
    ("email", "이메일", "E-mail address"),
    ("phone", "전화번호", "Phone number"),
    ("delivery_address", "배송지 주소", "Delivery address"),
    ("address_book", "배송지 주소록(이름·전화번호·주소)", "Delivery address book (names, phones, addresses)"),
    (ENTRANCE_CODE, "공동현관 출입번호", "Shared-entrance code"),
    ("order_history", "일부 주문정보", "Some order history"),
    ("payment", "결제정보", "Payment information"),
    ("login", "로그인 정보", "Log-in credentials"),
    ("customs_code", "개인통관고유부호", "Personal customs code"),
)

FIRST_NOTIFIED: Final = "first_notified"
MAIN: Final = "main"
FOUND_LATER: Final = "found_later"

# Code, Korean, English, accounts.
COHORTS: Final = (
    (FIRST_NOTIFIED, "최초 통지 계정(2025년 11월 20일)", "Accounts first notified (20 November 2025)", 4_536),
    (MAIN, "전체 통지 계정(2025년 11월 29일 이후)", "Accounts notified from 29 November 2025", 33_700_000),
    (FOUND_LATER, "추가 확인 계정(2026년 2월 5일)", "Accounts found later (5 February 2026)", 165_455),
)


def _leaked(*items: str) -> list[NewAssertion]:
    return [NewAssertion(item=item, says=Says.LEAKED) for item in items]


def _not_leaked(*items: str) -> list[NewAssertion]:
    return [NewAssertion(item=item, says=Says.NOT_LEAKED) for item in items]


def _views(*items: str) -> list[NewAssertion]:
    citation = (
        "민관합동조사단: 배송지 목록 조회 148,056,502회 / Joint investigation: 148,056,502 views of address lists"
    )
    return [NewAssertion(item=item, says=Says.LEAKED, count=148_056_502, citation=citation) for item in items]


N1: Final = NewNotice(
    code="N1",
    cohort=FIRST_NOTIFIED,
    source=Source.CONTROLLER,
    dated=date(2025, 11, 20),
    to_claimants=True,
    accounts=4_536,
    assertions=_leaked("name", "email", "address_book", "order_history"),
    note_ko="주문정보는 최근 다섯 건",
    note_en="Of the orders, the last five",
    citation="쿠팡, 고객 통지 2025-11-20 / Coupang, notice to customers, 20 November 2025",
    term_used_ko="노출",
    term_used_en="exposure",
)

N2: Final = NewNotice(
    code="N2",
    cohort=MAIN,
    source=Source.CONTROLLER,
    dated=date(2025, 11, 29),
    to_claimants=True,
    accounts=33_700_000,
    assertions=[
        *_leaked("name", "email", "phone", "delivery_address", "address_book", "order_history"),
        *_not_leaked("payment", "login"),
    ],
    note_ko="공동현관 출입번호를 언급하지 않음",
    note_en="Does not mention the entrance codes",
    citation="쿠팡, 고객 통지 2025-11-29 / Coupang, notice to customers, 29 November 2025",
    term_used_ko="노출",
    term_used_en="exposure",
)

R1: Final = NewNotice(
    code="R1",
    cohort=MAIN,
    source=Source.REGULATOR,
    source_detail_ko="개인정보보호위원회",
    source_detail_en="Personal Information Protection Commission",
    dated=date(2025, 12, 3),
    to_claimants=False,
    assertions=_leaked(ENTRANCE_CODE),
    note_ko="‘노출’이 아닌 ‘유출’로, 공동현관 출입번호를 비롯한 모든 유출 항목을 담아 7일 안에 다시 통지하도록 요구",
    note_en="Orders a new notice within seven days: “leak”, with every leaked item, entrance codes included",
    citation="개인정보보호위원회 의결 2025-12-03 / Personal Information Protection Commission, order of 2025-12-03",
    term_used_ko="유출",
    term_used_en="leak",
)

N3: Final = NewNotice(
    code="N3",
    cohort=MAIN,
    source=Source.CONTROLLER,
    source_detail_ko="개인정보보호위원회의 2025년 12월 3일 의결에 따른 재통지",
    source_detail_en="By order of the Personal Information Protection Commission of 3 December 2025",
    dated=date(2025, 12, 7),
    to_claimants=True,
    accounts=33_700_000,
    supersedes="N2",
    assertions=[
        *_leaked("name", "email", "phone", "delivery_address", "address_book", "order_history", ENTRANCE_CODE),
        *_not_leaked("payment", "login", "customs_code"),
    ],
    note_ko="공동현관 출입번호를 유출 항목에 추가",
    note_en="Adds the entrance codes",
    citation="쿠팡, 고객 재통지 2025-12-07 / Coupang, second notice to customers, 7 December 2025",
    term_used_ko="유출",
    term_used_en="leak",
)

C1: Final = NewNotice(
    code="C1",
    cohort=MAIN,
    source=Source.CONTROLLER,
    dated=date(2025, 12, 25),
    to_claimants=False,
    assertions=[],
    note_ko="유출자가 보관한 것은 약 3,000건뿐이고 외부로 전달되지 않았다는 주장(다툼 있음). 유출 항목은 언급하지 않음",
    note_en="Claims that the leaker kept only about 3,000 records and passed none on (disputed); says nothing on items",
    citation="쿠팡, 발표 2025-12-25 / Coupang, statement of 25 December 2025",
)

N4: Final = NewNotice(
    code="N4",
    cohort=FOUND_LATER,
    source=Source.CONTROLLER,
    dated=date(2026, 2, 5),
    to_claimants=True,
    accounts=165_455,
    assertions=_leaked("name", "phone", "delivery_address"),
    note_ko="추가로 확인된 계정이며 이름, 전화번호, 주소만 해당",
    note_en="Accounts found later; names, phones and addresses only",
    citation="쿠팡, 추가 통지 2026-02-05 / Coupang, notice to further customers, 5 February 2026",
    term_used_ko="유출",
    term_used_en="leak",
)

J1: Final = NewNotice(
    code="J1",
    cohort=MAIN,
    source=Source.INVESTIGATION,
    source_detail_ko="민관합동조사단",
    source_detail_en="Joint public-private investigation",
    dated=date(2026, 2, 10),
    to_claimants=False,
    accounts=33_673_817,
    assertions=[
        *_leaked("name", "email"),
        *_views("delivery_address", "address_book"),
        NewAssertion(
            item=ENTRANCE_CODE,
            says=Says.LEAKED,
            count=50_000,
            citation="민관합동조사단: 배송지 수정 조회 약 5만 회 / Joint investigation: about 50,000 edit views",
        ),
    ],
    note_ko="이름·이메일은 계정 수, 배송지와 출입번호는 조회 횟수. 회사는 수치를 다툼",
    note_en="Accounts for names and e-mails, page views for addresses and codes; the company disputes the figures",
    citation="민관합동조사단, 조사 결과 2026-02-10 / Joint investigation, findings of 10 February 2026",
    term_used_ko="유출",
    term_used_en="leak",
)

C2: Final = NewNotice(
    code="C2",
    cohort=MAIN,
    source=Source.CONTROLLER,
    dated=date(2026, 2, 10),
    to_claimants=False,
    assertions=[NewAssertion(item=ENTRANCE_CODE, says=Says.LEAKED, count=2_609)],
    note_ko="출입번호가 조회된 계정은 2,609개라는 주장",
    note_en="Claims that entrance codes of 2,609 accounts were seen",
    citation="쿠팡의 수치, 함께 보도 2026-02-10 / Coupang's figure, reported beside the findings, 10 February 2026",
)

# In the order in which they were made: each line became one version of the leaked-field list, with its reason.
STATEMENTS: Final[Sequence[tuple[str, Sequence[NewNotice]]]] = (
    ("쿠팡의 최초 통지 / Coupang's first notice", [N1]),
    ("3,370만 계정 통지 / Notice to 33.7 million accounts", [N2]),
    ("개인정보보호위원회의 재통지 요구 / The Commission orders a new notice", [R1]),
    ("공동현관 출입번호를 더한 재통지 / New notice, with the entrance codes", [N3]),
    ("쿠팡의 12월 25일 발표 / Coupang's statement of 25 December", [C1]),
    ("추가 확인 계정 통지 / Notice to the accounts found later", [N4]),
    ("민관합동조사단 조사 결과와 쿠팡의 반론 / Findings of the joint investigation, and Coupang's reply", [J1, C2]),
)

# What happened around the leak, for whoever works on the case. Press reports.
SOURCES: Final = (
    {
        "date": "2025-12-01",
        "ko": "첫 소 제기: 서울중앙지방법원, 원고 14명, 1인당 20만 원",
        "en": "First suit: Seoul Central District Court, 14 plaintiffs, 200,000 won each",
    },
    {
        "date": "2025-12-17",
        "ko": "부산에서 소 제기: 원고 90명, 1인당 30만 원",
        "en": "Suit in Busan: 90 plaintiffs, 300,000 won each",
    },
    {
        "date": "2025-12-25",
        "ko": "법무법인 11곳 중 9곳 집계: 483,800명, 1인당 10만~100만 원(평균 132,699원)",
        "en": "Nine of eleven firms: 483,800 people, 100,000 to 1,000,000 won each, 132,699 on average",
    },
    {
        "date": "2025-12-29",
        "ko": "쿠팡의 보상안: 탈퇴 회원을 포함해 계정당 5만 원 이용권, 총 1조 6,850억 원, 2026-01-15부터",
        "en": "Coupang's plan: a 50,000-won voucher an account, former members too, 1.685 trillion won in all",
    },
    {
        "date": "2026-01-11",
        "ko": "참여자 약 64만 명, 청구액 약 1,000억 원",
        "en": "About 640,000 participants, about 100 billion won claimed",
    },
    {
        "date": "2026-03-13",
        "ko": "첫 변론기일: 서울중앙지방법원, 원고 1,998명, 1인당 30만 원",
        "en": "First hearing: Seoul Central District Court, 1,998 plaintiffs, 300,000 won each",
    },
)
