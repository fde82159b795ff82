"""Counsel's site: Django's admin with our own pages, look, log-in and access rules.

The admin brings log-in, its session and CSRF handling, and the rule that every view is behind it. Its generic pages
are not used: no model is registered, for a change form writes around the services, and its permissions know no cases.
"""

import time
from collections.abc import Callable
from typing import Any, Final

from django.contrib.admin import AdminSite
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, path, re_path

from claims.admin import (
    abuse,
    affected_accounts,
    audit_trail,
    case,
    claim,
    claim_list,
    conflicts,
    deadlines,
    duplicates,
    duplicates_bulk,
    duplicates_pair,
    errors,
    export,
    home,
    leaked_list,
    leaked_list_axes,
    leaked_list_changes,
    leaked_list_history,
    leaked_list_take,
    rules,
    schedule,
    search,
    session,
    staff,
    verdict,
    work,
)
from claims.queries.access import access_of

View = Callable[..., HttpResponseBase]

# Between two requests within this many seconds the session is not written again.
_SEEN_EVERY: Final = 60
# A session ends after a working day even if it is never idle (ASVS 5.0, 7.3.2).
_LONGEST_SESSION: Final = 12 * 3600
_METHODS: Final = ("GET", "HEAD", "POST")


class CounselSite(AdminSite):
    """The lawyers' admin at /counsel/. Only active staff accounts get in, and see only the cases of their roles."""

    site_header = site_title = "Redress"
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Every address of the site. All but the log-in and the choice of language are behind the log-in."""
        login = session.LoginView.as_view()
        return [
            path("login/", login, name="login"),
            path("language/", session.choose_language, name="language"),
            *(path(route, self.admin_view(view), name=name) for route, view, name in _PAGES),
            # Behind the log-in too, so that no address tells a stranger whether it exists.
            re_path(r"(?P<url>.*)$", self.admin_view(errors.no_such_page)),
        ]

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        """Put a view behind the log-in, give it the reader's access, and answer its refusals in the site's frame."""

        def behind_log_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in _METHODS:
                return HttpResponseNotAllowed(_METHODS)
            request.staff = access_of(request.user)  # type: ignore[attr-defined]
            try:
                return view(request, *args, **kwargs)
            except Http404:
                return errors.not_found(request)
            except PermissionDenied:
                return errors.forbidden(request)

        guarded = super().admin_view(behind_log_in, cacheable)

        def with_session_kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            _keep_session(request)
            return guarded(request, *args, **kwargs)

        return with_session_kept


def _keep_session(request: HttpRequest) -> None:
    """Count the idle time from this request on; end a session that lasts too long."""
    now = int(time.time())
    if request.user.is_authenticated:
        if now - request.session.setdefault(session.BEGAN, now) > _LONGEST_SESSION:
            logout(request)
        elif now - request.session.get("seen", 0) > _SEEN_EVERY:
            request.session["seen"] = now


_PAGES: Final[list[tuple[str, View, str]]] = [
    ("", home.home, "index"),
    ("logout/", session.log_out, "logout"),
    ("password/", session.PasswordView.as_view(), "password_change"),
    ("claims/", claim_list.claim_list, "claims"),
    ("claims/search/", search.search, "search"),
    ("claims/download/", export.download, "export"),
    ("claims/<str:number>/", claim.claim_page, "claim"),
    ("claims/<str:number>/reveal/", claim.reveal_data, "reveal"),
    ("claims/<str:number>/move/", claim.move, "move_claim"),
    ("claims/<str:number>/runs/<uuid:run_id>/", verdict.verdict_page, "verdict"),
    ("claims/<str:number>/survivor/", duplicates_pair.choose, "choose_survivor"),
    ("cases/<slug:slug>/", case.case_page, "case"),
    ("cases/<slug:slug>/move/", case.move, "move_case"),
    ("cases/<slug:slug>/list/", leaked_list.matrix_page, "list"),
    ("cases/<slug:slug>/list/versions/<int:number>/", leaked_list.version_page, "list_version"),
    ("cases/<slug:slug>/list/versions/<int:number>/download/", leaked_list_take.download, "export_list"),
    ("cases/<slug:slug>/list/versions/<int:number>/print/", leaked_list_take.print_page, "print_list"),
    ("cases/<slug:slug>/list/differences/", leaked_list_history.differences_page, "list_differences"),
    ("cases/<slug:slug>/list/documents/<int:document_id>/", leaked_list_take.document, "list_document"),
    ("cases/<slug:slug>/list/cells/<slug:cohort>/<slug:item>/", leaked_list.cell_page, "list_cell"),
    ("cases/<slug:slug>/list/cells/<slug:cohort>/<slug:item>/change/", leaked_list_changes.change_cell, "change_cell"),
    ("cases/<slug:slug>/list/notices/add/", leaked_list_changes.add_notice, "add_notice"),
    ("cases/<slug:slug>/list/cohorts/add/", leaked_list_axes.new_cohort, "add_cohort"),
    ("cases/<slug:slug>/list/items/add/", leaked_list_axes.new_data_item, "add_data_item"),
    ("cases/<slug:slug>/accounts/", affected_accounts.accounts_page, "accounts"),
    ("cases/<slug:slug>/duplicates/", duplicates.queue_page, "duplicates"),
    ("cases/<slug:slug>/duplicates/next/", duplicates.next_pair, "next_pair"),
    ("cases/<slug:slug>/duplicates/at-once/", duplicates_bulk.preview, "preview_pairs"),
    ("cases/<slug:slug>/duplicates/at-once/<uuid:preview_id>/", duplicates_bulk.show_preview, "pairs_at_once"),
    ("cases/<slug:slug>/duplicates/at-once/<uuid:preview_id>/undo/", duplicates_bulk.undo_all, "undo_pairs"),
    ("cases/<slug:slug>/duplicates/<int:pair_id>/", duplicates_pair.show_pair, "pair"),
    ("cases/<slug:slug>/duplicates/<int:pair_id>/decide/", duplicates_pair.decide_pair, "decide_pair"),
    ("cases/<slug:slug>/duplicates/<int:pair_id>/undo/", duplicates_pair.undo_pair, "undo_pair"),
    ("cases/<slug:slug>/conflicts/", conflicts.conflicts_page, "conflicts"),
    ("cases/<slug:slug>/abuse/", abuse.abuse_page, "abuse"),
    ("cases/<slug:slug>/rules/", rules.rules_page, "rules"),
    ("cases/<slug:slug>/staff/", staff.staff_page, "staff"),
    (
        "cases/<slug:slug>/deadlines/<int:notice_id>/acknowledge/",
        deadlines.acknowledge_notice,
        "acknowledge_deadline",
    ),
    ("work/", work.work_page, "work"),
    ("work/retry/", work.retry, "retry_work"),
    ("work/messages/again/", work.message_again, "message_again"),
    ("schedule/", schedule.schedule_page, "schedule"),
    ("audit/", audit_trail.audit_page, "audit"),
]

counsel_site = CounselSite(name="counsel")
