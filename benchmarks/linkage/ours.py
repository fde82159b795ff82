"""Redress's own full match on records in normal form."""

from typing import Any


def match(records: str, pairs: str, clusters: str) -> dict[str, Any]:
    """Step: match the records of a file (id and the columns of `MatchRecord`), and write what was found.

    Writes `pairs` (columns a, b, probability, band, weight; see `measure.Scored`) and `clusters` (columns
    id, cluster). Returns the figures: `seconds` of matching and clustering without reading and writing files.
    """
    raise NotImplementedError
