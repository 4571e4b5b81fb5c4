"""The whole books as CSV or JSON, entry by entry, for whoever wants to compute them by other means."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Final, Literal

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.ledger.model import Entry, encode_details
from livehouse.ledger.store import stream_entries

Form = Literal["csv", "json"]
COLUMNS: Final = ("account", "sequence", "at", "kind", "amount", "balance", "transfer", "details")


async def export(connection: AsyncConnection, form: Form) -> AsyncIterator[str]:
    """The text of the export, in pieces: CSV with a head line, or one JSON object in each line."""
    if form == "csv":
        yield _csv_line(COLUMNS)
    async for entry in stream_entries(connection):
        yield _csv_line(_fields(entry)) if form == "csv" else _json_line(entry)


def _fields(entry: Entry) -> tuple[str | int, ...]:
    return (
        entry.account,
        entry.sequence,
        entry.at.isoformat(),
        entry.kind,
        entry.amount,
        entry.balance,
        entry.transfer_id,
        encode_details(entry.details),
    )


def _json_line(entry: Entry) -> str:
    fields = dict(zip(COLUMNS, _fields(entry), strict=True)) | {"details": entry.details}
    return msgspec.json.encode(fields).decode() + "\n"


def _csv_line(fields: tuple[str | int, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(fields)
    return line.getvalue()
