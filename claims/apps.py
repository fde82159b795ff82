from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """The domain: what is stored, the rules, and the services that write."""

    name = "claims"
