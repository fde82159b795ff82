"""Every address of the system, by face."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from claims.admin.site import counsel_site
from config import health
from intake.views.language import choose_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", choose_language, name="root"),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("api/v1/", include("claims.api.urls")),
    path("counsel/", counsel_site.urls),
    *i18n_patterns(path("", include("intake.urls"))),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
