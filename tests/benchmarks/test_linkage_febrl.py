"""The committed FEBRL models reach what RESULTS.md says of them. (Each step runs in a process of its own.)"""

import pytest

from benchmarks.linkage import child
from benchmarks.linkage.febrl import levels
from benchmarks.linkage.febrl.data import closed
from benchmarks.linkage.febrl.matcher import frozen, terms
from benchmarks.linkage.measure import Scored


@pytest.mark.parametrize(("identifier", "aim"), [(True, 0.9993), (False, 0.996)])
def test_febrl_3_is_deduplicated_at_the_frozen_threshold(identifier, aim):
    got = child.run("benchmarks.linkage.febrl.matcher:step", dataset="febrl3", identifier=identifier)

    assert got["f1"] >= aim


@pytest.mark.parametrize("identifier", [True, False])
def test_a_frozen_model_knows_every_level_and_nothing_else(identifier):
    model = frozen(identifier=identifier)
    parts = levels.parts(identifier=identifier)
    known = {f"{part.code}={code}" for part in parts for code in part.codes()}

    assert {term for points in model.points for term in points.split("&")} <= known
    assert all(set(model.first[part.code]) == set(part.codes()) - {levels.MISSING} for part in parts)
    assert (
        len(terms(tuple(part.codes()[0] for part in parts), identifier=identifier)) == len(parts) * (len(parts) + 1) / 2
    )


def test_two_files_are_linked_one_to_one_and_one_file_by_components():
    links = [Scored(0, 5, 0.9, weight=4), Scored(0, 6, 0.9, weight=3), Scored(1, 6, 0.9, weight=2)]

    assert closed(links, link_only=True) == {(0, 5), (1, 6)}
    assert closed(links, link_only=False) == {(0, 1), (0, 5), (0, 6), (1, 5), (1, 6), (5, 6)}
