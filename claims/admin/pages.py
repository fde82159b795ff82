"""What every page of counsel's site shares: the reader and their access, the actor of a write, the frame around it."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claims.queries.access import Permission, StaffAccess
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.throttle import client_address


class CounselRequest(HttpRequest):
    """A request of somebody who is logged in; `CounselSite.admin_view` adds what they may do."""

    staff: StaffAccess


def actor_of(request: HttpRequest) -> Actor:
    """Return who writes: the staff account and the network address it comes from."""
    return Actor(ActorKind.STAFF, request.user.pk, client_address(request.META))


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, here: str | None = None, status: int = 200
) -> HttpResponse:
    """Return one page in the site's frame.

    `here` is the address to come back to after a change of language; needed where the page answers a POST.
    """
    staff = getattr(request, "staff", None) or StaffAccess(None, ())
    frame = {
        "has_permission": staff.user_id is not None,
        "may": {permission.value: staff.may(permission) for permission in Permission},
        "here": here or (request.get_full_path() if request.method == "GET" else reverse("counsel:index")),
        "notes": list(get_messages(request)) if hasattr(request, "_messages") else [],
    }
    return render(request, f"counsel/{template}", frame | context, status=status)
