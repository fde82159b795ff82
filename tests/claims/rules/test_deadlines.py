from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.deadlines import KOREA, age_on, korean_date, last_day_of_years, limitation_ends, next_working_day

D = date.fromisoformat


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2028, 11, 20, 14, 59, 59, tzinfo=UTC), "2028-11-20"),  # one second to midnight in Seoul
        (datetime(2028, 11, 20, 15, 0, tzinfo=UTC), "2028-11-21"),
        (datetime(2028, 11, 21, 0, 30, tzinfo=KOREA), "2028-11-21"),
    ],
)
def test_a_day_is_a_day_in_korea(moment, day):
    assert korean_date(moment) == D(day)


def test_a_moment_without_a_time_zone_has_no_day():
    with pytest.raises(ValueError):
        korean_date(datetime(2028, 11, 20, 12, 0))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("event", "years", "last"),
    [
        ("2025-11-18", 3, "2028-11-20"),  # 18 November 2028 is a Saturday: Monday (Civil Code 161)
        ("2025-04-14", 10, "2035-04-16"),  # a Saturday again
        ("2024-03-12", 3, "2027-03-12"),  # a Friday
        ("2024-03-13", 3, "2027-03-15"),  # a Saturday
        ("2023-03-14", 4, "2027-03-15"),  # a Sunday
        ("2024-02-29", 3, "2027-03-02"),  # ends 28 February, a Sunday; 1 March is a holiday
        ("2025-02-28", 3, "2028-02-29"),  # counted from 1 March: the whole of a leap February
        ("2025-06-29", 3, "2028-06-29"),  # counted from the last day of June, which every June has
        ("2024-02-28", 3, "2027-03-02"),  # counted from 29 February, which 2027 has not: the month's last day
    ],
)
def test_a_period_of_years_ends_as_the_civil_code_says(event, years, last):
    independence_day = frozenset({D("2027-03-01"), D("2028-03-01")})
    assert last_day_of_years(D(event), years, holidays=independence_day) == D(last)


@pytest.mark.parametrize(
    ("day", "holidays", "working"),
    [
        ("2026-09-23", (), "2026-09-23"),
        ("2026-09-24", ("2026-09-24", "2026-09-25", "2026-09-26"), "2026-09-28"),  # Chuseok, then the weekend
        ("2026-10-03", ("2026-10-03", "2026-10-05"), "2026-10-06"),  # a Saturday holiday and its substitute
        ("2026-10-04", (), "2026-10-05"),
    ],
)
def test_a_period_does_not_end_on_a_day_off(day, holidays, working):
    assert next_working_day(D(day), holidays=frozenset(map(D, holidays))) == D(working)


@pytest.mark.parametrize(
    ("known", "act", "ends"),
    [
        ("2025-11-18", "2025-04-14", "2028-11-20"),  # three years from knowledge come first
        ("2033-01-10", "2025-04-14", "2035-04-16"),  # ten years from the act come first
    ],
)
def test_a_claim_in_tort_ends_three_years_from_knowledge_or_ten_from_the_act(known, act, ends):
    end = limitation_ends(known=D(known), act=D(act), years_from_knowledge=3, years_from_act=10)
    assert end == D(ends)


@pytest.mark.parametrize(
    ("birth_date", "day", "age"),
    [
        ("2007-06-01", "2026-05-31", 18),
        ("2007-06-01", "2026-06-01", 19),
        ("2012-06-01", "2026-05-31", 13),
        ("2012-06-01", "2026-06-01", 14),
        ("2008-02-29", "2027-02-28", 18),
        ("2008-02-29", "2027-03-01", 19),
        ("2008-02-29", "2028-02-29", 20),
        ("2026-06-01", "2026-06-01", 0),
    ],
)
def test_one_grows_older_on_the_birthday(birth_date, day, age):
    assert age_on(D(day), D(birth_date)) == age


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 10))
def test_a_period_ends_on_its_anniversary_or_within_the_days_off_that_follow(event, years):
    year = event.year + years
    anniversary = date(year, 2, 28) if (event.month, event.day) == (2, 29) else event.replace(year=year)
    last = last_day_of_years(event, years)
    assert last.weekday() < 5
    # One day more where a leap February is counted to its end, two for a weekend.
    assert anniversary <= last <= anniversary + timedelta(days=3)
