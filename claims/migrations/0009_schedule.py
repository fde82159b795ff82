import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import claims.rules.ids

ENDINGS = [("done", "Done"), ("nothing", "Nothing"), ("failed", "Failed"), ("taken", "Taken")]
ACTORS = [("claimant", "claimant"), ("staff", "staff"), ("worker", "worker"), ("operator", "operator")]
KINDS = [
    ("limitation", "limitation"),
    ("mediation", "mediation"),
    ("appeal", "appeal"),
    ("appeal_on_law", "appeal_on_law"),
    ("correction_order", "correction_order"),
    ("cut_off", "cut_off"),
]

# That counsel were told of a deadline stays as it was (the function is from 0002). Only who has acknowledged it, and
# when, is added, and that once.
REFUSE = """
CREATE FUNCTION claims_refuse_all_but_acknowledging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.acknowledged_at IS NULL AND NEW.acknowledged_at IS NOT NULL
        AND (NEW.id, NEW.case_id, NEW.kind, NEW.since, NEW.level, NEW.noticed_at)
            = (OLD.id, OLD.case_id, OLD.kind, OLD.since, OLD.level, OLD.noticed_at)
        AND NEW.ends IS NOT DISTINCT FROM OLD.ends
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'UPDATE on % refused: a notice is acknowledged once and not changed otherwise', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER claims_deadlinenotice_acknowledged_once BEFORE UPDATE ON claims_deadlinenotice
    FOR EACH ROW EXECUTE FUNCTION claims_refuse_all_but_acknowledging();
CREATE TRIGGER claims_deadlinenotice_kept BEFORE DELETE ON claims_deadlinenotice
    FOR EACH ROW EXECUTE FUNCTION claims_refuse_change();
CREATE TRIGGER claims_deadlinenotice_no_truncate BEFORE TRUNCATE ON claims_deadlinenotice
    FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse_change();
"""
ALLOW = """
DROP TRIGGER claims_deadlinenotice_acknowledged_once ON claims_deadlinenotice;
DROP TRIGGER claims_deadlinenotice_kept ON claims_deadlinenotice;
DROP TRIGGER claims_deadlinenotice_no_truncate ON claims_deadlinenotice;
DROP FUNCTION claims_refuse_all_but_acknowledging();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0008_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=claims.rules.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("job", models.CharField(max_length=30)),
                ("due_at", models.DateTimeField()),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ending", models.CharField(choices=ENDINGS, max_length=8)),
                ("error", models.CharField(blank=True, max_length=100)),
                ("did", models.JSONField(default=dict)),
                ("by", models.CharField(choices=ACTORS, max_length=10)),
            ],
            options={
                "ordering": ["-began_at", "-id"],
                "indexes": [models.Index(fields=["job", "-began_at"], name="run_by_job")],
            },
        ),
        migrations.CreateModel(
            name="ScheduledJob",
            fields=[
                ("name", models.CharField(max_length=30, primary_key=True, serialize=False)),
                ("slot", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("run", models.UUIDField(null=True)),
                ("by", models.CharField(blank=True, choices=ACTORS, max_length=10)),
                ("again_at", models.DateTimeField(null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ending", models.CharField(blank=True, choices=ENDINGS, max_length=8)),
                ("error", models.CharField(blank=True, max_length=100)),
                ("did", models.JSONField(default=dict)),
                ("good_since", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("run__isnull", True))
                        | models.Q(("again_at__isnull", False), ("began_at__isnull", False)),
                        name="scheduled_run_can_be_lost",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("since", models.DateField()),
                ("ends", models.DateField(null=True)),
                ("level", models.SmallIntegerField()),
                ("noticed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadline_notices",
                        to="claims.case",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("acknowledged_at__isnull", True)), fields=["case"], name="deadline_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("case"),
                        models.F("kind"),
                        django.db.models.functions.comparison.Coalesce("ends", "since"),
                        models.F("level"),
                        name="deadline_level_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True))
                        | models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                        name="deadline_acknowledged_by_someone",
                    ),
                ],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
