"""What each rule can say: its outcomes with their reasons, as documentation and settings pages tell them.

The rules themselves say these things; the tests hold this list to what they say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from claims.rules.verification.checks import Outcome, Reason


@dataclass(frozen=True, slots=True)
class Possible:
    """One thing that a rule can say of a claim. `asks`: the claimant can cure it and is asked to."""

    outcome: Outcome
    reason: Reason
    asks: bool = False


def _pass(reason: Reason) -> Possible:
    return Possible(Outcome.PASS, reason)


def _asks(reason: Reason) -> Possible:
    return Possible(Outcome.FAIL, reason, asks=True)


def _fail(reason: Reason) -> Possible:
    return Possible(Outcome.FAIL, reason)


def _review(reason: Reason) -> Possible:
    return Possible(Outcome.REVIEW, reason)


POSSIBLE: Final[Mapping[int, tuple[Possible, ...]]] = MappingProxyType(
    {
        1: (
            _pass(Reason.COMPLETE),
            _pass(Reason.COMPLETE_ON_FILE),
            _asks(Reason.INCOMPLETE),
        ),
        2: (
            _pass(Reason.CONTACT_PROVEN),
            _pass(Reason.CONTACT_ON_FILE),
            _asks(Reason.CONTACT_UNPROVEN),
        ),
        3: (
            _pass(Reason.IDENTITY_EQUAL),
            _pass(Reason.IDENTITY_NOT_OFFERED),
            _asks(Reason.IDENTITY_MISSING),
            _asks(Reason.IDENTITY_OTHER),
            _review(Reason.IDENTITY_SIMILAR),
        ),
        4: (
            _pass(Reason.ADULT),
            _pass(Reason.MINOR_REPRESENTED),
            _asks(Reason.MINOR_UNREPRESENTED),
            _asks(Reason.CHILD_UNREPRESENTED),
            _review(Reason.CHILD_REPRESENTED),
            _review(Reason.BIRTH_DATE_MISSING),
        ),
        9: (
            _pass(Reason.NOTICE_MATCHES),
            _asks(Reason.DATED_BEFORE_NOTICE),
            _review(Reason.NO_NOTICE),
            _review(Reason.NOTICE_UNKNOWN),
        ),
        10: (
            _pass(Reason.ITEMS_PROVEN),
            _pass(Reason.ITEMS_LEAKED),
            _fail(Reason.ITEMS_NOT_LEAKED),
            _review(Reason.NO_ITEM_SUPPORTED),
            _review(Reason.NO_ITEM_CLAIMED),
            _review(Reason.COHORT_UNKNOWN),
        ),
        11: (
            _pass(Reason.NOT_CLAIMED),
            _pass(Reason.ENTRANCE_CODE_PROVEN),
            _pass(Reason.ENTRANCE_CODE_LEAKED),
            _fail(Reason.ENTRANCE_CODE_NOT_LEAKED),
            _asks(Reason.ENTRANCE_CODE_NOT_STORED),
            _review(Reason.ENTRANCE_CODE_STORAGE_UNKNOWN),
            _review(Reason.ENTRANCE_CODE_LEAK_UNKNOWN),
            _review(Reason.ENTRANCE_CODE_COHORT_UNKNOWN),
        ),
        12: (
            _pass(Reason.ON_ACCOUNT_LIST),
            _pass(Reason.NO_ACCOUNT_LIST),
            _review(Reason.NOT_ON_ACCOUNT_LIST),
            _review(Reason.ACCOUNT_NOT_LOOKED_UP),
        ),
        13: (
            _pass(Reason.ACCOUNT_IN_WINDOW),
            _pass(Reason.NOTICE_SHOWS_ACCOUNT),
            _pass(Reason.NOT_AN_ACCOUNT_HOLDER),
            _asks(Reason.JOINED_AFTER_WINDOW),
            _asks(Reason.WITHDREW_BEFORE_WINDOW),
            _review(Reason.ONLY_IN_DISPUTED_PART),
            _review(Reason.JOINED_AS_WINDOW_ENDED),
            _review(Reason.WITHDREW_AS_WINDOW_BEGAN),
            _review(Reason.JOINED_UNKNOWN),
        ),
        14: (
            _pass(Reason.NOT_A_RECIPIENT),
            _pass(Reason.RECIPIENT_ON_LIST),
            _review(Reason.RECIPIENT_UNPROVEN),
        ),
        16: (
            _pass(Reason.NO_OTHER_PROCEEDINGS),
            _pass(Reason.FOREIGN_CLASS_FLAG),
            _pass(Reason.ON_FILE),
            _asks(Reason.OTHER_SUIT),
            _asks(Reason.UNANSWERED),
            _review(Reason.MEDIATION_PENDING),
        ),
        17: (
            _pass(Reason.NO_DUPLICATES),
            _pass(Reason.LATER_CLAIM_EXISTS),
            _review(Reason.PROBABLE_DUPLICATE),
            _review(Reason.CERTAIN_DUPLICATE),
        ),
        18: (
            _pass(Reason.ABUSE_LOW),
            _pass(Reason.ABUSE_NOT_MEASURED),
            _review(Reason.ABUSE_MEDIUM),
            _review(Reason.ABUSE_HIGH),
        ),
        20: (
            _pass(Reason.WITHIN_LIMITATION),
            _fail(Reason.LIMITATION_OVER),
            _review(Reason.LIMITATION_NEAR),
        ),
        21: (
            _pass(Reason.NO_CONFLICT),
            _review(Reason.CONFLICT_HIT),
        ),
        23: (
            _pass(Reason.BEFORE_CUT_OFF),
            _pass(Reason.NO_CUT_OFF),
            _pass(Reason.NEXT_BATCH),
        ),
    }
)
"""By the rule's number: first what passes, then what fails, then what a person looks at."""
