import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """Blind keys get generations. The keys that there are become the first; the row that says so is made afterwards,
    by the application, for it must be there in an emptied database as well."""

    dependencies = [
        ("claims", "0003_duplicate_pairs"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexGeneration",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("index_key", models.PositiveSmallIntegerField()),
                ("normal_form", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("building", "Building"), ("current", "Current"), ("retired", "Retired")], max_length=8
                    ),
                ),
                ("reached", models.UUIDField(null=True)),
                ("last", models.UUIDField(null=True)),
                ("claims_done", models.PositiveIntegerField(db_default=0)),
                ("claims_damaged", models.PositiveIntegerField(db_default=0)),
                ("opened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("completed_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
                ("emptied_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "current")), fields=("state",), name="one_current_generation"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "building")), fields=("state",), name="one_building_generation"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "retired"), _negated=True)
                        | models.Q(("retired_at__isnull", False)),
                        name="retired_generation_has_time",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="blindkey",
            name="generation",
            field=models.PositiveSmallIntegerField(db_default=1),
        ),
        migrations.AddField(
            model_name="conflictparty",
            name="generation",
            field=models.PositiveSmallIntegerField(db_default=1),
        ),
        migrations.AlterField(
            model_name="workitem",
            name="kind",
            field=models.CharField(
                choices=[("index", "Index"), ("match", "Match"), ("verify", "Verify")], max_length=20
            ),
        ),
    ]
