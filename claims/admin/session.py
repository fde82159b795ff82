"""Logging in and out, the password, the language."""

import time
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import logout
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from claims.admin.pages import page
from claims.services import staff_login
from claims.services.throttle import client_address

BEGAN: Final = "began"
"""Session key: when its owner logged in, in seconds of Unix time."""


class LoginForm(AdminAuthenticationForm):
    """Django's check of user name and password, with one sentence for every way to fail."""

    error_messages = {  # noqa: RUF012 - Django's own form declares it so
        "invalid_login": _("That user name and password do not open an account here. Check both and try again."),
        "inactive": _("That user name and password do not open an account here. Check both and try again."),
    }


class LoginView(auth.LoginView):
    """The log-in. Attempts are counted before the password is looked at; the session gets a new key."""

    authentication_form = LoginForm
    template_name = "counsel/login.html"
    redirect_authenticated_user = False

    def get_default_redirect_url(self) -> str:
        """Go to the home page."""
        return reverse("counsel:index")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or the home page to whoever is logged in."""
        if request.user.is_authenticated and request.user.is_active and request.user.is_staff:
            return redirect("counsel:index")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Log in, or say how long to wait after too many attempts, whoever made them and whoever's name was typed."""
        typed = request.POST.get("username", "")[:150]
        wait = staff_login.seconds_to_wait(username=typed, place=client_address(request.META))
        if wait is not None:
            form = self.get_form_class()(request)
            response = self.render_to_response(self.get_context_data(form=form, wait=_in_words(wait)), status=429)
            response["Retry-After"] = str(wait)
            return response
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Open the session and record it, both or neither."""
        with transaction.atomic():
            response = super().form_valid(form)
            staff_login.record_log_in(user_id=form.get_user().pk, place=client_address(self.request.META))
        self.request.session[BEGAN] = int(time.time())
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Record the refusal without what was typed."""
        typed = str(form.data.get("username", ""))[:150].replace("\0", "")
        staff_login.record_failure(username=typed, place=client_address(self.request.META))
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the frame needs of a page without a reader."""
        here = self.request.get_full_path() if self.request.method == "GET" else reverse("counsel:login")
        return super().get_context_data(**kwargs) | {"here": here, "has_permission": False}


class PasswordView(auth.PasswordChangeView):
    """Changing one's own password, which ends the account's other sessions."""

    template_name = "counsel/password.html"
    success_url = reverse_lazy("counsel:index")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Store the password and record that it changed."""
        with transaction.atomic():
            response = super().form_valid(form)
            staff_login.record_password_change(user_id=form.user.pk, place=client_address(self.request.META))
        messages.success(self.request, _("Your password has been changed."))
        return response

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Show the form in the site's frame."""
        return page(self.request, "password.html", context, here=reverse("counsel:password_change"))


def log_out(request: HttpRequest) -> HttpResponse:
    """End the session and record it."""
    if request.method == "POST":
        staff_login.record_log_out(user_id=request.user.pk, place=client_address(request.META))  # type: ignore[arg-type]
        logout(request)
        return redirect("counsel:login")
    return redirect("counsel:index")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language for this site in a cookie of its own path, and go back to where one was."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = reverse("counsel:index")
    response = redirect(back)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            path=reverse("counsel:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _in_words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
