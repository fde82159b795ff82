"""The pages about the leak: the account, the notices that came, and the data that was affected."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.queries.filing_questions import has_account, may_have_withdrawn
from claims.queries.filing_terms import FilingCase
from claims.wording.codes import label
from claims.wording.formats import day
from intake.journey import typed as typing_
from intake.journey.choices import choice
from intake.journey.fields import Choice, ChoiceField, Field, Line, Text
from intake.journey.inputs import date_field, email_field, phone_field
from intake.journey.page import Page, Row, entries, part, text
from intake.journey.per_case import per_case
from intake.journey.typed import Answers, Inputs, Typed, from_iso, iso, one

# --- The account ---

_ACCOUNT_INPUTS: Inputs = {
    "account-email": "text",
    "account-phone": "text",
    "account-joined": "month",
    "account-withdrew": "month",
}
#: Whose contact is likely to be the account's too. An heir or a parent has another than the account has.
_OWN_ACCOUNT = ("account_holder", "withdrawn_member")


def _account_applies(answers: Answers, case: FilingCase) -> bool:
    return has_account(answers.get("claimant_type"))


def _account_title(answers: Answers, case: FilingCase) -> Text:
    return _("Which account was affected?")


def _account_intro(answers: Answers, case: FilingCase) -> Text:
    return _("Give the e-mail address or the phone number of the account with %(controller)s, or both.") % {
        "controller": case.case.incident.controller
    }


def _account_typed(answers: Answers, case: FilingCase) -> dict[str, list[str]]:
    """What was answered; before that what is known already, so that nobody types it twice (WCAG 2.2, 3.3.7)."""
    if "account" in answers or answers.get("claimant_type") not in _OWN_ACCOUNT:
        return typing_.write(answers, _ACCOUNT_INPUTS)
    return {"account-email": [text(answers, "email")], "account-phone": [text(answers, "phone")]}


def _account_fields(typed: Typed, answers: Answers, case: FilingCase) -> list[Field]:
    own = answers.get("claimant_type") in _OWN_ACCOUNT
    known = _("This is the contact you gave. Change it if the account has another.") if own else ""
    fields: list[Field] = [
        email_field(
            "account-email",
            typed,
            label=_("E-mail address of the account"),
            hint=known if one(typed, "account-email") == text(answers, "email") != "" else "",
            autocomplete="section-account email" if own else "off",
        ),
        phone_field(
            "account-phone",
            typed,
            label=_("Phone number of the account"),
            hint=known if one(typed, "account-phone") == text(answers, "phone") != "" else "",
            autocomplete="section-account tel" if own else "off",
        ),
        date_field(
            "account-joined",
            typed,
            label=_("When was the account opened? (optional)"),
            hint=_("Year and month, as well as you remember. For example 2019 5."),
            day=False,
        ),
    ]
    if may_have_withdrawn(answers.get("claimant_type")):
        fields.append(
            date_field(
                "account-withdrew",
                typed,
                label=_("When was it closed? (optional)"),
                hint=_("Year and month. Leave it empty if the account still exists."),
                day=False,
            )
        )
    return fields


def _account_body(typed: Typed, case: FilingCase) -> dict[str, object]:
    return typing_.read(typed, _ACCOUNT_INPUTS)


def _account_review(answers: Answers, case: FilingCase) -> list[Row]:
    account = part(answers, "account")
    rows = [
        Row(_("E-mail address of the account"), [text(account, "email")]),
        Row(_("Phone number of the account"), [text(account, "phone")]),
        Row(_("Account opened"), [_month(text(account, "joined"))]),
    ]
    if may_have_withdrawn(answers.get("claimant_type")):
        rows.append(Row(_("Account closed"), [_month(text(account, "withdrew"))]))
    return rows


def _month(value: str) -> str:
    year, _dash, month = value.partition("-")
    return _("%(month)s/%(year)s") % {"year": year, "month": month.lstrip("0")} if month else ""


ACCOUNT = Page(
    slug="account",
    parts=("account",),
    asked=gettext_lazy("The account affected, and roughly when it was opened"),
    applies=_account_applies,
    title=_account_title,
    intro=_account_intro,
    fields=_account_fields,
    review=_account_review,
    to_body=_account_body,
    to_typed=_account_typed,
)

# --- Notices received ---


def _notices_title(answers: Answers, case: FilingCase) -> Text:
    return _("Which notices of the leak did you receive?")


def _notices_intro(answers: Answers, case: FilingCase) -> Text:
    return _(
        "By text message, by e-mail or in the app. Tick each one; leave all empty if you received none or do not know."
    )


@per_case
def _notices_choices(case: FilingCase) -> list[Choice]:
    """The notices that claimants can have received, each with what it said of which data."""
    choices = []
    for notice in case.notices:
        said = {
            says: ", ".join(a.item.name for a in notice.assertions.all() if a.says == says)
            for says in ("leaked", "not_leaked")
        }
        lines = [
            Line(_("Occasion"), notice.source_detail),
            Line(_("Leaked"), said["leaked"]),
            Line(_("Not leaked"), said["not_leaked"]),
            Line(_("Remark"), notice.note),
        ]
        choices.append(
            choice(
                "notices",
                notice.code,
                _notice_name(day(notice.dated)),
                kind="checkbox",
                lines=[line for line in lines if line.text],
            )
        )
    return choices


def _notice_name(dated: str) -> str:
    return _("Notice of %(day)s") % {"day": dated}


def _notices_fields(typed: Typed, answers: Answers, case: FilingCase) -> list[Field]:
    when = _("When did you receive it? (optional)")
    return [
        ChoiceField(
            name="notices",
            label=_notices_title(answers, case),
            hint=_notices_intro(answers, case),
            heading=True,
            choices=_notices_choices(case),
            chosen=typed.get("notices", ()),
            reveals={notice.code: [date_field(f"notices-{notice.code}", typed, label=when)] for notice in case.notices},
        )
    ]


def _notices_body(typed: Typed, case: FilingCase) -> dict[str, object]:
    return {
        "notices": [{"code": code, "received_on": iso(typed, f"notices-{code}")} for code in typed.get("notices", ())]
    }


def _notices_typed(answers: Answers, case: FilingCase) -> dict[str, list[str]]:
    typed: dict[str, list[str]] = {"notices": []}
    for entry in entries(answers, "notices"):
        typed["notices"].append(text(entry, "code"))
        typed |= from_iso(f"notices-{text(entry, 'code')}", entry.get("received_on"))
    return typed


def _notices_place(pointer: str, typed: Typed, case: FilingCase) -> str:
    """/notices/1/received_on is the date that the second ticked notice reveals."""
    _empty, _part, index, *key = [*pointer.split("/"), ""]
    codes = typed.get("notices", [])
    if "received_on" in key and index.isdecimal() and int(index) < len(codes):
        return f"notices-{codes[int(index)]}"
    return "notices"


def _notices_review(answers: Answers, case: FilingCase) -> list[Row]:
    dated = {notice.code: day(notice.dated) for notice in case.notices}
    received = []
    for entry in entries(answers, "notices"):
        name = _notice_name(dated.get(text(entry, "code"), "?"))
        on = text(entry, "received_on")
        received.append(_("%(notice)s, received on %(day)s") % {"notice": name, "day": day(on)} if on else name)
    return [Row(_("Notices received"), received or [_("None, or not known")])]


NOTICES = Page(
    slug="notices",
    parts=("notices",),
    asked=gettext_lazy("The notices of the leak that you received"),
    title=_notices_title,
    asks_one=True,
    fields=_notices_fields,
    review=_notices_review,
    place=_notices_place,
    to_body=_notices_body,
    to_typed=_notices_typed,
)

# --- Data affected ---


def _data_title(answers: Answers, case: FilingCase) -> Text:
    return _("Which of your data was affected?")


@per_case
def _data_choices(case: FilingCase) -> list[Choice]:
    """The case's data items, each with what every source said about it."""
    sources = _sources(case)
    return [
        choice(
            "data_items",
            item.code,
            item.name,
            kind="checkbox",
            tag=_("Sources differ") if item.code in case.disputed else "",
            lines=_item_lines(item.code, case, sources),
        )
        for item in case.items
    ]


