"""The names whose claims would be a conflict of interest: added and removed by typing them, shown as numbers only."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.admin.case import case_may
from claims.admin.pages import CounselRequest, actor_of, page
from claims.models import ConflictParty
from claims.queries.access import Permission
from claims.queries.case_page import conflicts_of
from claims.services.conflicts import ConflictRefused, add_conflict_party, remove_conflict_party
from claims.wording.codes import label
from claims.wording.counsel import refusal


class ConflictForm(forms.Form):
    """A name and what kind of conflict it is."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, widget=forms.TextInput({"autocomplete": "off"}), strip=True
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of conflict"))

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(code, label("conflict", code)) for code in ConflictParty.Kind.values]


def conflicts_page(request: CounselRequest, slug: str) -> HttpResponse:
    """Show how many names are listed, and add or remove one."""
    access = request.staff.case(slug, Permission.EDIT_CONFLICTS)
    form, refused = ConflictForm(), ""
    if request.method == "POST":
        form = ConflictForm(request.POST)
        change = remove_conflict_party if request.POST.get("change") == "remove" else add_conflict_party
        if form.is_valid():
            try:
                claims = change(case_id=access.case.pk, actor=actor_of(request), **form.cleaned_data)
            except ConflictRefused as error:
                refused = refusal(error.code)
            else:
                messages.success(request, _saved(claims))
                return redirect("counsel:conflicts", slug=slug)
    return page(
        request,
        "cases/conflicts.html",
        {
            "title": _("Conflicts of interest"),
            "case": access.case,
            "tab": "conflicts",
            "case_may": case_may(access),
            "form": form,
            "refused": refused,
            "kinds": [(label("conflict", kind), names) for kind, names in conflicts_of(access.case).items()],
        },
        here=reverse("counsel:conflicts", args=[slug]),
        status=422 if refused or form.errors else 200,
    )


def _saved(claims: int) -> str:
    return ngettext(
        "Saved. %(claims)s claim of that name is being checked again.",
        "Saved. %(claims)s claims of that name are being checked again.",
        claims,
    ) % {"claims": f"{claims:,}"}
