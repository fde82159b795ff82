from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The public side: journey, receipt and status pages."""

    name = "intake"
