"""The scores of a linkage, against counts made by hand."""

import pytest

from benchmarks.linkage.measure import Scored, Truth, components, measure, sweep
from benchmarks.linkage.people import Claim


def claim(number, person, *, household=None, language="ko", kinds=()):
    nothing = [None] * 7
    home = person if household is None else household
    return Claim(number, "", *nothing, language, person, home, original=not kinds, corruptions=tuple(kinds))


@pytest.fixture
def truth():
    """Person 1 filed claims 0, 1 and 2; person 2 filed 3 and 4; persons 3 and 1 live together; 5 and 6 are alone."""
    return Truth(
        [
            claim(0, 1, household=9),
            claim(1, 1, household=9, kinds=["moved"]),
            claim(2, 1, household=9, kinds=["romanised", "moved"]),
            claim(3, 2, language="en"),
            claim(4, 2, language="en", kinds=["nickname"]),
            claim(5, 3, household=9),
            claim(6, 4),
        ]
    )


def test_pairs_are_scored_against_all_true_pairs_also_those_never_compared(truth):
    report = measure(truth, [Scored(0, 1, 0.9), Scored(0, 5, 0.8), Scored(3, 4, 0.4)])

    assert (report.pairs.right, report.pairs.wrong, report.pairs.missed) == (1, 1, 3)
    assert report.pairs.f1 == pytest.approx(2 / 6)
    assert report.candidates_recall == pytest.approx(2 / 4)
    assert report.wrong_in_household == 1


def test_links_are_closed_into_clusters_unless_the_matcher_brings_its_own(truth):
    links = [Scored(0, 1, 0.9), Scored(1, 2, 0.9)]

    assert measure(truth, links).clusters.right == 3
    assert measure(truth, links, clusters=[[0, 1]]).clusters.right == 1
    assert sorted(map(sorted, components([(1, 2), (0, 1), (5, 6)]))) == [[0, 1, 2], [5, 6]]


def test_recall_at_a_precision_takes_pairs_of_one_probability_together():
    true = {(0, 1), (0, 2), (0, 3)}
    scored = [Scored(0, 1, 0.99), Scored(0, 2, 0.9), Scored(4, 5, 0.9), Scored(0, 3, 0.8)]

    recall, threshold, best_f1 = sweep(true, scored, precision=0.999)

    assert (recall, threshold) == (pytest.approx(1 / 3), 0.99)
    assert best_f1 == pytest.approx(6 / 7)
    assert sweep(true, scored, precision=0.75)[0] == 1


def test_weights_order_pairs_whose_probability_is_one():
    scored = [Scored(0, 1, 1.0, weight=60), Scored(2, 3, 1.0, weight=55)]

    assert sweep({(0, 1)}, scored)[0] == 1


def test_bands_tell_what_is_linked_and_what_people_are_asked(truth):
    scored = [Scored(0, 1, 0.99, "certain"), Scored(0, 5, 0.98, "review"), Scored(3, 4, 0.7, "review")]
    report = measure(truth, scored)

    assert report.certain is not None
    assert (report.certain.precision, report.certain.recall) == (1, 0.25)
    assert report.reviews_per_thousand == pytest.approx(2000 / 7)
    assert report.reviews_right == 1
    assert report.wrong_certain_in_household == 0


def test_a_question_that_several_pairs_ask_is_counted_once_and_answers_them_all(truth):
    scored = [Scored(0, 1, 0.99, "certain"), Scored(0, 2, 0.9, "review"), Scored(1, 2, 0.9, "review")]
    report = measure(truth, scored)
    assert report.reviews_per_thousand == pytest.approx(2000 / 7)
    assert report.questions_per_thousand == pytest.approx(1000 / 7)
    assert report.settled.right == 3


def test_recall_is_told_by_language_and_by_difference(truth):
    report = measure(truth, [Scored(0, 1, 0.9), Scored(3, 4, 0.9)])

    assert report.by_language["en"].recall == 1
    assert report.by_language["ko"].recall == pytest.approx(1 / 3)
    assert report.by_kind["nickname"].recall == 1
    assert report.by_kind["romanised"].recall == 0
    assert report.by_kind["moved"].recall == pytest.approx(1 / 3)
