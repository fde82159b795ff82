"""The reference page: everything in the OpenAPI document, readable without script, under the strict CSP."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from claims.api.problems import KINDS, TYPE
from claims.rules.submission.errors import ERROR_CODES


class Page(HTMLParser):
    """What a page is made of: ids, links, tags, and whether anything on it would need an exception from the CSP."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.inline, self.assets = [], [], [], []
        self.language = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found["href"])
        if tag == "html":
            self.language = found["lang"]
        if tag in {"script", "style"} or any(name == "style" or name.startswith("on") for name in found):
            self.inline.append(tag)
        if tag in {"link", "img", "script"}:
            self.assets.append(found.get("href") or found.get("src"))


def get(path="/api/v1/docs/", **headers):
    return Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture(params=["ko", "en"])
def page(request, db):
    response = get(Accept_Language=request.param)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    found = Page(response.content.decode())
    assert found.language == request.param
    return found


def test_every_operation_and_every_kind_of_problem_has_its_place(page):
    assert {"list_cases", "read_case", "file_claim", "read_claim_status"} <= set(page.ids)
    assert {f"problem-{code}" for code in KINDS} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_every_link_within_the_page_leads_somewhere(page):
    anchors = [link[1:] for link in page.links if link.startswith("#")]
    assert len(anchors) > 20
    assert set(anchors) <= set(page.ids)


@pytest.mark.parametrize("path", ["/api/v1/docs/", "/api/v1/docs"])
def test_the_document_for_programs_is_one_link_away(db, path):
    links = [link for link in Page(get(path).content.decode()).links if "schema" in link]
    assert links
    assert {get(urljoin(path, link)).status_code for link in links} == {200}


def test_a_problems_type_leads_to_its_explanation(page):
    path, _, anchor = TYPE.format("case_not_open").partition("#")
    assert path == "/api/v1/docs/"
    assert anchor in page.ids


def test_nothing_on_it_needs_an_exception_from_the_policy(page):
    assert page.inline == []
    assert all(asset.startswith("/static/claims/") for asset in page.assets)
    assert "@import" not in Path(str(finders.find("claims/api/reference.css"))).read_text()


def test_the_policy_is_sent_with_it(db):
    policy = get().headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_every_field_and_code_can_be_read(db):
    text = get(Accept_Language="en").content.decode()
    names = ("damages_sought.amount", "notices[].received_on", "consents[].version", "representative.relation")
    for name in (*names, "string (date)</code>", "Idempotency-Key", "data_items[].said[].count", *ERROR_CODES):
        assert f"<code>{name}" in text
    assert "%(" not in text
    assert not re.search(r"<td></td>|<code></code>", text)


@pytest.mark.parametrize("path", ["/api/v1/docs/?language=en", "/api/v1/docs?language=en"])
def test_the_reader_can_change_the_language(db, path):
    assert Page(get(path, Accept_Language="ko").content.decode()).language == "en"


def test_no_cookie_comes_with_it(db):
    response = get()
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
