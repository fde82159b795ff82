"""What claimants are written: no name, no number, nothing of the claim, and no link but the look-up page's address.

The same words go to everybody of whom something is asked, whatever it is.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """One mail in plain text."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the case's title in the reader's language, and whom to ask."""

    case: str
    contact: str


def code_letter(code: str, sender: Sender, *, minutes: int) -> Letter:
    """Return the mail that brings a one-time code, in the current language; it holds for `minutes`."""
    return Letter(
        _("Your one-time code"),
        _paragraphs(
            _("Your one-time code is %(code)s.") % {"code": code},
            _("Type it on the page that asked for it. It holds for %(minutes)s minutes and works once.")
            % {"minutes": minutes},
            _(
                "If you did not ask for a code, somebody may have given your address by mistake. You need not do "
                "anything: nobody can go on without the code. We never ask you to tell it to anybody."
            ),
            _signed(sender),
        ),
    )


def code_text(code: str, *, minutes: int) -> str:
    """Return the text message that brings a one-time code, in the current language; it holds for `minutes`."""
    return _("[Redress] Your one-time code: %(code)s (%(minutes)s minutes). Tell it to nobody.") % {
        "code": code,
        "minutes": minutes,
    }


def request_letter(sender: Sender, *, look_up: str) -> Letter:
    """Return the mail that says that something is asked; `look_up` is the address of the look-up page."""
    return Letter(
        _("We need something more for your claim"),
        _paragraphs(
            _("We have checked your claim and need something more from you before it can go on."),
            _how_to_see(look_up),
            _("Nothing is lost meanwhile: your claim keeps its place."),
            _beware(),
            _signed(sender),
        ),
    )


def reminder_letter(sender: Sender, *, look_up: str) -> Letter:
    """Return the mail that reminds of what was asked."""
    return Letter(
        _("A reminder: your claim waits for you"),
        _paragraphs(
            _("Some time ago we asked you for something more, and your claim still waits for it."),
            _how_to_see(look_up),
            _("If you have answered in the last few days, you need not do anything."),
            _beware(),
            _signed(sender),
        ),
    )


def request_text() -> str:
    """Return the text message that says that something is asked. Text messages hold no links."""
    return _("[Redress] We need something more for your claim. Please look it up on our site with your receipt.")


def masked_email(address: str) -> str:
    """Return an address that only its owner recognises: "h•••@example.com"."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1] if len(local) > 1 else ''}•••@{domain}"


def masked_phone(number: str) -> str:
    """Return a number that only its owner recognises, by its last four digits: "•••-6789"."""
    digits = "".join(character for character in number if character.isdigit())
    return f"•••-{digits[-4:]}"


def _how_to_see(look_up: str) -> str:
    return _paragraphs(
        _("What it is, and how to answer, is shown where you look up your claim:"),
        look_up,
        _("Have your receipt at hand: the claim number, the receipt secret and the claimant’s date of birth."),
    )


def _beware() -> str:
    return _(
        "We send no attachments and never ask for your receipt secret, a password or a payment by mail or phone. "
        "If you are unsure whether a message comes from us, type the address of our site yourself."
    )


def _signed(sender: Sender) -> str:
    return f"{sender.case}\n{sender.contact}"


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(texts)
