"""What the invented claimants filed and what became of it: enough of each kind that every queue has content.

A scenario is one story told by several people: what differs from an ordinary claim, the verdict that the rules must
come to, and the moves that staff made afterwards. Drafts and abandoned drafts are not here: nothing is ever stored
about a person who has not submitted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, Final

from claims.demonstration.facts import N3
from claims.demonstration.people import Person, in_latin_letters, other_phone, unclear_in_latin, with_a_slip
from claims.rules.stages import ClaimStage as S
from claims.rules.verification import Verdict as V

Body = dict[str, Any]
Change = Callable[[Body, Person, Random], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One story. `door` "paper" is an import whose paper the firm holds; `ages` bounds the claimants' age.

    `again`: the claim is a second one of somebody who filed an ordinary claim, or, as `change` says, of their family;
    `who` tells of whom. `conflict`: the claimants' names are
    on the case's list of conflicts. `late`: it came in after the workers' last round, so they still have to take it.
    """

    code: str
    count: int
    verdict: V | None
    change: Change | None = None
    path: tuple[S, ...] = ()
    door: str = "web"
    ages: tuple[int, int] = (20, 79)
    again: bool = False
    who: Callable[[Person], bool] = lambda person: True
    conflict: bool = False
    late: bool = False


def _set(**values: Any) -> Change:
    return lambda body, person, random: body.update(values)


def _account(**values: Any) -> Change:
    return lambda body, person, random: body["account"].update(values)


def _entrance_code(answer: str, *, notice: str = "N3") -> Change:
    def change(body: Body, person: Person, random: Random) -> None:
        body.update(notices=[notice], entrance_code_stored=answer)
        body["data_items"] = ["name", "phone", "delivery_address", "entrance_code"]

    return change


def _recipient(body: Body, person: Person, random: Random) -> None:
    body.update(claimant_type="non_member_recipient", account=None, data_items=["address_book"])


def _withdrawn(body: Body, person: Person, random: Random) -> None:
    body["claimant_type"] = "withdrawn_member"
    body["account"].update(joined="2019-03", withdrew=random.choice(["2025-08", "2025-12", "2026-01"]))


def _represented(body: Body, person: Person, random: Random) -> None:
    name = f"Tess {person.name.split()[-1]}" if person.language == "en" else f"{person.name[0]}보리"
    parent = {"name": name, "birth_date": "1980-05-17", "relation": "parent"}
    body.update(claimant_type="minor_representative", representative=parent)


def _too_early(body: Body, person: Person, random: Random) -> None:
    day = N3.dated - timedelta(days=random.randint(1, 6))
    body["notices"] = [{"code": "N3", "received_on": day.isoformat()}]


def _left_out(body: Body, person: Person, random: Random) -> None:
    for name in random.sample(["birth_date", "address", "account", "claimant_type", "damages_sought"], k=2):
        body[name] = None
    body["other_proceedings"] = None


def _other_account(body: Body, person: Person, random: Random) -> None:
    body["account"] = {"email": "second." + person.email, "joined": "2022-04"}
    body["email"] = "second." + person.email


def _mailbox_in_a_row(body: Body, person: Person, random: Random) -> None:
    # People are drawn one after another, and so are the last digits of their numbers.
    body["email"] = f"sample{person.phone[-2:]}@example.net"


def _korean(person: Person) -> bool:
    return person.language == "ko"


def _new_mail(body: Body, person: Person) -> None:
    body["email"] = "another." + person.email
    body["account"] = {"email": "another." + person.email, "joined": "2021-06"}


def _new_phone(body: Body, person: Person) -> None:
    body["phone"] = other_phone(person)
    body["account"].pop("phone", None)


def _romanised(body: Body, person: Person, random: Random) -> None:
    body["name"] = in_latin_letters(person.name)
    _new_mail(body, person)
    _new_phone(body, person)


def _new_home(body: Body, random: Random) -> None:
    body["address"] = {"postcode": f"00{random.randint(100, 999)}", "line": f"제주시 보기길 {random.randint(1, 90)}"}


