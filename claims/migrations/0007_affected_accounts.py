import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

# In which bucket of a list with 2^bits buckets a key lies: its first bits, 31 at most. SQL, so that it is inlined.
BUCKET = """
CREATE FUNCTION claims_account_bucket(key uuid, bits integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
    (get_byte(uuid_send(key), 0) << 23) | (get_byte(uuid_send(key), 1) << 15)
    | (get_byte(uuid_send(key), 2) << 7) | (get_byte(uuid_send(key), 3) >> 1)
) >> (31 - bits)
"""

# A bucket is read with its row: it stays in the page, though the fullest exceed what PostgreSQL keeps there by default.
# What is in it tells the planner nothing, and takes ANALYZE seconds.
INLINE = """
ALTER TABLE claims_accountbucket ALTER COLUMN keys SET STORAGE MAIN, ALTER COLUMN masks SET STORAGE MAIN,
    ALTER COLUMN keys SET STATISTICS 0, ALTER COLUMN masks SET STATISTICS 0
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_verdicts")]

    operations = [
        migrations.CreateModel(
            name='AccountKeys',
            fields=[
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='account_keys', serialize=False, to='claims.claim')),
                ('email', models.UUIDField(null=True)),
                ('phone', models.UUIDField(null=True)),
                ('incident', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.incident')),
            ],
        ),
        migrations.CreateModel(
            name='AffectedAccountList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('loading', 'Loading'), ('current', 'Current'), ('superseded', 'Superseded')], default='loading', max_length=10)),
                ('source', models.CharField(blank=True, max_length=500)),
                ('file_digest', models.BinaryField(max_length=32, null=True)),
                ('form', models.PositiveSmallIntegerField()),
                ('bucket_bits', models.PositiveSmallIntegerField(null=True)),
                ('parts', models.PositiveIntegerField(null=True)),
                ('masks', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('rows_read', models.PositiveBigIntegerField(default=0)),
                ('rows_accepted', models.PositiveBigIntegerField(default=0)),
                ('rows_in_part', models.PositiveBigIntegerField(default=0)),
                ('rows_rejected', models.PositiveBigIntegerField(default=0)),
                ('keys', models.PositiveBigIntegerField(default=0)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('switched_at', models.DateTimeField(null=True)),
                ('emptied_at', models.DateTimeField(null=True)),
                ('incident', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='account_lists', to='claims.incident')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='AccountPart',
            fields=[
                ('pk', models.CompositePrimaryKey('list_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('keys', models.PositiveBigIntegerField()),
                ('list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.affectedaccountlist')),
            ],
        ),
        migrations.CreateModel(
            name='AccountBucket',
            fields=[
                ('pk', models.CompositePrimaryKey('list_id', 'bucket', blank=True, editable=False, primary_key=True, serialize=False)),
                ('bucket', models.PositiveIntegerField()),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('masks', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ('list', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.affectedaccountlist')),
            ],
        ),
        migrations.CreateModel(
            name='ListedClaim',
            fields=[
                ('pk', models.CompositePrimaryKey('claim_id', 'list_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('items_mask', models.BigIntegerField()),
                ('claim', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='listed', to='claims.claim')),
                ('list', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='claims.affectedaccountlist')),
            ],
        ),
        migrations.AddConstraint(
            model_name='affectedaccountlist',
            constraint=models.UniqueConstraint(fields=('incident', 'number'), name='account_list_number_once'),
        ),
        migrations.AddConstraint(
            model_name='affectedaccountlist',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'current')), fields=('incident',), name='one_account_list_in_force'),
        ),
        migrations.AddConstraint(
            model_name='affectedaccountlist',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'loading')), fields=('incident',), name='one_account_list_loading'),
        ),
        migrations.AddConstraint(
            model_name='affectedaccountlist',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'loading'), models.Q(('bucket_bits__isnull', False), ('file_digest__isnull', False), ('switched_at__isnull', False)), _connector='OR'), name='account_list_in_force_is_whole'),
        ),
        migrations.RunSQL(BUCKET, "DROP FUNCTION claims_account_bucket(uuid, integer)"),
        migrations.RunSQL(INLINE, migrations.RunSQL.noop),
    ]
