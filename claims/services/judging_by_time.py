"""What a new day alone changes: claims that other rules would judge as before are judged again for it.

Nothing is stored for it. The day of the last run that ended well and today are compared by the rules themselves, so a
scheduler that was away for a week misses nothing, and a day on which nothing changes costs a few queries.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final, cast

from django.db import connection, transaction

from claims.models import Case
from claims.queries.claim_facts import case_context
from claims.queries.leaked_list import current_list
from claims.queries.schedule import database_now
from claims.rules.deadlines import korean_date
from claims.rules.stages import CaseStage
from claims.rules.verification import CaseContext, ClaimFacts, Outcome
from claims.rules.verification.timing import limitation
from claims.services.schedule import Did, Run

_ENDED: Final = (CaseStage.WITHDRAWN, CaseStage.DISMISSED, CaseStage.CLOSED, CaseStage.DESTROYED)


def judge_by_time(run: Run) -> Did:
    """Have the claims of each case judged again for which time alone has changed an outcome since the last good run.

    Rule 23 is not among what changes: a claim is before the cut-off or after it by the moment at which it was received.
    Counts: `cases_judged_again` for rule 20.
    """
    today = korean_date(database_now())
    before = korean_date(run.good_since) if run.good_since else today - timedelta(days=1)
    changed = _changed_cases(before, today)
    for case in changed:
        run.goes_on()
        _judge_again(case)
    return Did({"cases_judged_again": len(changed)})


def would_judge_by_time() -> Did:
    """What `judge_by_time` would do if it had run yesterday. Writes nothing."""
    today = korean_date(database_now())
    return Did({"cases_judged_again": len(_changed_cases(today - timedelta(days=1), today))})


def _changed_cases(before: date, today: date) -> list[Case]:
    cases = Case.objects.exclude(stage__in=_ENDED).select_related("incident").order_by("pk")
    found = []
    for case in cases:
        version = current_list(case.incident_id)
        if version is None:
            continue  # nothing of it was ever judged
        context = case_context(case, version, now=database_now())
        if _limitation(replace(context, today=before)) != _limitation(replace(context, today=today)):
            found.append(case)
    return found


def _limitation(context: CaseContext) -> Outcome:
    """What rule 20 says, which is the same for all claims of a case: it reads the context alone."""
    return limitation(cast(ClaimFacts, None), context).outcome


@transaction.atomic
def _judge_again(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO claims_workitem (kind, subject, state)
            SELECT 'verify', id, 'pending' FROM claims_claim WHERE case_id = %s ORDER BY id
            ON CONFLICT (kind, subject) WHERE state = 'pending' DO NOTHING
            """,
            [case.pk],
        )
