"""What every answer says to browsers and caches, whichever address it comes from and however it ends."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.access_table import BY_ROLE, CASE, LOGIN, SAME_FOR_ALL
from tests.claims.admin.cast import browser_of, file_claim
from tests.serving import Site, Visitor

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TELLTALE = ("Server", "X-Powered-By", "Via", "X-Runtime", "X-AspNet-Version")


def policy(headers) -> dict[str, str]:
    directives = (part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    return {name: "".join(sources) for name, *sources in directives}


def assert_safe(headers, body: str, where: str) -> None:
    """The headers of one dynamic answer, and that its page needs nothing that they forbid."""
    assert policy(headers) == POLICY, where
    assert {name: headers.get(name) for name in FIXED} == FIXED, where
    assert "no-store" in headers["Cache-Control"], where
    assert "camera=()" in headers["Permissions-Policy"], where
    assert not [name for name in TELLTALE if re.search(r"[\d/]", headers.get(name) or "")], where
    if (headers.get("Content-Type") or "").startswith("text/html"):
        page = Page()
        page.feed(body)
        assert page.breaches == [], where


class Page(HTMLParser):
    """Reads a page for what the policy would block, and for addresses of others."""

    def __init__(self) -> None:
        super().__init__()
        self.breaches: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.breaches.append(f"<{tag} {name}=…>")
            loads = name in {"src", "action", "formaction", "data"} or (name == "href" and tag in {"link", "base"})
            if loads and not re.match(r"/(?!/)|[?#]|$", value or ""):
                self.breaches.append(f"<{tag} {name}={value}>")
            if (value or "").strip().lower().startswith(("javascript:", "data:")):
                self.breaches.append(f"<{tag} {name}={value}>")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.breaches.append(f"<{tag}>")
        if tag == "a" and given.get("target") == "_blank" and "noopener" not in (given.get("rel") or ""):
            self.breaches.append("<a target=_blank>")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("who", ["a stranger", "counsel"])
def test_every_answer_of_every_address_is_safe(coupang, django_user_model, who, method):
    claim, client = file_claim(coupang), Client(headers={"accept-language": "en"})
    if who == "counsel":
        client = browser_of(django_user_model.objects.create_user("lead", is_staff=True), coupang, "lead_counsel")
    for path in (*SAME_FOR_ALL, *BY_ROLE, LOGIN):
        if not path.startswith("/counsel/logout"):
            answer = client.generic(method, path.replace("{claim}", claim.number))
            assert_safe(answer.headers, answer.content.decode(), f"{method} {path} {answer.status_code}")


@pytest.mark.django_db
def test_answers_to_what_goes_wrong_are_as_safe_as_any(coupang, monkeypatch):
    client = Client(raise_request_exception=False)

    def fail():
        raise RuntimeError

    monkeypatch.setattr("intake.views.home.open_cases", fail)
    monkeypatch.setattr("claims.api.views.open_cases", fail)
    large = "x" * 70_000
    form = "application/x-www-form-urlencoded"
    answers = {
        500: [client.get("/en/"), client.get("/api/v1/cases")],
        413: [
            client.post(f"/en/cases/{CASE}/name/", large, form),
            client.post(f"/api/v1/cases/{CASE}/claims", large, "application/json"),
            client.post(LOGIN, large, form),
        ],
        403: [Client(enforce_csrf_checks=True).post(path) for path in (f"/en/cases/{CASE}/name/", LOGIN)],
        400: [client.get(path, headers={"host": "elsewhere.example"}) for path in ("/en/", "/api/v1/cases", LOGIN)],
        429: [[client.post(LOGIN, {"username": "x", "password": "y"}) for _ in range(11)][-1]],
    }
    for status, given in answers.items():
        for answer in given:
            where = f"{answer.request['PATH_INFO']} {answer.status_code}"
            assert answer.status_code == status, where
            assert_safe(answer.headers, answer.content.decode(), where)


@pytest.fixture
def production(coupang, tmp_path):
    """The site as it runs for real people: with TLS, which a proxy in front of it ends."""
    with Site(tmp_path / "web.log", REDRESS_DEMONSTRATION="0", REDRESS_TRUSTED_PROXIES="1") as site:
        yield site


def over_tls(site: Site) -> Visitor:
    """A visitor whose requests came through the proxy."""
    return Visitor(site, X_Forwarded_Proto="https", X_Forwarded_For="203.0.113.7", Referer=f"https://{site.host}/")


ON_DATABASE = pytest.mark.django_db(transaction=True)


@ON_DATABASE
def test_cookies_are_for_our_pages_over_tls_alone(production, django_user_model):
    django_user_model.objects.create_user("lead", password="only for this test", is_staff=True)
    visitor = over_tls(production)
    assert visitor.post(f"/en/cases/{CASE}/claimant/", {"claimant_type": "account_holder"}).status == 303
    assert visitor.post(LOGIN, {"username": "lead", "password": "only for this test"}).status == 302
    visitor.post("/counsel/language/", {"language": "en", "next": "/counsel/"})
    set_ = [line for answer in visitor.answers for line in answer.headers.get_all("Set-Cookie", [])]
    names = {line.split("=", 1)[0] for line in set_}
    assert {"redress_session", "redress_csrf", f"__Host-redress_draft_{CASE}"} <= names
    for line in set_:
        name, attributes = line.split("=", 1)[0], line.split("; ")[1:]
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(attributes), line
        assert not any(attribute.startswith("Domain=") for attribute in attributes), line
        assert "Path=/" in attributes or name == "django_language", line


@ON_DATABASE
def test_without_tls_there_is_only_the_way_to_it(production):
    visitor = Visitor(production)
    for path in ("/en/", "/counsel/", "/api/v1/cases"):
        answer = visitor.get(path)
        assert (answer.status, answer.to) == (301, f"https://{production.host}{path}")
    assert visitor.cookies == {}
    told = over_tls(production).get("/en/").headers["Strict-Transport-Security"]
    assert told == "max-age=31536000; includeSubDomains; preload"


@ON_DATABASE
def test_the_web_server_adds_nothing_that_tells_of_it_and_takes_nothing_away(production):
    visitor = over_tls(production)
    for path in ("/en/", "/en/nowhere/", "/api/v1/cases", "/api/v1/docs/", LOGIN, "/counsel/", "/health/ready"):
        answer = visitor.get(path)
        assert_safe(answer.headers, answer.text, path)


@ON_DATABASE
def test_stylesheets_and_icons_are_never_taken_for_anything_else(production):
    visitor = over_tls(production)
    pages = "".join(visitor.get(path).text for path in ("/en/", LOGIN, "/api/v1/docs/"))
    linked = set(re.findall(r'"(/static/[^"]+)"', pages))
    assert len(linked) >= 4
    for path in linked:
        answer = visitor.get(path)
        assert answer.status == 200, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"].split(";")[0] in {"text/css", "image/svg+xml", "text/javascript"}, path
