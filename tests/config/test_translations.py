"""The Korean catalogue is whole, compiles by itself, and never shows through to English readers."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from claims.management.commands.messages import merged, problems, read_catalogue, used_texts, write_catalogue
from config.translations import CataloguesNotWritable, compile_catalogues

PROJECT = Path(settings.BASE_DIR)
KOREAN = PROJECT / "locale" / "ko" / "LC_MESSAGES" / "django.po"
PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Parrot"
msgstr "%s"
"""


@pytest.fixture
def locale_dir(tmp_path):
    """A directory with one Korean catalogue of one text, not compiled yet."""
    place = tmp_path / "ko" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.po").write_text(PO % "접수", encoding="utf-8")
    return tmp_path


def mo_of(locale_dir: Path) -> Path:
    return locale_dir / "ko" / "LC_MESSAGES" / "django.mo"


def test_every_text_is_translated_exactly():
    assert list(problems(read_catalogue(KOREAN), used_texts(PROJECT))) == []


def test_merging_again_changes_no_byte(tmp_path):
    path = tmp_path / "ko" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    shutil.copy(KOREAN, path)
    written = []
    for _ in range(2):
        write_catalogue(path, merged(read_catalogue(path), used_texts(PROJECT)))
        written.append(path.read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("add", "said"),
    [
        ({"id": "Claim", "string": ""}, "not translated: 'Claim'"),
        ({"id": "Claim", "string": "Claim"}, "the same as the English: 'Claim'"),
        ({"id": "Claim", "string": "접수", "flags": ["fuzzy"]}, "only guessed (fuzzy): 'Claim'"),
        ({"id": "%(n)s claims", "string": "%(m)s건"}, "other placeholders in the translation: '%(n)s claims'"),
        ({"id": "{n} claims", "string": "건"}, "other placeholders in the translation: '{n} claims'"),
        (
            {"id": ("%(n)s claim", "%(n)s claims"), "string": ("건",)},
            "other placeholders in the translation: '%(n)s claim'",
        ),
        ({"id": "Claim", "string": "접수", "context": "noun"}, None),
        ({"id": ("A claim", "%(n)s claims"), "string": ("%(n)s건",)}, None),
        ({"id": "100%% of %(n)s", "string": "%(n)s의 100%%"}, None),
    ],
)
def test_what_is_wrong_with_a_translation_is_said(add, said):
    catalogue, template = Catalog(locale="ko"), Catalog()
    catalogue.add(**add)
    template.add(add["id"], context=add.get("context"))
    assert list(problems(catalogue, template)) == ([said] if said else [])


def test_texts_that_are_missing_or_no_longer_used_are_said():
    catalogue, template = Catalog(locale="ko"), Catalog()
    catalogue.add("Old", "낡음")
    template.add("New")
    assert list(problems(catalogue, template)) == ["not in the catalogue: 'New'", "no longer used: 'Old'"]


def test_merging_keeps_translations_drops_the_unused_and_guesses_nothing():
    catalogue, template = Catalog(locale="ko"), Catalog()
    catalogue.add("Claim", "접수")
    catalogue.add("Old claim", "낡은 접수")
    template.add("Claim")
    template.add("Old claims")
    template.add("Claim", context="verb")
    result = merged(catalogue, template)
    assert {(text.id, text.context): text.string for text in result if text.id} == {
        ("Claim", None): "접수",
        ("Old claims", None): "",
        ("Claim", "verb"): "",
    }


def test_texts_are_found_in_python_and_in_templates(tmp_path):
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "a.py").write_text(
        'x = _("one")\nngettext("two", "twos", n)\npgettext_lazy("ctx", "three")\n'
    )
    pages = tmp_path / "intake" / "templates" / "intake"
    pages.mkdir(parents=True)
    (pages / "page.html").write_text(
        '<a>\n  {% translate "four" %}\n    <b title="{{ _("five") }}">(\n'
        " {% blocktranslate trimmed count n=n %}\n   six {{ n }}\n {% plural %} sixes {{ n }}\n"
        " {% endblocktranslate %}\n"
        '{% include "x.html" with title=_("seven") %}{# note #}{% translate "eight" context "ctx" %} 50% done\'\n'
    )
    found = {(text.id, text.context) for text in used_texts(tmp_path) if text.id}
    assert found == {
        ("one", None),
        (("two", "twos"), None),
        ("three", "ctx"),
        ("four", None),
        ("five", None),
        (("six %(n)s", "sixes %(n)s"), None),
        ("seven", None),
        ("eight", "ctx"),
    }


