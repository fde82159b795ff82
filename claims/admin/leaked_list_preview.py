"""What a change of the leaked-field list would do, shown before it is saved. What was typed travels along."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, cast
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from claims.admin.leaked_list import frame
from claims.admin.leaked_list_forms import ReasonForm
from claims.admin.pages import CounselRequest, page
from claims.models import DataItem
from claims.queries.access import CaseAccess, Permission
from claims.queries.leaked_list_history import changes_in_words
from claims.services.list_preview import Impact
from claims.wording.formats import day

# Not typed by anybody, or said anew by each page.
_OWN: Final = frozenset({"csrfmiddlewaretoken", "step", "key", "seen_version", "file"})


def readable_cases(request: CounselRequest, access: CaseAccess) -> frozenset[int]:
    """Return the cases over the same leak whose claims the reader may see; of others they are told sums alone."""
    return frozenset(
        each.case.pk
        for each in request.staff.cases
        if each.case.incident_id == access.case.incident_id and each.may(Permission.SEE_CLAIMS)
    )


def show_preview(
    request: CounselRequest,
    access: CaseAccess,
    *,
    title: str,
    address: str,
    form: ReasonForm,
    typed: QueryDict,
    impact: Impact,
    key: UUID,
    refused: str,
) -> HttpResponse:
    """Return the page that shows what saving would do and, hidden, everything that saving needs.

    `address` takes the form again: with step=save to save it, with step=edit to go back. `refused` says why what was
    to be saved was not; the page then shows the effect on the newest list.
    """
    incident = access.case.incident_id
    names = {item.code: item.name for item in DataItem.objects.filter(incident=incident)}
    return page(
        request,
        "list/preview.html",
        {
            "title": _("Before it is saved: %(title)s") % {"title": title},
            **frame(access),
            "address": address,
            "answers": list(_answers(form)),
            "paper": getattr(form, "kept", None),
            "impact": impact,
            "changes": changes_in_words(incident, impact.changes),
            "item_names": names,
            "hidden": [(name, value) for name, values in typed.lists() if name not in _OWN for value in values],
            "seen_version": impact.number - 1,
            "key": key,
            "refused": refused,
        },
        here=address,
        status=422 if refused else 200,
    )


def _answers(form: ReasonForm) -> Iterator[tuple[str, str]]:
    """Yield what was answered, as question and answer in words; questions without an answer are left out."""
    for field in form.visible_fields():
        value = form.cleaned_data.get(field.name)
        if value not in (None, "", False):
            yield str(field.label), _in_words(field.field, value)


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value))
    if isinstance(field, forms.ChoiceField):
        return str(dict(cast(Iterable[tuple[Any, Any]], field.choices))[value])
    if isinstance(field, forms.BooleanField):
        return _("yes")
    if isinstance(field, forms.DateField):
        return day(value)
    if isinstance(field, forms.IntegerField):
        return f"{value:,}"
    return str(value)
