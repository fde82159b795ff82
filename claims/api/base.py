"""What every address of the API has in common: language, limits, and the reading of keys and bodies."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector
from rest_framework.views import APIView

from claims.api.components import components
from claims.api.problems import ApiProblem
from claims.rules.submission import FieldError
from claims.services import throttle

# Visible ASCII, so that a key is one word in every log and proxy on its way.
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_LANGUAGES: Final = frozenset(dict(settings.LANGUAGES))


class WrittenSchema(AutoSchema):
    """Takes the description of an address from its view.

    drf-spectacular guesses it from serializers. Requests here pass through none (one validator serves every door), so
    what it would guess is written down instead; tests hold it to the truth.
    """

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> dict[str, Any]:
        """The operation object, with every component that it may refer to in the registry."""
        assert isinstance(self.view, ApiView)
        for name, schema in components().items():
            registry.register_on_missing(
                ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, schema=schema, object=name)
            )
        return self.view.operations[method.lower()]()


class ApiView(APIView):
    """One address. No session, no cookie, no browsable page; errors are problems (see `claims.api.problems`)."""

    schema: ViewInspector | None = WrittenSchema()
    metadata_class = None
    #: What each method does, for the OpenAPI document.
    operations: ClassVar[Mapping[str, Callable[[], dict[str, Any]]]] = {}
    #: The limit that POSTs count against (settings.THROTTLES).
    door: ClassVar[str | None] = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Choose the language, negotiate the format, count the request. Raises ApiProblem and DRF's exceptions."""
        _speak(request.GET.get("language"))
        super().initial(request, *args, **kwargs)
        if self.door is not None and request.method == "POST":
            wait = throttle.allow(self.door, throttle.client_address(request.META))
            if wait is not None:
                raise ApiProblem("too_many_requests", retry_after=wait)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Tell the methods (DRF adds the Allow header)."""
        return Response(status=204)


def answer(body: object, *, status: int = 200) -> HttpResponse:
    """`body` as JSON. The same body gives the same bytes."""
    return HttpResponse(json.dumps(body, ensure_ascii=False).encode(), status=status, content_type="application/json")


def read_body(request: Request) -> Any:
    """The decoded body, whatever JSON it is. The answer will be in its `language`, unless the request named one.

    Raises ApiProblem for a body that is missing, unreadable or too large, UnsupportedMediaType for what is no JSON.
    """
    if request.stream is None:
        # A body in chunks has no length beforehand, and Django reads none of it.
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            raise ApiProblem("length_required")
        raise ApiProblem("unreadable_body", errors=[FieldError("", "body_empty")])
    body = request.data
    if isinstance(body, dict) and not _named_a_language(request):
        _speak(body.get("language"))
    return body


def idempotency_key(request: Request) -> str:
    """The Idempotency-Key header. Raises ApiProblem when it is missing or not 1-255 visible ASCII characters."""
    key: str | None = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if not key:
        raise ApiProblem("idempotency_key_missing")
    if not _KEY.fullmatch(key):
        raise ApiProblem("idempotency_key_invalid")
    return key


def _named_a_language(request: Request) -> bool:
    """Tell whether the query or the headers name a language that we have; `*` and languages we lack name none."""
    return request.GET.get("language") in _LANGUAGES or any(
        language.split("-")[0] in _LANGUAGES
        for language, _ in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    )


def _speak(language: object) -> None:
    """Answer in a language that we have; LocaleMiddleware chose by Accept-Language, and resets with each request."""
    if isinstance(language, str) and language in _LANGUAGES:
        translation.activate(language)