def test_the_command_checks_without_writing(settings, tmp_path, capsys):
    place = tmp_path / "ko" / "LC_MESSAGES" / "django.po"
    place.parent.mkdir(parents=True)
    place.write_text(PO % "접수", encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]
    before = place.read_bytes()
    with pytest.raises(CommandError):
        call_command("messages", "--check")
    assert "ko: no longer used: 'Parrot'" in capsys.readouterr().out
    assert place.read_bytes() == before


def test_a_catalogue_is_compiled_once_and_again_when_it_changes(locale_dir):
    assert compile_catalogues(locale_dir) == ["ko"]
    assert compile_catalogues(locale_dir) == []
    po = mo_of(locale_dir).with_suffix(".po")
    po.write_text(PO % "청구", encoding="utf-8")
    later = mo_of(locale_dir).stat().st_mtime + 5
    os.utime(po, (later, later))
    assert compile_catalogues(locale_dir) == ["ko"]
    assert "청구".encode() in mo_of(locale_dir).read_bytes()


def test_many_processes_that_compile_at_once_leave_one_whole_catalogue(locale_dir):
    program = (
        "from pathlib import Path; from config.translations import compile_catalogues; "
        f"compile_catalogues(Path({str(locale_dir)!r}), force=True)"
    )
    with ThreadPoolExecutor(4) as pool:
        ends = pool.map(lambda _: subprocess.run([sys.executable, "-c", program], cwd=PROJECT).returncode, range(4))
        assert list(ends) == [0] * 4
    assert [path.name for path in sorted(mo_of(locale_dir).parent.iterdir())] == ["django.mo", "django.po"]
    assert "접수".encode() in mo_of(locale_dir).read_bytes()


def test_compiling_needs_no_django(locale_dir):
    program = (
        f"import sys; from pathlib import Path; from config.translations import compile_catalogues as c; "
        f"c(Path({str(locale_dir)!r})); sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=PROJECT).returncode == 0


@contextlib.contextmanager
def unable_to_write(directory: Path):
    """Be unable to write in a directory for a while; root, who always can, becomes nobody for it."""
    directory.chmod(0o555)
    if os.geteuid() == 0:
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)
    else:
        yield
    directory.chmod(0o755)


@pytest.fixture
def open_locale_dir(locale_dir):
    """The same in a place that everybody may read, which pytest's own directory is not."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        copy = Path(shutil.copytree(locale_dir, Path(place) / "locale"))
        copy.chmod(0o755)
        yield copy


def test_a_read_only_tree_is_fine_when_it_is_compiled_whatever_the_times_of_its_files(open_locale_dir):
    compile_catalogues(open_locale_dir)
    os.utime(mo_of(open_locale_dir), (0, 0))
    with unable_to_write(mo_of(open_locale_dir).parent):
        assert compile_catalogues(open_locale_dir) == []


def test_a_read_only_tree_that_is_not_compiled_is_refused_with_a_sentence(open_locale_dir):
    with (
        unable_to_write(mo_of(open_locale_dir).parent),
        pytest.raises(CataloguesNotWritable, match=r"python -m config\.translations"),
    ):
        compile_catalogues(open_locale_dir)


def test_english_readers_never_see_korean():
    """Django falls back to the catalogue of LANGUAGE_CODE, Korean here, for other languages; English must be spared."""
    assert settings.LANGUAGE_CODE == "ko"
    texts = [text for text in read_catalogue(KOREAN) if text.id]
    assert len(texts) > 100
    for language in ("en", "en-gb"):
        with translation.override(language):
            for text in texts:
                match text.id, text.context:
                    case str(one), None:
                        assert gettext(one) == one
                    case str(one), str(context):
                        assert pgettext(context, one) == one
                    case (one, many), None:
                        assert (ngettext(one, many, 1), ngettext(one, many, 2)) == (one, many)


def test_korean_readers_see_korean():
    with translation.override("ko"):
        assert gettext("date of birth") == "생년월일"
        page = engines["django"].from_string('{% load i18n %}{% translate "Received" %}')
        assert page.render({}) == "접수 완료"
