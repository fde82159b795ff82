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


def test_the_deployment_check_is_clean_under_production_settings():
    done = run_check(
        "--deploy", "--fail-level", "WARNING", DJANGO_SECRET_KEY="x" * 20 + "abcdefghij" * 5, REDRESS_KEYS=ring(),
        **PRODUCTION,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_a_real_database_without_real_keys_is_refused_in_words():
    done = run_check(**PRODUCTION)
    assert done.returncode != 0
    assert "REDRESS_KEYS" in done.stderr
    assert "keys generate" in done.stderr
