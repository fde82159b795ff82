from django.apps import AppConfig


class RunConfig(AppConfig):
    """How the system is run. Makes the Celery application current in every process that uses Django."""

    name = "config"

    def ready(self) -> None:
        """Import the Celery application, so that services can send tasks by name, and what `check` asks."""
        import config.celery
        import config.checks  # noqa: F401
