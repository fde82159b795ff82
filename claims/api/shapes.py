"""Words to write JSON Schemas with."""

from typing import Any

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def sent(**properties: Schema) -> Schema:
    """An object that we send: every property is always there."""
    return {"type": "object", "required": list(properties), "properties": properties}


def taken(required: list[str], **properties: Schema) -> Schema:
    """An object that we are sent: nothing but these properties."""
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def or_null(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def text(description: str = "", **more: Any) -> Schema:
    """A string."""
    return {"type": "string", **({"description": description} if description else {}), **more}


def listed(items: Schema, description: str = "", **more: Any) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": items, **({"description": description} if description else {}), **more}
