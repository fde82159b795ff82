"""What a claimant submits, checked by one validator for the web form, the API and the import."""

from claims.rules.submission.canonical import canonical
from claims.rules.submission.errors import ERROR_CODES, FieldError, SubmissionRefused
from claims.rules.submission.parse import check_part, parse
from claims.rules.submission.terms import ConsentTerm, DamagesTerm, FilingTerms, NoticeTerm
from claims.rules.submission.values import (
    ConsentGiven,
    NoticeReceived,
    OtherProceedings,
    Representative,
    Submission,
)

__all__ = [
    "ERROR_CODES",
    "ConsentGiven",
    "ConsentTerm",
    "DamagesTerm",
    "FieldError",
    "FilingTerms",
    "NoticeReceived",
    "NoticeTerm",
    "OtherProceedings",
    "Representative",
    "Submission",
    "SubmissionRefused",
    "canonical",
    "check_part",
    "parse",
]