def _moved(body: Body, person: Person, random: Random) -> None:
    _new_phone(body, person)
    _new_home(body, random)


def _misspelt(body: Body, person: Person, random: Random) -> None:
    body["name"] = with_a_slip(person.name)
    _new_home(body, random)


def _kin(given: str, *, surname: str = "", years: int = 0) -> Change:
    """Somebody else of the same home and telephone: another name, and `years` older where that is not a twin."""

    def change(body: Body, person: Person, random: Random) -> None:
        body["name"] = (surname or person.name[0]) + given
        if years:
            body["birth_date"] = (
                f"{person.birth_date.year - years}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
            )
        _new_mail(body, person)

    return change


def _plain(code: str, count: int, *path: S, change: Change | None = None) -> Scenario:
    return Scenario(code=code, count=count, verdict=V.VERIFIED, change=change, path=path)


_INTO_COURT: Final = (S.AUTHORISED, S.BATCHED, S.FILED)
_WON: Final = (*_INTO_COURT, S.PARTLY_AWARDED, S.ACCEPTED, S.FINAL, S.PAYABLE)

ORDINARY: Final = _plain("ordinary", 60)

SCENARIOS: Final = (
    ORDINARY,
    # Verified, and how far from there
    _plain("entrance-code", 10, change=_entrance_code("yes")),
    Scenario(code="recipient", count=6, verdict=V.REVIEW, change=_recipient),
    _plain("former-member", 8, change=_withdrawn),
    _plain("found-later", 6, change=_set(notices=["N4"], data_items=["name", "phone"])),
    _plain("item-not-leaked", 6, change=_set(data_items=["name", "email", "payment"])),
    _plain("foreign-class", 3, change=_set(other_proceedings={"kind": "foreign_class"})),
    Scenario(code="minor", count=4, verdict=V.VERIFIED, ages=(15, 17), change=_represented),
    Scenario(code="on-paper", count=12, verdict=V.VERIFIED, door="paper"),
    _plain("authorised", 18, S.AUTHORISED),
    _plain("batched", 24, *_INTO_COURT[:2]),
    _plain("filed", 18, *_INTO_COURT),
    _plain("awarded", 6, *_INTO_COURT, S.AWARDED),
    _plain("partly-awarded", 6, *_INTO_COURT, S.PARTLY_AWARDED),
    _plain("dismissed", 5, *_INTO_COURT, S.DISMISSED_ON_MERITS),
    _plain("inadmissible", 4, *_INTO_COURT, S.DISMISSED_WITHOUT),
    _plain("withdrawn-in-court", 3, *_INTO_COURT, S.WITHDRAWN_IN_COURT),
    _plain("appealing", 5, *_INTO_COURT, S.DISMISSED_ON_MERITS, S.APPEAL_OPTED_IN),
    _plain("accepted", 5, *_WON[:5]),
    _plain("final", 4, *_WON[:6]),
    _plain("payable", 4, *_WON),
    _plain("paid", 6, *_WON, S.PAID),
    _plain("returned", 3, *_WON, S.RETURNED),
    _plain("reissued", 2, *_WON, S.RETURNED, S.REISSUED),
    _plain("closed", 5, *_WON, S.PAID, S.CLOSED),
    _plain("deceased", 2, S.AUTHORISED, S.DECEASED),
    _plain("succession", 2, S.AUTHORISED, S.DECEASED, S.SUCCESSION),
    _plain("withdrawn", 5, S.WITHDRAWN),
    # The claimant is asked
    Scenario(code="left-out", count=14, verdict=V.NEEDS_INFORMATION, door="import", change=_left_out),
    Scenario(code="minor-alone", count=4, verdict=V.NEEDS_INFORMATION, ages=(15, 17)),
    Scenario(code="child-alone", count=3, verdict=V.NEEDS_INFORMATION, ages=(8, 12)),
    Scenario(
        code="other-suit",
        count=5,
        verdict=V.NEEDS_INFORMATION,
        change=_set(other_proceedings={"kind": "other_suit", "details": "다른 법무법인을 통해 참여했습니다."}),
    ),
    Scenario(code="before-notice", count=4, verdict=V.NEEDS_INFORMATION, change=_too_early),
    Scenario(code="no-code-stored", count=4, verdict=V.NEEDS_INFORMATION, change=_entrance_code("no")),
    Scenario(code="joined-later", count=4, verdict=V.NEEDS_INFORMATION, change=_account(joined="2025-12")),
    Scenario(
        code="left-before",
        count=3,
        verdict=V.NEEDS_INFORMATION,
        change=_account(joined="2016-02", withdrew="2025-02"),
    ),
    Scenario(code="expired", count=4, verdict=V.NEEDS_INFORMATION, change=_too_early, path=(S.EXPIRED,)),
    Scenario(code="gave-up", count=2, verdict=V.NEEDS_INFORMATION, change=_too_early, path=(S.WITHDRAWN,)),
    # A person looks
    Scenario(code="no-notice", count=6, verdict=V.REVIEW, change=_set(notices=[])),
    Scenario(
        code="nothing-supported",
        count=4,
        verdict=V.REVIEW,
        change=_set(notices=["N4"], data_items=["email", "payment"]),
    ),
    Scenario(code="code-unknown", count=6, verdict=V.REVIEW, change=_entrance_code("unknown")),
    Scenario(code="code-found-later", count=4, verdict=V.REVIEW, change=_entrance_code("yes", notice="N4")),
    Scenario(code="disputed-window", count=5, verdict=V.REVIEW, change=_account(joined="2018-09", withdrew="2025-05")),
    Scenario(code="conflict", count=3, verdict=V.REVIEW, conflict=True),
    Scenario(code="mediation", count=4, verdict=V.REVIEW, change=_set(other_proceedings={"kind": "mediation"})),
    Scenario(code="child", count=3, verdict=V.REVIEW, ages=(8, 12), change=_represented),
    Scenario(code="cleared", count=4, verdict=V.REVIEW, change=_set(notices=[]), path=(S.VERIFIED,)),
    Scenario(
        code="rejected",
        count=3,
        verdict=V.REVIEW,
        change=_set(notices=["N4"], data_items=["email"]),
        path=(S.REJECTED,),
    ),
    Scenario(code="appealed", count=2, verdict=V.REVIEW, conflict=True, path=(S.REJECTED, S.APPEALED)),
    # The same person again
    Scenario(code="same-account", count=6, verdict=V.DUPLICATE_HOLD, again=True),
    Scenario(code="same-person", count=5, verdict=V.DUPLICATE_HOLD, again=True, change=_other_account),
    Scenario(code="merged", count=4, verdict=V.DUPLICATE_HOLD, again=True, path=(S.MERGED,)),
    Scenario(
        code="two-accounts", count=2, verdict=V.DUPLICATE_HOLD, again=True, change=_other_account, path=(S.VERIFIED,)
    ),
    # Filed by a machine, as it seems
    Scenario(code="in-a-row", count=6, verdict=V.REVIEW, change=_mailbox_in_a_row),
    # Maybe the same person, maybe not: what counsel's queue of pairs is for
    Scenario(code="romanised", count=3, verdict=V.DUPLICATE_HOLD, again=True, who=unclear_in_latin, change=_romanised),
    Scenario(code="moved-house", count=3, verdict=V.DUPLICATE_HOLD, again=True, who=_korean, change=_moved),
    Scenario(code="misspelt", count=4, verdict=V.DUPLICATE_HOLD, again=True, who=_korean, change=_misspelt),
    # One home, two people: no syllable of these names is in the pools, so that nobody bears one by chance
    Scenario(code="twins", count=2, verdict=V.VERIFIED, again=True, who=_korean, change=_kin("새봄")),
    Scenario(code="parent", count=2, verdict=V.VERIFIED, again=True, who=_korean, change=_kin("새롬", years=29)),
    Scenario(
        code="spouse", count=2, verdict=V.VERIFIED, again=True, who=_korean, change=_kin("새얼", surname="추", years=2)
    ),
    # Still with the workers
    Scenario(code="just-filed", count=6, verdict=None, late=True),
    Scenario(code="answered", count=3, verdict=V.NEEDS_INFORMATION, change=_too_early, path=(S.VERIFYING,)),
)

