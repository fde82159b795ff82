"""The pages about the claim itself: the sum, other proceedings, and the consents."""

from collections.abc import Mapping

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.queries.filing_terms import FilingCase
from claims.wording.codes import label
from claims.wording.formats import won
from intake.journey.choices import choice
from intake.journey.fields import AreaField, Choice, ChoiceField, ConsentField, Field, Text, TextField
from intake.journey.page import Page, Row, entries, part, text
from intake.journey.per_case import per_case
from intake.journey.typed import Answers, Typed, one
from intake.render import fragment

# --- The sum ---


def _damages_title(answers: Answers, case: FilingCase) -> Text:
    return _("What sum do you seek?")


@per_case
def _damages_choices(case: FilingCase) -> list[Choice]:
    return [
        choice(
            "damages_sought",
            "standard",
            won(case.terms.damages.standard),
            hint=_("The sum that this case proposes for everyone"),
        ),
        choice("damages_sought", "other", _("Another sum")),
    ]


def _damages_fields(typed: Typed, answers: Answers, case: FilingCase) -> list[Field]:
    bounds = case.terms.damages
    amount = TextField(
        name="damages_sought-amount",
        label=_("Sum in won"),
        hint=_("From %(minimum)s to %(maximum)s") % {"minimum": won(bounds.minimum), "maximum": won(bounds.maximum)},
        value=one(typed, "damages_sought-amount"),
        inputmode="numeric",
        width="medium",
    )
    return [
        ChoiceField(
            name="damages_sought",
            label=_damages_title(answers, case),
            hint=_("The court decides what is awarded. It can be less than you seek, or nothing."),
            heading=True,
            choices=_damages_choices(case),
            chosen=typed.get("damages_sought", ()),
            reveals={"other": [amount]},
        )
    ]


def _damages_body(typed: Typed, case: FilingCase) -> dict[str, object]:
    match one(typed, "damages_sought"):
        case "standard":
            amount = str(case.terms.damages.standard)
        case "other":
            amount = one(typed, "damages_sought-amount")
        case _:
            amount = ""
    return {"damages_sought": {"amount": amount, "currency": case.terms.damages.currency}}


def _damages_keep(read: dict[str, object], cleaned: Mapping[str, object]) -> dict[str, object]:
    """The sum as digits, however it was written."""
    return {"damages_sought": {**part(read, "damages_sought"), "amount": str(cleaned["damages_sought"])}}


def _damages_typed(answers: Answers, case: FilingCase) -> dict[str, list[str]]:
    amount = text(part(answers, "damages_sought"), "amount")
    if not amount:
        return {}
    if amount == str(case.terms.damages.standard):
        return {"damages_sought": ["standard"]}
    return {"damages_sought": ["other"], "damages_sought-amount": [amount]}


def _damages_place(pointer: str, typed: Typed, case: FilingCase) -> str:
    return "damages_sought-amount" if one(typed, "damages_sought") == "other" else "damages_sought"


def _damages_review(answers: Answers, case: FilingCase) -> list[Row]:
    return [Row(_("Sum sought"), [won(int(text(part(answers, "damages_sought"), "amount")))])]


DAMAGES = Page(
    slug="damages",
    parts=("damages_sought",),
    asked=gettext_lazy("The sum you seek"),
    title=_damages_title,
    asks_one=True,
    fields=_damages_fields,
    review=_damages_review,
    place=_damages_place,
    keep=_damages_keep,
    to_body=_damages_body,
    to_typed=_damages_typed,
)

# --- Other proceedings ---


def _proceedings_title(answers: Answers, case: FilingCase) -> Text:
    return _("Do you take part in other proceedings over this leak?")


@per_case
def _proceedings_choices(case: FilingCase) -> list[Choice]:
    name = "other_proceedings-kind"
    return [
        choice(name, "none", _("No, in none")),
        choice(name, "other_suit", _("Another suit"), hint=_("With another law firm, or on your own")),
        choice(
            name,
            "mediation",
            _("Mediation"),
            hint=_("For example before the Personal Information Dispute Mediation Committee"),
        ),
        choice(name, "foreign_class", _("A class action abroad"), hint=_("For example in the United States")),
    ]


