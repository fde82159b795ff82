import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A paper and a statement stay as they were given in (the function is from 0002).
APPEND_ONLY = ["claims_listdocument", "claims_listdocumentcontent", "claims_breachnotice"]

# Until now the version that a notice came with showed in the times only: each was written before its version.
NOTICES = """
UPDATE claims_breachnotice n SET since_version = (
    SELECT min(l.number) FROM claims_leakedfieldlist l WHERE l.incident_id = n.incident_id AND l.made_at >= n.recorded_at
)
"""
# A pin that was taken away ended with the first later version in which it does not decide its cell. One statement: rows
# that are updated twice in a transaction have their foreign keys checked at its end, and until then no ALTER TABLE.
PINS = """
UPDATE claims_assertionpin p SET since_version = began.number, until_version = CASE WHEN NOT p.active THEN (
    SELECT min(l.number) FROM claims_leakedfieldlist l
    WHERE l.incident_id = c.incident_id AND l.number > began.number AND NOT (
        (l.cells #>> ARRAY[c.code, i.code, 'pinned'])::boolean
        AND (l.cells #>> ARRAY[c.code, i.code, 'deciding'])::bigint = p.assertion_id
    )
) END
FROM claims_cohort c, claims_dataitem i, (
    SELECT p.id, min(l.number) AS number FROM claims_assertionpin p JOIN claims_cohort c ON c.id = p.cohort_id
        JOIN claims_leakedfieldlist l ON l.incident_id = c.incident_id AND l.made_at >= p.pinned_at
    GROUP BY p.id
) began
WHERE c.id = p.cohort_id AND i.id = p.item_id AND began.id = p.id
"""


def _refuse(table: str) -> str:
    return f"""
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION claims_refuse_change();
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse_change();
    """


def _allow(table: str) -> str:
    return f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"


def _version(*, null: bool) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(null=null)


def _document() -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="claims.listdocument",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0010_rule_settings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "media_type",
                    models.CharField(
                        choices=[("application/pdf", "Pdf"), ("image/png", "Png"), ("image/jpeg", "Jpeg")],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("size", models.PositiveIntegerField()),
                ("stored_at", models.DateTimeField(auto_now_add=True)),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list_documents",
                        to="claims.incident",
                    ),
                ),
                (
                    "stored_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("incident", "sha256"), name="list_document_once")],
            },
        ),
        migrations.CreateModel(
            name="ListDocumentContent",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="stored_content",
                        serialize=False,
                        to="claims.listdocument",
                    ),
                ),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.AddField("leakedfieldlist", "saved_key", models.UUIDField(blank=True, null=True, unique=True)),
        migrations.AddField("leakassertion", "document", _document()),
        migrations.AddField("breachnotice", "document", _document()),
        migrations.AddField("breachnotice", "since_version", _version(null=True)),
        migrations.RunSQL(NOTICES, migrations.RunSQL.noop),
        migrations.AlterField("breachnotice", "since_version", _version(null=False)),
        migrations.AddField("assertionpin", "since_version", _version(null=True)),
        migrations.AddField(
            "assertionpin", "until_version", models.PositiveIntegerField(blank=True, null=True)
        ),
        # Before this, so that the way back knows which pins are active when it makes the constraint again.
        migrations.RemoveConstraint("assertionpin", "pin_one_active_a_cell"),
        migrations.RunSQL(PINS, "UPDATE claims_assertionpin SET active = (until_version IS NULL)"),
        migrations.AlterField("assertionpin", "since_version", _version(null=False)),
        migrations.RemoveField("assertionpin", "active"),
        migrations.AddConstraint(
            "assertionpin",
            models.UniqueConstraint(
                condition=models.Q(("until_version__isnull", True)),
                fields=("cohort", "item"),
                name="pin_one_active_a_cell",
            ),
        ),
        migrations.AddConstraint(
            "assertionpin",
            models.CheckConstraint(
                condition=models.Q(
                    ("until_version__isnull", True),
                    ("until_version__gt", models.F("since_version")),
                    _connector="OR",
                ),
                name="pin_ends_after_it_began",
            ),
        ),
        *[migrations.RunSQL(_refuse(table), _allow(table)) for table in APPEND_ONLY],
    ]
