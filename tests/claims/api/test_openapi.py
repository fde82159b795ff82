"""The OpenAPI document is valid, complete, and says exactly what the API does."""

import copy
import json

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from claims.api import examples
from claims.api.document import document
from claims.rules.ids import read_claim_number, read_receipt
from tests.claims.api.calls import CLAIMS, SLUG, STATUS, file, send, terms
from tests.people import body
from tests.working import do_all_work

LANGUAGES = ("ko", "en")


def validator(component, language="en", *, strict=False):
    """A validator for one component; `strict` refuses properties that it does not list."""
    whole = copy.deepcopy(document(language))
    if strict:
        for schema in whole["components"]["schemas"].values():
            close(schema)
    return Draft202012Validator({"$ref": f"#/components/schemas/{component}", "components": whole["components"]})


def close(schema):
    if isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for child in schema.values():
            close(child)
    elif isinstance(schema, list):
        for child in schema:
            close(child)


# The document


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_valid_openapi_31(language):
    assert document(language)["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document(language)).iter_errors()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_makes_the_same_document_without_a_warning(language, tmp_path):
    made = tmp_path / "schema.yaml"
    call_command("spectacular", fail_on_warn=True, validate=True, lang=language, file=str(made))
    assert yaml.safe_load(made.read_text()) == document(language)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        ("", "*/*", "application/json"),
        ("", "application/json", "application/json"),
        ("", "application/yaml", "application/yaml"),
        ("", "application/vnd.oai.openapi+json", "application/vnd.oai.openapi+json"),
        ("", "application/vnd.oai.openapi", "application/vnd.oai.openapi"),
        ("?format=json", "*/*", "application/json"),
        ("?format=yaml", "*/*", "application/yaml"),
        ("?format=yaml", "text/html,*/*;q=0.1", "application/yaml"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/v1/schema"])
def test_it_is_served_as_json_and_yaml(path, query, accept, content_type):
    response = Client().get(path + query, headers={"Accept": accept, "Accept-Language": "en"})
    assert response.headers["Content-Type"].split(";")[0] == content_type
    read = json.loads if "json" in content_type else yaml.safe_load
    assert read(response.content) == document("en")


def test_every_address_is_there_with_its_methods():
    assert {path: sorted(methods) for path, methods in document("en")["paths"].items()} == {
        "/api/v1/cases": ["get"],
        "/api/v1/cases/{slug}": ["get"],
        "/api/v1/cases/{slug}/claims": ["post"],
        "/api/v1/claim-status": ["post"],
    }


def test_the_key_is_a_required_header():
    parameters = document("en")["paths"]["/api/v1/cases/{slug}/claims"]["post"]["parameters"]
    key = next(parameter for parameter in parameters if parameter["name"] == "Idempotency-Key")
    assert (key["in"], key["required"]) == ("header", True)


def said(value, path=()):
    """Every description and summary by the way to it."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        if key in {"description", "summary"} and isinstance(child, str):
            yield (*path, key), child
        yield from said(child, (*path, key))


@pytest.mark.parametrize("part", ["paths", "components"])
def test_every_text_is_said_in_both_languages(part):
    english, korean = (dict(said(document(language)[part])) for language in ("en", "ko"))
    assert english.keys() == korean.keys()
    assert len(english) > 30
    assert [path for path, text in english.items() if korean[path] == text and text != "KRW"] == []


def every_example():
    for methods in document("en")["paths"].values():
        for operation in methods.values():
            for body_or_answer in (operation.get("requestBody", {}), *operation["responses"].values()):
                for content in body_or_answer.get("content", {}).values():
                    for example in content.get("examples", {}).values():
                        yield content["schema"]["$ref"].rsplit("/", 1)[1], example["value"]


def test_every_example_has_the_shape_that_it_illustrates():
    examples_found = list(every_example())
    assert len(examples_found) > 20
    for component, value in examples_found:
        validator(component, strict=True).validate(value)


def test_every_error_is_documented_where_it_can_happen():
    for path, methods in document("en")["paths"].items():
        for method, operation in methods.items():
            statuses = set(operation["responses"])
            assert {"405", "406", "500", "503"} <= statuses, path
            if method == "post":
                assert {"400", "404", "411", "413", "415", "429"} <= statuses, path
                for status in ("429", "503"):
                    assert "Retry-After" in operation["responses"][status]["headers"]


@pytest.mark.usefixtures("coupang")
def test_the_example_claim_can_be_filed_as_it_is():
    assert file(examples.SUBMISSION).status_code == 201


def test_the_example_numbers_are_well_formed_and_nobodys():
    assert read_claim_number(examples.CLAIM_NUMBER) == examples.CLAIM_NUMBER
    assert len(read_receipt(examples.RECEIPT)) == 32


# What the API says


@pytest.mark.usefixtures("coupang")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_has_the_documented_shape_and_nothing_more(language):
    client = Client(headers={"Accept-Language": language})
    validator("CaseList", strict=True).validate(client.get("/api/v1/cases").json())
    validator("Case", strict=True).validate(client.get(f"/api/v1/cases/{SLUG}").json())
    filed = file(body(terms(), birth_date="2019-04-05"), client=client).json()
    validator("Filed", strict=True).validate(filed)
    do_all_work()
    question = {"claim_number": filed["claim_number"], "receipt": filed["receipt"], "birth_date": "2019-04-05"}
    validator("StatusQuestion").validate(question)
    status = send(STATUS, question, client=client).json()
    assert status["needs"]
    validator("ClaimStatus", strict=True).validate(status)
    for response in (
        file(body(terms(), stage="x", name="홍"), client=client),
        file(b"{", client=client),
        send(CLAIMS, {}, client=client),
        client.get("/api/v1/cases/none"),
    ):
        assert 400 <= response.status_code < 500
        validator("Problem", strict=True).validate(response.json())
