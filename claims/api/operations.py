"""What each address does, as OpenAPI 3.1 operations. Texts are in the current language."""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from claims.api import examples
from claims.api.problems import KINDS, MEDIA_TYPE, problem_body
from claims.api.shapes import ref
from claims.rules.submission import FieldError

Operation = dict[str, Any]

_JSON: Final = "application/json"
# An example of the errors that come with a problem.
_ERRORS: Final = {
    "unreadable_body": [FieldError("/damages_sought/amount", "not_a_number")],
    "submission_refused": [
        FieldError("/data_items/3", "not_a_choice", {"allowed": "name, email, phone"}),
        FieldError("/damages_sought/amount", "above_maximum", {"minimum": 100_000, "maximum": 1_000_000}),
    ],
}
_FOR_ALL: Final = ("method_not_allowed", "not_acceptable", "server_error", "unavailable")
_WITH_BODY: Final = (
    "unreadable_body",
    "length_required",
    "content_too_large",
    "unsupported_media_type",
    "too_many_requests",
)


def list_cases() -> Operation:
    """GET /cases"""
    return {
        "operationId": "list_cases",
        "summary": _("Cases that take claims now"),
        "tags": ["cases"],
        "parameters": [_language()],
        "responses": {"200": _answer("CaseList", _("The open cases.")), **_problems(*_FOR_ALL)},
    }


def read_case() -> Operation:
    """GET /cases/{slug}"""
    return {
        "operationId": "read_case",
        "summary": _("What may be filed in a case"),
        "description": _(
            "Everything that a submission is made of: the data items and what each notice said of them, the sums, "
            "the consents with their texts. Read it shortly before filing, for consents and notices can change."
        ),
        "tags": ["cases"],
        "parameters": [_slug(), _language()],
        "responses": {
            "200": _answer("Case", _("The case."), examples.case()),
            **_problems("case_unknown", *_FOR_ALL),
        },
    }


def file_claim() -> Operation:
    """POST /cases/{slug}/claims"""
    return {
        "operationId": "file_claim",
        "summary": _("File a claim"),
        "description": _(
            "The answer 201 is sent once the claim is stored for good. Without an answer, or after 429 or 503, send "
            "the same again with the same Idempotency-Key: there will be one claim, and the answer is the same for "
            "seven days. Names are stored as typed. Whether the person is on any list, or has claimed before, is "
            "told to nobody here."
        ),
        "tags": ["claims"],
        "parameters": [_slug(), _idempotency_key()],
        "requestBody": {
            "required": True,
            "description": _("At most %(bytes)s bytes.") % {"bytes": settings.BODY_LIMIT},
            "content": {_JSON: {"schema": ref("Submission"), "examples": {"claim": {"value": examples.SUBMISSION}}}},
        },
        "responses": {
            "201": _answer("Filed", _("The claim is stored."), examples.FILED),
            **_problems(
                "idempotency_key_missing",
                "idempotency_key_invalid",
                "case_unknown",
                "case_not_open",
                "idempotency_key_reused",
                "submission_refused",
                *_WITH_BODY,
                *_FOR_ALL,
            ),
        },
    }


def read_claim_status() -> Operation:
    """POST /claim-status"""
    return {
        "operationId": "read_claim_status",
        "summary": _("Where a claim stands"),
        "description": _(
            "For whoever has the claim number, the receipt and the claimant's date of birth. Anything wrong, missing "
            "or too much in the body gets one and the same 404. A POST, so that none of the three gets into a log."
        ),
        "tags": ["claims"],
        "parameters": [_language()],
        "requestBody": {
            "required": True,
            "content": {
                _JSON: {"schema": ref("StatusQuestion"), "examples": {"question": {"value": examples.QUESTION}}}
            },
        },
        "responses": {
            "200": _answer(
                "ClaimStatus", _("The claim's stage, and what is asked of the claimant."), examples.status()
            ),
            **_problems("claim_not_found", *_WITH_BODY, *_FOR_ALL),
        },
    }


def _slug() -> dict[str, Any]:
    return {
        "name": "slug",
        "in": "path",
        "required": True,
        "description": _("The case's name in addresses."),
        "schema": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
        "example": "coupang-2025",
    }


def _language() -> dict[str, Any]:
    return {
        "name": "language",
        "in": "query",
        "description": _("The language of the answer. Without it, Accept-Language decides."),
        "schema": ref("Language"),
    }


def _idempotency_key() -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": _("Your own key for this claim, such as a UUID: 1 to 255 visible ASCII characters."),
        "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"},
        "example": "6f2a7c1e-8d34-4b57-9a0e-2f1c5d7b9e63",
    }


def _answer(component: str, description: str, example: dict[str, Any] | None = None) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": ref(component)}
    if example is not None:
        content["examples"] = {"answer": {"value": example}}
    return {"description": description, "content": {_JSON: content}}


def _problems(*codes: str) -> dict[str, Any]:
    """The responses that these kinds of problems are, one a status, each kind with an example."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(KINDS[code].status, []).append(code)
    return {str(status): _problem_response(by_status[status]) for status in sorted(by_status)}


def _problem_response(codes: Sequence[str]) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": " / ".join(str(KINDS[code].title) for code in codes),
        "content": {
            MEDIA_TYPE: {
                "schema": ref("Problem"),
                "examples": {code: {"value": problem_body(code, errors=_ERRORS.get(code, ()))} for code in codes},
            }
        },
    }
    if KINDS[codes[0]].status in {429, 503}:
        response["headers"] = {
            "Retry-After": {
                "required": True,
                "description": _("Seconds after which to try again."),
                "schema": {"type": "integer", "minimum": 1},
            }
        }
    return response
