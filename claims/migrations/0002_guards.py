"""What the database itself refuses: changing history, and a stage without its transition."""

from django.db import migrations

# History: rows are added, never changed or taken away.
APPEND_ONLY = [
    "claims_auditentry",
    "claims_casetransition",
    "claims_claimtransition",
    "claims_consent",
    "claims_leakassertion",
    "claims_leakedfieldlist",
    "claims_verification",
    "claims_verificationcheck",
]

FUNCTION = """
CREATE FUNCTION claims_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % refused: rows of this table are never changed or removed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
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


def _tie(table: str, transitions: str, key: str, column: str) -> migrations.RunSQL:
    """A stage must be the one that the transition of its sequence number led to. Checked at commit, so that both can
    be written in one transaction in either order."""
    return migrations.RunSQL(
        f"""ALTER TABLE {table} ADD CONSTRAINT {table}_stage_has_transition
            FOREIGN KEY ({key}, stage_seq, stage) REFERENCES {transitions} ({column}, seq, to_stage)
            DEFERRABLE INITIALLY DEFERRED""",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_stage_has_transition",
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION claims_refuse_change()"),
        *[migrations.RunSQL(_refuse(table), _allow(table)) for table in APPEND_ONLY],
        _tie("claims_claim", "claims_claimtransition", "id", "claim_id"),
        _tie("claims_case", "claims_casetransition", "id", "case_id"),
    ]
