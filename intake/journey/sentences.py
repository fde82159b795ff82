"""What is wrong on a page, as sentences beside the questions and as links above them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.queries.filing_terms import FilingCase
from claims.services.filing import FieldError
from claims.wording.errors import error_sentence
from intake.journey.fields import ChoiceField, Field
from intake.journey.page import Page
from intake.journey.typed import Typed

#: A question that was not answered is best asked for by its name.
_REQUIRED: Final[Mapping[str, Promise]] = {
    "claimant_type": gettext_lazy("Choose whom the claim is for."),
    "name": gettext_lazy("Write the legal name."),
    "birth_date": gettext_lazy("Write the date of birth."),
    "representative-name": gettext_lazy("Write the representative’s legal name."),
    "representative-birth_date": gettext_lazy("Write the representative’s date of birth."),
    "representative-relation": gettext_lazy("Choose how the representative is related to the claimant."),
    "address-postcode": gettext_lazy("Write the postcode."),
    "address-line": gettext_lazy("Write the address."),
    "entrance_code_stored": gettext_lazy("Choose whether an entrance code had been stored."),
    "damages_sought": gettext_lazy("Choose a sum."),
    "damages_sought-amount": gettext_lazy("Write the sum that you seek."),
    "other_proceedings-kind": gettext_lazy("Choose whether you take part in other proceedings."),
}
_CHOOSE: Final[Mapping[str, Promise]] = {
    "data_items": gettext_lazy("Choose at least one kind of data."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the error summary: the id of the input it leads to, and the sentence."""

    target: str
    sentence: str


def tell(
    fields: Sequence[Field], errors: Iterable[FieldError], *, page: Page, typed: Typed, case: FilingCase
) -> list[Told]:
    """Set each error at its field, the first one where there are several, and return the summary in reading order."""
    named = {field.name: field for field in _all(fields)}
    for error in errors:
        field = named.get(page.place(error.pointer, typed, case), fields[0])
        field.error = field.error or _sentence(field.name, error)
    return [Told(field.target, _in_summary(field)) for field in named.values() if field.error]


def tell_too_long(fields: Sequence[Field]) -> list[Told]:
    """Say that the answers do not fit into what a browser keeps, at the page's longest answer."""
    longest = max(_all(fields), key=lambda field: len(getattr(field, "value", "")))
    longest.error = _(
        "All your answers together are longer than your browser can keep. Please shorten this one; what you wrote is "
        "still here."
    )
    return [Told(longest.target, _in_summary(longest))]


def _all(fields: Iterable[Field]) -> Iterable[Field]:
    for field in fields:
        yield field
        if isinstance(field, ChoiceField):
            for revealed in field.reveals.values():
                yield from revealed


def _sentence(name: str, error: FieldError) -> str:
    words = {"required": _REQUIRED, "choose_at_least_one": _CHOOSE}.get(error.code, {})
    return str(words.get(name) or error_sentence(error.code, error.params))


def _in_summary(field: Field) -> str:
    """Above the form a sentence stands without its question, so the question's name goes before it."""
    if field.heading or field.error in map(str, (_REQUIRED.get(field.name), _CHOOSE.get(field.name))):
        return field.error
    return _("%(question)s: %(error)s") % {"question": field.label, "error": field.error}
