"""The settings of the abuse score in a case: what each indicator gives, and from which score on a person looks."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.admin.case import case_may
from claims.admin.pages import CounselRequest, actor_of, page
from claims.queries.abuse_settings import current_settings, settings_history
from claims.queries.access import CaseAccess, Permission
from claims.rules.abuse import INDICATORS, AbuseSettings
from claims.services.abuse import AbuseSettingsRefused, change_settings
from claims.wording.codes import label
from claims.wording.counsel import refusal

_LONGEST_NUMBER: Final = 100_000


class IndicatorFields(NamedTuple):
    """One line of the form: an indicator, its limit (None where it cannot be moved) and its points."""

    code: str
    limit: forms.BoundField | None
    points: forms.BoundField


class SettingsForm(forms.Form):
    """Every number of the settings, and why they are changed. Whether they fit together is for the rules to say."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    medium = forms.IntegerField(label=gettext_lazy("Medium from a score of"), min_value=0, max_value=_LONGEST_NUMBER)
    high = forms.IntegerField(label=gettext_lazy("High from a score of"), min_value=0, max_value=_LONGEST_NUMBER)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Stands in the history of versions. No personal data, please."),
    )

    def __init__(self, current: AbuseSettings, data: Mapping[str, Any] | None = None) -> None:
        initial: dict[str, Any] = {"seen_version": current.version, "medium": current.medium, "high": current.high}
        super().__init__(data, initial=initial)
        self._current = current
        for each in INDICATORS:
            name = label("indicator", each.code)
            self._number(f"points_{each.code}", _("%(indicator)s: points") % {"indicator": name})
            self.initial[f"points_{each.code}"] = current.points[each.code]
            if each.adjustable:
                self._number(f"limit_{each.code}", _("%(indicator)s: limit") % {"indicator": name})
                self.initial[f"limit_{each.code}"] = current.limits[each.code]

    def rows(self) -> list[IndicatorFields]:
        """The questions about the indicators, in their order."""
        return [
            IndicatorFields(
                each.code.value,
                self[f"limit_{each.code}"] if each.adjustable else None,
                self[f"points_{each.code}"],
            )
            for each in INDICATORS
        ]

    def levels(self) -> list[forms.BoundField]:
        """The questions about the levels, and the reason."""
        return [self["medium"], self["high"], self["reason"], self["seen_version"]]

    def settings(self) -> AbuseSettings:
        """What the valid form says, made on the version that its reader saw."""
        given = self.cleaned_data
        return AbuseSettings(
            version=given["seen_version"],
            medium=given["medium"],
            high=given["high"],
            limits={each.code.value: given.get(f"limit_{each.code}", each.limit) for each in INDICATORS},
            points={each.code.value: given[f"points_{each.code}"] for each in INDICATORS},
        )

    def _number(self, name: str, title: str) -> None:
        widget = forms.NumberInput({"aria-label": title, "class": "short"})
        self.fields[name] = forms.IntegerField(label=title, min_value=0, max_value=_LONGEST_NUMBER, widget=widget)


def abuse_page(request: CounselRequest, slug: str) -> HttpResponse:
    """Show the settings in force and those before, and make a new version."""
    access = request.staff.case(slug, Permission.EDIT_ABUSE)
    current = current_settings(access.case.pk)
    if request.method != "POST":
        return _show(request, access, SettingsForm(current), current)
    form = SettingsForm(current, request.POST)
    if not form.is_valid():
        return _show(request, access, form, current, status=422)
    try:
        queued = change_settings(
            case_id=access.case.pk,
            settings=form.settings(),
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
        )
    except AbuseSettingsRefused as error:
        return _show(request, access, form, current, refused=refusal(error.code), status=422)
    messages.success(request, _saved(queued))
    return redirect("counsel:abuse", slug=slug)


def _show(
    request: CounselRequest,
    access: CaseAccess,
    form: SettingsForm,
    current: AbuseSettings,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "cases/abuse.html",
        {
            "title": _("Abuse score"),
            "case": access.case,
            "tab": "abuse",
            "case_may": case_may(access),
            "form": form,
            "refused": refused,
            "current": current,
            "history": settings_history(access.case.pk),
        },
        here=reverse("counsel:abuse", args=[access.case.slug]),
        status=status,
    )


def _saved(claims: int) -> str:
    return ngettext(
        "Saved. %(claims)s claim of the case is being checked again.",
        "Saved. %(claims)s claims of the case are being checked again.",
        claims,
    ) % {"claims": f"{claims:,}"}
