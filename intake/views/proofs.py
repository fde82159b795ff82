"""What the page of a claim says about proofs: which contact is confirmed, and whether identity is verified."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from claims.queries.claim_status import ClaimStatus
from claims.queries.contacts import Contact, contacts_by_number
from claims.queries.proofs import proofs_of
from claims.services import identity
from intake.render import address


@dataclass(frozen=True, slots=True)
class Line:
    """One proof: of what, how it stands (empty: not given yet), and where to give it (empty: nowhere)."""

    name: str
    value: str
    state: str
    url: str
    action: str


def shown(found: ClaimStatus) -> list[Line]:
    """The proofs of a claim that was looked up. Three queries."""
    contacts = contacts_by_number(found.number)
    if contacts is None:
        return []
    lines = [_contact(contact) for contact in contacts.all if contact.proven or contact.offered]
    agreement = proofs_of([contacts.claim_id])[contacts.claim_id].identity
    if agreement or identity.is_offered():
        lines.append(_identity(agreement))
    return lines


def _contact(contact: Contact) -> Line:
    phone = contact.channel == "phone"
    return Line(
        name=_("Mobile number") if phone else _("E-mail address"),
        value=contact.masked,
        state=pgettext("contact", "Confirmed") if contact.proven else "",
        url="" if contact.proven else address("status-contact", contact.channel),
        action=_("Confirm this number") if phone else _("Confirm this address"),
    )


def _identity(agreement: str | None) -> Line:
    states = {
        "equal": pgettext("identity", "Verified"),
        "similar": _("Verified; a person compares how the name is written"),
        "other": _("Verified, but the name or the date of birth differs from your form"),
    }
    again = agreement == "other" and identity.is_offered()
    return Line(
        name=_("Identity verification"),
        value="",
        state=states[agreement] if agreement else "",
        url=address("status-identity") if again or not agreement else "",
        action=_("Verify again") if again else _("Verify your identity"),
    )
