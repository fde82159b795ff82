"""The public side's addresses, below a language prefix. No address ever carries anything about a person or a claim."""

from django.urls import URLPattern, path

from intake.views import case, check, contact, home, identity, receipt, status, step

app_name = "intake"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("status/", status.look_up, name="status"),
    path("status/claim/", status.claim, name="status-claim"),
    path("status/claim/contact/<slug:channel>/", contact.contact, name="status-contact"),
    path("status/claim/identity/", identity.verify, name="status-identity"),
    path("status/claim/identity/return/", identity.come_back, name="status-identity-return"),
    path("cases/<slug:slug>/", case.about, name="case"),
    path("cases/<slug:slug>/leave/", case.leave, name="leave"),
    path("cases/<slug:slug>/check/", check.check, name="check"),
    path("cases/<slug:slug>/receipt/", receipt.receipt, name="receipt"),
    path("cases/<slug:slug>/<slug:page>/", step.step, name="step"),
]
