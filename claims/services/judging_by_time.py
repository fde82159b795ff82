"""What a new day alone changes: claims that other rules would judge as before are judged again for it.

Nothing is stored for it. For limitation, the day of the last run that ended well and today are compared by the rule
itself; for age, what rule 4 found of the claims of minors and what it would find today. So a scheduler that was away
for a week misses nothing, and a day on which nothing changes has no claim judged again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, cast

from django.db import transaction

from claims.models import Case, Rejudgement, WorkItem
from claims.queries.claim_facts import case_context
from claims.queries.leaked_list import current_list
from claims.queries.minors import Minor, birth_dates, minors
from claims.queries.rule_settings import current_rules
from claims.queries.schedule import database_now
from claims.rules.deadlines import korean_date
from claims.rules.stages import CaseStage
from claims.rules.verification import CaseContext, ClaimFacts, Outcome, age_band, chosen, rule
from claims.services import nudges, rejudging, work
from claims.services.schedule import Did, Run

CHUNK: Final = 500
_ENDED: Final = (CaseStage.WITHDRAWN, CaseStage.DISMISSED, CaseStage.CLOSED, CaseStage.DESTROYED)
_LIMITATION: Final = rule(20)


def judge_by_time(run: Run) -> Did:
    """Have the claims judged again for which time alone has changed an outcome since the last run that ended well.

    Rule 23 is not among what changes: a claim is before the cut-off or after it by the moment at which it was received.
    Counts: `cases_judged_again` for limitation, `claims_of_age`; and `birth_dates_unread`, which cannot be decrypted.
    """
    today = korean_date(database_now())
    before = korean_date(run.good_since) if run.good_since else today - timedelta(days=1)
    cases = _changed_cases(before, today)
    for case in cases:
        run.goes_on()
        with transaction.atomic():
            rejudging.lock_incident(case.incident_id)
            rejudging.queue(
                incident_id=case.incident_id,
                rules=frozenset({_LIMITATION.number}),
                cause=Rejudgement.Cause.TIME,
                case_id=case.pk,
            )
    grown = unread = 0
    for chunk, damaged in _grown(today):
        run.goes_on()
        with transaction.atomic():
            work.add(WorkItem.Kind.VERIFY, [minor.claim_id for minor in chunk])
            transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.VERIFY))
        grown, unread = grown + len(chunk), unread + damaged
    return Did({"cases_judged_again": len(cases), "claims_of_age": grown}, {"birth_dates_unread": unread})


def would_judge_by_time() -> Did:
    """What `judge_by_time` would do now if its last run had been yesterday. Writes nothing."""
    today = korean_date(database_now())
    chunks = list(_grown(today))
    return Did(
        {
            "cases_judged_again": len(_changed_cases(today - timedelta(days=1), today)),
            "claims_of_age": sum(len(chunk) for chunk, _damaged in chunks),
        },
        {"birth_dates_unread": sum(damaged for _chunk, damaged in chunks)},
    )


def _changed_cases(before: date, today: date) -> list[Case]:
    cases = Case.objects.exclude(stage__in=_ENDED).select_related("incident").order_by("pk")
    found = []
    for case in cases:
        version = current_list(case.incident_id)
        if version is None:
            continue  # nothing of it was ever judged
        context = case_context(case, version, now=database_now())
        if _LIMITATION not in chosen(context.rules):
            continue
        if _limitation(replace(context, today=before)) != _limitation(replace(context, today=today)):
            found.append(case)
    return found


def _limitation(context: CaseContext) -> Outcome:
    """What rule 20 says, which is the same for all claims of a case: it reads the context alone (`Rule.reads`)."""
    return _LIMITATION.judge(cast(ClaimFacts, None), context).outcome


def _grown(today: date) -> Iterator[tuple[Sequence[Minor], int]]:
    """Minors whose age is of another band than when they were judged, chunk by chunk; and how many cannot be read.

    Their dates of birth are opened here and nowhere kept: few claims are minors', and none of them must be judged
    again on any day but the one on which it matters.
    """
    found = minors()
    settings = {case_id: current_rules(case_id) for case_id in {minor.case_id for minor in found}}
    for at in range(0, len(found), CHUNK):
        chunk = found[at : at + CHUNK]
        born = birth_dates([minor.claim_id for minor in chunk])
        grown = [
            minor
            for minor in chunk
            if (birth_date := born.get(minor.claim_id)) is not None
            and age_band(birth_date, today, settings[minor.case_id]) != minor.band
        ]
        yield grown, sum(minor.claim_id not in born for minor in chunk)
