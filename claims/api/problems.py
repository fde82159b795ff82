"""Errors as RFC 9457 problem documents: a stable code, a sentence in the reader's language, a pointer to each field."""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from claims.rules.submission import FieldError
from claims.services.filing import CaseNotOpen, CaseUnknown, IdempotencyConflict, SubmissionRefused
from claims.wording.errors import error_sentence

log = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
# Where each kind of problem is explained. Codes and these addresses never change their meaning.
TYPE: Final = "/api/v1/docs/#problem-{}"
_RETRY_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: the status it is sent with, its name, and what it means and asks of the program."""

    status: int
    title: str | Promise
    detail: str | Promise


KINDS: Final[Mapping[str, Kind]] = {
    "unreadable_body": Kind(
        400, _("The body cannot be read"), _("Send one JSON object in UTF-8. The errors say where.")
    ),
    "idempotency_key_missing": Kind(
        400,
        _("Idempotency-Key is missing"),
        _("Send an Idempotency-Key header of your own, a new one for each claim and the same one for a retry."),
    ),
    "idempotency_key_invalid": Kind(
        400,
        _("Idempotency-Key is not valid"),
        _("The Idempotency-Key header takes 1 to 255 visible ASCII characters. A UUID will do."),
    ),
    "bad_request": Kind(400, _("Bad request"), _("The request cannot be read.")),
    "permission_denied": Kind(403, _("Not allowed"), _("This is not allowed.")),
    "not_found": Kind(404, _("No such address"), _("There is nothing at this address.")),
    "case_unknown": Kind(404, _("No such case"), _("There is no such case. /api/v1/cases lists those that are open.")),
    "claim_not_found": Kind(
        404,
        _("No claim found"),
        _("No claim has this number, receipt and date of birth together. The answer is the same whichever is wrong."),
    ),
    "method_not_allowed": Kind(405, _("Method not allowed"), _("The Allow header lists the methods of this address.")),
    "not_acceptable": Kind(406, _("Not available in this format"), _("Answers are application/json.")),
    "case_not_open": Kind(
        409, _("The case takes no claims now"), _("Nothing was stored. The case is not open for claims.")
    ),
    "idempotency_key_reused": Kind(
        409,
        _("Idempotency-Key was used before"),
        _("Nothing was stored. This key belongs to another submission; use a new key for a new claim."),
    ),
    "length_required": Kind(
        411,
        _("Content-Length is missing"),
        _("Send the body in one piece, with its length in the Content-Length header."),
    ),
    "content_too_large": Kind(413, _("The body is too large"), _("No claim is as large as this body.")),
    "unsupported_media_type": Kind(
        415,
        _("Media type not supported"),
        _("Send the body as application/json in UTF-8."),
    ),
    "submission_refused": Kind(
        422,
        _("The submission is not valid"),
        _("Nothing was stored. The errors name every field that must be corrected."),
    ),
    "too_many_requests": Kind(
        429,
        _("Too many requests"),
        _("Try again after the number of seconds in the Retry-After header."),
    ),
    "server_error": Kind(
        500,
        _("Our fault"),
        _("Something went wrong on our side. A retry with the same Idempotency-Key is safe."),
    ),
    "unavailable": Kind(
        503,
        _("Unavailable for the moment"),
        _("Nothing was acknowledged. Try again with the same Idempotency-Key after the time in Retry-After."),
    ),
}

# What can be wrong with a body before its fields are looked at.
BODY_ERRORS: Final[Mapping[str, str | Promise]] = {
    "body_empty": _("There is no body."),
    "not_utf8": _("Byte %(byte)s does not belong to UTF-8."),
    "not_json": _("This is not JSON, from line %(line)s, column %(column)s."),
    "duplicate_key": _("This key is given twice."),
    "not_a_number": _("NaN and Infinity are not JSON."),
    "number_too_long": _("This number has too many digits."),
    "number_out_of_range": _("This number is too large."),
    "nul_character": _("Text must not contain the NUL character."),
    "lone_surrogate": _("This text contains half of a surrogate pair."),
    "too_deep": _("The body is nested more than %(maximum)s levels deep."),
    "too_many_values": _("The body holds more than %(maximum)s values."),
}

# The first row that fits decides.
_CODES: Final[tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...]] = (
    (SubmissionRefused, "submission_refused"),
    (CaseUnknown, "case_unknown"),
    (CaseNotOpen, "case_not_open"),
    (IdempotencyConflict, "idempotency_key_reused"),
    ((OperationalError, InterfaceError), "unavailable"),
    ((Http404, exceptions.NotFound), "not_found"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.NotAcceptable, "not_acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported_media_type"),
    (exceptions.PermissionDenied, "permission_denied"),
    (exceptions.ParseError, "bad_request"),
)


class ApiProblem(Exception):
    """A request that gets a problem for an answer; `code` is a key of KINDS, `retry_after` in seconds."""

    def __init__(self, code: str, *, errors: Iterable[FieldError] = (), retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.errors = tuple(errors)
        self.retry_after = retry_after


def problem_response(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """DRF's exception handler: the problem that an exception is, or None for one that is a fault of ours (500)."""
    if isinstance(exc, ApiProblem):
        return problem(exc.code, errors=exc.errors, retry_after=exc.retry_after)
    code = next((code for kinds, code in _CODES if isinstance(exc, kinds)), None)
    if code is None:
        return None
    if code == "unavailable":
        log.error("database_unavailable", extra={"error": type(exc.__cause__ or exc).__name__})
        return problem(code, retry_after=_RETRY_SECONDS)
    return problem(code, errors=exc.errors if isinstance(exc, SubmissionRefused) else ())


def problem_for(request: HttpRequest, code: str) -> HttpResponse:
    """A problem for requests that no view of the API has seen, in the language that the request asks for."""
    with translation.override(translation.get_language_from_request(request)):
        response = problem(code)
        response.headers["Content-Language"] = translation.get_language() or "en"
    return response


def problem(code: str, *, errors: Iterable[FieldError] = (), retry_after: int | None = None) -> HttpResponse:
    """The problem as a response in the current language. `code` is a key of KINDS."""
    body = problem_body(code, errors=errors)
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False).encode(), status=body["status"], content_type=MEDIA_TYPE
    )
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def problem_body(code: str, *, errors: Iterable[FieldError] = ()) -> dict[str, Any]:
    """The problem document; each of its errors has a pointer (RFC 6901), a code, a sentence and what fills it."""
    kind = KINDS[code]
    return {
        "type": TYPE.format(code),
        "title": str(kind.title),
        "status": kind.status,
        "code": code,
        "detail": str(kind.detail),
        "errors": [
            {
                "pointer": error.pointer,
                "code": error.code,
                "detail": _sentence(error),
                "params": dict(error.params),
            }
            for error in errors
        ],
    }


def _sentence(error: FieldError) -> str:
    if error.code in BODY_ERRORS:
        return str(BODY_ERRORS[error.code]) % error.params
    return error_sentence(error.code, error.params)
