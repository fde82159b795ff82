"""Changing the leaked-field list: a notice, an assertion, a pin. Each makes a version and has claims checked again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.admin.leaked_list import find_cell, frame, show_cell
from claims.admin.leaked_list_forms import AssertionForm, NoticeForm, PinForm, ReasonForm, UnpinForm
from claims.admin.leaked_list_preview import readable_cases, show_preview
from claims.admin.pages import CounselRequest, actor_of, page
from claims.models import AssertionPin, Cohort, DataItem, LeakedFieldList
from claims.queries.access import CaseAccess, Permission
from claims.queries.case_page import versions_of
from claims.queries.leaked_list import current_list
from claims.services.actors import Actor
from claims.services.leaked_list import (
    ListChangeRefused,
    add_assertion,
    add_notices,
    pin_assertion,
    remove_pin,
    saved_as,
)
from claims.services.leaked_list_documents import DocumentRefused, store_document
from claims.services.list_preview import preview
from claims.wording.counsel import refusal


@dataclass(frozen=True, slots=True)
class Decision:
    """What a version is made with: who decided, on which version (None: whichever there is), under which key."""

    actor: Actor
    seen_version: int | None = None
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change that somebody asks for: how its form is read, what makes it, how the form comes back with why it was
    refused, where it is sent to, and what it is called."""

    form: Callable[[QueryDict], ReasonForm]
    make: Callable[[ReasonForm, Decision], LeakedFieldList]
    show: Callable[[ReasonForm, str], HttpResponse]
    address: str
    title: str


def add_notice(request: CounselRequest, slug: str) -> HttpResponse:
    """Show the form for a new notice, preview what was typed, or record it."""
    access = request.staff.case(slug, Permission.EDIT_LIST)
    incident = access.case.incident
    items = list(DataItem.objects.filter(incident=incident))
    here = reverse("counsel:add_notice", args=[slug])

    def show(form: ReasonForm, refused: str) -> HttpResponse:
        return page(
            request,
            "list/add_notice.html",
            {
                "title": _("Add a notice"),
                **frame(access),
                "form": form,
                "refused": refused,
                "cohort_url": reverse("counsel:add_cohort", args=[slug]),
                "item_url": reverse("counsel:add_data_item", args=[slug]),
            },
            here=here,
            status=422 if refused or form.errors else 200,
        )

    if request.method != "POST":
        newest = current_list(incident.pk)
        return show(NoticeForm(newest.number if newest else 0, incident, items), "")
    return settle(
        request,
        access,
        Change(
            form=lambda typed: NoticeForm(0, incident, items, typed),
            make=partial(_add_notice, incident.pk),
            show=show,
            address=here,
            title=_("Add a notice"),
        ),
    )


def change_cell(request: CounselRequest, slug: str, cohort: str, item: str) -> HttpResponse:
    """Add an assertion to a cell, pin one of its assertions, or take its pin away; each is previewed first."""
    access = request.staff.case(slug, Permission.EDIT_LIST)
    if request.method != "POST":
        return redirect("counsel:list_cell", slug=slug, cohort=cohort, item=item)
    cell = find_cell(access, cohort, item)
    kind = _CELL_CHANGES.get(request.POST.get("change", ""))
    if kind is None:
        raise Http404
    return settle(
        request,
        access,
        Change(
            form=lambda typed: kind.form(typed, *cell),
            make=partial(kind.make, *cell),
            show=lambda form, refused: show_cell(
                request, access, cohort, item, returned={kind.name: form}, refused=refused
            ),
            address=reverse("counsel:change_cell", args=[slug, cohort, item]),
            title=f"{cell[1].name} – {cell[0].name}",
        ),
    )


