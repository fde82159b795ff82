"""The OpenAPI document as rows for a page that people read: no script, no frames, one anchor for each thing."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language_info

from claims.api.problems import BODY_ERRORS, KINDS
from claims.rules.submission.errors import ERROR_CODES

Schema = Mapping[str, Any]

_PARAM: Final = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a table of fields; `name` is the way to it, with [] for each entry of a list."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[tuple[Field, str]]
    body_description: str
    body: list[Field]
    body_example: str
    status: str
    answer: list[Field]
    answer_example: str
    problems: list[tuple[str, str]]


def reference(document: Schema, language: str) -> dict[str, Any]:
    """What the template `claims/api/reference.html` shows of the document."""
    schemas = document["components"]["schemas"]
    return {
        "language": language,
        "languages": [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
        "operations": [
            _operation(method, path, operation, schemas)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ],
        "problem_fields": list(_fields({"$ref": "#/components/schemas/Problem"}, schemas)),
        "problem_example": _pretty(
            document["paths"]["/api/v1/cases/{slug}/claims"]["post"]["responses"]["422"]["content"][
                "application/problem+json"
            ]["examples"]["submission_refused"]["value"]
        ),
        "problems": [(code, kind) for code, kind in KINDS.items()],
        "field_codes": list(ERROR_CODES.items()),
        "body_codes": [(code, _PARAM.findall(str(sentence))) for code, sentence in BODY_ERRORS.items()],
    }


def _operation(method: str, path: str, operation: Schema, schemas: Schema) -> Operation:
    body = operation.get("requestBody", {})
    body_content = body.get("content", {}).get("application/json", {})
    status, answer = next(iter(operation["responses"].items()))
    answer_content = answer["content"]["application/json"]
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        parameters=[
            (
                Field(
                    parameter["name"],
                    _type(parameter["schema"], schemas),
                    parameter.get("required", False),
                    parameter["description"],
                ),
                parameter["in"],
            )
            for parameter in operation.get("parameters", [])
        ],
        body_description=body.get("description", ""),
        body=list(_fields(body_content["schema"], schemas)) if body_content else [],
        body_example=_example(body_content),
        status=status,
        answer=list(_fields(answer_content["schema"], schemas)),
        answer_example=_example(answer_content),
        problems=[
            (status, code)
            for status, response in operation["responses"].items()
            for code in response["content"].get("application/problem+json", {}).get("examples", {})
        ],
    )


def _fields(schema: Schema, schemas: Schema, prefix: str = "") -> Iterator[Field]:
    """The properties of an object, and below each those of the objects in it."""
    known = _resolve(schema, schemas)
    required = known.get("required", [])
    for name, child in known.get("properties", {}).items():
        found = _resolve(child, schemas)
        yield Field(f"{prefix}{name}", _type(child, schemas), name in required, found.get("description", ""))
        yield from _below(found, schemas, f"{prefix}{name}")


def _below(schema: Schema, schemas: Schema, name: str) -> Iterator[Field]:
    for variant in schema.get("oneOf", [schema]):
        found = _resolve(variant, schemas)
        if "items" in found:
            yield from _below(_resolve(found["items"], schemas), schemas, f"{name}[]")
        elif "properties" in found:
            yield from _fields(found, schemas, f"{name}.")


def _type(schema: Schema, schemas: Schema) -> str:
    """What a value is, in the words of JSON Schema: "string (date)", "string | null", "ko | en", "array of string"."""
    found = _resolve(schema, schemas)
    if "oneOf" in found:
        return " | ".join(_type(variant, schemas) for variant in found["oneOf"])
    if "const" in found:
        return json.dumps(found["const"])
    if "enum" in found:
        return " | ".join(found["enum"])
    kinds = found["type"] if isinstance(found["type"], list) else [found["type"]]
    if "format" in found:
        kinds = [f"{kind} ({found['format']})" if kind == "string" else kind for kind in kinds]
    if "items" in found:
        inner = _type(found["items"], schemas)
        kinds = [f"array of {inner}" if kind == "array" else kind for kind in kinds]
    return " | ".join(kinds)


def _resolve(schema: Schema, schemas: Schema) -> Schema:
    """The schema with its reference followed; what stands beside the reference wins."""
    if "$ref" not in schema:
        return schema
    return {**schemas[schema["$ref"].rsplit("/", 1)[1]], **schema}


def _example(content: Schema) -> str:
    return next((_pretty(example["value"]) for example in content.get("examples", {}).values()), "")


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
