"""What a door says when a submission is refused: where, a stable code, and limits; never the typed value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: Every code, with the names of its parameters. `claims.wording` has a sentence for each, in both languages.
ERROR_CODES: dict[str, tuple[str, ...]] = {
    "required": (),
    "wrong_type": ("expected",),
    "unknown_field": (),
    "not_a_choice": ("allowed",),
    "choose_at_least_one": (),
    "duplicate_entry": (),
    "too_many": ("maximum",),
    "too_short": ("minimum",),
    "too_long": ("maximum",),
    "forbidden_character": (),
    "name_characters": (),
    "email_invalid": (),
    "phone_invalid": (),
    "postcode_invalid": (),
    "not_a_date": ("format",),
    "date_in_future": (),
    "date_too_early": ("earliest",),
    "withdrew_before_joined": (),
    "not_whole_won": ("minimum", "maximum"),
    "below_minimum": ("minimum", "maximum"),
    "above_maximum": ("minimum", "maximum"),
    "resident_number": (),
    "entrance_code_typed": (),
    "contact_required": (),
    "account_required": (),
    "consent_required": ("consent",),
    "consent_outdated": ("consent", "current"),
    "attestation_required": (),
}

#: A limit or a list of allowed codes. Never anything that the claimant typed.
Param = int | str


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field.

    `pointer` is an RFC 6901 JSON pointer into the body ("" is the body itself), `code` a stable snake_case
    code that `claims.wording` turns into a sentence, `params` what that sentence needs. None of the three
    ever holds what was typed, so an error may be logged and shown.
    """

    pointer: str
    code: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)


class SubmissionRefused(Exception):
    """The submission is not valid; `errors` tells everything that is wrong with it, in the order of the fields."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__(", ".join(f"{error.pointer or '/'} {error.code}" for error in self.errors))
