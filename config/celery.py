"""The Celery application and its schedule. Tasks are thin; the work itself is leased from PostgreSQL rows."""

import os

from celery import Celery
from django.conf import settings

from claims.rules.timetable import JOBS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("redress")
app.conf.update(settings.CELERY)
# The scheduler only asks, and often: whether a job is due is decided by the database's clock when the task is run. So
# neither a second scheduler, nor one that was away, nor one that lost its file does any job twice or not at all.
app.conf.beat_schedule = {
    job.name: {"task": job.task, "schedule": float(job.asked_every), "options": {"expires": 6 * job.asked_every}}
    for job in JOBS.values()
}
app.autodiscover_tasks(["claims"])
