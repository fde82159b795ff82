"""Addresses under /api/v1/, each with and without a slash at its end; the spelling that has a name is documented."""

from django.urls import URLPattern, path, re_path

from claims.api import views

app_name = "api"

urlpatterns: list[URLPattern] = [
    path("cases", views.CaseListView.as_view(), name="cases"),
    path("cases/<slug:slug>", views.CaseView.as_view(), name="case"),
    path("cases/<slug:slug>/claims", views.ClaimFilingView.as_view(), name="claims"),
    path("claim-status", views.ClaimStatusView.as_view(), name="claim-status"),
    path("schema/", views.SchemaView.as_view(), name="schema"),
    path("docs/", views.ReferenceView.as_view(), name="docs"),
    path("cases/", views.CaseListView.as_view(schema=None)),
    path("cases/<slug:slug>/", views.CaseView.as_view(schema=None)),
    path("cases/<slug:slug>/claims/", views.ClaimFilingView.as_view(schema=None)),
    path("claim-status/", views.ClaimStatusView.as_view(schema=None)),
    path("schema", views.SchemaView.as_view()),
    path("docs", views.ReferenceView.as_view()),
    re_path("", views.unknown_address),
]