def _sources(case: FilingCase) -> dict[int, str]:
    """Who spoke and when, by the statement's id. What claimants know as the notices has only its day."""
    names = {}
    for statement in case.statements:
        # A date is read as one word.
        dated = day(statement.dated).replace(" ", "\u00a0")
        who = statement.source_detail or case.case.incident.controller
        names[statement.pk] = (
            dated if statement.bit is not None else _("%(source)s (%(day)s)") % {"source": who, "day": dated}
        )
    return names


def _item_lines(code: str, case: FilingCase, sources: dict[int, str]) -> list[Line]:
    said: dict[str, tuple[list[str], list[str]]] = {
        "leaked": ([], []),
        "not_leaked": ([], []),
        "unknown": ([], []),
        "": ([], []),
    }
    for statement in case.statements:
        word = next((a.says for a in statement.assertions.all() if a.item.code == code), "")
        notices, others = said[word]
        (others if statement.bit is None else notices).append(sources[statement.pk])
    lines = [
        Line(_("Leaked"), _told(*said["leaked"])),
        Line(_("Not leaked"), _told(*said["not_leaked"])),
        Line(_("Left open"), _told(*said["unknown"])),
    ]
    if any(said["leaked"]):
        # Of an item that leaked, it matters which notices left it out.
        lines.append(Line(_("Left out"), _told(said[""][0], [])))
    return [line for line in lines if line.text]


