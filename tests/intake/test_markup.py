"""What holds for the HTML of every page, whatever stands on it."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import loader

import intake
from claims.queries.filing_terms import forget_terms
from tests.intake.claimant import REPRESENTATIVE, TYPED, Claimant
from tests.intake.html import parsed

TEMPLATES = Path(intake.__file__).parent / "templates"
LONG = "Wolfeschlegelsteinhausenbergerdorff" + "ff" * 7


@pytest.fixture(scope="module")
def seen(django_db_setup, django_db_blocker):
    """Every page of a journey in both languages, with mistakes, a minor and the receipt: [(where, page)]."""
    from django.db import transaction

    from claims.demonstration.load import load_case

    pages = []
    with django_db_blocker.unblock(), transaction.atomic():
        load_case()
        forget_terms()
        for language in ("ko", "en"):
            someone = Claimant(language)
            typed = TYPED | {"representative": REPRESENTATIVE, "check": {"attested": "yes"}}
            typed["name"] = {**TYPED["name"], "name": LONG, "birth_date-year": "2010"}

            def look(response, where):
                pages.append((where, parsed(response)))
                return response

            look(someone.client.get(f"/{language}/"), "home")
            look(someone.get(), "case")
            look(someone.client.get(f"/{language}/nowhere/"), "not found")
            url = someone.url("claimant")
            while not url.endswith("receipt/"):
                page = url.removesuffix("/").rpartition("/")[2]
                look(someone.client.get(url), page)
                wrong = {"notices": {"notices": ["N9"]}}.get(page, {})
                assert look(someone.client.post(url, wrong), f"{page}, wrong").status_code == 422
                if page == "contact":
                    look(someone.get("leave"), "leave")
                url = someone.client.post(url, typed[page]).headers["Location"]
            look(someone.client.get(url), "receipt")
            number, secret = someone.receipt()
            look(someone.client.get(f"/{language}/status/"), "look up")
            born = {name: value for name, value in typed["name"].items() if name != "name"}
            asked = {"claim_number": number, "receipt": secret, **born}
            look(someone.client.post(f"/{language}/status/", asked | {"receipt": "1"}), "look up, wrong")
            someone.client.post(f"/{language}/status/", asked)
            look(someone.client.get(f"/{language}/status/claim/"), "status")
            look(Claimant(language).post("name"), "draft gone")
            look(Claimant(language).get("receipt"), "receipt gone")
        transaction.set_rollback(True)
        forget_terms()
    return pages


def failing(seen, wrong):
    return [(where, found) for where, page in seen if (found := wrong(page))]


def test_every_id_is_there_once(seen):
    assert not failing(seen, lambda page: sorted({i for i in page.ids() if page.ids().count(i) > 1}))


def test_every_label_and_description_belongs_to_something_that_is_there(seen):
    def wrong(page):
        wanted = [a["for"] for a in page.all("label")]
        for _tag, attributes in page.tags:
            wanted += attributes.get("aria-describedby", "").split() + attributes.get("aria-labelledby", "").split()
        return sorted(set(wanted) - set(page.ids()))

    assert not failing(seen, wrong)


def test_every_input_has_a_label(seen):
    def wrong(page):
        labelled = {a["for"] for a in page.all("label")}
        inputs = [a for a in page.all("input", "textarea") if a.get("type") != "hidden"]
        return [a["name"] for a in inputs if a["id"] not in labelled]

    assert not failing(seen, wrong)


def test_every_link_within_a_page_leads_to_something_that_is_there(seen):
    assert not failing(seen, lambda page: [h for h in page.links() if h.startswith("#") and h[1:] not in page.ids()])


def test_every_page_has_one_heading_of_the_first_rank_and_a_title(seen):
    assert not failing(seen, lambda page: len(page.all("h1")) != 1 or not page.title.strip())


def test_every_page_names_its_language_and_leads_to_the_other(seen):
    def wrong(page):
        switch = [a for a in page.all("a") if "hreflang" in a]
        lang = page.all("html")[0]["lang"]
        return [a for a in switch if a["hreflang"] == lang or not a["href"].startswith(f"/{a['hreflang']}/")] or (
            [] if len(switch) == 1 else ["no switch"]
        )

    assert not failing(seen, wrong)


def test_no_page_has_a_script_a_style_or_anything_from_elsewhere(seen):
    def wrong(page):
        inline = [a for _tag, a in page.tags if "style" in a or any(name.startswith("on") for name in a)]
        outside = [a for _tag, a in page.tags if a.get("href", a.get("src", "")).startswith(("http", "//"))]
        return inline + outside + page.all("script", "style", "iframe", "object", "img")

    assert not failing(seen, wrong)


def test_only_pages_with_a_mistake_say_so_in_their_title(seen):
    for where, page in seen:
        assert page.title.startswith(("Error:", "오류:")) == where.endswith("wrong"), where


def test_what_is_one_s_own_can_be_filled_in_by_the_browser(coupang):
    someone = Claimant()
    tokens: dict[str, str | None] = {}
    for page in someone.fill()[:-1]:
        tokens |= {name: a.get("autocomplete") for name, a in parsed(someone.get(page)).inputs().items()}
    assert {
        "name": "name",
        "birth_date-year": "bday-year",
        "birth_date-month": "bday-month",
        "birth_date-day": "bday-day",
        "email": "email",
        "phone": "tel",
        "address-postcode": "postal-code",
        "address-line": "street-address",
    }.items() <= tokens.items()


def test_a_child_s_name_is_not_filled_in_from_the_parent_s_browser(coupang):
    someone = Claimant()
    someone.fill("name", changed={"claimant": {"claimant_type": "minor_representative"}})
    inputs = parsed(someone.get("name")).inputs()
    assert inputs["name"]["autocomplete"] == "off"
    assert "autocomplete" not in inputs["birth_date-year"]


def test_the_stylesheets_are_small_and_load_nothing():
    names = ("redress.css", "form.css", "answers.css")
    css = b"".join(Path(str(finders.find(f"intake/{name}"))).read_bytes() for name in names)
    assert len(gzip.compress(css)) <= 6 * 1024
    assert b"url(" not in css
    assert b"@import" not in css


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_every_template_compiles_and_trusts_nothing_that_was_typed(path):
    assert loader.get_template(path.relative_to(TEMPLATES).as_posix())
    assert not re.search(r"\|\s*safe|autoescape", path.read_text())
