"""What the rules are told: one claim's facts, and what holds for every claim of its case.

Neither carries anything personal: the services say only whether a name, an address or an account was given, and of
the date of birth only the `AgeBand`. So a claim's facts can be kept as they were when it was judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from claims.rules.abuse import DEFAULTS, AbuseSettings, Readings
from claims.rules.deadlines import age_on, limitation_ends
from claims.rules.verification.settings import DEFAULTS as DEFAULT_RULES
from claims.rules.verification.settings import RuleSettings


class ClaimantType(StrEnum):
    """In what relation the claimant stands to the account."""

    ACCOUNT_HOLDER = "account_holder"
    WITHDRAWN_MEMBER = "withdrawn_member"
    NON_MEMBER_RECIPIENT = "non_member_recipient"
    MINOR_REPRESENTATIVE = "minor_representative"
    HEIR = "heir"


class AgeBand(StrEnum):
    """What the rules need to know of an age: who signs, and who consents to the processing."""

    ADULT = "adult"
    MINOR = "minor"
    CHILD = "child"


def age_band(birth_date: date, today: date, rules: RuleSettings) -> AgeBand:
    """Return the band of someone born on `birth_date`, under the ages that the case's settings name."""
    years = age_on(today, birth_date)
    if years >= rules.threshold("adult_from"):
        return AgeBand.ADULT
    return AgeBand.CHILD if years < rules.threshold("consents_from") else AgeBand.MINOR


class Contact(StrEnum):
    """Whether the claimant can be reached where they said: proven by a code, vouched for by the firm, or neither."""

    PROVEN = "proven"
    ON_FILE = "on_file"
    UNPROVEN = "unproven"


class Identity(StrEnum):
    """How name and birth date of a verified identity agree with the form's."""

    EQUAL = "equal"
    SIMILAR = "similar"
    OTHER = "other"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """One claim as the rules see it. Codes are those of the enums above; None (or an empty code) is "not answered".

    - `missing`: the `Field`s not given. `contact` is an e-mail or a phone; `account` the account's e-mail or phone.
      Whether a field is required of this claimant, and whether the attestation is missing, is for rule 1 to say.
    - `consents_missing`: codes of the case's required consents that are neither given nor on file.
    - `attestation_on_file`, `proceedings_on_file`: the firm holds the answer on paper (imported claims).
    - `contact`: a `Contact`. `identity`: an `Identity`; None: no identity was verified.
    - `age_band`: an `AgeBand`, on the day of the judgement; None: no birth date was given.
    - `has_representative`: a legal representative of a minor is named.
    - `items_mask`: the data items claimed, as places of `CaseContext.items`.
    - `on_list`: the items that an affected-account list shows for the account, as places of `CaseContext.items`; 0: it
      is not on the list; None: no list is in force, or no account was given that could be looked for.
    - `joined`, `withdrew`: the first day of the month.
    - `abuse`: what was counted and measured of how the claim was filed; None: nothing is known of it any more.
    - `received_at`: when the claim was received; with a time zone.
    """

    claimant_type: str | None
    missing: frozenset[str]
    consents_missing: frozenset[str]
    attested: bool
    attestation_on_file: bool
    contact: str
    identity: str | None
    age_band: str | None
    has_representative: bool
    notices: tuple[Received, ...]
    items_mask: int
    entrance_code_stored: str | None
    on_list: int | None
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
    moment at which the batch closes; `abuse_settings` are the limits, points and levels of rule 18; `rules` says which
    rules the case is judged by and their thresholds; `accounts` is the number of the affected-account list in force, if
    there is one. `identity_offered`: claimants can have their identity verified.
    """

    known_notices: Mapping[str, KnownNotice]
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
    abuse_settings: AbuseSettings = DEFAULTS
    rules: RuleSettings = DEFAULT_RULES
    accounts: int | None = None
    identity_offered: bool = False
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
