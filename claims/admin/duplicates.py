"""Counsel's queue of duplicate pairs, case by case: what is left to decide, the most valuable first. No names on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.case import case_may
from claims.admin.duplicates_undo import take_last
from claims.admin.pages import CounselRequest, page
from claims.models import Case, DuplicatePair, PairDecision
from claims.models.duplicates import UNDECIDED
from claims.queries.access import CaseAccess, Permission
from claims.queries.duplicates import PairFilter, Place, decided_today, queue, queue_length
from claims.queries.duplicates.queue import COUNTED, LANGUAGES, OPEN_BANDS, PAGE, WAITING
from claims.rules.ids import read_claim_number
from claims.rules.stages import ClaimStage, Subject, table
from claims.wording.duplicates import BUTTONS, LEVELS, agreement_of, level_phrase
from claims.wording.stages import stage_label

Choices = list[tuple[str, Any]]

_EVERY_BAND: Final = ("certain", "review", "household")
#: What the queue can show: bands and standing decisions, by the code in its address.
_SHOWN: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "": (OPEN_BANDS, UNDECIDED),
    "automatic": (_EVERY_BAND, (PairDecision.Kind.AUTOMATIC.value,)),
    "link": ((*_EVERY_BAND, "distinct"), (PairDecision.Kind.LINK.value,)),
    "apart": ((*_EVERY_BAND, "distinct"), (PairDecision.Kind.APART.value, PairDecision.Kind.HOUSEHOLD.value)),
    "household": (("household",), UNDECIDED),
}
#: What can be asked to agree: one level of one part each.
_AGREES: Final = (
    ("name", "same"),
    ("name", "same_in_latin"),
    ("name", "same_sound"),
    ("name", "surname_same"),
    ("birth", "same"),
    ("phone", "same"),
    ("mail", "same"),
    ("address", "same_unit"),
)
_SCORES: Final[dict[str, tuple[float, float]]] = {
    "": (0.0, 1.0),
    "99": (0.99, 1.0),
    "90": (0.9, 0.99),
    "50": (0.5, 0.9),
    "0": (0.0, 0.5),
}
_NUMBERS: Final = 3


class PairFilterForm(forms.Form):
    """The filters above the queue. A value that is no choice counts as not given."""

    show = forms.ChoiceField(label=gettext_lazy("Show"), required=False)
    agrees = forms.ChoiceField(label=gettext_lazy("What agrees"), required=False)
    score = forms.ChoiceField(label=gettext_lazy("One person with"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage of the later claim"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    claim = forms.CharField(label=gettext_lazy("Claim number"), required=False, max_length=40)

    def __init__(self, data: QueryDict, case: Case) -> None:
        super().__init__(data)
        stages = table(case.case_type, Subject.CLAIM).living
        self._choose(
            "show",
            [
                ("", _("Left to decide")),
                ("automatic", _("Linked automatically")),
                ("link", _("Linked by a person")),
                ("apart", _("Kept apart by a person")),
                ("household", _("Households found automatically")),
            ],
        )
        self._choose("agrees", [("", _("All")), *((f"{p}.{c}", level_phrase(p, c)) for p, c in _AGREES)])
        self._choose(
            "score",
            [
                ("", _("All")),
                ("99", _("99 % and more")),
                ("90", "90 – 99 %"),
                ("50", "50 – 90 %"),
                ("0", _("less than 50 %")),
            ],
        )
        named = [
            (stage.value, stage_label(Subject.CLAIM, stage, case_type=case.case_type))
            for stage in ClaimStage
            if stage in stages
        ]
        self._choose("stage", [("", _("All")), *named])
        names = dict(zip(LANGUAGES, (_("Both Korean"), _("Both English"), _("One Korean, one English")), strict=True))
        self._choose("language", [("", _("All")), *names.items()])
        self.fields["claim"].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})

    def clean_claim(self) -> str:
        """A claim number in its one spelling."""
        typed = self.cleaned_data["claim"]
        number = read_claim_number(typed) if typed else ""
        if number is None:
            raise forms.ValidationError(_("This is not a claim number. Check the spelling."))
        return number

    def wanted(self) -> PairFilter:
        """Which pairs to list."""
        given = self.given()
        bands, decided = _SHOWN[given.get("show", "")]
        lowest, highest = _SCORES[given.get("score", "")]
        part, _dot, code = given.get("agrees", "").partition(".")
        return PairFilter(
            bands=bands,
            decided=decided,
            from_probability=lowest,
            to_probability=highest,
            levels={part: code} if part else None,
            stage=given.get("stage", ""),
            language=given.get("language", ""),
            claim=given.get("claim", ""),
        )

    def given(self) -> dict[str, str]:
        """The filters that hold, as codes."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def wrong(self) -> bool:
        """Whether the claim number cannot be one. Nothing is listed then, rather than everything."""
        return "claim" in self.errors

    @property
    def shows_open(self) -> bool:
        """Whether it lists what waits for a person."""
        return "show" not in self.given()

    def query(self, **more: str) -> str:
        """The filters as the end of an address, with `more`; empty for none."""
        query = QueryDict(mutable=True)
        query.update(self.given() | more)
        return f"?{query.urlencode()}" if query else ""

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@dataclass(frozen=True, slots=True)
class Row:
    """One pair as the queue shows it. Holds no personal data."""

    pair_id: int
    earlier: str
    later: str
    phrases: tuple[str, ...]
    probability: float
    band: str
    decided: str
    at_stake: int | None
    holds_up: bool
    found_at: datetime


