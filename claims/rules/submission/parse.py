"""The one validator behind the three doors: web form, API and import."""

from collections.abc import Collection, Mapping
from typing import Literal

from claims.rules.submission.errors import FieldError
from claims.rules.submission.terms import FilingTerms
from claims.rules.submission.values import Submission

Mode = Literal["complete", "lenient"]


def parse(raw: Mapping[str, object], terms: FilingTerms, *, mode: Mode) -> Submission:
    """Return the submission that `raw` is, or raise SubmissionRefused with every error."""
    raise NotImplementedError


def check_part(
    raw: Mapping[str, object], terms: FilingTerms, *, fields: Collection[str]
) -> tuple[dict[str, object], tuple[FieldError, ...]]:
    """Check one page of the form: the cleaned values of `fields`, and every error in them."""
    raise NotImplementedError
