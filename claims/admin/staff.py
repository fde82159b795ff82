"""Who works on a case, in which role."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.case import case_may
from claims.admin.pages import CounselRequest, actor_of, page
from claims.models import CaseRole
from claims.queries.access import CaseAccess, Permission
from claims.queries.case_page import roles_of
from claims.services.access import AccessRefused, add_account, give_role, take_role
from claims.wording.codes import label
from claims.wording.counsel import refusal


class RoleForm(forms.Form):
    """An account and the role it shall have."""

    username = forms.CharField(
        label=gettext_lazy("User name"), max_length=150, widget=forms.TextInput({"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"))

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(code, label("role", code)) for code in CaseRole.Role.values]


def staff_page(request: CounselRequest, slug: str) -> HttpResponse:
    """Show the case's staff; give and take roles, add an account."""
    access = request.staff.case(slug, Permission.MANAGE_STAFF)
    if request.method != "POST":
        return _show(request, access, RoleForm())
    change = request.POST.get("change", "")
    try:
        if change == "take":
            return _take(request, access)
        form = RoleForm(request.POST)
        if not form.is_valid():
            return _show(request, access, form, status=422)
        if change == "add":
            password = add_account(case_id=access.case.pk, actor=actor_of(request), **form.cleaned_data)
            # Drawn on this answer and kept nowhere: a redirect would have to carry it.
            return _show(request, access, RoleForm(), added=(form.cleaned_data["username"], password))
        give_role(case_id=access.case.pk, actor=actor_of(request), **form.cleaned_data)
    except AccessRefused as error:
        kept = RoleForm() if change == "take" else RoleForm(request.POST)
        return _show(request, access, kept, refused=refusal(error.code), status=422)
    messages.success(request, _("The role has been given."))
    return redirect("counsel:staff", slug=slug)


def _take(request: CounselRequest, access: CaseAccess) -> HttpResponse:
    typed = request.POST.get("user", "")
    user_id = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    take_role(case_id=access.case.pk, user_id=user_id, actor=actor_of(request))
    messages.success(request, _("The role has been taken away."))
    # Whoever took their own role away has nothing to see here any more.
    return (
        redirect("counsel:index")
        if user_id == request.staff.user_id
        else redirect("counsel:staff", slug=access.case.slug)
    )


def _show(
    request: CounselRequest,
    access: CaseAccess,
    form: RoleForm,
    *,
    refused: str = "",
    added: tuple[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "cases/staff.html",
        {
            "title": _("Staff"),
            "case": access.case,
            "tab": "staff",
            "case_may": case_may(access),
            "form": form,
            "refused": refused,
            "added": added,
            "roles": roles_of(access.case),
        },
        here=reverse("counsel:staff", args=[access.case.slug]),
        status=status,
    )
