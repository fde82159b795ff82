"""The pages about the person: who files, their name, who signs for them, and how to reach them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.queries.filing_questions import needs_representative, signs_alone_from
from claims.queries.filing_terms import FilingCase
from claims.wording.codes import label
from claims.wording.formats import day
from intake.journey.choices import choice
from intake.journey.fields import AreaField, Choice, ChoiceField, Field, Text, TextField
from intake.journey.inputs import date_field, email_field, phone_field
from intake.journey.page import Page, Row, part, text
from intake.journey.per_case import per_case
from intake.journey.typed import Answers, Typed, one


def _for_a_child(answers: Answers) -> bool:
    return answers.get("claimant_type") == "minor_representative"


# --- Who files ---


def _claimant_title(answers: Answers, case: FilingCase) -> Text:
    return _("Who are you claiming for?")


@per_case
def _claimant_choices(case: FilingCase) -> list[Choice]:
    controller = {"controller": case.case.incident.controller}
    name = "claimant_type"
    return [
        choice(name, "account_holder", _("For myself: I have an account with %(controller)s") % controller),
        choice(name, "withdrawn_member", _("For myself: I had an account and closed it")),
        choice(
            name,
            "non_member_recipient",
            _("For myself: I have no account, but my data was in someone’s"),
            hint=_("For example because someone had parcels sent to you"),
        ),
        choice(
            name,
            "minor_representative",
            _("For a child under %(age)s, as parent or guardian") % {"age": signs_alone_from(case)},
        ),
        choice(name, "heir", _("For someone who has died, as an heir")),
    ]


def _claimant_fields(typed: Typed, answers: Answers, case: FilingCase) -> list[Field]:
    return [
        ChoiceField(
            name="claimant_type",
            label=_claimant_title(answers, case),
            heading=True,
            choices=_claimant_choices(case),
            chosen=typed.get("claimant_type", ()),
        )
    ]


def _claimant_review(answers: Answers, case: FilingCase) -> list[Row]:
    chosen = text(answers, "claimant_type")
    return [Row(_("Whom the claim is for"), [c.label for c in _claimant_choices(case) if c.value == chosen])]


CLAIMANT = Page(
    slug="claimant",
    parts=("claimant_type",),
    inputs={"claimant_type": "text"},
    asked=gettext_lazy("Whom the claim is for: yourself, a child, or someone whose heir you are"),
    title=_claimant_title,
    asks_one=True,
    fields=_claimant_fields,
    review=_claimant_review,
)

# --- Name and date of birth ---


def _name_title(answers: Answers, case: FilingCase) -> Text:
    if _for_a_child(answers):
        return _("What are the child’s name and date of birth?")
    return _("What are your name and date of birth?")


def _name_fields(typed: Typed, answers: Answers, case: FilingCase) -> list[Field]:
    own = not _for_a_child(answers)
    return [
        TextField(
            name="name",
            label=_("Legal name"),
            hint=_("Your own name, not that of the person who died")
            if answers.get("claimant_type") == "heir"
            else _("As on official documents, in Hangul or Latin letters"),
            value=one(typed, "name"),
            autocomplete="name" if own else "off",
        ),
        date_field(
            "birth_date",
            typed,
            label=_("Date of birth"),
            hint=_("For example 1990 3 25. We never ask for a resident registration number."),
            autocomplete="bday" if own else "",
        ),
    ]


def _name_review(answers: Answers, case: FilingCase) -> list[Row]:
    return [
        Row(_("Legal name"), [text(answers, "name")]),
        Row(_("Date of birth"), [day(text(answers, "birth_date"))]),
    ]


NAME = Page(
    slug="name",
    parts=("name", "birth_date"),
    inputs={"name": "text", "birth_date": "day"},
    asked=gettext_lazy("Legal name and date of birth"),
    title=_name_title,
    fields=_name_fields,
    review=_name_review,
)

# --- The legal representative ---


def _representative_applies(answers: Answers, case: FilingCase) -> bool:
    return needs_representative(answers.get("claimant_type"), answers.get("birth_date"), case)


def _representative_title(answers: Answers, case: FilingCase) -> Text:
    if _for_a_child(answers):
        return _("What are your own name and date of birth?")
    return _("Who is your legal representative?")


def _representative_intro(answers: Answers, case: FilingCase) -> Text:
    return _("By law a parent or guardian acts for a person under %(age)s.") % {"age": signs_alone_from(case)}


@per_case
def _relation_choices(case: FilingCase) -> list[Choice]:
    return [
        choice("representative-relation", code, label("relation", code)) for code in ("parent", "guardian", "other")
    ]


def _representative_fields(typed: Typed, answers: Answers, case: FilingCase) -> list[Field]:
    own = _for_a_child(answers)
    return [
        TextField(
            name="representative-name",
            label=_("Representative’s legal name"),
            hint=_("As on official documents, in Hangul or Latin letters"),
            value=one(typed, "representative-name"),
            autocomplete="name" if own else "off",
        ),
        date_field(
            "representative-birth_date",
            typed,
            label=_("Representative’s date of birth"),
            hint=_("For example 1970 3 25"),
            autocomplete="bday" if own else "",
        ),
        ChoiceField(
            name="representative-relation",
            label=_("Relation to the claimant"),
            choices=_relation_choices(case),
            chosen=typed.get("representative-relation", ()),
        ),
    ]


def _representative_review(answers: Answers, case: FilingCase) -> list[Row]:
    representative = part(answers, "representative")
    return [
        Row(_("Representative’s legal name"), [text(representative, "name")]),
        Row(_("Representative’s date of birth"), [day(text(representative, "birth_date"))]),
        Row(_("Relation to the claimant"), [label("relation", text(representative, "relation"))]),
    ]


REPRESENTATIVE = Page(
    slug="representative",
    parts=("representative",),
    inputs={
        "representative-name": "text",
        "representative-birth_date": "day",
        "representative-relation": "text",
    },
    asked=gettext_lazy("For a minor: the legal representative"),
    applies=_representative_applies,
    title=_representative_title,
    intro=_representative_intro,
    fields=_representative_fields,
    review=_representative_review,
)

# --- Contact ---


def _contact_title(answers: Answers, case: FilingCase) -> Text:
    return _("How can we reach you?")


def _contact_intro(answers: Answers, case: FilingCase) -> Text:
    return _(
        "Give an e-mail address, a phone number, or both. We use them only for this case, "
        "and never put a link into a text message."
    )


def _contact_fields(typed: Typed, answers: Answers, case: FilingCase) -> list[Field]:
    return [
        email_field("email", typed, label=_("E-mail address")),
        phone_field(
            "phone",
            typed,
            label=_("Phone number"),
            hint=_("For example 010-1234-5678. Abroad, begin with + and the country code."),
        ),
    ]


def _contact_review(answers: Answers, case: FilingCase) -> list[Row]:
    return [
        Row(_("E-mail address"), [text(answers, "email")]),
        Row(_("Phone number"), [text(answers, "phone")]),
    ]


CONTACT = Page(
    slug="contact",
    parts=("email", "phone"),
    inputs={"email": "text", "phone": "text"},
    asked=gettext_lazy("An e-mail address or a phone number"),
    title=_contact_title,
    intro=_contact_intro,
    fields=_contact_fields,
    review=_contact_review,
)

# --- Address ---


def _address_title(answers: Answers, case: FilingCase) -> Text:
    return _("Where can we send documents?")


def _address_intro(answers: Answers, case: FilingCase) -> Text:
    return _("A complaint must name each plaintiff with an address. It may be abroad.")


def _address_fields(typed: Typed, answers: Answers, case: FilingCase) -> list[Field]:
    return [
        TextField(
            name="address-postcode",
            label=_("Postcode"),
            hint=_("In Korea five digits"),
            value=one(typed, "address-postcode"),
            autocomplete="postal-code",
            width="short",
        ),
        AreaField(
            name="address-line",
            label=_("Address"),
            hint=_("Street, building and unit. Please leave out entrance codes."),
            value=one(typed, "address-line"),
            autocomplete="street-address",
        ),
    ]


def _address_review(answers: Answers, case: FilingCase) -> list[Row]:
    address = part(answers, "address")
    return [Row(_("Address"), [text(address, "postcode"), text(address, "line")])]


ADDRESS = Page(
    slug="address",
    parts=("address",),
    inputs={"address-postcode": "text", "address-line": "lines"},
    asked=gettext_lazy("An address for documents"),
    title=_address_title,
    intro=_address_intro,
    fields=_address_fields,
    review=_address_review,
)
