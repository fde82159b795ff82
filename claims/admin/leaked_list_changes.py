"""Changing the leaked-field list: a notice, an assertion, a pin. Each makes a version and has claims checked again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.admin.case import case_may
from claims.admin.leaked_list import find_cell, show_cell
from claims.admin.leaked_list_forms import AssertionForm, NoticeForm, PinForm, ReasonForm, UnpinForm
from claims.admin.pages import CounselRequest, actor_of, page
from claims.models import AssertionPin, Cohort, DataItem, LeakedFieldList
from claims.queries.access import CaseAccess, Permission
from claims.queries.case_page import versions_of
from claims.queries.leaked_list import current_list
from claims.services.actors import Actor
from claims.services.leaked_list import ListChangeRefused, add_assertion, add_notices, pin_assertion, remove_pin
from claims.wording.counsel import refusal


def add_notice(request: CounselRequest, slug: str) -> HttpResponse:
    """Show the form for a new notice, or record it."""
    access = request.staff.case(slug, Permission.EDIT_LIST)
    incident = access.case.incident
    items = list(DataItem.objects.filter(incident=incident))
    refused, form = "", NoticeForm(_newest(access), incident, items)
    if request.method == "POST":
        form = NoticeForm(0, incident, items, request.POST)
        if form.is_valid():
            try:
                version = add_notices(
                    incident_id=incident.pk,
                    notices=[form.notice()],
                    reason=form.cleaned_data["reason"],
                    actor=actor_of(request),
                    seen_version=form.cleaned_data["seen_version"],
                )
            except ListChangeRefused as error:
                refused, form = refusal(error.code), NoticeForm(0, incident, items, _on_newest(request, access))
            else:
                return _published(request, access, version)
    return page(
        request,
        "list/add_notice.html",
        {
            "title": _("Add a notice"),
            "case": access.case,
            "tab": "list",
            "case_may": case_may(access),
            "form": form,
            "refused": refused,
        },
        here=reverse("counsel:add_notice", args=[slug]),
        status=422 if refused or form.errors else 200,
    )


def change_cell(request: CounselRequest, slug: str, cohort: str, item: str) -> HttpResponse:
    """Add an assertion to a cell, pin one of its assertions, or take its pin away."""
    access = request.staff.case(slug, Permission.EDIT_LIST)
    if request.method != "POST":
        return redirect("counsel:list_cell", slug=slug, cohort=cohort, item=item)
    cell = find_cell(access, cohort, item)
    change = _CHANGES.get(request.POST.get("change", ""))
    if change is None:
        raise Http404
    form = change.form(request.POST, *cell)
    refused = ""
    if form.is_valid():
        try:
            version = change.make(form, *cell, actor_of(request))
        except ListChangeRefused as error:
            refused, form = refusal(error.code), change.form(_on_newest(request, access), *cell)
        else:
            return _published(request, access, version)
    return show_cell(request, access, cohort, item, refused_form={change.name: form}, refused=refused)


def _assert(form: ReasonForm, cohort: Cohort, item: DataItem, actor: Actor) -> LeakedFieldList:
    assert isinstance(form, AssertionForm)
    given = form.cleaned_data
    return add_assertion(
        notice_id=given["notice"].pk,
        assertion=form.assertion(item.code),
        reason=given["reason"],
        actor=actor,
        seen_version=given["seen_version"],
    )


def _pin(form: ReasonForm, cohort: Cohort, item: DataItem, actor: Actor) -> LeakedFieldList:
    given = form.cleaned_data
    return pin_assertion(
        assertion_id=given["assertion"].pk, reason=given["reason"], actor=actor, seen_version=given["seen_version"]
    )


def _unpin(form: ReasonForm, cohort: Cohort, item: DataItem, actor: Actor) -> LeakedFieldList:
    given = form.cleaned_data
    pin = AssertionPin.objects.filter(cohort=cohort, item=item, active=True).first()
    if pin is None:
        raise ListChangeRefused("list_changed")
    return remove_pin(pin_id=pin.pk, reason=given["reason"], actor=actor, seen_version=given["seen_version"])


@dataclass(frozen=True, slots=True)
class _Change:
    """One kind of change: where the page keeps its form, how the form is made of what was typed, who makes it."""

    name: str
    form: Callable[[QueryDict, Cohort, DataItem], ReasonForm]
    make: Callable[[ReasonForm, Cohort, DataItem, Actor], LeakedFieldList]


_CHANGES: Final[Mapping[str, _Change]] = {
    "assert": _Change("assertion_form", lambda typed, cohort, item: AssertionForm(0, cohort, typed), _assert),
    "pin": _Change("pin_form", lambda typed, cohort, item: PinForm(0, cohort, item, typed), _pin),
    "unpin": _Change("unpin_form", lambda typed, cohort, item: UnpinForm(0, typed), _unpin),
}


def _newest(access: CaseAccess) -> int:
    newest = current_list(access.case.incident_id)
    return newest.number if newest else 0


def _on_newest(request: CounselRequest, access: CaseAccess) -> QueryDict:
    """What was typed, on the version that the page will show: who sends it again has seen that one."""
    typed = request.POST.copy()
    typed["seen_version"] = str(_newest(access))
    return typed


def _published(request: CounselRequest, access: CaseAccess, version: LeakedFieldList) -> HttpResponse:
    queued = (
        next(each.claims_queued for each in versions_of(access.case.incident) if each.version.pk == version.pk) or 0
    )
    messages.success(
        request,
        ngettext(
            "Version %(number)s is in force. %(claims)s claim is being checked again.",
            "Version %(number)s is in force. %(claims)s claims are being checked again.",
            queued,
        )
        % {"number": version.number, "claims": f"{queued:,}"},
    )
    return redirect("counsel:list", slug=access.case.slug)