def settle(request: CounselRequest, access: CaseAccess, change: Change) -> HttpResponse:
    """Take a change from its form over the preview (which is what a form without a `step` asks for) to a version.

    What was typed comes back with whatever refuses it. A second click on save finds the version of the first one by
    the key of the preview that both were made on.
    """
    typed = request.POST.copy()
    step, key = typed.get("step"), _key(typed.get("key", ""))
    file_refused = _keep_file(request, access, typed)
    form = change.form(typed)
    valid = form.is_valid()
    if file_refused:
        form.add_error("file", refusal(file_refused))
    if file_refused or not valid or step == "edit":
        return change.show(form, "")
    actor, seen = actor_of(request), form.cleaned_data["seen_version"]
    if step == "save":
        try:
            return _published(request, access, change.make(form, Decision(actor, seen, key)))
        except ListChangeRefused as error:
            saved = saved_as(access.case.incident_id, key)
            if saved is not None:
                return _published(request, access, saved)
            if error.code != "list_changed":
                return change.show(form, refusal(error.code))
    try:
        impact = preview(lambda: change.make(form, Decision(actor)), example_cases=readable_cases(request, access))
    except ListChangeRefused as error:
        return change.show(form, refusal(error.code))
    return show_preview(
        request,
        access,
        title=change.title,
        address=change.address,
        form=form,
        typed=typed,
        impact=impact,
        key=key,
        refused=refusal("list_changed") if seen != impact.number - 1 else "",
    )


def _key(typed: str) -> UUID:
    """The key that a preview gave out; a new one for anything else."""
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()


def _keep_file(request: CounselRequest, access: CaseAccess, typed: QueryDict) -> str:
    """Store the file that came with what was typed and carry its row along, so that it need not be chosen again.
    Returns why it was refused, or nothing."""
    file = request.FILES.get("file")
    if file is None:
        return ""
    try:
        document = store_document(
            incident_id=access.case.incident_id,
            name=file.name or "",
            content=file.read(),
            actor=actor_of(request),
        )
    except DocumentRefused as error:
        return error.code
    typed["document"] = str(document.pk)
    return ""


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


def _add_notice(incident_id: int, form: ReasonForm, by: Decision) -> LeakedFieldList:
    assert isinstance(form, NoticeForm)
    return add_notices(
        incident_id=incident_id,
        notices=[form.notice()],
        reason=form.cleaned_data["reason"],
        actor=by.actor,
        seen_version=by.seen_version,
        key=by.key,
    )


def _assert(cohort: Cohort, item: DataItem, form: ReasonForm, by: Decision) -> LeakedFieldList:
    assert isinstance(form, AssertionForm)
    given = form.cleaned_data
    return add_assertion(
        notice_id=given["notice"].pk,
        assertion=form.assertion(item.code),
        reason=given["reason"],
        actor=by.actor,
        seen_version=by.seen_version,
        key=by.key,
    )


def _pin(cohort: Cohort, item: DataItem, form: ReasonForm, by: Decision) -> LeakedFieldList:
    given = form.cleaned_data
    return pin_assertion(
        assertion_id=given["assertion"].pk,
        reason=given["reason"],
        actor=by.actor,
        seen_version=by.seen_version,
        key=by.key,
    )


def _unpin(cohort: Cohort, item: DataItem, form: ReasonForm, by: Decision) -> LeakedFieldList:
    pin = AssertionPin.objects.filter(cohort=cohort, item=item, until_version__isnull=True).first()
    if pin is None:
        raise ListChangeRefused("not_pinned")
    return remove_pin(
        pin_id=pin.pk,
        reason=form.cleaned_data["reason"],
        actor=by.actor,
        seen_version=by.seen_version,
        key=by.key,
    )


@dataclass(frozen=True, slots=True)
class _CellChange:
    """One kind of change of a cell: where the page keeps its form, how the form is made of what was typed, who makes
    it."""

    name: str
    form: Callable[[QueryDict, Cohort, DataItem], ReasonForm]
    make: Callable[[Cohort, DataItem, ReasonForm, Decision], LeakedFieldList]


_CELL_CHANGES: Final[Mapping[str, _CellChange]] = {
    "assert": _CellChange("assertion_form", lambda typed, cohort, item: AssertionForm(0, cohort, typed), _assert),
    "pin": _CellChange("pin_form", lambda typed, cohort, item: PinForm(0, cohort, item, typed), _pin),
    "unpin": _CellChange("unpin_form", lambda typed, cohort, item: UnpinForm(0, typed), _unpin),
}
