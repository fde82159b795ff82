"""The addresses of the API: check, hand to a service or query, say what came of it."""

from functools import lru_cache
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from rest_framework.renderers import StaticHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import answers, operations
from claims.api.base import ApiView, answer, idempotency_key, read_body
from claims.api.document import document
from claims.api.problems import ApiProblem, problem_for
from claims.api.reference import reference
from claims.models import Claim
from claims.queries.claim_status import find_claim_status
from claims.queries.filing_terms import filing_case, open_cases
from claims.services.filing import Filing, Origin, file_claim, parse_submission
from claims.services.throttle import client_address

_QUESTION = frozenset({"claim_number", "receipt", "birth_date"})


class CaseListView(ApiView):
    """/cases"""

    operations = MappingProxyType({"get": operations.list_cases})

    def get(self, request: Request) -> HttpResponse:
        """The cases that take claims now."""
        return answer(answers.case_list(open_cases()))


class CaseView(ApiView):
    """/cases/{slug}"""

    operations = MappingProxyType({"get": operations.read_case})

    def get(self, request: Request, slug: str) -> HttpResponse:
        """What may be filed in a case."""
        return answer(answers.case_page(filing_case(slug)))


class ClaimFilingView(ApiView):
    """/cases/{slug}/claims"""

    operations = MappingProxyType({"post": operations.file_claim})
    door = "filing"

    def post(self, request: Request, slug: str) -> HttpResponse:
        """File a claim; 201 only once it is durable."""
        key = idempotency_key(request)
        body = read_body(request)
        case = filing_case(slug)
        origin = Origin(client_address(request.META))
        filing = Filing(parse_submission(body, case), key, origin=origin)
        filed = file_claim(filing, case=case, door=Claim.Door.API.value)
        status_url = f"{request.scheme}://{request.get_host()}{_status_path()}"
        return answer(answers.filed_claim(filed, status_url=status_url), status=201)


class ClaimStatusView(ApiView):
    """/claim-status"""

    operations = MappingProxyType({"post": operations.read_claim_status})
    door = "status"

    def post(self, request: Request) -> HttpResponse:
        """Where a claim stands. Whatever is wrong with the question gets one and the same answer."""
        body = read_body(request)
        # A question of another shape is looked up like any other, as one that matches nothing.
        asked = body if isinstance(body, dict) and body.keys() == _QUESTION else {}
        found = find_claim_status(asked.get("claim_number"), asked.get("receipt"), asked.get("birth_date"))
        if found is None:
            raise ApiProblem("claim_not_found")
        return answer(answers.claim_status(found))


@lru_cache(maxsize=1)
def _status_path() -> str:
    return reverse("api:claim-status")


class SchemaView(ApiView):
    """/schema/"""

    schema = None
    renderer_classes = (OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer2, OpenApiYamlRenderer)

    def get(self, request: Request) -> Response:
        """The OpenAPI document, as JSON or, by Accept or `?format=yaml`, YAML."""
        return Response(document(get_language() or "en"))


class ReferenceView(ApiView):
    """/docs/"""

    schema = None
    renderer_classes = (StaticHTMLRenderer,)

    def get(self, request: Request) -> Response:
        """The OpenAPI document as a page to read, without script."""
        language = get_language() or "en"
        return Response(render_to_string("claims/api/reference.html", reference(document(language), language)))


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """404 for whatever else lies under the API."""
    return problem_for(request, "not_found")
