import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

REFUSE = """
CREATE TRIGGER claims_rulesettingsversion_append_only BEFORE UPDATE OR DELETE ON claims_rulesettingsversion
    FOR EACH ROW EXECUTE FUNCTION claims_refuse_change();
CREATE TRIGGER claims_rulesettingsversion_no_truncate BEFORE TRUNCATE ON claims_rulesettingsversion
    FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse_change();
"""
ALLOW = """
DROP TRIGGER claims_rulesettingsversion_append_only ON claims_rulesettingsversion;
DROP TRIGGER claims_rulesettingsversion_no_truncate ON claims_rulesettingsversion;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_schedule"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='RuleSettingsVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('chosen', models.JSONField()),
                ('thresholds', models.JSONField()),
                ('reason', models.CharField(max_length=500)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rule_settings', to='claims.case')),
                ('made_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='rule_settings_number_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='rule_settings_have_reason')],
            },
        ),
            migrations.RunSQL(REFUSE, ALLOW),
    ]