def _proceedings_fields(typed: Typed, answers: Answers, case: FilingCase) -> list[Field]:
    return [
        ChoiceField(
            name="other_proceedings-kind",
            label=_proceedings_title(answers, case),
            hint=_("The same claim cannot be before two courts. An honest answer protects your claim."),
            heading=True,
            choices=_proceedings_choices(case),
            chosen=typed.get("other_proceedings-kind", ()),
        ),
        AreaField(
            name="other_proceedings-details",
            label=_("If so, which? (optional)"),
            hint=_("Court, firm or case number, up to 200 characters"),
            value=one(typed, "other_proceedings-details"),
        ),
    ]


def _proceedings_review(answers: Answers, case: FilingCase) -> list[Row]:
    proceedings = part(answers, "other_proceedings")
    lines = [label("other_proceedings", text(proceedings, "kind")), text(proceedings, "details")]
    return [Row(_("Other proceedings"), [line for line in lines if line])]


PROCEEDINGS = Page(
    slug="proceedings",
    parts=("other_proceedings",),
    inputs={"other_proceedings-kind": "text", "other_proceedings-details": "text"},
    asked=gettext_lazy("Whether you take part in another suit or mediation"),
    title=_proceedings_title,
    asks_one=True,
    fields=_proceedings_fields,
    review=_proceedings_review,
)

# --- Consents ---


def _consents_applies(answers: Answers, case: FilingCase) -> bool:
    return bool(case.consents)


def _consents_title(answers: Answers, case: FilingCase) -> Text:
    return _("What do you consent to?")


def _consents_intro(answers: Answers, case: FilingCase) -> Text:
    return _("Each consent is yours to give or to refuse. Without the required ones the claim cannot be filed.")


@per_case
def _consent_texts(case: FilingCase) -> list[SafeString]:
    """Each consent's text as HTML, in paragraphs."""
    return [fragment("intake/prose.html", {"text": consent.text}) for consent in case.consents]


def _consents_fields(typed: Typed, answers: Answers, case: FilingCase) -> list[Field]:
    given = typed.get("consents", [])
    return [
        ConsentField(
            name=f"consents-{consent.code}",
            label=consent.title,
            code=consent.code,
            version=consent.version,
            required=consent.required,
            text=html,
            given=consent.code in given,
        )
        for consent, html in zip(case.consents, _consent_texts(case), strict=True)
    ]


def _consents_body(typed: Typed, case: FilingCase) -> dict[str, object]:
    """Each consent with the version that the page showed: another one may be current by now."""
    given = typed.get("consents", [])
    return {
        "consents": [
            {"code": consent.code, "version": one(typed, f"version-{consent.code}"), "given": consent.code in given}
            for consent in case.consents
        ]
    }


def _consents_typed(answers: Answers, case: FilingCase) -> dict[str, list[str]]:
    return {"consents": [text(entry, "code") for entry in entries(answers, "consents") if entry.get("given")]}


def _consents_place(pointer: str, typed: Typed, case: FilingCase) -> str:
    """/consents/1/given is the second consent that the page shows."""
    index = [*pointer.split("/"), ""][2]
    if index.isdecimal() and int(index) < len(case.consents):
        return f"consents-{case.consents[int(index)].code}"
    return f"consents-{case.consents[0].code}"


def _consents_review(answers: Answers, case: FilingCase) -> list[Row]:
    given = {text(entry, "code"): entry.get("given") for entry in entries(answers, "consents")}
    return [
        Row(consent.title, [_("I consent") if given.get(consent.code) else _("I do not consent")])
        for consent in case.consents
    ]


CONSENTS = Page(
    slug="consents",
    parts=("consents",),
    asked=gettext_lazy("Your consents, one by one"),
    applies=_consents_applies,
    title=_consents_title,
    intro=_consents_intro,
    fields=_consents_fields,
    review=_consents_review,
    place=_consents_place,
    to_body=_consents_body,
    to_typed=_consents_typed,
)
