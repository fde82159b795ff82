"""The list of claims: filters, order and pages in the address; nothing about a person on it."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.admin.pages import CounselRequest, page
from claims.models import Case, Claim
from claims.queries.access import CaseAccess, Permission
from claims.queries.claim_search import COUNT_LIMIT, ORDERS, QUEUES, ClaimFilter, ClaimRow, count_claims, list_claims
from claims.rules.abuse import Level
from claims.rules.stages import ClaimStage, Subject, table
from claims.rules.submission.terms import CLAIMANT_TYPES
from claims.rules.verification import Verdict
from claims.wording.codes import label
from claims.wording.counsel import QUEUES as QUEUE_NAMES
from claims.wording.stages import stage_label

Choices = list[tuple[str, Any]]

ANY_STAGE: Final = "any"
"""The choice of every stage, ended ones included."""


class FilterForm(forms.Form):
    """The filters above the list. A value that is no choice counts as not given."""

    case = forms.ChoiceField(required=False)
    stage = forms.ChoiceField(required=False)
    verdict = forms.ChoiceField(required=False)
    claimant_type = forms.ChoiceField(required=False)
    door = forms.ChoiceField(required=False)
    abuse = forms.ChoiceField(required=False)
    waiting_over = forms.IntegerField(required=False, min_value=0, max_value=3650)

    def __init__(self, data: QueryDict, cases: tuple[CaseAccess, ...]) -> None:
        super().__init__(data)
        self._cases = {access.case.slug: access.case for access in cases}
        self._choose("case", _("Case"), [(slug, case.title) for slug, case in self._cases.items()])
        self._choose("stage", _("Stage"), _stages(list(self._cases.values())), none=_("Open claims"))
        self._choose("verdict", _("Outcome of the check"), [(v.value, label("verdict", v)) for v in Verdict])
        self._choose("claimant_type", _("Claimant type"), [(c, label("claimant_type", c)) for c in CLAIMANT_TYPES])
        self._choose("door", _("Door"), [(door, label("door", door)) for door in Claim.Door.values])
        levels = [level.value for level in Level if level is not Level.LOW]
        self._choose("abuse", _("Abuse score"), [(level, label("abuse_level", level)) for level in levels])
        days = self.fields["waiting_over"]
        days.label = _("Waiting longer than (days)")
        days.widget.attrs.update({"inputmode": "numeric", "max": "3650"})

    def wanted(self) -> ClaimFilter:
        """What to list, within the cases of the form."""
        self.is_valid()
        given = self.cleaned_data
        chosen = self._cases.get(given.get("case", ""))
        return ClaimFilter(
            cases=[chosen.pk] if chosen else [case.pk for case in self._cases.values()],
            stages=self._asked_stages(given.get("stage", "")),
            verdict=given.get("verdict", ""),
            claimant_type=given.get("claimant_type", ""),
            door=given.get("door", ""),
            abuse=given.get("abuse", ""),
            waiting_over=given.get("waiting_over"),
        )

    def _asked_stages(self, asked: str) -> list[str]:
        """The stages of a queue, or one stage. By default those in which something is awaited: whoever asks who has
        waited longest does not mean the claims that were closed first."""
        if asked == ANY_STAGE:
            return []
        if asked:
            return list(QUEUES.get(asked, (asked,)))
        return sorted({stage for case in self._cases.values() for stage in table(case.case_type, Subject.CLAIM).living})

    def given(self) -> dict[str, str]:
        """The filters that hold, as codes."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value not in (None, "")}

    def _choose(self, name: str, title: str, choices: Choices, *, none: str = "") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.label = title
        field.choices = [("", none or _("All")), *choices]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the list can be ordered by: the link to the other order, and how it is ordered now."""

    query: str
    sorted: str
    """For aria-sort: ascending, descending or none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A claim with what its row shows besides the columns."""

    claim: ClaimRow
    case: Case
    days: int


def rows_of(claims: tuple[ClaimRow, ...], cases: tuple[CaseAccess, ...]) -> list[Row]:
    """Return claims as the list's template shows them."""
    known, now = {access.case.pk: access.case for access in cases}, timezone.now()
    return [Row(claim, known[claim.case_id], claim.days_waiting(now)) for claim in claims]


def claim_list(request: CounselRequest) -> HttpResponse:
    """Show one page of the claims that the reader may see."""
    cases = request.staff.require(Permission.SEE_CLAIMS)
    form = FilterForm(request.GET, cases)
    wanted, now = form.wanted(), timezone.now()
    order = request.GET.get("order", "")
    order = order if order in ORDERS else ORDERS[0]
    shown = list_claims(
        wanted, now=now, order=order, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    total = count_claims(wanted, now=now)
    kept = form.given() | ({"order": order} if order != ORDERS[0] else {})
    return page(
        request,
        "claims/list.html",
        {
            "title": _("Claims"),
            "form": form,
            "filtered": bool(form.given()),
            "rows": rows_of(shown.rows, cases),
            "one_case": len(cases) == 1,
            "total": min(total, COUNT_LIMIT),
            "more_than_counted": total > COUNT_LIMIT,
            "newer": _query(kept, before=shown.before) if shown.before else None,
            "older": _query(kept, after=shown.after) if shown.after else None,
            "first": _query(kept) if request.GET.get("after") or request.GET.get("before") else None,
            "waiting": _column("waiting", "-waiting", order, form.given()),
            "received": _column("-received", "received", order, form.given()),
            "queue": form.given().get("stage", ""),
            "query": _query(kept),
        },
    )


def _query(kept: dict[str, str], **more: str) -> str:
    query = QueryDict(mutable=True)
    query.update(kept | more)
    return f"?{query.urlencode()}"


def _column(usual: str, other: str, order: str, kept: dict[str, str]) -> Column:
    following = other if order == usual else usual
    # Who has stood longest in a stage has the most days: the earliest moment is the highest number.
    now = {"waiting": "descending", "-waiting": "ascending", "received": "ascending", "-received": "descending"}
    return Column(_query(kept | {"order": following}), now[order] if order in (usual, other) else "none")


def _stages(cases: list[Case]) -> Choices:
    """Queues first, then the stages that claims of these cases can have, in the order of the code."""
    possible = {stage for case in cases for stage in table(case.case_type, Subject.CLAIM).stages}
    queues = [(code, str(name)) for code, name in QUEUE_NAMES.items() if possible.intersection(QUEUES[code])]
    case_type = cases[0].case_type if cases else ""
    stages = [
        (stage.value, stage_label("claim", stage, case_type=case_type)) for stage in ClaimStage if stage in possible
    ]
    return [(ANY_STAGE, _("All claims")), (_("Queues"), queues), (_("Stages"), stages)]
