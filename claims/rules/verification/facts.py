"""What the rules are told: one claim's facts, and what holds for every claim of its case.

Neither carries a name, an address or an account: the services say only whether they were given. The date of birth
is the one personal fact that a rule needs, and `ClaimFacts` keeps it out of its `repr`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from claims.rules.abuse import DEFAULTS, AbuseSettings, Readings
from claims.rules.deadlines import limitation_ends

ADULT_FROM: Final = 19
"""Years of age from which a person signs alone (Civil Code 4)."""

CONSENTS_FROM: Final = 14
"""Years of age from which a person's own consent to the processing counts (PIPA 22-2)."""


class ClaimantType(StrEnum):
    """In what relation the claimant stands to the account."""

    ACCOUNT_HOLDER = "account_holder"
    WITHDRAWN_MEMBER = "withdrawn_member"
    NON_MEMBER_RECIPIENT = "non_member_recipient"
    MINOR_REPRESENTATIVE = "minor_representative"
    HEIR = "heir"


class EntranceCode(StrEnum):
    """Whether the claimant had stored a code of a shared entrance. The code itself is never asked for."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Proceedings(StrEnum):
    """What else the claimant pursues over the same leak."""

    NONE = "none"
    OTHER_SUIT = "other_suit"
    MEDIATION = "mediation"
    FOREIGN_CLASS = "foreign_class"


class Agreement(StrEnum):
    """In what two claims agree by equal blind keys: what rule 17 of version 1 said, and old checks still say."""

    ACCOUNT_EMAIL = "account_email"
    NAME_BIRTH_PHONE = "name_birth_phone"
    NAME_BIRTH_EMAIL = "name_birth_email"


class Conflict(StrEnum):
    """Whose claim this firm could not press without a conflict of interest."""

    DEFENDANTS_COUNSEL = "defendants_counsel"
    DEFENDANTS_OFFICER = "defendants_officer"
    FIRMS_STAFF = "firms_staff"


class Field(StrEnum):
    """A field, or a pair of which one is enough, that a claim cannot be filed without."""

    CLAIMANT_TYPE = "claimant_type"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    CONTACT = "contact"
    ADDRESS = "address"
    ACCOUNT = "account"
    DATA_ITEMS = "data_items"
    DAMAGES_SOUGHT = "damages_sought"
    ATTESTATION = "attestation"


@dataclass(frozen=True, slots=True)
class Received:
    """A notice that the claimant received, and the day if they know it."""

    code: str
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class DuplicateHit:
    """Another claim of the incident that is or may be the same person's.

    `agreements`: in what the two agree, as `comparison.level` of `claims.rules.matching`. `waits`: this claim is the
    one of the two that waits for the other, or for a person. `certain`: both are in one cluster; else nobody has
    decided yet whether they are one person's.
    """

    agreements: tuple[str, ...]
    waits: bool
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ClaimFacts:
    """One claim as the rules see it. Codes are those of the enums above; None (or an empty code) is "not answered".

    - `missing`: the `Field`s not given. `contact` is an e-mail or a phone; `account` the account's e-mail or phone.
      Whether a field is required of this claimant, and whether the attestation is missing, is for rule 1 to say.
    - `consents_missing`: codes of the case's required consents that are neither given nor on file.
    - `attestation_on_file`, `proceedings_on_file`: the firm holds the answer on paper (imported claims).
    - `has_representative`: a legal representative of a minor is named.
    - `items_mask`: the data items claimed, as places of `CaseContext.items`.
    - `joined`, `withdrew`: the first day of the month.
    - `abuse`: what was counted and measured of how the claim was filed; None: nothing is known of it any more.
    - `received_at`: when the claim was received; with a time zone.
    """

    claimant_type: str | None
    missing: frozenset[str]
    consents_missing: frozenset[str]
    attested: bool
    attestation_on_file: bool
    birth_date: date | None
    has_representative: bool
    notices: tuple[Received, ...]
    items_mask: int
    entrance_code_stored: str | None
    joined: date | None
    withdrew: date | None
    other_proceedings: str | None
    proceedings_on_file: bool
    duplicates: tuple[DuplicateHit, ...]
    conflicts: tuple[str, ...]
    abuse: Readings | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class KnownNotice:
    """A breach notice of the incident: its date, whom it was sent to, and whose it is."""

    dated: date
    cohort: str
    source: str


@dataclass(frozen=True, slots=True)
class CohortItems:
    """What the current leaked-field list says of one cohort, as masks; an item in neither is unknown."""

    leaked: int
    not_leaked: int


@dataclass(frozen=True, slots=True)
class LeakWindow:
    """From when to when the data leaked, both days included.

    Up to `undisputed_from` the sources differ: one says that the leak had begun, another that it had not. None:
    nothing is disputed.
    """

    begins: date
    ends: date
    undisputed_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseContext:
    """What holds for every claim of a case on one day, under one version of the leaked-field list.

    Made once and used for thousands of claims, so what only depends on it is computed here. `today` is a day in
    Korea (`claims.rules.deadlines.korean_date`); `items` maps the codes of data items to their places in masks;
    `entrance_code` is the code of the item that is an entrance code, if the incident has one; `cut_off` is the
    moment at which the batch closes; `abuse` are the limits, points and levels of rule 18. Below `adult_from` years
    (Civil Code 4) the legal representative signs, below `consents_from` (PIPA 22-2) the representative consents to
    the processing itself.
    """

    notices: Mapping[str, KnownNotice]
    cohorts: Mapping[str, CohortItems]
    items: Mapping[str, int]
    entrance_code: str | None
    leak: LeakWindow
    became_known: date
    today: date
    years_from_knowledge: int = 3
    years_from_act: int = 10
    holidays: frozenset[date] = frozenset()
    cut_off: datetime | None = None
    abuse: AbuseSettings = DEFAULTS
    consents_from: int = CONSENTS_FROM
    adult_from: int = ADULT_FROM
    limitation_ends: date = field(init=False)
    entrance_code_mask: int = field(init=False)

    def __post_init__(self) -> None:
        # The ten years of a leak that went on for months are counted from its first day: the safe reading.
        ends = limitation_ends(
            known=self.became_known,
            act=self.leak.begins,
            years_from_knowledge=self.years_from_knowledge,
            years_from_act=self.years_from_act,
            holidays=self.holidays,
        )
        mask = 0 if self.entrance_code is None else 1 << self.items[self.entrance_code]
        object.__setattr__(self, "limitation_ends", ends)
        object.__setattr__(self, "entrance_code_mask", mask)
