"""Pages that say why it does not go on here, and what to do instead. None of them is an error of the reader's."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from claims.queries.filing_terms import FilingCase
from intake import drafts
from intake.render import address, render


def draft_gone(request: HttpRequest, slug: str) -> HttpResponse:
    """The answers are not there, or cannot be read: the claimant starts again. Nothing of them was ever stored here."""
    response = render(
        request,
        "intake/message.html",
        {
            "paragraphs": [
                _(
                    "Until you submit, your answers are kept only in your own browser, and only for two hours after "
                    "your last answer. Either that time is over, or your browser does not keep cookies for this site."
                ),
                _("Nothing was sent to us. Please start again; if it happens once more, allow cookies for this site."),
            ],
            "action_url": address("step", slug, "claimant"),
            "action": _("Start again"),
        },
        title=_("Your answers are no longer there"),
        status=409,
    )
    drafts.delete(response, slug)
    return response


def case_closed(request: HttpRequest, case: FilingCase) -> HttpResponse:
    """The case takes no claims at present."""
    return render(
        request,
        "intake/message.html",
        {
            "paragraphs": [
                case.case.title,
                _("Your answers were not sent to us. If you have a question, write to %(contact)s.")
                % {"contact": case.case.contact},
            ],
            "action_url": address("home"),
            "action": _("See the open cases"),
        },
        title=_("This case takes no claims at present"),
        status=409,
    )


def submitted_otherwise(request: HttpRequest, case: FilingCase) -> HttpResponse:
    """The same draft was submitted already, with other answers: the first submission stands."""
    return render(
        request,
        "intake/message.html",
        {
            "paragraphs": [
                _(
                    "It was submitted from another window or tab, with answers that differ from these. What was "
                    "submitted first counts; these answers were not sent."
                ),
                _(
                    "The receipt is in that other window. If you no longer have it, or want to change an answer, "
                    "write to %(contact)s."
                )
                % {"contact": case.case.contact},
            ],
            "action_url": address("leave", case.case.slug),
            "action": _("Delete these answers"),
        },
        title=_("This claim was submitted already"),
        status=409,
    )


def receipt_gone(request: HttpRequest, slug: str) -> HttpResponse:
    """The hour in which the receipt is shown is over, or it was put away, or there never was one."""
    return render(
        request,
        "intake/message.html",
        {
            "paragraphs": [
                _(
                    "A receipt is shown for one hour, in the browser that submitted the claim. After that nobody can "
                    "show it again, not even we."
                ),
                _("With the claim number and the receipt secret that you wrote down you can look up your claim."),
            ],
            "action_url": address("status"),
            "action": _("Look up a claim"),
        },
        title=_("There is no receipt to show"),
        status=404,
    )
