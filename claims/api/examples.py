"""Examples for the OpenAPI document. Nobody here exists, and no claim has this number."""

from typing import Any, Final

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from claims.rules.stages import Subject
from claims.wording.codes import label
from claims.wording.reasons import ask_sentence
from claims.wording.stages import stage_label

CLAIM_NUMBER: Final = "R-7K2M9-QXD4F-1"
RECEIPT: Final = "4N8T-Q2WX-9M3H-7RKD-0VZ5-YC1E-6PBG-JA2S"

SUBMISSION: Final[dict[str, Any]] = {
    "language": "ko",
    "claimant_type": "account_holder",
    "name": "홍길동",
    "birth_date": "1990-04-05",
    "email": "gildong@example.com",
    "phone": "010-1234-5678",
    "address": {"postcode": "06236", "line": "서울특별시 강남구 테헤란로 152, 101동 1204호"},
    "account": {"email": "gildong.old@example.com", "phone": "010-8765-4321"},
    "notices": ["N2", {"code": "N3", "received_on": "2025-12-08"}],
    "data_items": ["name", "email", "phone", "entrance_code"],
    "entrance_code_stored": "yes",
    "damages_sought": {"amount": "200000", "currency": "KRW"},
    "other_proceedings": {"kind": "none"},
    "consents": [
        {"code": "collection", "version": "1", "given": True},
        {"code": "provision_to_court", "version": "1", "given": True},
        {"code": "news", "version": "1", "given": False},
    ],
    "attested": True,
}

FILED: Final[dict[str, Any]] = {
    "claim_number": CLAIM_NUMBER,
    "receipt": RECEIPT,
    "received_at": "2026-03-02T10:15:30+09:00",
    "status_url": "https://redress.example/api/v1/claim-status",
}

QUESTION: Final[dict[str, Any]] = {"claim_number": CLAIM_NUMBER, "receipt": RECEIPT, "birth_date": "1990-04-05"}


def case() -> dict[str, Any]:
    """A case with one of each, in the current language."""
    return {
        "language": get_language(),
        "slug": "coupang-2025",
        "title": _("Joint action over the example leak"),
        "summary": _("Claims for damages after the leak at Example Inc."),
        "costs": _("Filing a claim is free."),
        "controller": _("Example Inc."),
        "stage": "recruiting",
        "stage_label": stage_label(Subject.CASE, "recruiting"),
        "open": True,
        "claimant_types": [{"code": "account_holder", "title": label("claimant_type", "account_holder")}],
        "data_items": [
            {
                "code": "entrance_code",
                "title": _("Shared-entrance code"),
                "is_entrance_code": True,
                "disputed": False,
                "said": [{"notice": "N3", "says": "leaked", "count": 33_700_000}],
            }
        ],
        "notices": [
            {
                "code": "N3",
                "date": "2025-12-07",
                "source": "controller",
                "source_detail": "",
                "term_used": pgettext("term used by a notice", "leak"),
                "accounts": 33_700_000,
                "cohort": {"code": "main", "title": _("All accounts notified")},
                "leaked": ["entrance_code"],
                "not_leaked": [],
                "note": "",
            }
        ],
        "other_statements": [],
        "damages_sought": {"minimum": "100000", "standard": "200000", "maximum": "1000000", "currency": "KRW"},
        "documents": [
            {
                "code": "power_of_attorney",
                "title": pgettext("document", "Power of attorney"),
                "detail": _("Signed by hand by the claimant or the legal representative."),
            }
        ],
        "consents": [
            {
                "code": "collection",
                "version": "1",
                "required": True,
                "title": _("Collection and use of personal data"),
                "text": _("What is collected, what for, and until when it is kept."),
            }
        ],
    }


def status() -> dict[str, Any]:
    """The status of a claim that lacks something, in the current language."""
    return {
        "stage": "needs_information",
        "stage_label": stage_label(Subject.CLAIM, "needs_information"),
        "history": [
            {"stage": "submitted", "at": "2026-03-02T10:15:30+09:00"},
            {"stage": "verifying", "at": "2026-03-02T10:15:33+09:00"},
            {"stage": "needs_information", "at": "2026-03-02T10:15:33+09:00"},
        ],
        "needs": [{"code": "unanswered", "detail": ask_sentence("unanswered", {}, {})}],
    }
