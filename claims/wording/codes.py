"""Names of the codes that a page shows as they are: kinds, answers, sources."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LABELS: Final[Mapping[str, Mapping[str, str | Promise]]] = {
    "claimant_type": {
        "account_holder": _("Account holder"),
        "withdrawn_member": _("Former member"),
        "non_member_recipient": _("Recipient without an account"),
        "minor_representative": _("Legal representative of a minor"),
        "heir": _("Heir"),
    },
    "relation": {
        "parent": _("Parent"),
        "guardian": _("Guardian"),
        "other": pgettext_lazy("relation", "Other"),
    },
    "entrance_code_stored": {
        "yes": pgettext_lazy("entrance code stored", "Yes"),
        "no": pgettext_lazy("entrance code stored", "No"),
        "unknown": _("I do not know"),
    },
    "other_proceedings": {
        "none": pgettext_lazy("proceedings", "None"),
        "other_suit": _("Another suit"),
        "mediation": _("Mediation"),
        "foreign_class": _("A class action abroad"),
    },
    "field": {
        "claimant_type": _("claimant type"),
        "name": _("legal name"),
        "birth_date": _("date of birth"),
        "contact": _("e-mail address or phone number"),
        "address": _("address"),
        "account": _("e-mail address or phone number of the account"),
        "data_items": _("leaked data items"),
        "damages_sought": _("damages sought"),
        "attestation": _("confirmation that the statements are true"),
    },
    "outcome": {
        "pass": pgettext_lazy("outcome", "Pass"),
        "fail": pgettext_lazy("outcome", "Deficiency"),
        "review": pgettext_lazy("outcome", "Review"),
    },
    "verdict": {
        "verified": pgettext_lazy("verdict", "Verified"),
        "needs_information": pgettext_lazy("verdict", "Information needed"),
        "review": pgettext_lazy("verdict", "Review by a person"),
        "duplicate_hold": pgettext_lazy("verdict", "Possible duplicate"),
    },
    "source": {
        "controller": _("Controller"),
        "regulator": _("Regulator"),
        "investigation": _("Investigation"),
        "court": _("Court"),
    },
    "says": {
        "leaked": _("Leaked"),
        "not_leaked": _("Not leaked"),
        "unknown": pgettext_lazy("leak", "Unknown"),
    },
    "agreement": {
        "account_email": _("same account e-mail address"),
        "name_birth_phone": _("same name, date of birth and phone number"),
        "name_birth_email": _("same name, date of birth and e-mail address"),
    },
    "indicator": {
        "address_hour": _("Claims from one network address within an hour"),
        "address_day": _("Claims from one network address within a day"),
        "network_hour": _("Claims from one neighbourhood of the network within an hour"),
        "phone_names": _("Different names with one phone number"),
        "text_names": _("Different names with the same free text"),
        "mailbox_run": _("Mailboxes with running numbers"),
        "throw_away_mail": _("Throw-away mailbox"),
        "filled_fast": _("Seconds to fill in the form, at most"),
    },
    "abuse_level": {
        "low": pgettext_lazy("abuse score", "Low"),
        "medium": pgettext_lazy("abuse score", "Medium"),
        "high": pgettext_lazy("abuse score", "High"),
    },
    "conflict": {
        "defendants_counsel": _("counsel of the defendant"),
        "defendants_officer": _("officer of the defendant"),
        "firms_staff": _("staff of this firm"),
    },
    "case_type": {
        "joint_action": _("Joint action"),
        "appointed_party": _("Appointed-party action"),
        "class_settlement": _("Class settlement"),
    },
    "role": {
        "intake_clerk": _("Intake clerk"),
        "reviewer": _("Reviewer"),
        "lead_counsel": _("Lead counsel"),
        "auditor": _("Auditor"),
    },
    "work_kind": {
        "index": _("Search index of a claim"),
        "match": _("Search for duplicates"),
        "verify": _("Check of a claim"),
        "rejudge": _("Checking many claims again"),
        "send": _("Message to a claimant"),
    },
    "message_kind": {
        "contact_code": _("One-time code"),
        "information_needed": _("Request for information"),
        "reminder": _("Reminder"),
    },
    "message_state": {
        "pending": pgettext_lazy("message", "Waiting"),
        "sending": pgettext_lazy("message", "Going out"),
        "sent": pgettext_lazy("message", "Sent"),
        "unclear": pgettext_lazy("message", "Unclear"),
        "failed": pgettext_lazy("message", "Failed"),
        "withdrawn": pgettext_lazy("message", "Withdrawn"),
    },
    "channel": {
        "email": pgettext_lazy("message channel", "E-mail"),
        "phone": pgettext_lazy("message channel", "Text message"),
    },
    "door": {
        "web": _("Web form"),
        "api": pgettext_lazy("door", "API"),
        "import": pgettext_lazy("door", "Import"),
    },
    "actor_kind": {
        "claimant": _("Claimant"),
        "staff": _("Staff"),
        "worker": pgettext_lazy("actor", "Automatic check"),
        "operator": _("Operator"),
    },
}


def label(kind: str, code: str) -> str:
    """Return the name of a code, in the reader's language. Raises KeyError for a kind or code that there is not."""
    return str(LABELS[kind][code])
