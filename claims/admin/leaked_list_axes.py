"""New cohorts and data items: what a notice can then speak of."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.admin.leaked_list import frame
from claims.admin.leaked_list_forms import CohortForm, DataItemForm
from claims.admin.pages import CounselRequest, actor_of, page
from claims.models import Cohort, DataItem
from claims.queries.access import CaseAccess, Permission
from claims.services.leaked_list import ListChangeRefused
from claims.services.leaked_list_axes import add_cohort, add_data_item
from claims.wording.counsel import refusal


def new_cohort(request: CounselRequest, slug: str) -> HttpResponse:
    """Show the form for a new cohort, or add it."""
    access = request.staff.case(slug, Permission.EDIT_LIST)
    context = {
        "title": _("Add a cohort"),
        "lead": _("A group of accounts for which one list of leaked items holds. A notice speaks to one cohort."),
        "button": _("Add the cohort"),
        "known": Cohort.objects.filter(incident=access.case.incident_id),
    }
    return _add(request, access, CohortForm, add_cohort, "counsel:add_cohort", context)


def new_data_item(request: CounselRequest, slug: str) -> HttpResponse:
    """Show the form for a new data item, or add it."""
    access = request.staff.case(slug, Permission.EDIT_LIST)
    context = {
        "title": _("Add a data item"),
        "lead": _(
            "A kind of personal information. Claimants can name it as soon as it is added; until a notice speaks of "
            "it, it counts as unknown."
        ),
        "button": _("Add the data item"),
        "known": DataItem.objects.filter(incident=access.case.incident_id),
    }
    return _add(request, access, DataItemForm, add_data_item, "counsel:add_data_item", context)


def _add(
    request: CounselRequest,
    access: CaseAccess,
    form_class: type[forms.Form],
    add: Callable[..., Cohort | DataItem],
    address: str,
    context: dict[str, Any],
) -> HttpResponse:
    form = form_class(request.POST) if request.method == "POST" else form_class()
    if form.is_valid():
        try:
            row = add(incident_id=access.case.incident_id, actor=actor_of(request), **form.cleaned_data)
        except ListChangeRefused as error:
            form.add_error(None if error.code == "items_full" else "code", refusal(error.code))
        else:
            messages.success(request, _("Added: %(name)s.") % {"name": row.name})
            return redirect("counsel:list", slug=access.case.slug)
    return page(
        request,
        "list/add_axis.html",
        {**frame(access), **context, "form": form},
        here=reverse(address, args=[access.case.slug]),
        status=422 if form.errors else 200,
    )
