"""What the API says, as plain values in the current language. Nothing here reads the database or the request."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from claims.models import BreachNotice, Case
from claims.queries.claim_status import ClaimStatus
from claims.queries.filing_terms import FilingCase
from claims.rules.leaked_list import Says
from claims.rules.stages import CaseType, Subject
from claims.rules.submission.terms import CLAIMANT_TYPES
from claims.services.filing import Filed
from claims.wording.codes import label
from claims.wording.reasons import ask_sentence
from claims.wording.stages import stage_label


def case_list(cases: Iterable[Case]) -> dict[str, Any]:
    """The cases that take claims now."""
    return {
        "language": get_language(),
        "cases": [
            {"slug": case.slug, "title": case.title, "summary": case.summary, "costs": case.costs} for case in cases
        ],
    }


def case_page(filing: FilingCase) -> dict[str, Any]:
    """One case: what it is about, what it costs, and everything that a submission is made of."""
    case, damages = filing.case, filing.terms.damages
    said = {statement.code: _said(statement) for statement in filing.statements}
    return {
        "language": get_language(),
        "slug": case.slug,
        "title": case.title,
        "summary": case.summary,
        "costs": case.costs,
        "controller": case.incident.controller,
        "stage": case.stage,
        "stage_label": stage_label(Subject.CASE, case.stage, case_type=case.case_type),
        "open": filing.open,
        "claimant_types": [{"code": code, "title": label("claimant_type", code)} for code in CLAIMANT_TYPES],
        "data_items": [
            {
                "code": item.code,
                "title": item.name,
                "is_entrance_code": item.is_entrance_code,
                "disputed": item.code in filing.disputed,
                "said": [
                    {"notice": code, "says": words[item.code][0], "count": words[item.code][1]}
                    for code, words in said.items()
                    if item.code in words
                ],
            }
            for item in filing.items
        ],
        "notices": [_notice(notice, said[notice.code]) for notice in filing.notices],
        "other_statements": [
            _notice(statement, said[statement.code]) for statement in filing.statements if statement.bit is None
        ],
        "damages_sought": {
            "minimum": str(damages.minimum),
            "standard": str(damages.standard),
            "maximum": str(damages.maximum),
            "currency": damages.currency,
        },
        "documents": _documents(case.case_type),
        "consents": [
            {
                "code": consent.code,
                "version": consent.version,
                "required": consent.required,
                "title": consent.title,
                "text": consent.text,
            }
            for consent in filing.consents
        ],
    }


def filed_claim(filed: Filed, *, status_url: str) -> dict[str, Any]:
    """The acknowledgement of a claim."""
    return {
        "claim_number": filed.claim_number,
        "receipt": filed.receipt,
        "received_at": _moment(filed.received_at),
        "status_url": status_url,
    }


def claim_status(status: ClaimStatus) -> dict[str, Any]:
    """Where a claim stands and what its claimant is asked for."""
    return {
        "stage": status.stage,
        "stage_label": stage_label(Subject.CLAIM, status.stage, case_type=status.case.case_type),
        "history": [{"stage": stage, "at": _moment(at)} for stage, at in status.history],
        "needs": [
            {"code": need.reason, "detail": ask_sentence(need.reason, need.params, status.names)}
            for need in status.needs
        ],
    }


_Words = dict[str, tuple[str, int | None]]


def _notice(notice: BreachNotice, words: _Words) -> dict[str, Any]:
    return {
        "code": notice.code,
        "date": notice.dated.isoformat(),
        "source": notice.source,
        "source_detail": notice.source_detail,
        "term_used": notice.term_used,
        "accounts": notice.accounts,
        "cohort": {"code": notice.cohort.code, "title": notice.cohort.name},
        "leaked": [code for code, (says, _count) in words.items() if says == Says.LEAKED],
        "not_leaked": [code for code, (says, _count) in words.items() if says == Says.NOT_LEAKED],
        "note": notice.note,
    }


def _said(notice: BreachNotice) -> _Words:
    """What a notice says of each data item, and of how many accounts. Its last word on an item holds."""
    return {
        assertion.item.code: (assertion.says, notice.accounts if assertion.count is None else assertion.count)
        for assertion in notice.assertions.all()
    }


def _documents(case_type: str) -> list[dict[str, str]]:
    """What a claimant will be asked for after filing. Told beforehand, so that nothing is added silently."""
    if case_type == CaseType.CLASS_SETTLEMENT:
        return []
    return [
        {
            "code": "proof_of_notice",
            "title": _("Proof of the leak"),
            "detail": _("The breach notice as you received it, or a page that shows your account."),
        },
        {
            "code": "fee_agreement",
            "title": pgettext("document", "Fee agreement"),
            "detail": _("Signed by hand by the claimant or the legal representative."),
        },
        {
            "code": "power_of_attorney",
            "title": pgettext("document", "Power of attorney"),
            "detail": _("Signed by hand by the claimant or the legal representative."),
        },
    ]


def _moment(at: datetime) -> str:
    """ISO 8601 to the second in Korean time, in which deadlines are counted."""
    return timezone.localtime(at).isoformat(timespec="seconds")
