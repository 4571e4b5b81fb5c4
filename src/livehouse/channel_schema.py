"""The channel's messages as JSON Schema, merged into the OpenAPI document, so that one document describes both."""

import functools
import inspect
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse

from livehouse import chat, gifts, live_access, notifications, rooms, schedule
from livehouse.platform.openapi import describe
from livehouse.realtime import Answer, CloseCode, CommandRouter, Hello, Resync, Tick

EVENTS: Final = (*rooms.CHANNEL_EVENTS, *chat.CHANNEL_EVENTS, *gifts.CHANNEL_EVENTS)
RESULTS: Final[Mapping[str, Any]] = {
    **rooms.COMMAND_RESULTS,
    **chat.COMMAND_RESULTS,
    **gifts.COMMAND_RESULTS,
}
MESSAGES: Final = (
    Hello,
    Answer,
    Tick,
    Resync,
    live_access.NoticeMessage,
    notifications.NotificationsChanged,
    schedule.EventMessage,
)
MEANINGS: Final[Mapping[CloseCode, str]] = {
    CloseCode.GOING_AWAY: "The server ends or restarts.",
    CloseCode.TOO_SLOW: "This client read too slowly for too long.",
    CloseCode.SERVER_BUSY: "The server has no room left for this connection just now.",
    CloseCode.BAD_MESSAGE: "What was sent is no message of this protocol.",
    CloseCode.MESSAGE_TOO_BIG: "A message was larger than the limit.",
    CloseCode.FLOOD: "Far too many commands.",
    CloseCode.SESSION_ENDED: "The session was ended; sign in again.",
    CloseCode.UNSUPPORTED: "The client speaks a form of the protocol that this server does not.",
}
_REFERENCE: Final = "#/components/schemas/{name}"


class SchemaConflict(Exception):
    """Two structures of the same name differ: one of the HTTP API, one of the channel."""


def whole_document(api: FastAPI, commands: CommandRouter) -> dict[str, Any]:
    """The HTTP API and the channel, as one OpenAPI document."""
    return add_channel(describe(api), commands)


def router(api: FastAPI, commands: CommandRouter) -> APIRouter:
    """Where programs get the document from; made when it is first asked for."""
    routes = APIRouter(include_in_schema=False)

    @functools.cache
    def document() -> JSONResponse:
        return JSONResponse(whole_document(api, commands))

    @routes.get("/openapi.json")
    async def get_openapi() -> JSONResponse:
        return document()

    return routes


def add_channel(document: Mapping[str, Any], router: CommandRouter) -> dict[str, Any]:
    """`document` with the channel's structures among its schemas, and their list in `x-livehouse-channel`.

    Raises:
        SchemaConflict: a structure means one thing to the HTTP API and another to the channel.
    """
    commands = dict(router.payloads)
    types = [*commands.values(), *RESULTS.values(), *EVENTS, *MESSAGES]
    references, components = msgspec.json.schema_components(types, schema_hook=_anything, ref_template=_REFERENCE)
    by_type = dict(zip((id(kind) for kind in types), references, strict=True))
    for event in EVENTS:
        _add_offset(components[event.__name__])
    for carrier in (Tick, rooms.Recovered):
        _name_events(components[carrier.__name__])
    _name_counters(components[Tick.__name__])
    merged = dict(document)
    merged["components"] = {
        **document["components"],
        "schemas": _merge(document["components"]["schemas"], components),
    }
    merged["x-livehouse-channel"] = {
        "commands": [
            _entry(name, payload, by_type) | ({"result": by_type[id(RESULTS[name])]} if name in RESULTS else {})
            for name, payload in sorted(commands.items())
        ],
        "events": [_entry(_tag(event), event, by_type) for event in EVENTS],
        "messages": [_entry(_tag(message), message, by_type) for message in MESSAGES],
        "close_codes": [
            {"code": int(code), "name": code.name.lower(), "come_back": code.comes_back, "meaning": MEANINGS[code]}
            for code in CloseCode
        ],
    }
    return merged


def _anything(kind: type) -> dict[str, Any]:
    """What is typed as `object` may be anything here: each command and error says what its own is."""
    if kind is not object:
        raise NotImplementedError(kind)  # by which msgspec hears that this hook does not know it
    return {"description": "Anything; see the command or the error."}


def _entry(name: str, kind: type[msgspec.Struct], by_type: Mapping[int, Any]) -> dict[str, Any]:
    return {"name": name, "payload": by_type[id(kind)], "description": inspect.getdoc(kind) or ""}


def _tag(kind: type[msgspec.Struct]) -> str:
    return str(kind.__struct_config__.tag)


def _add_offset(event: dict[str, Any]) -> None:
    # The offset is spliced into the encoded event by the hub, so the struct itself does not have it.
    event["properties"] = {"offset": {"type": "integer", "minimum": 1}, **event["properties"]}
    event["required"] = ["offset", *event.get("required", [])]


def _name_events(carrier: dict[str, Any]) -> None:
    # Encoded events are spliced in as they are, so the struct says only that there are some.
    carrier["properties"]["events"] = {
        "type": "array",
        "items": {"anyOf": [{"$ref": _REFERENCE.format(name=event.__name__)} for event in EVENTS]},
    }


def _name_counters(tick: dict[str, Any]) -> None:
    # What is counted is the slices' business; to the hub it is totals by name.
    counters = {"$ref": _REFERENCE.format(name=rooms.Counters.__name__)}
    tick["properties"]["counters"] = {"anyOf": [counters, {"type": "null"}], "default": None}


def _merge(http: Mapping[str, Any], channel: Mapping[str, Any]) -> dict[str, Any]:
    for name in sorted(set(http) & set(channel)):
        if _fields(http[name]) != _fields(channel[name]):
            raise SchemaConflict(f"{name} has other fields in the HTTP API than in the channel")
    # Where both know a structure, the HTTP API describes its fields in more words.
    return {**channel, **http}


def _fields(schema: Mapping[str, Any]) -> frozenset[str]:
    fields: Iterable[str] = schema.get("properties", {})
    return frozenset(fields)