def _told(notices: list[str], others: list[str]) -> str:
    """The notices by their days, then the other sources."""
    if notices:
        days = ngettext("notice of %(days)s", "notices of %(days)s", len(notices)) % {"days": " · ".join(notices)}
        return "; ".join((days, *others))
    return "; ".join(others)


@per_case
def _entrance_choices(case: FilingCase) -> list[Choice]:
    name = "entrance_code_stored"
    return [choice(name, code, label(name, code)) for code in ("yes", "no", "unknown")]


def _data_fields(typed: Typed, answers: Answers, case: FilingCase) -> list[Field]:
    fields: list[Field] = [
        ChoiceField(
            name="data_items",
            label=_data_title(answers, case),
            hint=_("Tick what you seek damages for. Under each item you see who said what about it, and when."),
            heading=True,
            choices=_data_choices(case),
            chosen=typed.get("data_items", ()),
        )
    ]
    if case.terms.entrance_item is not None:
        fields.append(
            ChoiceField(
                name="entrance_code_stored",
                label=_("Had a code for a shared entrance been stored with the delivery address?"),
                hint=_("We only ask whether. Never write the code itself, here or anywhere else on these pages."),
                choices=_entrance_choices(case),
                chosen=typed.get("entrance_code_stored", ()),
            )
        )
    return fields


def _data_place(pointer: str, typed: Typed, case: FilingCase) -> str:
    return pointer.split("/")[1]


def _data_review(answers: Answers, case: FilingCase) -> list[Row]:
    chosen = entries(answers, "data_items")
    rows = [Row(_("Data affected"), [item.name for item in case.items if item.code in chosen])]
    if case.terms.entrance_item is not None:
        rows.append(
            Row(_("Entrance code stored"), [label("entrance_code_stored", text(answers, "entrance_code_stored"))])
        )
    return rows


DATA = Page(
    slug="data",
    parts=("data_items", "entrance_code_stored"),
    inputs={"data_items": "codes", "entrance_code_stored": "text"},
    asked=gettext_lazy("The data affected, and whether an entrance code had been stored (never the code)"),
    title=_data_title,
    asks_one=True,
    fields=_data_fields,
    review=_data_review,
    place=_data_place,
)
