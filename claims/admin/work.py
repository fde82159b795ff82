"""How the work stands, for those who see to it that none is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.admin.pages import CounselRequest, actor_of, page
from claims.models import Claim, Message
from claims.queries.access import Permission
from claims.queries.messages import claims_of, codes_lost, troubles
from claims.queries.work import DeadLetter, claims_without_work, dead_letters, tallies
from claims.services.messages import send_again
from claims.services.oversight import retry_dead_letters
from claims.wording.formats import span

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter, and the claim it is about where the reader may see it."""

    letter: DeadLetter
    claim: str


def work_page(request: CounselRequest) -> HttpResponse:
    """Show what was accepted, what is done, what waits and what failed."""
    cases = request.staff.require(Permission.SEE_WORK)
    standing = tallies()
    shown, in_trouble = troubles([access.case.pk for access in cases], limit=_SHOWN)
    return page(
        request,
        "work.html",
        {
            "title": _("Work"),
            "tallies": [
                (each, "" if each.waiting is None else span(timedelta(seconds=each.waiting))) for each in standing
            ],
            "dead": sum(each.dead for each in standing),
            "lost": claims_without_work(),
            "letters": _letters(dead_letters(limit=_SHOWN), [access.case.pk for access in cases]),
            "shown": _SHOWN,
            "troubles": shown,
            "in_trouble": in_trouble,
            "codes_lost": codes_lost(),
        },
    )


def retry(request: CounselRequest) -> HttpResponse:
    """Give failed work a new start."""
    request.staff.require(Permission.RETRY_WORK)
    if request.method == "POST":
        number = retry_dead_letters(actor=actor_of(request))
        words = ngettext("%(number)s piece of work starts anew.", "%(number)s pieces of work start anew.", number)
        messages.success(request, words % {"number": f"{number:,}"})
    return redirect("counsel:work")


def message_again(request: CounselRequest) -> HttpResponse:
    """Have a message sent again of which nobody can tell whether it went out, or that did not."""
    cases = [access.case.pk for access in request.staff.require(Permission.RETRY_WORK)]
    if request.method == "POST":
        try:
            message_id = UUID(request.POST.get("message", ""))
        except ValueError:
            raise Http404 from None
        found = get_object_or_404(Message, pk=message_id, claim__case__in=cases)
        if send_again(message_id=found.pk, actor=actor_of(request)):
            messages.success(request, _("The message goes out again."))
        else:
            messages.info(request, _("Nothing was sent: nothing is asked any more, or it went out again already."))
    return redirect("counsel:work")


def _letters(letters: Sequence[DeadLetter], cases: Sequence[int]) -> list[Letter]:
    subjects = [letter.subject for letter in letters]
    of_messages = claims_of(subjects)
    numbers = dict(
        Claim.objects.filter(pk__in=[*subjects, *of_messages.values()], case__in=cases).values_list("pk", "number")
    )
    return [Letter(letter, numbers.get(of_messages.get(letter.subject, letter.subject), "")) for letter in letters]
