"""The audit trail for those who oversee a case: who did or read what, when and from where. Read-only."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.audit_details import detail_of
from claims.admin.pages import CounselRequest, page
from claims.models import AuditEntry, Claim
from claims.queries import audit_trail as reads
from claims.queries.access import CaseAccess, Permission
from claims.rules.ids import read_claim_number
from claims.wording.codes import label
from claims.wording.counsel import ACTIONS, action_label


class AuditForm(forms.Form):
    """The filters above the trail."""

    since = forms.DateField(label=gettext_lazy("From"), required=False)
    until = forms.DateField(label=gettext_lazy("Until"), required=False)
    actor = forms.CharField(label=gettext_lazy("User name"), required=False, max_length=150)
    action = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    claim = forms.CharField(label=gettext_lazy("Claim number"), required=False, max_length=40)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        action = self.fields["action"]
        assert isinstance(action, forms.ChoiceField)
        action.choices = [("", _("All")), *ACTIONS.items()]

    def clean_claim(self) -> str:
        """A claim number in its one spelling."""
        typed = self.cleaned_data["claim"]
        number = read_claim_number(typed) if typed else ""
        if number is None:
            raise forms.ValidationError(_("This is not a claim number. Check the spelling."))
        return number


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words."""

    entry: AuditEntry
    actor: str
    action: str
    claim: str
    detail: str


def audit_page(request: CounselRequest) -> HttpResponse:
    """Show one page of the trail of the reader's cases."""
    cases = request.staff.require(Permission.SEE_AUDIT)
    form = AuditForm(request.GET)
    found = reads.AuditPage((), None)
    if form.is_valid():
        found = reads.audit_page(_wanted(form.cleaned_data, cases), before=_number(request.GET.get("before", "")))
    numbers = reads.claim_numbers(found.entries)
    return page(
        request,
        "audit.html",
        {
            "title": _("Audit"),
            "form": form,
            "lines": [_line(entry, numbers) for entry in found.entries],
            "older": _older(request.GET, found.older),
            "newest": _older(request.GET, None) if "before" in request.GET else None,
            "cases": cases,
        },
        status=200 if form.is_valid() else 422,
    )


def _wanted(given: dict[str, Any], cases: tuple[CaseAccess, ...]) -> reads.AuditFilter:
    known = [access.case for access in cases]
    claim = None
    if given["claim"]:
        found = Claim.objects.filter(case__in=known, number=given["claim"]).only("pk").first()
        # A number of another case and one that nobody has find the same nothing.
        claim = found.pk if found else reads.NO_CLAIM
    return reads.AuditFilter(
        cases=known,
        actor=given["actor"],
        action=given["action"],
        claim=claim,
        since=given["since"],
        until=given["until"],
    )


def _line(entry: AuditEntry, numbers: dict[str, str]) -> Line:
    return Line(
        entry,
        actor=entry.actor.get_username() if entry.actor else label("actor_kind", entry.actor_kind),
        action=action_label(entry.action),
        claim=numbers.get(entry.subject_id, "") if entry.subject_type == "claim" else "",
        detail=detail_of(entry),
    )


def _older(query: QueryDict, before: int | None) -> str | None:
    kept = query.copy()
    kept.pop("before", None)
    if before is not None:
        kept["before"] = str(before)
    elif "before" not in query:
        return None
    return f"?{kept.urlencode()}"


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
