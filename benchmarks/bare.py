"""The baseline: a bare Django view that checks a CSRF token, validates twelve fields and inserts one row durably.

Run by `benchmarks/intake.py` with gunicorn (`benchmarks.bare:application`), on the same PostgreSQL, with the same
numbers of workers, threads and pooled connections as Redress.
"""

import os

import django
from django.conf import settings

from config.database import database_settings

if not settings.configured:
    settings.configure(
        SECRET_KEY="benchmark-only",  # noqa: S106
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": database_settings(os.environ["BARE_DATABASE_URL"], pool_size=4)},
        INSTALLED_APPS=[],
        MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        LOGGING_CONFIG=None,
    )
    django.setup()

from django import forms
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, JsonResponse
from django.urls import path


class Row(models.Model):  # noqa: DJ008 - nobody prints it
    name = models.CharField(max_length=50)
    birth_date = models.DateField()
    email = models.EmailField()
    phone = models.CharField(max_length=20)
    postcode = models.CharField(max_length=12)
    address = models.CharField(max_length=150)
    account_email = models.EmailField()
    account_phone = models.CharField(max_length=20)
    notice = models.CharField(max_length=10)
    items = models.CharField(max_length=100)
    damages = models.PositiveIntegerField()
    attested = models.BooleanField()

    class Meta:
        app_label = "bare"


class RowForm(forms.ModelForm):
    class Meta:
        model = Row
        fields = (
            "name",
            "birth_date",
            "email",
            "phone",
            "postcode",
            "address",
            "account_email",
            "account_phone",
            "notice",
            "items",
            "damages",
            "attested",
        )


def insert(request: HttpRequest) -> JsonResponse:
    form = RowForm(request.POST)
    if not form.is_valid():
        return JsonResponse(form.errors, status=422)
    return JsonResponse({"id": form.save().pk}, status=201)


def create_table() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Row)


urlpatterns = [path("insert", insert)]
application = get_wsgi_application()
