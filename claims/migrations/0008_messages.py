import claims.rules.ids
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

# What a claimant has proven stays proven as it was (the function is from 0002).
APPEND_ONLY = ["claims_contactproof", "claims_identityproof"]


def _refuse(table: str) -> str:
    return f"""
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION claims_refuse_change();
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse_change();
    """


def _allow(table: str) -> str:
    return f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"


class Migration(migrations.Migration):
    dependencies = [("claims", "0007_affected_accounts")]

    operations = [
        migrations.CreateModel(
            name='IdentityAttempt',
            fields=[
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='claims.claim')),
                ('state', models.BinaryField(max_length=32)),
                ('expires_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ContactCode',
            fields=[
                ('pk', models.CompositePrimaryKey('claim_id', 'channel', blank=True, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('email', 'Email'), ('phone', 'Phone')], max_length=5)),
                ('digest', models.BinaryField(max_length=32)),
                ('tries_left', models.PositiveSmallIntegerField()),
                ('expires_at', models.DateTimeField()),
                ('claim', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim')),
            ],
        ),
        migrations.CreateModel(
            name='ContactProof',
            fields=[
                ('pk', models.CompositePrimaryKey('claim_id', 'channel', blank=True, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('email', 'Email'), ('phone', 'Phone')], max_length=5)),
                ('proven_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('claim', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='contact_proofs', to='claims.claim')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'phone'])), name='contact_proof_channel')],
            },
        ),
        migrations.CreateModel(
            name='IdentityProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=40)),
                ('agreement', models.CharField(choices=[('equal', 'Equal'), ('similar', 'Similar'), ('other', 'Other')], max_length=7)),
                ('token', models.UUIDField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('claim', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='identity_proofs', to='claims.claim')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['claim', '-id'], name='identity_proof_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('agreement__in', ['equal', 'similar', 'other'])), name='identity_proof_agreement')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=claims.rules.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('contact_code', 'Contact Code'), ('information_needed', 'Information Needed'), ('reminder', 'Reminder')], max_length=20)),
                ('channel', models.CharField(choices=[('email', 'Email'), ('phone', 'Phone')], max_length=5)),
                ('language', models.CharField(choices=[('ko', 'Korean'), ('en', 'English')], max_length=2)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('sending', 'Sending'), ('sent', 'Sent'), ('unclear', 'Unclear'), ('failed', 'Failed'), ('withdrawn', 'Withdrawn')], default='pending', max_length=9)),
                ('stay', models.PositiveIntegerField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(db_default=0)),
                ('error', models.CharField(db_default='', max_length=40)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('sent_at', models.DateTimeField(null=True)),
                ('claim', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='claims.claim')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('kind', 'contact_code')), fields=['claim', 'created_at'], name='message_codes'), models.Index(condition=models.Q(('state__in', ['unclear', 'failed'])), fields=['-id'], name='message_trouble')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['pending', 'sending'])), fields=('claim', 'kind', 'channel'), name='message_open_once'), models.UniqueConstraint(condition=models.Q(('stay__isnull', False), models.Q(('state', 'withdrawn'), _negated=True)), fields=('claim', 'kind', 'stay'), name='message_once_a_stay'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='message_sent_at_a_time'), models.CheckConstraint(condition=models.Q(('kind', 'contact_code'), ('stay__isnull', False), _connector='OR'), name='message_request_has_stay')],
            },
        ),
        *[migrations.RunSQL(_refuse(table), _allow(table)) for table in APPEND_ONLY],
    ]
