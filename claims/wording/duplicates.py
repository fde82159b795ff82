"""Duplicates in words: what agrees between two claims, what a pair is taken for, what was decided and why."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

LEVELS: Final[Mapping[str, Words]] = {
    "name": {
        "same": _("same name"),
        "swapped": _("same name, surname and given name changed over"),
        "same_in_latin": _("same name, both in Latin letters"),
        "same_sound": _("the same name by sound, in Hangul and in Latin letters"),
        "respelled": _("names that sound the same and are spelled differently"),
        "other_middle": _("same surname and given name, another middle name"),
        "surname_slip": _("same given name, surnames one letter apart"),
        "given_slip": _("same surname, given names one letter apart"),
        "initial": _("same surname, one given name is an initial only"),
        "near_sound": _("nearly the same name by sound, in Hangul and in Latin letters"),
        "given_same": _("same given name, another surname"),
        "surname_same": _("same surname, another given name"),
        "different": _("different names"),
        "missing": _("a name is missing"),
    },
    "birth": {
        "same": _("same date of birth"),
        "swapped": _("same date of birth, day and month changed over"),
        "one_digit": _("dates of birth one digit apart"),
        "one_digit_of_the_decade": _("dates of birth one digit and so decades apart"),
        "same_year_or_day": _("same year or same day of birth"),
        "different": _("different dates of birth"),
        "a_generation_apart": _("dates of birth 15 years apart or more"),
        "missing": _("a date of birth is missing"),
    },
    "phone": {
        "same": _("same phone number"),
        "one_digit": _("phone numbers one digit apart"),
        "different": _("different phone numbers"),
        "missing": _("a phone number is missing"),
    },
    "mail": {
        "same": _("same mailbox"),
        "same_local": _("the same before the @, another provider"),
        "local_slip": _("nearly the same before the @"),
        "different": _("different mailboxes"),
        "missing": _("an e-mail address is missing"),
    },
    "address": {
        "same_unit": _("same home"),
        "same_building": _("same building, a flat is not given"),
        "unit_slip": _("same building, flats one digit apart"),
        "other_unit": _("same building, another flat"),
        "number_slip": _("same road, house numbers one digit apart"),
        "same_road_or_area": _("same road or same postcode"),
        "different": _("different addresses"),
        "missing": _("an address is missing"),
    },
}
"""What two claims have in common, by part and level code of `claims.rules.matching`."""

PARTS: Final[Words] = {
    "name": pgettext_lazy("part of a comparison", "Name"),
    "birth": pgettext_lazy("part of a comparison", "Date of birth"),
    "phone": pgettext_lazy("part of a comparison", "Phone number"),
    "mail": pgettext_lazy("part of a comparison", "Mailbox"),
    "address": pgettext_lazy("part of a comparison", "Address"),
    "bearers": _("How rare the name is"),
}

BEARERS: Final[Words] = {
    "0": _("a name that at most 3 claims bear"),
    "1": _("a name that at most 12 claims bear"),
    "2": _("a name that at most 50 claims bear"),
    "3": _("a name that at most 200 claims bear"),
    "4": _("a name that at most 1,000 claims bear"),
    "5": _("a name that more than 1,000 claims bear"),
}
"""The classes of names by how many claims bear them."""

BANDS: Final[Words] = {
    "certain": pgettext_lazy("band", "Certain"),
    "review": pgettext_lazy("band", "To be decided"),
    "household": pgettext_lazy("band", "Household"),
    "distinct": pgettext_lazy("band", "Two people"),
}

BAND_MEANINGS: Final[Words] = {
    "certain": _("So much agrees that the claims are linked automatically."),
    "review": _("It may be one person or two. A person decides."),
    "household": _("Two people who share a home, a phone or a mailbox. Both claims go on."),
    "distinct": _("Two people. Both claims go on."),
}

DECISIONS: Final[Words] = {
    "automatic": _("Linked automatically"),
    "link": _("Linked: the same person"),
    "apart": _("Kept apart: two people"),
    "household": _("Kept apart: one household"),
    "withdrawn": _("Decision undone"),
}

BUTTONS: Final[Words] = {
    "link": _("Link: same person"),
    "apart": _("Keep apart"),
    "household": _("Household"),
}
"""What stands on the button of each decision that a person can make."""

CONSEQUENCES: Final[Words] = {
    "link": _("One claim goes on, the other is merged into it. Both stay whole, and it can be undone."),
    "apart": _("Both claims go on, and these two are never linked automatically."),
    "household": _("As keep apart; also noted: they live or write from one place."),
}

DONE: Final[Words] = {
    "link": _("Linked %(earlier)s and %(later)s: the same person."),
    "apart": _("Kept %(earlier)s and %(later)s apart."),
    "household": _("Kept %(earlier)s and %(later)s apart: one household."),
}
"""What the next page says of the decision just made."""

REASONS: Final[Words] = {
    "compared": _("The details were compared"),
    "documents": _("Documents show it"),
    "claimant_said": _("A claimant said so"),
    "undone": _("A decision was taken back"),
    "score": _("The score was high enough"),
    "no_longer_certain": _("The score is no longer high enough"),
}

REFUSALS: Final[Words] = {
    "kind_unknown": _("Choose what to decide."),
    "reason_unknown": _("Choose a reason."),
    "nothing_to_undo": _("There is no decision left to undo."),
    "contradicts": _(
        "This contradicts decisions on other pairs of these claims: claims that were kept apart would be joined. "
        "Undo one of those decisions first."
    ),
    "person_erased": _(
        "The data of a claimant have been erased, so a note can no longer be sealed. Decide without one."
    ),
    "not_a_member": _("This claim is not joined with others any more."),
    "cannot_survive": _("This claim cannot go on: it was merged, withdrawn or rejected."),
    "not_yours": _("Only the person who chose these pairs can confirm."),
    "used_already": _("This has been decided already."),
}
"""Why nothing was decided, by the code of `DecisionRefused`."""

STANDS_OUT: Final = frozenset({"same", "same_in_latin", "swapped", "same_sound", "same_unit"})
"""Levels at which a part agrees outright; the rest agree in part, differ, or cannot be told."""

_PARTLY: Final = frozenset(
    {
        *(
            "respelled",
            "other_middle",
            "surname_slip",
            "given_slip",
            "initial",
            "near_sound",
            "one_digit",
            "same_local",
            "local_slip",
        ),
        *("same_building", "unit_slip", "number_slip"),
    }
)

AGREEMENTS: Final[Words] = {
    "agrees": pgettext_lazy("comparison", "Agrees"),
    "partly": pgettext_lazy("comparison", "Partly"),
    "differs": pgettext_lazy("comparison", "Differs"),
    "unknown": pgettext_lazy("comparison", "Not known"),
}


def level_phrase(part: str, code: str) -> str:
    """Return what two claims have in common in one part; a code that the comparisons lost is shown as it is."""
    words = BEARERS if part == "bearers" else LEVELS.get(part, {})
    return str(words.get(code, code))


def agreement_of(code: str) -> str:
    """Return how far a level agrees: a key of `AGREEMENTS`."""
    if code == "missing":
        return "unknown"
    if code in STANDS_OUT:
        return "agrees"
    return "partly" if code in _PARTLY else "differs"


def decision_refusal(code: str) -> str:
    """Return why nothing was decided and what to do. A code without words is shown as it is."""
    return str(REFUSALS.get(code, code))


def probability(value: float) -> str:
    """Return a probability as a person reads it: "99.7 %", never a rounded "100 %" or "0 %"."""
    percent = 100 * value
    if percent > 99.99:
        return gettext("over 99.99 %")
    if percent < 0.01:
        return gettext("under 0.01 %")
    near_an_end = percent > 99 or percent < 1
    return f"{percent:.2f} %" if near_an_end else f"{percent:.0f} %"


def odds(weight: float) -> str:
    """Return a weight in bits as odds in words. Beyond a million to one no number says more."""
    one_in = _rounded(min(2 ** abs(weight), 1e6))
    if weight >= 20:
        return gettext("more than a million to 1 that they are one person")
    if weight <= -20:
        return gettext("more than a million to 1 that they are two people")
    words = (
        gettext("about %(number)s to 1 that they are one person")
        if weight >= 0
        else gettext("about %(number)s to 1 that they are two people")
    )
    return words % {"number": f"{one_in:,}"}


def points(bits: float) -> str:
    """Return the points of one part with their sign: "+7.2", "−3.0"."""
    return f"{'+' if bits >= 0 else '−'}{abs(bits):.1f}"


def _rounded(number: float) -> int:
    """Two digits that mean something, the rest zeros."""
    size = 10 ** max(len(str(int(number))) - 2, 0)
    return round(number / size) * size