# Why staff moved a claim there, in the claimant's language. Sealed with the claim, as a person's own words are.
REASONS: Final[dict[S, tuple[str, str]]] = {
    S.VERIFIED: ("제출 자료를 확인했고 신청을 진행해도 됩니다.", "Checked the papers; the claim may go on."),
    S.REJECTED: (
        "통화에서 청구 근거가 없음을 본인이 확인했습니다.",
        "The claimant confirmed by phone that there is no ground.",
    ),
    S.MERGED: ("같은 사람이 두 번 신청한 것을 본인에게 확인했습니다.", "The claimant confirmed having filed twice."),
    S.APPEALED: ("본인이 결정에 이의를 제기했습니다.", "The claimant objects to the decision."),
    S.WITHDRAWN: ("본인이 전화로 신청을 취소했습니다.", "The claimant withdrew by phone."),
    S.VERIFYING: ("빠진 내용을 본인이 전화로 알려 왔습니다.", "The claimant gave what was missing by phone."),
    S.AWARDED: ("1심 판결(가상): 전부 인용", "First judgment (invented): granted in full"),
    S.PARTLY_AWARDED: (
        "1심 판결(가상): 일부 인용, 100,000원",
        "First judgment (invented): granted in part, 100,000 won",
    ),
    S.DISMISSED_ON_MERITS: ("1심 판결(가상): 기각", "First judgment (invented): dismissed on the merits"),
    S.DISMISSED_WITHOUT: ("1심 판결(가상): 각하", "First judgment (invented): dismissed as inadmissible"),
    S.WITHDRAWN_IN_COURT: ("본인의 뜻에 따라 소를 취하했습니다.", "The suit was withdrawn as the claimant wished."),
    S.APPEAL_OPTED_IN: ("항소 참여 신청서를 받았습니다.", "Received the form to join the appeal."),
    S.ACCEPTED: ("판결을 받아들인다는 답을 받았습니다.", "The claimant accepts the judgment."),
    S.DECEASED: ("가족이 사망 사실을 알려 왔습니다.", "The family reported the death."),
    S.SUCCESSION: ("상속인이 소송을 잇겠다고 했습니다.", "The heirs wish to go on."),
}


def ordinary_body(person: Person, random: Random) -> Body:
    """A complete claim of an account holder that the rules verify; consents are added by the loader."""
    leaked = ["name", "email", "phone", "delivery_address", "address_book", "order_history"]
    notices: list[str] = random.choices([["N3"], ["N2", "N3"], ["N1", "N2", "N3"]], weights=[6, 3, 1])[0]
    return {
        "language": person.language,
        "claimant_type": "account_holder",
        "name": person.name,
        "birth_date": person.birth_date.isoformat(),
        "email": person.email,
        "phone": person.phone,
        "address": {"postcode": person.postcode, "line": person.address},
        "account": {
            "email": person.email,
            "phone": person.phone,
            "joined": f"20{random.randint(14, 24)}-0{random.randint(1, 9)}",
        },
        "notices": notices,
        "data_items": sorted(random.sample(leaked, k=random.randint(2, 6))),
        "entrance_code_stored": random.choice(["no", "unknown"]),
        "damages_sought": {
            "amount": random.choices([200_000, 100_000, 300_000, 1_000_000], weights=[14, 3, 2, 1])[0],
            "currency": "KRW",
        },
        "other_proceedings": {"kind": "none"},
        "attested": True,
    }
