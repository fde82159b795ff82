"""What is wrong with an answer, said to the claimant: plainly, and with what to do."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.rules.submission.errors import Param
from claims.wording.formats import day, won

ERRORS: Final[Mapping[str, str | Promise]] = {
    "required": _("Please answer this question."),
    "choose_at_least_one": _("Please choose at least one."),
    "not_a_choice": _("Please choose one of the answers offered."),
    "duplicate_entry": _("This is listed twice. Please remove one of the two."),
    "too_many": _("Please list at most %(maximum)s."),
    "too_short": _("Please write at least %(minimum)s characters."),
    "too_long": _("Please write at most %(maximum)s characters."),
    "forbidden_character": _(
        "There is a line break or an invisible character in this answer. Please type it again instead of pasting it."
    ),
    "name_characters": _("Please write the name in Hangul or Latin letters, as it stands on official documents."),
    "resident_number": _(
        "This looks like a resident registration number. Please leave it out: we never collect it here."
    ),
    "entrance_code_typed": _(
        "This looks like an entrance code. Please leave it out: we never collect the code itself."
    ),
    "email_invalid": _("Please check the e-mail address. It should look like name@example.com."),
    "phone_invalid": _(
        "Please check the phone number, for example 010-1234-5678. "
        "Begin a number outside Korea with + and the country code."
    ),
    "postcode_invalid": _("Please check the postcode. In Korea it has five digits; elsewhere give the one used there."),
    "not_a_date": _("Please give a date that exists, for example %(format)s."),
    "date_in_future": _("This date is still to come. Please check it."),
    "date_too_early": _("This date is before %(earliest)s. Please check the year."),
    "withdrew_before_joined": _("The account cannot have been closed before it was opened. Please check both months."),
    "contact_required": _("Please give an e-mail address or a phone number, so that we can reach you."),
    "account_required": _("Please give the e-mail address or the phone number of the account whose data leaked."),
    "not_whole_won": _("Please write the sum in whole won, in digits only, from %(minimum)s to %(maximum)s."),
    "below_minimum": _("In this case you can seek %(minimum)s or more. Please give a higher sum."),
    "above_maximum": _("In this case you can seek up to %(maximum)s. Please give a lower sum."),
    "consent_required": _("The claim cannot be filed without this consent. Please read it and tick it if you agree."),
    "consent_outdated": _("The text of this consent has changed. Please read it again and answer once more."),
    "attestation_required": _("Please confirm that what you have written is true."),
    # Only programs can make these.
    "unknown_field": _("There is no such field."),
    "wrong_type": _("This has the wrong form. What is needed is %(expected)s."),
}

_TYPES: Final[Mapping[str, str | Promise]] = {
    "object": _("an object"),
    "list": _("a list"),
    "string": _("text"),
    "boolean": _("true or false"),
}
_EXAMPLES: Final = {"YYYY-MM-DD": "1990-03-25", "YYYY-MM": "2020-05"}
_SHOWN: Final[Mapping[str, Callable[[Param], str]]] = {
    "expected": lambda code: str(_TYPES[str(code)]),
    "format": lambda pattern: _EXAMPLES[str(pattern)],
    "earliest": lambda value: day(str(value)),
}
# Bounds are sums here, and counts everywhere else.
_SUMS: Final = frozenset({"not_whole_won", "below_minimum", "above_maximum"})


def error_sentence(code: str, params: Mapping[str, Param]) -> str:
    """Return the sentence for one error of a submission. Raises KeyError for a code that no rule has."""
    return str(ERRORS[code]) % {name: _shown(code, name, value) for name, value in params.items()}


def _shown(code: str, name: str, value: Param) -> str:
    if code in _SUMS:
        return won(int(value))
    return _SHOWN[name](value) if name in _SHOWN else str(value)
