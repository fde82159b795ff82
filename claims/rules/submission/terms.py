"""What one case lets a claimant file on one day: the codes, the bounds and the consents a submission is held to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from claims.rules.masks import to_mask

LANGUAGES = ("ko", "en")
CLAIMANT_TYPES = ("account_holder", "withdrawn_member", "non_member_recipient", "minor_representative", "heir")
ENTRANCE_ANSWERS = ("yes", "no", "unknown")
PROCEEDING_KINDS = ("none", "other_suit", "mediation", "foreign_class")
RELATIONS = ("parent", "guardian", "other")


@dataclass(frozen=True, slots=True)
class NoticeTerm:
    """A breach notice of the incident: its bit in the claim's notice mask, and the day it was given."""

    bit: int
    date: date


@dataclass(frozen=True, slots=True)
class DamagesTerm:
    """The sums that may be sought, in whole units of `currency`; `standard` is what the case proposes."""

    minimum: int
    standard: int
    maximum: int
    currency: str = "KRW"


@dataclass(frozen=True, slots=True)
class ConsentTerm:
    """A consent asked in this case, in the version whose text is shown today."""

    code: str
    version: str
    required: bool


@dataclass(frozen=True, slots=True)
class FilingTerms:
    """What may be filed in the case `case` on `today` (a date in Asia/Seoul).

    `items` and `notices` are keyed by code; a bit is a position from 0. `entrance_item` is the code of the data
    item that an entrance code is, or None where the case has none and the question is not asked.
    """

    case: str
    items: Mapping[str, int]
    notices: Mapping[str, NoticeTerm]
    entrance_item: str | None
    damages: DamagesTerm
    consents: tuple[ConsentTerm, ...]
    today: date

    def item_mask(self, codes: Iterable[str]) -> int:
        """Return data items as a bit mask. Raises `NotInMask` for a code that the case does not have."""
        return to_mask(codes, self.items)

    def notice_mask(self, codes: Iterable[str]) -> int:
        """Return notices as a bit mask. Raises `NotInMask` for a code that the case does not have."""
        return to_mask(codes, {code: notice.bit for code, notice in self.notices.items()})
