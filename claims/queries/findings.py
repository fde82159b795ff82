"""What the rules found, by run."""

from collections.abc import Sequence
from uuid import UUID

from claims.models import Finding, Verification


def findings_of(runs: Sequence[Verification]) -> dict[UUID, tuple[Finding, ...]]:
    """Return the findings of each run in the order of the rules. One query."""
    numbers = {number for run in runs for number in run.findings if number is not None}
    known = Finding.objects.in_bulk(numbers)
    return {run.pk: tuple(known[number] for number in run.findings if number is not None) for run in runs}
