"""The Celery application and its schedule. Tasks are thin; the work itself is leased from PostgreSQL rows."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("redress")
app.conf.update(settings.CELERY)
app.conf.beat_schedule = {
    # Lost nudges, expired leases and due retries: found here within seconds. Two schedulers at once only nudge twice.
    "sweep-work": {"task": "claims.tasks.sweep_work", "schedule": 5.0, "options": {"expires": 30}},
    # A re-index that waits for claims to be matched goes on at the next turn.
    "reindex": {"task": "claims.tasks.reindex", "schedule": 5.0, "options": {"expires": 5}},
    # At night in Korea; expires should no worker be there before morning.
    "match-all": {
        "task": "claims.tasks.match_all",
        "schedule": crontab(hour=3, minute=10),
        "options": {"expires": 3 * 3600},
    },
    "purge-answers": {"task": "claims.tasks.purge_answers", "schedule": 3600.0, "options": {"expires": 1800}},
    "purge-signals": {"task": "claims.tasks.purge_signals", "schedule": 3600.0, "options": {"expires": 1800}},
}
app.autodiscover_tasks(["claims"])