def queue_page(request: CounselRequest, slug: str) -> HttpResponse:
    """Show one page of a case's queue."""
    access = request.staff.case(slug, Permission.SEE_DUPLICATES)
    form = PairFilterForm(request.GET, access.case)
    wanted = form.wanted()
    after = read_place(request.GET.get("after", ""))
    found = queue(access.case.pk, wanted, after, limit=PAGE + 1) if not form.wrong else []
    total = queue_length(access.case.pk, wanted) if not form.wrong else 0
    mine = {each.case.pk for each in request.staff.cases}
    return page(
        request,
        "duplicates/queue.html",
        {
            "title": _("Duplicates"),
            "case": access.case,
            "tab": "duplicates",
            "case_may": case_may(access),
            "form": form,
            "filters": form,
            "filtered": bool(form.given()) or form.wrong,
            "query": form.query(),
            "rows": [row_of(pair, mine) for pair in found[:PAGE]],
            "total": min(total, COUNTED),
            "more_than_counted": total >= COUNTED,
            "first": f"{request.path}{form.query()}" if after else None,
            "following": form.query(after=_mark(found[PAGE - 1])) if len(found) > PAGE else None,
            "may_decide": access.may(Permission.DECIDE),
            "kinds": [(code, name) for code, name in BUTTONS.items()],
            "last": take_last(request, access.case),
            **left(access),
        },
        here=reverse("counsel:duplicates", args=[slug]) + form.query(),
        status=422 if form.wrong else 200,
    )


def next_pair(request: CounselRequest, slug: str) -> HttpResponse:
    """Go to the most valuable pair that is left; `after` a pair, to the next one in the order of the queue."""
    access = request.staff.case(slug, Permission.SEE_DUPLICATES)
    form = PairFilterForm(request.GET, access.case)
    return go_on(request, access, form, after=read_place(request.GET.get("after", "")))


def go_on(request: CounselRequest, access: CaseAccess, form: PairFilterForm, *, after: Place | None) -> HttpResponse:
    """Redirect to the pair behind a place, else to the first one; those skipped come when all others are done."""
    skipped = request.session.get(SKIPPED, [])
    wanted = form.wanted()
    for place, without in ((after, skipped), (None, skipped), (None, [])):
        found = queue(access.case.pk, wanted, place, limit=1, without=without)
        if found:
            if skipped and not without:
                request.session[SKIPPED] = []
            return redirect(reverse("counsel:pair", args=[access.case.slug, found[0].pk]) + form.query())
    return redirect(reverse("counsel:duplicates", args=[access.case.slug]) + form.query())


SKIPPED: Final = "pairs_skipped"
"""The session's list of pair ids that its user wants to see later."""
_SKIPPED_KEPT: Final = 500


def skip(request: CounselRequest, pair_id: int) -> None:
    """Remember that a pair is to come later. The oldest of many is forgotten and so comes sooner."""
    kept = [each for each in request.session.get(SKIPPED, []) if each != pair_id]
    request.session[SKIPPED] = [*kept, pair_id][-_SKIPPED_KEPT:]


def left(access: CaseAccess) -> dict[str, int]:
    """Return how many pairs of a case are left to decide and how many people decided today, for templates."""
    return {
        "open_pairs": queue_length(access.case.pk, PairFilter()),
        "done_today": decided_today(access.case.pk),
    }


def row_of(pair: DuplicatePair, cases: set[int]) -> Row:
    """Return a pair as a row; a claim of a case that is not among `cases` goes without its number."""
    earlier, later = (claim.number if claim.case_id in cases else "…" for claim in (pair.earlier, pair.later))
    return Row(
        pair_id=pair.pk,
        earlier=earlier,
        later=later,
        phrases=tuple(
            level_phrase(part, code)
            for part in LEVELS
            if (code := pair.levels.get(part))
            and (agreement_of(code) in ("agrees", "partly") or (part, code) in _AGREES)
        ),
        probability=pair.probability,
        band=pair.band,
        decided=pair.decided,
        at_stake=pair.later.damages_sought,
        holds_up=pair.undecided and pair.band in OPEN_BANDS and pair.later.stage in WAITING,
        found_at=pair.found_at,
    )


def read_place(typed: str) -> Place | None:
    """The place of the queue that an address names; None for what is none."""
    numbers = typed.split("-")
    if len(numbers) != _NUMBERS or not all(each.isascii() and each.isdigit() and len(each) < 16 for each in numbers):
        return None
    return Place(*map(int, numbers))


def _mark(pair: DuplicatePair) -> str:
    """The place of a pair that came out of the queue, as an address names it."""
    return mark(Place(pair.rank, pair.at_stake, pair.pk))  # type: ignore[attr-defined]


def mark(place: Place) -> str:
    """A place of the queue as an address names it; `read_place` takes it back."""
    return f"{place.rank}-{place.at_stake}-{place.pair_id}"
