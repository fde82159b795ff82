"""Production settings: Django's own deployment check is clean, and a real database without real keys is refused."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def run_check(*arguments, **environment):
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("REDRESS_", "DJANGO_", "DATABASE_URL", "REDIS_URL"))
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "django", "check", *arguments],
        cwd=PROJECT,
        env=inherited | {"DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def ring():
    key = base64.b64encode(os.urandom(32)).decode()
    return json.dumps({"encryption": {"1": key}, "index": {"1": key}})


PRODUCTION = {"DATABASE_URL": "postgresql://redress@db.internal/redress", "REDIS_URL": "redis://valkey.internal"}
MAIL = {"REDRESS_EMAIL_URL": "smtps://redress:secret@mail.internal"}
KEYS = {"DJANGO_SECRET_KEY": "x" * 20 + "abcdefghij" * 5}


def test_the_deployment_check_is_clean_under_production_settings():
    done = run_check("--deploy", "--fail-level", "WARNING", REDRESS_KEYS=ring(), **KEYS, **PRODUCTION, **MAIL)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_a_real_database_without_real_keys_is_refused_in_words():
    done = run_check(**PRODUCTION)
    assert done.returncode != 0
    assert "REDRESS_KEYS" in done.stderr
    assert "keys generate" in done.stderr


def test_a_deployment_without_a_mail_server_is_warned_of():
    done = run_check("--deploy", "--fail-level", "WARNING", REDRESS_KEYS=ring(), **KEYS, **PRODUCTION)
    assert done.returncode != 0
    assert "REDRESS_EMAIL_URL is not set" in done.stderr


def test_an_identity_provider_that_is_not_there_or_lacks_something_is_refused():
    for path, said in (("nowhere.Provider", "cannot be imported"), ("decimal.Decimal", "lacks code, origin, begin")):
        done = run_check(REDRESS_KEYS=ring(), REDRESS_IDENTITY_PROVIDER=path, **KEYS, **PRODUCTION)
        assert done.returncode != 0
        assert said in done.stderr


def test_addresses_that_others_could_read_along_with_are_refused():
    for name, url in (
        ("REDRESS_SMS_GATEWAY_URL", "http://sms.example.com/send"),
        ("REDRESS_EMAIL_URL", "http://mail.example.com"),
        ("REDRESS_EMAIL_URL", "smtp:mail"),
    ):
        done = run_check(REDRESS_KEYS=ring(), **KEYS, **PRODUCTION, **{name: url})
        assert done.returncode != 0
        assert name in done.stderr
