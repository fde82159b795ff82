"""What a rule answers, and the words it answers in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from claims.rules.verification.facts import CaseContext, ClaimFacts

Param = str | int | list[str] | dict[str, list[int]]
"""Codes, dates (ISO 8601) and counts, also counts by code. Never personal data."""


class Outcome(StrEnum):
    """Pass; fail (a deficiency, never a rejection); review by a person."""

    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    REVIEW = "review"


class Verdict(StrEnum):
    """What becomes of a claim once every rule has judged it."""

    VERIFIED = "verified"
    NEEDS_INFORMATION = "needs_information"
    REVIEW = "review"
    DUPLICATE_HOLD = "duplicate_hold"


class Reason(StrEnum):
    """Why a rule judged so. Each belongs to one rule; `claims.wording` has a sentence for each."""

    # 1 required fields
    COMPLETE = "complete"
    COMPLETE_ON_FILE = "complete_on_file"
    INCOMPLETE = "incomplete"
    # 2 contact
    CONTACT_PROVEN = "contact_proven"
    CONTACT_ON_FILE = "contact_on_file"
    CONTACT_UNPROVEN = "contact_unproven"
    # 3 identity
    IDENTITY_EQUAL = "identity_equal"
    IDENTITY_SIMILAR = "identity_similar"
    IDENTITY_OTHER = "identity_other"
    IDENTITY_MISSING = "identity_missing"
    IDENTITY_NOT_OFFERED = "identity_not_offered"
    # 4 age
    ADULT = "adult"
    MINOR_REPRESENTED = "minor_represented"
    MINOR_UNREPRESENTED = "minor_unrepresented"
    CHILD_REPRESENTED = "child_represented"
    CHILD_UNREPRESENTED = "child_unrepresented"
    BIRTH_DATE_MISSING = "birth_date_missing"
    # 9 notice
    NOTICE_MATCHES = "notice_matches"
    DATED_BEFORE_NOTICE = "dated_before_notice"
    NO_NOTICE = "no_notice"
    NOTICE_UNKNOWN = "notice_unknown"
    # 10 data items
    ITEMS_PROVEN = "items_proven"
    ITEMS_LEAKED = "items_leaked"
    ITEMS_NOT_LEAKED = "items_not_leaked"
    NO_ITEM_SUPPORTED = "no_item_supported"
    NO_ITEM_CLAIMED = "no_item_claimed"
    COHORT_UNKNOWN = "cohort_unknown"
    # 11 entrance code
    NOT_CLAIMED = "not_claimed"
    ENTRANCE_CODE_PROVEN = "entrance_code_proven"
    ENTRANCE_CODE_LEAKED = "entrance_code_leaked"
    ENTRANCE_CODE_NOT_LEAKED = "entrance_code_not_leaked"
    ENTRANCE_CODE_NOT_STORED = "entrance_code_not_stored"
    ENTRANCE_CODE_STORAGE_UNKNOWN = "entrance_code_storage_unknown"
    ENTRANCE_CODE_LEAK_UNKNOWN = "entrance_code_leak_unknown"
    ENTRANCE_CODE_COHORT_UNKNOWN = "entrance_code_cohort_unknown"
    # 12 affected-account list
    NO_ACCOUNT_LIST = "no_account_list"
    ON_ACCOUNT_LIST = "on_account_list"
    NOT_ON_ACCOUNT_LIST = "not_on_account_list"
    ACCOUNT_NOT_LOOKED_UP = "account_not_looked_up"
    # 13 account
    ACCOUNT_IN_WINDOW = "account_in_window"
    NOTICE_SHOWS_ACCOUNT = "notice_shows_account"
    NOT_AN_ACCOUNT_HOLDER = "not_an_account_holder"
    JOINED_AFTER_WINDOW = "joined_after_window"
    WITHDREW_BEFORE_WINDOW = "withdrew_before_window"
    ONLY_IN_DISPUTED_PART = "only_in_disputed_part"
    JOINED_AS_WINDOW_ENDED = "joined_as_window_ended"
    WITHDREW_AS_WINDOW_BEGAN = "withdrew_as_window_began"
    JOINED_UNKNOWN = "joined_unknown"
    # 14 recipient who is no member
    NOT_A_RECIPIENT = "not_a_recipient"
    RECIPIENT_ON_LIST = "recipient_on_list"
    RECIPIENT_UNPROVEN = "recipient_unproven"
    # 16 other proceedings
    NO_OTHER_PROCEEDINGS = "no_other_proceedings"
    FOREIGN_CLASS_FLAG = "foreign_class_flag"
    ON_FILE = "on_file"
    OTHER_SUIT = "other_suit"
    UNANSWERED = "unanswered"
    MEDIATION_PENDING = "mediation_pending"
    # 17 duplicates
    NO_DUPLICATES = "no_duplicates"
    LATER_CLAIM_EXISTS = "later_claim_exists"
    PROBABLE_DUPLICATE = "probable_duplicate"
    CERTAIN_DUPLICATE = "certain_duplicate"
    # 18 abuse
    ABUSE_LOW = "abuse_low"
    ABUSE_MEDIUM = "abuse_medium"
    ABUSE_HIGH = "abuse_high"
    ABUSE_NOT_MEASURED = "abuse_not_measured"
    # 20 limitation
    WITHIN_LIMITATION = "within_limitation"
    LIMITATION_NEAR = "limitation_near"
    LIMITATION_OVER = "limitation_over"
    # 21 conflict of interest
    NO_CONFLICT = "no_conflict"
    CONFLICT_HIT = "conflict_hit"
    # 23 cut-off
    BEFORE_CUT_OFF = "before_cut_off"
    NO_CUT_OFF = "no_cut_off"
    NEXT_BATCH = "next_batch"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule's outcome on one claim.

    `rule` is the rule's number; `params` fill the reason's sentence and go into JSON as they are; `asks`: the
    claimant can cure it and is asked to. Checks may be shared between claims: their params are not to be changed.
    """

    rule: int
    outcome: Outcome
    reason: Reason
    params: Mapping[str, Param] = field(default_factory=dict)
    asks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its number and stable code, the version of its reading, its legal source, its judge.

    `version` goes up whenever the same facts could be judged otherwise. `reads` names the fields of `ClaimFacts` and
    `CaseContext` that the judge looks at; a change of any other cannot alter its check. `by_profile`: of the claim it
    reads only what many claims have in common, so that it can be judged once for all that agree in it; of notices it
    reads which, and not when they came. `per_item`: its failure takes an
    item out of the claim and leaves the claim itself standing. `always`: every case is judged by it; of the others a
    case chooses, and `by_default` are those it is judged by until it has chosen.
    """

    number: int
    code: str
    version: int
    source: str
    judge: Callable[[ClaimFacts, CaseContext], Check]
    reads: frozenset[str]
    by_profile: bool = False
    per_item: bool = False
    always: bool = False
    by_default: bool = True
