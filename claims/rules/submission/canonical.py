"""A submission as bytes that do not depend on how the body was written."""

from claims.rules.submission.values import Submission


def canonical(submission: Submission) -> bytes:
    """Return the same bytes for the same submission, whatever the order of keys, notices or items in its body."""
    raise NotImplementedError
