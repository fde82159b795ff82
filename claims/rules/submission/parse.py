"""The one validator behind the three doors: web form, API and import."""

from collections.abc import Collection, Mapping
from typing import Any, Literal

from claims.rules.submission.check import Check
from claims.rules.submission.errors import FieldError, SubmissionRefused
from claims.rules.submission.parts import PARTS
from claims.rules.submission.terms import FilingTerms
from claims.rules.submission.values import Submission

Mode = Literal["complete", "lenient"]


def parse(raw: object, terms: FilingTerms, *, mode: Mode) -> Submission:
    """Return the submission that `raw` is, or raise SubmissionRefused with every error.

    `raw` has the shape of the API's body: language, claimant_type, name, birth_date (YYYY-MM-DD), email, phone,
    address {postcode, line}, account {email, phone, joined, withdrew (YYYY-MM)}, notices (codes, or {code,
    received_on}), data_items (codes), entrance_code_stored, damages_sought {amount, currency},
    other_proceedings {kind, details}, representative {name, birth_date, relation}, consents [{code, version,
    given}], attested. Null and blank are the same as absent; a key that is not listed is an error.

    "complete" (forms, API) asks for all but the representative, the notices, joined and withdrew; either of
    e-mail and phone will do; a recipient who is no member has no account to name. "lenient" (import) asks for
    the name only, and what is there must be as valid as anywhere: what passes "complete" passes "lenient", and
    is the same submission. Whether a claim is in time, of age or true is for the rules, not here.

    Work grows linearly with the body. Nothing but SubmissionRefused is raised, for any JSON-like value.
    """
    check = Check(terms, complete=mode == "complete")
    values: dict[str, Any] = {}
    if isinstance(raw, Mapping):
        check.known_keys(raw, PARTS, "")
        for name, part in PARTS.items():
            values.update(part(raw.get(name), check))
        if check.complete:
            _reachable(raw, check)
            _account_named(raw, check)
    else:
        check.refuse("", "wrong_type", expected="object")
    if check.errors:
        raise SubmissionRefused(check.errors)
    return Submission(**values)


def check_part(
    raw: Mapping[str, object], terms: FilingTerms, *, fields: Collection[str]
) -> tuple[dict[str, object], tuple[FieldError, ...]]:
    """Check one page of the form as "complete" would: the cleaned values of its `fields`, and every error in them.

    `fields` are names of the body's parts; `raw` may hold the answers of other pages too, which are looked at only
    where an answer here depends on them (`account` on `claimant_type`). Cleaned values carry their names in
    `Submission` (`address` gives `postcode` and `address_line`) and are only to be used when there is no error.
    Raises KeyError for a field that a submission does not have.
    """
    check = Check(terms, complete=True)
    check.known_keys(raw, PARTS, "")
    cleaned: dict[str, object] = {}
    for name in fields:
        cleaned.update(PARTS[name](raw.get(name), check))
    if "email" in fields and "phone" in fields:
        _reachable(raw, check)
    if "account" in fields:
        _account_named(raw, check)
    return cleaned, tuple(check.errors)


def _reachable(raw: Mapping[str, object], check: Check) -> None:
    """Refuse a claimant whom nobody could reach."""
    if _blank(raw.get("email")) and _blank(raw.get("phone")):
        check.refuse("/email", "contact_required")


def _account_named(raw: Mapping[str, object], check: Check) -> None:
    """Refuse a member who does not say which account was leaked."""
    account = raw.get("account")
    if not (account is None or isinstance(account, Mapping)):
        return  # its type is already an error
    identifiers = account or {}
    claimant_type = raw.get("claimant_type")
    is_member = not (isinstance(claimant_type, str) and claimant_type.strip() == "non_member_recipient")
    if is_member and _blank(identifiers.get("email")) and _blank(identifiers.get("phone")):
        check.refuse("/account/email", "account_required")


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
