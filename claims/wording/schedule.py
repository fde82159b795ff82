"""What the schedule's jobs are, how often they are due, how a run ended and what it did, in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from claims.rules.timetable import Daily, Every, Job

Words = Mapping[str, str | Promise]

JOBS: Final[Words] = {
    "sweep_work": _("Finds work that is due and wakes the workers: what a lost message, a retry or a crash left over."),
    "reindex": _("Goes on with a re-index of all claims, when one is needed."),
    "purge_answers": _("Deletes replies kept for repeated submissions once nobody repeats them any more."),
    "purge_signals": _("Deletes what filings left for the abuse score once its time is over."),
    "purge_runs": _("Deletes old runs from the list below."),
    "watch_deadlines": _("Looks at the deadlines of every case and tells counsel of those that come near."),
    "judge_by_time": _("Has claims checked again where a new day changes the result: limitation, and coming of age."),
    "match_all": _("Compares all claims of each incident with each other to find duplicates."),
    "remind_stale": _("Reminds claimants who have not answered, and lets claims expire whose time to answer is over."),
}

ENDINGS: Final[Words] = {
    "done": pgettext_lazy("scheduled run", "Done"),
    "nothing": pgettext_lazy("scheduled run", "Nothing to do"),
    "failed": pgettext_lazy("scheduled run", "Failed"),
    "taken": pgettext_lazy("scheduled run", "Cut off; taken over by another"),
}

COUNTS: Final[Words] = {
    "kinds_of_work": _("kinds of work found"),
    "generations": _("re-indexes begun"),
    "steps": _("steps of the re-index"),
    "answers": _("replies deleted"),
    "signals": _("filings' signals deleted"),
    "runs": _("runs deleted"),
    "deadline_levels": _("deadlines come nearer"),
    "deadlines": _("deadlines watched"),
    "cases_judged_again": _("cases checked again for limitation"),
    "claims_of_age": _("claims checked again for age"),
    "birth_dates_unread": _("dates of birth that cannot be decrypted"),
    "incidents": _("incidents compared"),
    "incidents_failed": _("incidents not compared"),
    "claims_expired": _("claims expired"),
    "reminders": _("reminders"),
    "claims_unreached": _("claims without an answer whose claimants no message has reached"),
    "claims_waiting_long": _("claims that have waited for a person for more than two weeks"),
}


def job_sentence(name: str) -> str:
    """Return what a job does. Raises KeyError for a name that is none."""
    return str(JOBS[name])


def how_often(job: Job) -> str:
    """Return how often a job is due: "daily at 09:00"."""
    match job.cadence:
        case Daily(at):
            return gettext("daily at %(time)s, Korean time") % {"time": f"{at:%H:%M}"}
        case Every(seconds) if seconds < 3600:
            return ngettext("every second", "every %(number)s seconds", seconds) % {"number": seconds}
        case Every(seconds):
            return ngettext("every hour", "every %(number)s hours", seconds // 3600) % {"number": seconds // 3600}


def counted(did: Mapping[str, int]) -> str:
    """Return what a run counted, as one phrase; what is 0 is left out, and a code of another release told as it is."""
    codes = [*(code for code in COUNTS if code in did), *(code for code in did if code not in COUNTS)]
    return " · ".join(f"{COUNTS.get(code, code)}: {did[code]:,}" for code in codes if did[code])
