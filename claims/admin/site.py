"""Counsel's site: Django's admin, with our own look, log-in and access rules."""

from django.contrib.admin import AdminSite


class CounselSite(AdminSite):
    """The lawyers' admin at /counsel/."""

    site_header = "Redress"
    site_title = "Redress"


counsel_site = CounselSite(name="counsel")
