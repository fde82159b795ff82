"""What each job of the timetable does. A new job is an entry of `claims.rules.timetable.JOBS` and a line here."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Final

import celery

from claims.services import filing, filing_signals, indexing, judging_by_time, schedule, stale_claims, watch, work
from claims.services.actors import WORKER
from claims.services.duplicates import nightly
from claims.services.schedule import Did, Handler, Run

# A re-index gives way after this many seconds, well below its task's time limit; the next slot goes on.
_TURN_SECONDS: Final = 60


def sweep_work(run: Run) -> Did:
    """Send a task for each kind of work that is due: lost nudges, expired leases, retries."""
    kinds = work.due_kinds()
    for kind in kinds:
        # By name: the task module stands above the services. Past the nudges' flag, which may be what keeps one away.
        celery.current_app.send_task("claims.tasks.do_work", args=[kind], ignore_result=True)
    return Did({"kinds_of_work": len(kinds)})


def reindex(run: Run) -> Did:
    """Bring all blind keys to the present normal form, and go on with whatever re-index has begun, for one turn."""
    begun = indexing.begin(actor=WORKER)
    ends, steps = monotonic() + _TURN_SECONDS, 0
    while monotonic() < ends and indexing.step() is indexing.Turn.WORKED:
        steps += 1
        run.goes_on()
    return Did({"generations": 1 if begun else 0, "steps": steps})


def match_all(run: Run) -> Did:
    """Compare all claims of every incident with each other."""
    matched, failed = nightly.match_all()
    return Did({"incidents": matched}, {"incidents_failed": failed}, "MatchFailed" if failed else "")


HANDLERS: Final[Mapping[str, Handler]] = {
    "sweep_work": sweep_work,
    "reindex": reindex,
    "purge_answers": lambda run: Did({"answers": filing.purge_answers()}),
    "purge_signals": lambda run: Did({"signals": filing_signals.purge()}),
    "purge_runs": lambda run: Did({"runs": schedule.purge_runs()}),
    "watch_deadlines": lambda run: watch.watch_deadlines(),
    "judge_by_time": judging_by_time.judge_by_time,
    "match_all": match_all,
    "remind_stale": stale_claims.remind_stale,
}

DRY_RUNS: Final[Mapping[str, Callable[[], Did]]] = {
    "watch_deadlines": lambda: watch.watch_deadlines(dry_run=True),
    "judge_by_time": judging_by_time.would_judge_by_time,
    "remind_stale": stale_claims.would_remind_stale,
}
"""Jobs that can tell what they would do now, without writing anything."""
