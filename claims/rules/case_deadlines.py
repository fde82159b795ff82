"""The deadlines of a case: what ends when, by which law, how many days are left, and which level that is.

Days are Korean. Public holidays other than Sundays are not counted: they are decided year by year, a list of them that
is wrong by one day would tell of a right that is lost, and a verdict must come out the same in ten years. So a day told
here may be earlier than the law's, never later. What a case does not know, the day on which something was served, is
taken to be the day on which its stage began; each kind's words say what must be checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from claims.rules.deadlines import korean_date, limitation_ends, next_working_day
from claims.rules.stages import CaseStage, CaseType

_K = CaseStage

OVER: Final = -1
"""The level of a deadline whose last day has passed."""


class DeadlineKind(StrEnum):
    """What ends, and by which law. `claims.wording.deadlines` says what each means, and what must be checked."""

    LIMITATION = "limitation"
    """Civil Code 157, 160, 161, 766."""
    MEDIATION = "mediation"
    """Silence is acceptance: PIPA 47; Civil Code 157, 161."""
    APPEAL = "appeal"
    """Civil Procedure Act 396; Civil Code 157, 161."""
    APPEAL_ON_LAW = "appeal_on_law"
    """Civil Procedure Act 396, 425; Civil Code 157, 161."""
    CORRECTION_ORDER = "correction_order"
    """Civil Procedure Act 254; the period is in the order."""
    CUT_OFF = "cut_off"
    """The case's own timetable."""


LEVELS: Final = {
    # 180 is where rule 20 begins to lay claims before a person, unless the case is set otherwise.
    DeadlineKind.LIMITATION: (180, 90, 30, 14, 7, 1),
    # Silence is acceptance, so it is told from the first day on.
    DeadlineKind.MEDIATION: (15, 7, 3, 1, 0),
    DeadlineKind.APPEAL: (14, 7, 3, 1, 0),
    DeadlineKind.APPEAL_ON_LAW: (14, 7, 3, 1, 0),
    # No day is known: it is told once, when the order came.
    DeadlineKind.CORRECTION_ORDER: (0,),
    DeadlineKind.CUT_OFF: (30, 14, 7, 1),
}
"""At how many days left, or fewer, counsel are told of it; once more when it is over."""

_MOMENT: Final = timedelta(microseconds=1)
_MEDIATION_DAYS: Final = 15
_APPEAL_DAYS: Final = 14
_BATCH_OPEN: Final = frozenset({_K.RECRUITING, _K.COLLECTING_DOCUMENTS})
_BEFORE_COURT: Final = _BATCH_OPEN | {_K.DRAFT, _K.BATCH_LOCKED}
_OVER_AND_DONE: Final = frozenset({_K.WITHDRAWN, _K.DISMISSED, _K.CLOSED, _K.DESTROYED})
_BY_STAGE: Final = {
    _K.MEDIATION_OFFER: (DeadlineKind.MEDIATION, _MEDIATION_DAYS),
    _K.FIRST_JUDGMENT: (DeadlineKind.APPEAL, _APPEAL_DAYS),
    _K.APPEAL_WINDOW: (DeadlineKind.APPEAL, _APPEAL_DAYS),
    _K.SECOND_JUDGMENT: (DeadlineKind.APPEAL_ON_LAW, _APPEAL_DAYS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTimes:
    """What a case's deadlines follow from.

    `resume_to` is the stage that a side stage returns to, or "". `unfiled`: some of its claims are not before a court
    and have not ended. Moments have a time zone.
    """

    case_type: str
    stage: str
    stage_since: datetime
    resume_to: str
    cut_off: datetime | None
    unfiled: bool
    leak_from: date
    became_known: date
    years_from_knowledge: int
    years_from_act: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One deadline on one day. `ends` is its last day; None: the court's paper tells it, and `days_left` is unknown."""

    kind: DeadlineKind
    since: date
    ends: date | None
    days_left: int | None

    @property
    def over(self) -> bool:
        """Whether its last day has passed."""
        return self.days_left is not None and self.days_left < 0

    @property
    def level(self) -> int | None:
        """The narrowest level reached, `OVER` when it is over; None while it is farther away than any."""
        if self.over:
            return OVER
        left = 0 if self.days_left is None else self.days_left
        return min((level for level in LEVELS[self.kind] if left <= level), default=None)


def deadlines_of(case: CaseTimes, *, today: date) -> list[Deadline]:
    """Return a case's deadlines, the nearest first; those without a known day stand before all."""
    found = [*_of_stage(case, today), *_of_limitation(case, today), *_of_batch(case, today)]
    return sorted_deadlines(found)


def sorted_deadlines(deadlines: Sequence[Deadline]) -> list[Deadline]:
    """Return deadlines in the order in which they press."""
    return sorted(deadlines, key=lambda each: (each.ends is not None, each.ends or each.since, each.kind))


def _of_stage(case: CaseTimes, today: date) -> list[Deadline]:
    """What the court or the committee has set going. The day itself is not counted (Civil Code 157)."""
    since = korean_date(case.stage_since)
    if case.stage == _K.CORRECTION_ORDER:
        return [Deadline(kind=DeadlineKind.CORRECTION_ORDER, since=since, ends=None, days_left=None)]
    period = _BY_STAGE.get(_K(case.stage))
    if period is None:
        return []
    kind, days = period
    return [_dated(kind, since, next_working_day(since + timedelta(days=days)), today)]


def _of_limitation(case: CaseTimes, today: date) -> list[Deadline]:
    """Claims that are not before a court are barred when it is over, whether or not others have been filed.

    A settlement's claims are pressed by nobody in court. The ten years count from the first day of the leak.
    """
    if case.case_type == CaseType.CLASS_SETTLEMENT or case.stage in _OVER_AND_DONE:
        return []
    if (case.resume_to or case.stage) not in _BEFORE_COURT and not case.unfiled:
        return []
    ends = limitation_ends(
        known=case.became_known,
        act=case.leak_from,
        years_from_knowledge=case.years_from_knowledge,
        years_from_act=case.years_from_act,
    )
    return [_dated(DeadlineKind.LIMITATION, case.became_known, ends, today)]


def _of_batch(case: CaseTimes, today: date) -> list[Deadline]:
    """The batch closes on a day that counsel chose, so nothing puts it off."""
    if case.cut_off is None or (case.resume_to or case.stage) not in _BATCH_OPEN:
        return []
    # A claim received at that very moment is late, so a batch that closes at midnight is open on the day before.
    ends = korean_date(case.cut_off - _MOMENT)
    return [_dated(DeadlineKind.CUT_OFF, korean_date(case.stage_since), ends, today)]


def _dated(kind: DeadlineKind, since: date, ends: date, today: date) -> Deadline:
    return Deadline(kind=kind, since=since, ends=ends, days_left=(ends - today).days)
