from django.db import migrations, models


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
    ]
