"""How rare it is that two claims agree by chance, in words that a judge understands."""

from typing import Final

from django.utils.translation import gettext as _

#: How many birth dates claimants have, counted as if all were equally common. Adults of 19 to 75 have some 20,500;
#: some years are born stronger than others, and two people drawn at random share a date as if there were 18,000.
BIRTH_DATES: Final = 18_000
#: More bearers than this are not counted on arrival; one more stands for "more".
BEARERS_COUNTED: Final = 1_000

_NAMES: Final = frozenset({"same", "same_in_latin", "swapped", "same_sound", "respelled"})


def rarity(levels: dict[str, str], *, bearers: int, claims: int) -> list[str]:
    """Return sentences on how rare the agreement of name and birth date is among the incident's claims.

    `bearers` claims of `claims` bear the more common of the two names. Nothing is said of what does not agree.
    """
    name, birth = levels.get("name") in _NAMES, levels.get("birth") == "same"
    bearers, claims = max(bearers, 1), max(claims, bearers, 1)
    said = []
    if name:
        said.append(_bearers(bearers, claims))
    if name and birth:
        one_in = claims / min(bearers, BEARERS_COUNTED) * BIRTH_DATES
        words = (
            _("This name and birth date together: about 1 person in %(number)s.")
            if bearers <= BEARERS_COUNTED
            else _("This name and birth date together: more than 1 person in %(number)s.")
        )
        said.append(words % {"number": _about(one_in)})
    elif birth:
        said.append(_("This birth date alone: about 1 person in %(number)s.") % {"number": _about(BIRTH_DATES)})
    return said


def _bearers(bearers: int, claims: int) -> str:
    if bearers > BEARERS_COUNTED:
        words = _("More than %(bearers)s of %(claims)s claims bear this name.")
        return words % {"bearers": f"{BEARERS_COUNTED:,}", "claims": f"{claims:,}"}
    words = _("%(bearers)s of %(claims)s claims bear this name: 1 in %(number)s.")
    return words % {"bearers": f"{bearers:,}", "claims": f"{claims:,}", "number": _about(claims / bearers)}


def _about(number: float) -> str:
    """A number of which two digits mean something."""
    size = 10 ** max(len(str(int(number))) - 2, 0)
    return f"{round(number / size) * size:,}"
