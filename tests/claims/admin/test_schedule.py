"""What counsel see of the schedule and of deadlines, and what they acknowledge."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import AuditEntry, DeadlineNotice, JobRun, ScheduledJob
from claims.rules.timetable import JOBS
from claims.services.actors import OPERATOR, Actor
from claims.services.moves import move_case
from claims.services.schedule import Did, run_now
from claims.services.watch import watch_deadlines

pytestmark = pytest.mark.django_db

SCHEDULE, HOME, CASE = "/counsel/schedule/", "/counsel/", "/counsel/cases/coupang-2025/"


def text(answer) -> str:
    """What the page says, tags and runs of white space gone."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def ran():
    for name in JOBS:
        run_now(name, lambda run: Did({"reminders": 12, "claims_expired": 0}), actor=OPERATOR)


@pytest.fixture
def notice(coupang):
    """The batch of the case closes in five days, and the watch has seen it."""
    coupang.cut_off = timezone.now() + timedelta(days=5)
    coupang.save(update_fields=["cut_off"])
    watch_deadlines()
    return DeadlineNotice.objects.get()


def address(notice: DeadlineNotice) -> str:
    return f"{CASE}deadlines/{notice.pk}/acknowledge/"


def test_every_job_is_listed_with_its_last_run(lead, ran):
    page = text(lead.get(SCHEDULE))
    for name in JOBS:
        assert name in page
    assert "daily at 09:00, Korean time" in page
    assert "Done reminders: 12" in page
    assert "claims expired" not in page  # nothing of it was done
    assert "overdue" not in page
    assert page.count("Operator") == len(JOBS)


def test_what_is_overdue_or_failed_is_said_in_words(lead, ran):
    ScheduledJob.objects.filter(pk="remind_stale").update(slot="2026-01-01T00:00Z")
    ScheduledJob.objects.filter(pk="match_all").update(ending="failed", error="MatchFailed")
    page = text(lead.get(SCHEDULE))
    assert "2 jobs are overdue or have failed" in page
    assert "Overdue" in page
    assert "Failed MatchFailed" in page


def test_the_history_of_one_job(lead, ran):
    page = text(lead.get(SCHEDULE + "?job=remind_stale"))
    assert "Runs of remind_stale" in page
    assert page.count("Operator") == 1
    assert lead.get(SCHEDULE + "?job=nonsense").status_code == 404


def test_a_page_of_a_thousand_runs_takes_no_more_queries(lead, ran, django_assert_num_queries):
    JobRun.objects.bulk_create(
        JobRun(job="remind_stale", due_at=timezone.now(), began_at=timezone.now(), ending="done", by="worker")
        for _ in range(1000)
    )
    lead.get(SCHEDULE)
    with django_assert_num_queries(6):  # session, account, roles, clock, jobs, runs
        assert lead.get(SCHEDULE).content.decode().count("<tr><td>") == 100


def test_deadlines_are_told_with_their_days_and_what_must_be_checked(lead, coupang):
    move_case(case_id=coupang.pk, to="mediation_offer", actor=Actor("staff", lead.user.pk), reason="Received")
    page = text(lead.get(CASE))
    assert re.search(r"Answer to the mediation proposal \w+\.? \d+, \d{4} 1[567] days left Who does not answer", page)
    assert "check the day on which it was served" in page
    assert "(Personal Information Protection Act 47; Civil Code 157, 161)" in page
    assert re.search(r"End of limitation Nov\. 20, 2028 \d+ days left", page)
    assert page.index("mediation proposal") < page.index("End of limitation")
    assert "Answer to the mediation proposal" in text(lead.get(HOME))


def test_a_deadline_that_is_over_says_so_in_words(lead, coupang):
    coupang.cut_off = timezone.now() - timedelta(days=2)
    coupang.save(update_fields=["cut_off"])
    assert "over by 2 days" in text(lead.get(HOME))


def test_a_notice_stands_on_everybodys_home_until_counsel_acknowledge_it(lead, reviewer, notice):
    for reader, button in ((lead, True), (reviewer, False)):
        page = text(reader.get(HOME))
        assert "Deadlines to take note of Close of the batch" in page
        assert ("I have taken note" in page) is button
    answer = lead.post(address(notice), follow=True)
    assert "It is recorded that you have taken note of it." in text(answer)
    for reader in (lead, reviewer):
        assert "Deadlines to take note of" not in text(reader.get(HOME))
    notice.refresh_from_db()
    assert notice.acknowledged_by == lead.user


def test_an_acknowledgement_is_in_the_audit_trail(lead, notice):
    lead.post(address(notice))
    lead.post(address(notice))
    entry = AuditEntry.objects.get(action="deadline.acknowledge")
    assert (entry.actor, entry.place, entry.case) == (lead.user, "127.0.0.1", notice.case)
    assert "Took note of a deadline coupang-2025" in text(lead.get("/counsel/audit/"))


def test_who_may_not_acknowledge_changes_nothing(reviewer, auditor, notice):
    for client in (reviewer, auditor):
        assert client.post(address(notice)).status_code == 403
    notice.refresh_from_db()
    assert notice.acknowledged_at is None


def test_a_notice_of_another_case_is_not_shown_and_not_found(log_in, other_case, notice):
    stranger = log_in(other_case, "lead_counsel", "stranger")
    assert "Deadlines to take note of" not in text(stranger.get(HOME))
    assert stranger.post(address(notice)).status_code == 404
    assert stranger.post(f"/counsel/cases/other-case/deadlines/{notice.pk}/acknowledge/").status_code == 404


@pytest.mark.parametrize("page", [SCHEDULE, HOME, CASE])
def test_the_pages_speak_korean(lead, notice, ran, page):
    shown = text(lead.get(page, headers={"accept-language": "ko"}))
    assert ("예약 작업" if page == SCHEDULE else "기한") in shown
    for english in ("Deadlines", "Overdue", "days left", "Close of the batch", "Next due"):
        assert english not in shown
