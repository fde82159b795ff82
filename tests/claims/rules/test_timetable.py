"""When a job is due, and who may take a slot: computed from a clock, with no database."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.deadlines import KOREA
from claims.rules.timetable import JOBS, Daily, Every, Standing, is_overdue, retry_at, slot_to_take

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
SWEEP, PURGE, REMIND, MATCH = (JOBS[name] for name in ("sweep_work", "purge_runs", "remind_stale", "match_all"))
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=KOREA)


def settled(slot: datetime) -> Standing:
    return Standing(slot, 1, running=False, again_at=None)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (datetime(2026, 3, 2, 0, 0, tzinfo=UTC), NINE),  # nine o'clock in Seoul, to the second
        (datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC), NINE - DAY),  # still yesterday's, though it is the 2nd in Seoul
        (datetime(2026, 3, 2, 14, 59, tzinfo=UTC), NINE),  # one minute to midnight in Seoul
        (datetime(2026, 3, 2, 15, 1, tzinfo=UTC), NINE),  # the 3rd in Seoul, before nine
    ],
)
def test_a_daily_slot_is_a_time_of_day_in_korea(now, slot):
    assert Daily(time(9, 0)).slot(now) == slot


def test_a_server_whose_clock_is_put_forward_or_back_has_one_slot_a_day():
    """29 March 2026 has 23 hours in Berlin and 25 October 25; in Korea both have 24."""
    cadence = Daily(time(2, 30))
    for changes in (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)):
        slots = {cadence.slot(changes + minute * MINUTE) for minute in range(0, 3 * 24 * 60, 7)}
        assert len({slot.astimezone(KOREA).date() for slot in slots}) == len(slots)
        assert {later - earlier for earlier, later in zip(sorted(slots), sorted(slots)[1:], strict=False)} == {DAY}


@given(st.integers(0, 20 * 365 * 86_400_000), st.sampled_from([*JOBS.values()]))
def test_a_slot_is_never_ahead_and_the_next_one_always_is(milliseconds, job):
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    slot = job.cadence.slot(now)
    assert slot <= now < job.cadence.after(slot)
    assert job.cadence.slot(slot) == slot
    assert job.cadence.slot(job.cadence.after(slot)) == job.cadence.after(slot)


def test_an_hour_is_a_full_hour():
    assert Every(3600).slot(datetime(2026, 3, 2, 10, 59, 59, tzinfo=UTC)) == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_a_slot_is_taken_once():
    assert slot_to_take(REMIND, settled(NINE - DAY), NINE) == NINE
    assert slot_to_take(REMIND, settled(NINE), NINE + HOUR) is None


@pytest.mark.parametrize("job", [SWEEP, PURGE, REMIND])
@pytest.mark.parametrize("away", [HOUR, 9 * HOUR, 3 * DAY])
def test_a_scheduler_that_was_away_makes_good_one_slot(job, away):
    now, standing, taken = NINE + away, settled(job.cadence.slot(NINE - SECOND)), []
    while (slot := slot_to_take(job, standing, now)) is not None:
        taken.append(slot)
        standing = settled(slot)
    assert taken == [job.cadence.slot(now)]


def test_a_run_that_shows_signs_of_life_is_left_alone_past_its_slot():
    running = Standing(NINE - DAY, 1, running=True, again_at=NINE + MINUTE)
    assert slot_to_take(REMIND, running, NINE) is None
    assert slot_to_take(REMIND, running, NINE + 2 * MINUTE) == NINE


def test_a_lost_run_is_made_good_within_its_slot():
    lost = Standing(NINE, 1, running=True, again_at=NINE + MINUTE)
    assert slot_to_take(REMIND, lost, NINE + MINUTE - SECOND) is None
    assert slot_to_take(REMIND, lost, NINE + MINUTE) == NINE


def test_a_failed_run_is_tried_again_at_growing_distances_and_then_no_more():
    distances = [retry_at(REMIND, attempt, NINE) for attempt in range(1, REMIND.attempts + 1)]
    assert distances == [NINE + minutes * MINUTE for minutes in (1, 2, 4, 8)] + [None]


def test_a_failed_run_does_not_hold_up_the_next_slot():
    failed = Standing(NINE, 4, running=False, again_at=NINE + DAY + HOUR)
    assert slot_to_take(REMIND, failed, NINE + DAY) == NINE + DAY


def test_the_nightly_match_is_not_repeated_by_day():
    slot = MATCH.cadence.slot(NINE)
    lost = Standing(slot, 1, running=True, again_at=slot + 12 * HOUR)
    assert slot_to_take(MATCH, lost, slot + 13 * HOUR) is None
    assert slot_to_take(MATCH, lost, slot + DAY) == slot + DAY
    assert retry_at(MATCH, 1, NINE) is None


def test_a_clock_that_was_a_year_ahead_stops_nothing():
    assert slot_to_take(REMIND, settled(NINE + 365 * DAY), NINE) == NINE


@pytest.mark.parametrize(
    ("standing", "overdue"),
    [
        (None, True),
        (settled(NINE), False),
        (settled(NINE - DAY), True),
        (Standing(NINE, 1, running=True, again_at=NINE + 50 * MINUTE), False),  # silent for a while, not for an hour
        (Standing(NINE, 1, running=True, again_at=NINE + 30 * MINUTE), True),
        (Standing(NINE, 2, running=False, again_at=NINE + 2 * HOUR), False),  # failed, and waits for its next attempt
    ],
)
def test_overdue_is_what_nobody_has_begun_in_time(standing, overdue):
    assert is_overdue(REMIND, standing, NINE + HOUR + 31 * MINUTE) is overdue


def test_a_job_is_not_overdue_the_moment_it_is_due():
    assert not is_overdue(REMIND, settled(NINE - DAY), NINE + REMIND.lateness - SECOND)
    assert is_overdue(REMIND, settled(NINE - DAY), NINE + REMIND.lateness)


def test_every_job_is_one_celery_task_and_asked_for_at_least_every_slot():
    assert len({job.task for job in JOBS.values()}) == len(JOBS)
    for job in JOBS.values():
        slot = job.cadence.slot(NINE)
        assert job.asked_every <= (job.cadence.after(slot) - slot).total_seconds()
