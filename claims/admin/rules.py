"""The rules of a case: what each asks, reads and rests on, which of them judge its claims, and under which thresholds.

A change is checked first: the page tells which rules it alters and how many claims are judged again, and how. Only
then it is saved, as a version with author and reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.case import case_may
from claims.admin.pages import CounselRequest, actor_of, page
from claims.queries.access import CaseAccess, Permission
from claims.queries.rule_settings import current_rules, rules_history
from claims.rules.verification import RULES, THRESHOLDS, RuleSettings, chosen
from claims.services.rule_settings import RulesEffect, RuleSettingsRefused, change_rules, effect_of_rules
from claims.wording.counsel import refusal
from claims.wording.rules import facts_read, legal_source, rule_question, rule_title, threshold_label


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as the page shows it. `switch` is None for a rule that every case is judged by; `used`: in force now.

    `note`: what a reader should know of this installation before switching it on.
    """

    number: int
    title: str
    question: str
    reads: list[str]
    source: str
    version: int
    used: bool
    by_profile: bool
    switch: forms.BoundField | None
    note: str


class RulesForm(forms.Form):
    """A switch for each optional rule, every threshold, and why they are changed."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Stands in the history of versions. No personal data, please."),
    )

    def __init__(self, current: RuleSettings, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"seen_version": current.version})
        self._used = frozenset(rule.number for rule in chosen(current))
        for rule in RULES:
            if not rule.always:
                title = _("Judge by rule %(number)s, %(title)s") % {
                    "number": rule.number,
                    "title": rule_title(rule.number),
                }
                widget = forms.CheckboxInput({"aria-label": title})
                self.fields[f"rule_{rule.code}"] = forms.BooleanField(label=title, required=False, widget=widget)
                self.initial[f"rule_{rule.code}"] = rule.number in self._used
        for code, (default, least, most) in THRESHOLDS.items():
            self.fields[f"threshold_{code}"] = forms.IntegerField(
                label=threshold_label(code),
                min_value=least,
                max_value=most,
                widget=forms.NumberInput({"class": "short"}),
                help_text=_("In force: %(used)s. Can be from %(least)s to %(most)s; the default is %(default)s.")
                % {"used": current.threshold(code), "least": least, "most": most, "default": default},
            )
            self.initial[f"threshold_{code}"] = current.threshold(code)

    def rows(self) -> list[RuleRow]:
        """Every rule of the register, in order."""
        return [
            RuleRow(
                number=rule.number,
                title=rule_title(rule.number),
                question=rule_question(rule.number),
                reads=facts_read(rule.reads),
                source=legal_source(rule.number),
                version=rule.version,
                used=rule.number in self._used,
                by_profile=rule.by_profile,
                switch=None if rule.always else self[f"rule_{rule.code}"],
                note=_note(rule.code),
            )
            for rule in RULES
        ]

    def thresholds(self) -> list[forms.BoundField]:
        """The questions about the thresholds, in their order."""
        return [self[f"threshold_{code}"] for code in THRESHOLDS]

    def settings(self) -> RuleSettings:
        """What the valid form says, made on the version that its reader saw."""
        given = self.cleaned_data
        return RuleSettings(
            version=given["seen_version"],
            chosen={rule.code: given[f"rule_{rule.code}"] for rule in RULES if not rule.always},
            thresholds={code: given[f"threshold_{code}"] for code in THRESHOLDS},
        )


def rules_page(request: CounselRequest, slug: str) -> HttpResponse:
    """Show the rules in force and those before; tell what a change would do (`step` is not save), or save it."""
    access = request.staff.case(slug, Permission.EDIT_RULES)
    if request.method != "POST":
        return _show(request, access, RulesForm(current_rules(access.case.pk)))
    form = RulesForm(current_rules(access.case.pk), request.POST)
    valid, step = form.is_valid(), request.POST.get("step")
    if not valid or step == "edit":
        return _show(request, access, form, status=200 if valid else 422)
    try:
        if step != "save":
            effect = effect_of_rules(case_id=access.case.pk, settings=form.settings())
            return _show_effect(request, access, form, effect)
        version = change_rules(
            case_id=access.case.pk,
            settings=form.settings(),
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
        )
    except RuleSettingsRefused as error:
        # What was typed is kept, now beside what is in force meanwhile, so that it can be sent again knowingly.
        newest = current_rules(access.case.pk)
        typed = request.POST.copy()
        typed["seen_version"] = str(newest.version)
        return _show(request, access, RulesForm(newest, typed), refused=refusal(error.code), status=422)
    messages.success(
        request,
        _("Version %(number)s of the rules is in force. The claims that it concerns are being checked again.")
        % {"number": version.number},
    )
    return redirect("counsel:rules", slug=slug)


def _note(code: str) -> str:
    if code == "identity" and not settings.IDENTITY_PROVIDER:
        return _("No identity provider is set up here: the rule would pass every claim and say so.")
    if code == "contact" and not (settings.EMAIL_URL or settings.SMS_GATEWAY_URL):
        return _("No mail server or text-message gateway is set up here: codes would reach nobody.")
    return ""


def _show(
    request: CounselRequest, access: CaseAccess, form: RulesForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    history = rules_history(access.case.pk)
    return page(
        request,
        "cases/rules.html",
        _frame(access)
        | {
            "title": _("Rules"),
            "form": form,
            "refused": refused,
            "current": history[0].version.number if history else 0,
            "history": history,
        },
        here=reverse("counsel:rules", args=[access.case.slug]),
        status=status,
    )


def _show_effect(request: CounselRequest, access: CaseAccess, form: RulesForm, effect: RulesEffect) -> HttpResponse:
    return page(
        request,
        "cases/rules_check.html",
        _frame(access)
        | {
            "title": _("Before the rules are changed"),
            "effect": effect,
            "reason": form.cleaned_data["reason"],
            "next_version": form.cleaned_data["seen_version"] + 1,
            "warnings": [row.note for row in form.rows() if row.note and row.number in effect.changes.begin],
            "hidden": [(name, request.POST[name]) for name in form.fields if name in request.POST],
        },
        here=reverse("counsel:rules", args=[access.case.slug]),
    )


def _frame(access: CaseAccess) -> dict[str, Any]:
    return {"case": access.case, "tab": "rules", "case_may": case_may(access)}
