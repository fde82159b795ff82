"""One row a run: what the rules found moves from a row a check into findings that are stored once.

Runs from before keep what was found and have neither facts nor context, for those were not kept then; every claim that
has such a run is judged anew.
"""

import claims.rules.ids
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

APPEND_ONLY = ("claims_finding", "claims_judgingcontext", "claims_judgedfacts")

MOVE = """
INSERT INTO claims_finding (key, rule, rule_version, outcome, reason, params, asks)
SELECT DISTINCT ON (key) * FROM (
    SELECT md5(rule || '|' || rule_version || '|' || outcome || '|' || reason || '|' || asks || '|' || params::text)::uuid
        AS key, rule, rule_version, outcome, reason, params, asks
    FROM claims_verificationcheck) k;
ALTER TABLE claims_verification DISABLE TRIGGER claims_verification_append_only;
UPDATE claims_verification v SET findings = found.findings, asks = found.asks, person = found.person, hold = found.hold
FROM (
    SELECT k.verification_id,
        array_agg(f.id ORDER BY n.n) AS findings,
        COALESCE(bit_or(1::bigint << n.n) FILTER (WHERE f.asks), 0) AS asks,
        COALESCE(bit_or(1::bigint << n.n) FILTER (WHERE NOT f.asks AND f.rule <> 17
            AND (f.outcome = 'review' OR f.outcome = 'fail' AND f.rule NOT IN (10, 11))), 0) AS person,
        COALESCE(bit_or(1::bigint << n.n) FILTER (WHERE f.outcome = 'review' AND f.rule = 17), 0) AS hold
    FROM (SELECT DISTINCT verification_id FROM claims_verificationcheck) k
    CROSS JOIN generate_series(1, 24) AS n(n)
    LEFT JOIN claims_verificationcheck c ON c.verification_id = k.verification_id AND c.rule = n.n
    LEFT JOIN claims_finding f ON f.key =
        md5(c.rule || '|' || c.rule_version || '|' || c.outcome || '|' || c.reason || '|' || c.asks || '|' || c.params::text)::uuid
    GROUP BY k.verification_id) found
WHERE v.id = found.verification_id;
ALTER TABLE claims_verification ENABLE TRIGGER claims_verification_append_only;
INSERT INTO claims_workitem (kind, subject, state)
SELECT 'verify', id, 'pending' FROM claims_claim WHERE verification_id IS NOT NULL ORDER BY id
ON CONFLICT (kind, subject) WHERE state = 'pending' DO NOTHING;
"""


def _refuse(table):
    return f"""
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION claims_refuse_change();
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse_change();
    """


def _allow(table):
    return f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_abuse_score")]

    operations = [
        migrations.AlterField(
            model_name="workitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("index", "Index"),
                    ("match", "Match"),
                    ("verify", "Verify"),
                    ("rejudge", "Rejudge"),
                    ("send", "Send"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name='verification',
            name='asks',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='verification',
            name='base',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.verification'),
        ),
        migrations.AddField(
            model_name='verification',
            name='cause',
            field=models.CharField(choices=[('arrival', 'Arrival'), ('again', 'Again'), ('list', 'List'), ('accounts', 'Accounts'), ('rules', 'Rules'), ('time', 'Time')], db_default='again', max_length=8),
        ),
        migrations.AddField(
            model_name='verification',
            name='contradicted',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='verification',
            name='findings',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(null=True), db_default=models.Value('{}'), size=None),
        ),
        migrations.AddField(
            model_name='verification',
            name='hold',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='verification',
            name='judged',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='verification',
            name='on_list',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='verification',
            name='person',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='verification',
            name='proven',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='verification',
            name='supported',
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AlterField(
            model_name='verification',
            name='claim',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='verifications', to='claims.claim'),
        ),
        migrations.AlterField(
            model_name='verification',
            name='list',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.leakedfieldlist'),
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('key', models.UUIDField(unique=True)),
                ('rule', models.PositiveSmallIntegerField()),
                ('rule_version', models.PositiveSmallIntegerField()),
                ('outcome', models.CharField(max_length=6)),
                ('reason', models.CharField(max_length=50)),
                ('params', models.JSONField()),
                ('asks', models.BooleanField()),
            ],
            options={
                'indexes': [models.Index(fields=['rule', 'reason'], name='finding_by_reason')],
            },
        ),
        migrations.CreateModel(
            name='JudgedFacts',
            fields=[
                ('id', models.UUIDField(default=claims.rules.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('facts', models.JSONField()),
                ('claim', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim')),
            ],
        ),
        migrations.AddField(
            model_name='verification',
            name='facts',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.judgedfacts'),
        ),
        migrations.CreateModel(
            name='JudgingContext',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('content', models.JSONField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.case')),
            ],
        ),
        migrations.AddField(
            model_name='verification',
            name='context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.judgingcontext'),
        ),
        migrations.CreateModel(
            name='Rejudgement',
            fields=[
                ('id', models.UUIDField(default=claims.rules.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(choices=[('list', 'List'), ('accounts', 'Accounts'), ('rules', 'Rules'), ('time', 'Time')], max_length=8)),
                ('rules', models.BigIntegerField()),
                ('ordered_at', models.DateTimeField(auto_now_add=True)),
                ('begun_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('reached', models.UUIDField(null=True)),
                ('looked_at', models.PositiveIntegerField(default=0)),
                ('judged_otherwise', models.PositiveIntegerField(default=0)),
                ('moved', models.PositiveIntegerField(default=0)),
                ('one_by_one', models.PositiveIntegerField(default=0)),
                ('case', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.case')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rejudgements', to='claims.incident')),
                ('list', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.leakedfieldlist')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        # Counsel's list by level of abuse: the few runs in which rule 18 wants a person.
        migrations.RunSQL(
            "CREATE INDEX verification_of_abuse ON claims_verification (id) WHERE person & 262144 <> 0",
            "DROP INDEX verification_of_abuse",
        ),
        *[migrations.RunSQL(_refuse(table), _allow(table)) for table in APPEND_ONLY],
        migrations.DeleteModel(
            name='VerificationCheck',
        ),
        migrations.AddConstraint(
            model_name='judgingcontext',
            constraint=models.UniqueConstraint(fields=('case', 'key'), name='judging_context_once'),
        ),
        migrations.AddConstraint(
            model_name='rejudgement',
            constraint=models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True)), fields=('incident', 'case'), name='rejudgement_one_at_a_time', nulls_distinct=False),
        ),
    ]
