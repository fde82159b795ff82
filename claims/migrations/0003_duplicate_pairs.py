"""Pairs with scores, decisions and clusters. Pairs that were found by equal blind keys stay, and are scored again."""

import claims.rules.ids
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


# Equal blind keys said in what two claims agree; the codes of levels say the same. Nobody had decided anything yet, so
# every pair is one for review. The claims are matched again, and the pairs get their scores.
KEEP_PAIRS = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE claims_duplicatepair p SET
    incident_id = k.incident_id,
    levels = CASE WHEN p.agreements ? 'name_birth_phone' OR p.agreements ? 'name_birth_email'
            THEN '{"name": "same", "birth": "same"}'::jsonb ELSE '{}'::jsonb END
        || CASE WHEN p.agreements ? 'name_birth_phone' THEN '{"phone": "same"}'::jsonb ELSE '{}'::jsonb END
        || CASE WHEN p.agreements ? 'name_birth_email' OR p.agreements ? 'account_email'
            THEN '{"mail": "same"}'::jsonb ELSE '{}'::jsonb END
FROM claims_claim c JOIN claims_case k ON k.id = c.case_id WHERE c.id = p.earlier_id;
INSERT INTO claims_workitem (kind, subject, state)
    SELECT DISTINCT 'match', later_id, 'pending' FROM claims_duplicatepair
    ON CONFLICT (kind, subject) WHERE state = 'pending' DO NOTHING;
"""


def _append_only(table: str) -> str:
    """What 0002 does for history: rows are added, never changed or taken away."""
    return f"""
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION claims_refuse_change();
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse_change();
    """


def _changeable(table: str) -> str:
    return f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"


# What a pair says was decided is what one of its own decisions says.
DECISION_TIED = """ALTER TABLE claims_duplicatepair ADD CONSTRAINT claims_duplicatepair_has_decision
    FOREIGN KEY (decision_id, id, decided) REFERENCES claims_pairdecision (id, pair_id, kind)
    DEFERRABLE INITIALLY DEFERRED"""
UNTIE_DECISION = "ALTER TABLE claims_duplicatepair DROP CONSTRAINT claims_duplicatepair_has_decision"

# A cluster's survivor is one of its members.
SURVIVOR_TIED = """ALTER TABLE claims_duplicatecluster ADD CONSTRAINT claims_duplicatecluster_survivor_is_member
    FOREIGN KEY (id, survivor_id) REFERENCES claims_clustermember (cluster_id, claim_id)
    DEFERRABLE INITIALLY DEFERRED"""
UNTIE_SURVIVOR = "ALTER TABLE claims_duplicatecluster DROP CONSTRAINT claims_duplicatecluster_survivor_is_member"


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MatchModelVersion',
            fields=[
                ('version', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('parameters', models.JSONField()),
                ('trained_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('trained_on', models.JSONField(default=dict)),
                ('in_use', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('in_use', True)), fields=('in_use',), name='one_match_model_in_use')],
            },
        ),
        migrations.CreateModel(
            name='PairSelection',
            fields=[
                ('id', models.UUIDField(default=claims.rules.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('automatic', 'Automatic'), ('link', 'Link'), ('apart', 'Apart'), ('household', 'Household'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('filters', models.JSONField()),
                ('pairs', models.JSONField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('applied_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='band',
            field=models.CharField(default='review', max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='bearers',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='decided',
            field=models.CharField(blank=True, choices=[('automatic', 'Automatic'), ('link', 'Link'), ('apart', 'Apart'), ('household', 'Household'), ('withdrawn', 'Withdrawn')], max_length=10),
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='incident',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.incident'),
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='levels',
            field=models.JSONField(default=dict),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='model',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='probability',
            field=models.FloatField(default=0.5),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='scored_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='weight',
            field=models.FloatField(default=0),
            preserve_default=False,
        ),
        migrations.RunSQL(KEEP_PAIRS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='duplicatepair',
            name='incident',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.incident'),
        ),
        migrations.RemoveField(
            model_name='duplicatepair',
            name='agreements',
        ),
        migrations.AlterField(
            model_name='duplicatepair',
            name='found_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='kind',
            field=models.CharField(choices=[('match', 'Match'), ('verify', 'Verify')], max_length=20),
        ),
        migrations.CreateModel(
            name='DuplicateCluster',
            fields=[
                ('id', models.UUIDField(default=claims.rules.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('survivor_chosen', models.BooleanField(default=False)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.incident')),
                ('survivor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim')),
            ],
        ),
        migrations.CreateModel(
            name='ClusterMember',
            fields=[
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='cluster_member', serialize=False, to='claims.claim')),
                ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='claims.duplicatecluster')),
            ],
        ),
        migrations.CreateModel(
            name='MatchRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('backend', models.CharField(max_length=10)),
                ('model', models.CharField(max_length=40)),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(null=True)),
                ('claims', models.PositiveIntegerField(default=0)),
                ('pairs', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='match_runs', to='claims.incident')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PairDecision',
            fields=[
                ('id', models.UUIDField(default=claims.rules.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('automatic', 'Automatic'), ('link', 'Link'), ('apart', 'Apart'), ('household', 'Household'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('actor_kind', models.CharField(choices=[('claimant', 'claimant'), ('staff', 'staff'), ('worker', 'worker'), ('operator', 'operator')], max_length=10)),
                ('reason', models.CharField(choices=[('compared', 'Compared'), ('documents', 'Documents'), ('claimant_said', 'Claimant Said'), ('undone', 'Undone'), ('score', 'Score'), ('no_longer_certain', 'No Longer Certain')], max_length=20)),
                ('note', models.BinaryField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('model', models.CharField(blank=True, max_length=40)),
                ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='claims.duplicatepair')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='decision',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.pairdecision'),
        ),
        migrations.AddIndex(
            model_name='duplicatepair',
            index=models.Index(models.F('incident'), models.F('band'), models.OrderBy(models.F('weight'), descending=True), models.F('id'), condition=models.Q(('decided__in', ('', 'withdrawn'))), name='pair_queue'),
        ),
        migrations.AddConstraint(
            model_name='duplicatepair',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided', ''), ('decision__isnull', True)), models.Q(('decision__isnull', False), models.Q(('decided', ''), _negated=True)), _connector='OR'), name='pair_says_what_was_decided'),
        ),
        migrations.AddField(
            model_name='pairselection',
            name='actor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pairselection',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.case'),
        ),
        migrations.AddConstraint(
            model_name='clustermember',
            constraint=models.UniqueConstraint(fields=('cluster', 'claim'), name='cluster_member_target'),
        ),
        migrations.AddConstraint(
            model_name='pairdecision',
            constraint=models.UniqueConstraint(fields=('id', 'pair', 'kind'), name='pair_decision_target'),
        ),
        migrations.RunSQL(_append_only('claims_pairdecision'), _changeable('claims_pairdecision')),
        migrations.RunSQL(DECISION_TIED, UNTIE_DECISION),
        migrations.RunSQL(SURVIVOR_TIED, UNTIE_SURVIVOR),
    ]
