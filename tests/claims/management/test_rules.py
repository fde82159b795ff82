"""`manage.py rules`: the documentation of the rules is what the rules say."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from claims.rules.verification import POSSIBLE, RULES, THRESHOLDS
from claims.wording.reasons import ASKS, REASONS
from claims.wording.rules import WAITING, rule_title
from claims.wording.rules_document import PLACEHOLDERS


def run(*args):
    out = StringIO()
    call_command("rules", *args, stdout=out)
    return out.getvalue()


def test_the_committed_documentation_is_what_the_rules_say():
    assert run("--check") == "docs/rules.md is what the rules say.\n"


@pytest.fixture
def elsewhere(tmp_path, settings):
    """A project whose documentation may be written."""
    (tmp_path / "docs").mkdir()
    settings.BASE_DIR = tmp_path
    return tmp_path / "docs" / "rules.md"


def test_it_is_checked_written_and_printed_alike(elsewhere):
    with pytest.raises(CommandError, match="rules --write"):
        run("--check")
    run("--write")
    assert elsewhere.read_text(encoding="utf-8") == run()
    run("--check")
    elsewhere.write_text(run().replace("version", "revision"), encoding="utf-8")
    with pytest.raises(CommandError, match="rules --write"):
        run("--check")


def test_a_new_version_of_a_rule_is_told(elsewhere, monkeypatch):
    run("--write")
    monkeypatch.setattr("claims.wording.rules_document.RULES", RULES[:-1])
    with pytest.raises(CommandError):
        run("--check")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_language_of_whoever_asks_changes_nothing(language):
    with translation.override(language):
        here = run()
    assert here == run()


def test_every_rule_outcome_and_threshold_is_in_it_in_both_languages():
    document = run()
    for rule in RULES:
        assert f"`{rule.code}`, {rule.version}" in document
        with translation.override("en"):
            assert f"## {rule.number}. {rule_title(rule.number)} · " in document
        for possible in POSSIBLE[rule.number]:
            assert len(re.findall(rf"^\|[^|]*\| `{possible.reason}` \|", document, re.M)) == 1
            assert len(re.findall(rf"^\| `{possible.reason}` \|", document, re.M)) == possible.asks
    assert all(f"`{code}`" in document for code in THRESHOLDS)
    assert not re.search(r"%\(\w+\)", document)
    for row in re.findall(r"^\|.*\| (.*) \|$", document, re.M):
        assert re.search("[가-힣]|^---$|^[\\d, –]+$|^`\\w+`, \\d+$", row), row


def test_the_rules_that_the_text_names_are_those_that_it_means():
    assert {rule.number for rule in RULES if rule.per_item} == {10, 11}
    held = [rule.number for rule in RULES if rule.code in {"required_fields", "age", "duplicates"}]
    assert held == [1, 4, 17]


def test_rules_that_are_not_there_are_said_to_wait():
    assert sorted(WAITING) == sorted(set(range(1, 25)) - {rule.number for rule in RULES})
    assert run().rstrip().splitlines()[-len(WAITING)].startswith("| 5 |")


def test_whatever_a_sentence_leaves_open_has_a_name_and_no_name_is_left_over():
    sentences = [
        str(words % {"claims": 1, "agreements": ""}) if "duplicate" in code else str(words)
        for code, words in (REASONS | ASKS).items()
    ]
    open_places = {name for sentence in sentences for name in re.findall(r"%\((\w+)\)", sentence)}
    assert open_places | {"agreements"} == set(PLACEHOLDERS)
