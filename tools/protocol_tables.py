"""The tables of docs/protocol.md, made from the server's schema: text in, text out, no files.

The document is OpenAPI; its extension `x-livehouse-channel` lists the channel's commands, events, messages and close
codes, whose fields stand among the document's schemas.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

_MARKED = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_REFERENCE = "#/components/schemas/"
# Fields that every event and message has; the text around the tables explains them once.
_IMPLIED = frozenset({"type"})


class UnknownTableError(Exception):
    """The page asks for a table that is not made here."""


def fill(page: str, document: Mapping[str, Any]) -> str:
    """Return `page` with the text between its markers made anew from `document`.

    Raises:
        UnknownTableError: a marker names no table.
    """
    tables = render(document)

    def replaced(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in tables:
            raise UnknownTableError(f"docs/protocol.md asks for the table {name}; there are {', '.join(tables)}")
        return f"{match[1]}\n{tables[name]}\n\n{match[3]}"

    return _MARKED.sub(replaced, page)


def render(document: Mapping[str, Any]) -> dict[str, str]:
    """Return every table by its name."""
    channel = document["x-livehouse-channel"]
    schemas = document["components"]["schemas"]
    return {
        "http": _http(document["paths"]),
        "commands": _commands(channel["commands"], schemas),
        "events": _messages("event", channel["events"], schemas),
        "messages": _messages("message", channel["messages"], schemas),
        "types": _types(channel, schemas),
        "close_codes": _close_codes(channel["close_codes"]),
    }


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _http(paths: Mapping[str, Any]) -> str:
    rows = [
        [f"`{method.upper()} {path}`", operation.get("summary", "")]
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]
    return _table(["request", "what it does"], rows)


def _commands(commands: Iterable[Schema], schemas: Mapping[str, Schema]) -> str:
    rows = [
        [
            f"`{command['name']}`",
            _fields(command["payload"], schemas),
            _fields(command["result"], schemas) if command.get("result") else "nothing",
            command.get("description", ""),
        ]
        for command in commands
    ]
    return _table(["command", "fields", "answer's `result`", "what it does"], rows)


def _messages(kind: str, messages: Iterable[Schema], schemas: Mapping[str, Schema]) -> str:
    rows = [
        [f"`{message['name']}`", _fields(message["payload"], schemas), message.get("description", "")]
        for message in messages
    ]
    return _table([kind, "fields", "what it says"], rows)


def _close_codes(codes: Iterable[Schema]) -> str:
    rows = [
        [str(code["code"]), f"`{code['name']}`", "yes" if code["come_back"] else "no", code["meaning"]]
        for code in codes
    ]
    return _table(["code", "name", "come back", "what happened"], rows)


def _types(channel: Mapping[str, Any], schemas: Mapping[str, Schema]) -> str:
    """Return a table of every structure that the channel's fields name, and that those name in turn."""
    entries = [entry for part in ("commands", "events", "messages") for entry in channel[part]]
    told = [entry[part] for entry in entries for part in ("payload", "result") if entry.get(part)]
    waiting = [name for schema in told for name in _names_in(_resolved(schema, schemas))]
    named: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in named:
            named.add(name)
            waiting.extend(_names_in(schemas[name]))
    named.difference_update(*(_names_in(schema) for schema in told))
    rows = [
        [f"`{name}`", _fields(schemas[name], schemas), schemas[name].get("description", "")]
        for name in sorted(named)
        if schemas[name].get("properties")
    ]
    return _table(["structure", "fields", "what it is"], rows)


def _names_in(value: object) -> list[str]:
    """Return the names of all structures that `value` refers to."""
    if isinstance(value, Mapping):
        own = [value["$ref"].removeprefix(_REFERENCE)] if isinstance(value.get("$ref"), str) else []
        return own + [name for part in value.values() for name in _names_in(part)]
    if isinstance(value, list):
        return [name for part in value for name in _names_in(part)]
    return []


def _resolved(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].removeprefix(_REFERENCE)]
    return schema


def _fields(schema: Schema, schemas: Mapping[str, Schema]) -> str:
    """Return the fields of an object as a reader wants them: name, type, and `?` where it may be missing."""
    resolved = _resolved(schema, schemas)
    for choice in ("anyOf", "oneOf"):
        if choice in resolved:
            return "<br>or ".join(_fields(option, schemas) for option in resolved[choice])
    required = resolved.get("required", [])
    fields = [
        f"`{name}{'' if name in required else '?'}` {_type(field, schemas)}"
        for name, field in resolved.get("properties", {}).items()
        if name not in _IMPLIED
    ]
    return ", ".join(fields) or "none"


def _type(schema: Schema, schemas: Mapping[str, Schema]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REFERENCE)
        return name if schemas[name].get("properties") else _type(schemas[name], schemas)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return " or ".join(dict.fromkeys(_type(option, schemas) for option in schema[choice]))
    if "enum" in schema:
        return " or ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in schema["enum"])
    if "const" in schema:
        return f'"{schema["const"]}"'
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}), schemas)}{_range(schema, 'minItems', 'maxItems')}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return f"{_type(schema['additionalProperties'], schemas)} by name"
    if kind == "string":
        return {"date-time": "time", "date": "date"}.get(schema.get("format", ""), "text") + _range(
            schema, "minLength", "maxLength"
        )
    return f"{kind}{_range(schema, 'minimum', 'maximum')}"


def _range(schema: Schema, low: str, high: str) -> str:
    if low in schema and high in schema:
        return f" ({schema[low]} to {schema[high]})"
    if high in schema:
        return f" (at most {schema[high]})"
    if low in schema and schema[low] != 0:
        return f" (at least {schema[low]})"
    return ""
