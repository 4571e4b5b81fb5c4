"""The SQL of the search: what is to be found, and an index over its grams, each store's own kind.

`search_entries` says what is there. `search_grams_…` are the index of each kind: on SQLite a table of FTS5, on
PostgreSQL arrays of hashes under GIN, which needs no extension. Both find entries by their **place**, a number that is
greater for what is to be shown first, so that the best of many are read without looking at all of the others: FTS5 goes
through places in their order, and on PostgreSQL those that are well known are looked at before the rest.
"""

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from operator import itemgetter
from typing import Any, Final, Literal, get_args

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.discovery.search_text import WHOLE, Wanted
from livehouse.kernel.ids import ID_LENGTH, made_at
from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.platform.steps import Spelled, Step, Work

Kind = Literal["room", "person", "video", "event", "replay"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

GRAMS: Final = "search_grams"
# What the grams and places of this version mean; an index of another one is made anew.
VERSION: Final = 4
# What those have of whom so many people know (as a power of two): they are looked at first.
KNOWN: Final = "\ue005"
KNOWN_FROM_TIER: Final = 7

entries = sa.Table(
    "search_entries",
    metadata,
    sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(8), nullable=False),
    # What it is, by the id that its own slice gave it, and whose.
    sa.Column("ref_id", sa.String(ID_LENGTH), nullable=False),
    sa.Column("owner_id", sa.String(ID_LENGTH), nullable=False, index=True),
    # The words of its fields in the search's spelling: a field a line, the most telling one first.
    sa.Column("text", sa.Text, nullable=False),
    sa.UniqueConstraint("kind", "ref_id"),
)

# One row, once everything that was there before the index is in it.
state = sa.Table(
    "search_state",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("built_at", UtcDateTime, nullable=False),
)


def grams_table(kind: Kind) -> str:
    """The name of a kind's index."""
    return f"{GRAMS}_{kind}"


INDEX_DDL: Final = {
    "sqlite": tuple(
        # Only which entry has which gram is asked, never where.
        f"CREATE VIRTUAL TABLE {grams_table(kind)} USING fts5(grams, tokenize='ascii', detail=none)"
        for kind in KINDS
    ),
    "postgresql": tuple(
        statement
        for kind in KINDS
        for statement in (
            f"CREATE TABLE {grams_table(kind)} (rowid bigint PRIMARY KEY REFERENCES search_entries (place) "
            "ON DELETE CASCADE, grams integer[] NOT NULL)",
            # Whoever searches must not read through what waits to be put into the index.
            f"CREATE INDEX {grams_table(kind)}_grams ON {grams_table(kind)} USING gin (grams) WITH (fastupdate = off)",
        )
    ),
}
for _dialect, _statements in INDEX_DDL.items():
    for _statement in _statements:
        _made = sa.DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]  # theirs
        sa.event.listen(entries, "after_create", _made)

# A place from its greatest bits on: the kind, how many people know of it (in powers of two), when it was made (seconds
# since 2020), and what tells those of one second apart.
_TIER_BITS: Final = 5
_SECOND_BITS: Final = 32
_OTHER_BITS: Final = 23
_KIND_SHIFT: Final = _TIER_BITS + _SECOND_BITS + _OTHER_BITS
TIER_MAX: Final = (1 << _TIER_BITS) - 1
_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be found. `tier` says how many people know of it, in powers of two."""

    kind: Kind
    ref_id: str
    owner_id: str
    fields: tuple[tuple[str, ...], ...]
    tier: int

    @property
    def text(self) -> str:
        """The fields as they are stored."""
        return "\n".join(" ".join(words) for words in self.fields)


class Found(msgspec.Struct, frozen=True):
    """An entry that has the grams."""

    place: int
    kind: Kind
    ref_id: str
    owner_id: str
    fields: tuple[tuple[str, ...], ...]
    # Of a person: the room in which they are on the air.
    room_id: str | None = None


def place_of(entry: Entry) -> int:
    """Where the entry stands, unless another one stands there."""
    second = min(max(0, int((made_at(entry.ref_id) - _EPOCH).total_seconds())), (1 << _SECOND_BITS) - 1)
    other = zlib.crc32(entry.ref_id.encode()) % (1 << _OTHER_BITS)
    known = min(max(0, entry.tier), TIER_MAX)
    kind = KINDS.index(entry.kind) + 1
    return kind << _KIND_SHIFT | known << (_SECOND_BITS + _OTHER_BITS) | second << _OTHER_BITS | other


def _hashes(grams: Iterable[str]) -> list[int]:
    # Signed, as PostgreSQL has them. Two grams of one hash find a little more than they should, which is seen.
    return [zlib.crc32(gram.encode()) - 2**31 for gram in grams]


# Looking


class Look(msgspec.Struct, frozen=True):
    """A question to the index: entries of a kind that have all that is wanted, the first `rows_max`."""

    kind: Kind
    wanted: tuple[Wanted, ...]
    rows_max: int


# PostgreSQL thinks that to compare arrays costs nothing, and would rather go through ten thousand of them (70 ms) than
# to its index (2 ms). What is set so holds for all that is asked in the same visit, and no longer.
_BY_INDEX: Final[Work] = ("SELECT set_config('enable_seqscan', 'off', true)", ())


def find(looks: Sequence[Look], *, forgiving: bool = False) -> Step[list[Found]]:
    """What answers any of these questions, each entry once, the best known first.

    Args:
        looks: what is asked, something at least.
        forgiving: whether the questions have the many alternatives of a typing error.
    """
    return Step(_Finding(looks, forgiving=forgiving), (), list)


def known(words: Sequence[str]) -> Step[set[str]]:
    """Which of these are words of something, just as they are."""
    return Step(
        _Knowing(words), (), lambda rows: {word for word, is_known in zip(words, rows[0], strict=True) if is_known}
    )


class _Knowing:
    """Whether anything has each of some words, as one statement."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def spelled(self, dialect: sa.Dialect) -> Spelled:
        """See `Statement`."""
        is_sqlite = dialect.name == "sqlite"
        grams = [WHOLE + word for word in self._words]
        each: list[Any] = [f'"{gram}"' for gram in grams] if is_sqlite else [_hashes([gram]) for gram in grams]
        has = "EXISTS (SELECT 1 FROM {0} WHERE {1})"
        condition = "{0} MATCH ?" if is_sqlite else "grams @> CAST(%s AS integer[])"
        # What there is least of first: as soon as one has it the others are not looked at.
        tables = [grams_table(kind) for kind in reversed(KINDS)]
        anywhere = " OR ".join(has.format(table, condition.format(table)) for table in tables)
        asked: Work = (
            f"SELECT {', '.join([f'({anywhere})'] * len(each))}",
            [given for given in each for _ in tables],
        )
        return Spelled(lambda _: (asked,) if is_sqlite else (_BY_INDEX, asked), lambda rows: rows)


class _Finding:
    """Questions to the index as one statement, which is another one for other words."""

    def __init__(self, looks: Sequence[Look], *, forgiving: bool) -> None:
        self._looks = looks
        self._forgiving = forgiving

    def spelled(self, dialect: sa.Dialect) -> Spelled:
        """See `Statement`."""
        is_sqlite = dialect.name == "sqlite"
        parts: list[str] = []
        parameters: list[Any] = []
        for look in self._looks:
            part, given = (_fts5 if is_sqlite else _gin)(look)
            parts.append(f"SELECT place FROM ({part}) AS found")  # noqa: S608  # names of our own, as below
            parameters += given
        rows = _FOUND.format(" UNION ".join(parts))
        if is_sqlite:
            # As one text: for each row its thread would wait for Python's lock.
            sql = f"SELECT json_group_array(json_array({_FOUND_COLUMNS})) FROM ({rows})"  # noqa: S608
            return Spelled(lambda _: ((sql, parameters),), lambda answer: _read_found(_decode_found(answer[0][0])))
        asked: Work = (f"SELECT {_FOUND_COLUMNS} FROM ({rows}) AS found", parameters)  # noqa: S608
        return Spelled(lambda _: (_BY_INDEX, asked) if self._forgiving else (asked,), _read_found)


_FOUND_COLUMNS: Final = "place, kind, ref_id, owner_id, text, room_id"
# Nothing is added to the kind so that its index is not taken: that would go through all rooms there are.
_FOUND: Final = (
    "SELECT e.place, e.kind, e.ref_id, e.owner_id, e.text, CASE e.kind WHEN 'person' THEN (SELECT max(r.ref_id) "
    "FROM search_entries AS r WHERE r.owner_id = e.owner_id AND r.kind || '' = 'room') END AS room_id "
    "FROM search_entries AS e JOIN ({}) AS found ON found.place = e.place"
)
_decode_found: Final = msgspec.json.Decoder(list[tuple[int, Kind, str, str, str, str | None]]).decode


def _read_found(rows: Sequence[Any]) -> list[Found]:
    return [
        Found(place, kind, ref_id, owner_id, _read_fields(text), room_id)
        for place, kind, ref_id, owner_id, text, room_id in sorted(rows, key=itemgetter(0), reverse=True)
    ]


def _read_fields(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split(" ")) if line else () for line in text.split("\n"))


def _fts5(look: Look) -> tuple[str, list[Any]]:
    words = []
    for wanted in look.wanted:
        alternatives = [" AND ".join(f'"{gram}"' for gram in grams) for grams in wanted.alternatives]
        words.append("(" + " OR ".join(f"({alternative})" for alternative in alternatives) + ")")
    table = grams_table(look.kind)
    found = f"SELECT rowid AS place FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?"  # noqa: S608
    return found, [" AND ".join(words), look.rows_max]


def _gin(look: Look) -> tuple[str, list[Any]]:
    # Each word by one of its alternatives, in every choice of them: so one visit to the index has all words in it, and
    # no rows are read that have only the commonest.
    words = []
    for wanted in look.wanted:
        alternatives = [("@>", _hashes(grams)) for grams in wanted.alternatives if len(grams) > 1]
        single = [grams[0] for grams in wanted.alternatives if len(grams) == 1]
        words.append([*alternatives, ("&&", _hashes(single))] if single else alternatives)
    choices = list(product(*words))
    known, known_given = _any_choice(choices, _hashes([KNOWN]))
    every, every_given = _any_choice(choices, [])
    # The sum keeps the planner from going through everything in the order of places: it thinks that common words which
    # stand together are rare.
    found = (
        f"SELECT rowid AS place FROM {grams_table(look.kind)} WHERE ({{}}) "  # noqa: S608
        "ORDER BY rowid + 0 DESC LIMIT %s"
    )
    whole = (
        f"WITH known AS MATERIALIZED ({found.format(known)}) SELECT place FROM known "  # noqa: S608
        f"UNION ({found.format(f'({every}) AND (SELECT count(*) FROM known) < %s')})"  # noqa: S608
    )
    return whole, [*known_given, look.rows_max, *every_given, look.rows_max, look.rows_max]


def _any_choice(choices: Sequence[tuple[tuple[str, list[int]], ...]], also: list[int]) -> tuple[str, list[list[int]]]:
    """The condition that a row has all grams of one of the choices, and `also` these; what it is given.

    Asked in one with the others, `also` is looked up in the index as they are. As a condition of its own it would be
    the only one that is, and arrays of what has it would be compared one after the other (6 ms for 350 rows).
    """
    conditions, given = [], []
    for choice in choices:
        together = [gram for operator, grams in choice if operator == "@>" for gram in grams] + also
        asked = [("@>", together)] if together else []
        asked += [(operator, grams) for operator, grams in choice if operator != "@>"]
        conditions.append("(" + " AND ".join(f"grams {operator} CAST(%s AS integer[])" for operator, _ in asked) + ")")
        given += [grams for _, grams in asked]
    return " OR ".join(conditions), given


# Keeping


async def hold(tx: Transaction, kind: Kind, ref_ids: Collection[str]) -> None:
    """Hold what is said of these against other writers until the transaction ends, also of what is not there yet.

    Whoever reads them now writes what was last. On SQLite there is one writer anyway.
    """
    if tx.is_sqlite:
        return
    keys = sorted({zlib.crc32(f"search {kind} {ref_id}".encode()) for ref_id in ref_ids})
    await tx.execute(
        sa.text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key"), [{"keys": keys}]
    )


async def load_rows(reader: AsyncConnection | Transaction, kind: Kind, ref_ids: Collection[str]) -> dict[str, Any]:
    """The rows of those of these that are there."""
    query = sa.select(entries).where(entries.c.kind == kind, entries.c.ref_id.in_(list(ref_ids)))
    return {row.ref_id: row for row in (await reader.execute(query)).all()}


async def replace(
    tx: Transaction, kind: Kind, ref_ids: Collection[str], made: Mapping[str, tuple[Entry, Sequence[str]]]
) -> int:
    """Have exactly those of `ref_ids` that are in `made`, with their grams; how many were changed."""
    there = await load_rows(tx, kind, ref_ids)
    places = {ref_id: place_of(entry) for ref_id, (entry, _) in made.items()}
    gone, new = [], []
    for ref_id in ref_ids:
        before, after = there.get(ref_id), made.get(ref_id)
        if before is not None and after is not None and is_same(before, after[0]):
            continue
        if before is not None:
            gone.append(before.place)
        if after is not None:
            new.append(after)
    if gone:
        if tx.is_sqlite:
            await tx.execute(
                sa.text(f"DELETE FROM {grams_table(kind)} WHERE rowid = :place"),  # noqa: S608
                [{"place": place} for place in gone],
            )
        # On PostgreSQL the grams go with it.
        await tx.execute(entries.delete().where(entries.c.place.in_(gone)))
    if new:
        await _insert(tx, kind, new, places)
    return len({*gone, *(places[entry.ref_id] for entry, _ in new)})


def is_same(row: Any | None, entry: Entry | None) -> bool:  # noqa: ANN401  # a row
    """Whether what is stored says what the entry does; None: that there is nothing."""
    if row is None or entry is None:
        return row is None and entry is None
    # Where the place was taken it stands a little above it.
    is_there = 0 <= row.place - place_of(entry) < 1 << _OTHER_BITS
    return bool(is_there and row.text == entry.text and row.owner_id == entry.owner_id)


async def _insert(
    tx: Transaction, kind: Kind, new: Sequence[tuple[Entry, Sequence[str]]], places: dict[str, int]
) -> None:
    wanted = [places[entry.ref_id] for entry, _ in new]
    taken = set((await tx.execute(sa.select(entries.c.place).where(entries.c.place.in_(wanted)))).scalars())
    for entry, _ in new:
        while places[entry.ref_id] in taken:
            places[entry.ref_id] += 1
            beside = sa.select(entries.c.place).where(entries.c.place == places[entry.ref_id])
            taken |= set((await tx.execute(beside)).scalars())
        taken.add(places[entry.ref_id])
    await tx.execute(
        entries.insert(),
        [
            {
                "place": places[entry.ref_id],
                "kind": entry.kind,
                "ref_id": entry.ref_id,
                "owner_id": entry.owner_id,
                "text": entry.text,
            }
            for entry, _ in new
        ],
    )
    value = ":grams" if tx.is_sqlite else "CAST(:grams AS integer[])"
    await tx.execute(
        sa.text(f"INSERT INTO {grams_table(kind)} (rowid, grams) VALUES (:place, {value})"),  # noqa: S608
        [{"place": places[entry.ref_id], "grams": _as_stored(tx, entry, grams)} for entry, grams in new],
    )


def _as_stored(tx: Transaction, entry: Entry, grams: Sequence[str]) -> str | list[int]:
    if tx.is_sqlite:
        return " ".join(grams)
    return _hashes([*grams, KNOWN] if entry.tier >= KNOWN_FROM_TIER else grams)


async def load_refs_of(reader: AsyncConnection, owner_id: str) -> list[tuple[Kind, str]]:
    """Everything of one owner that is in the index."""
    query = sa.select(entries.c.kind, entries.c.ref_id).where(entries.c.owner_id == owner_id)
    return [(row.kind, row.ref_id) for row in (await reader.execute(query)).all()]


async def load_refs_between(
    reader: AsyncConnection, kind: Kind, after: str | None, until: str | None, rows_max: int
) -> list[str]:
    """What is in the index of a kind, by its ids in order: after the one, up to the other."""
    query = sa.select(entries.c.ref_id).where(entries.c.kind == kind)
    if after is not None:
        query = query.where(entries.c.ref_id > after)
    if until is not None:
        query = query.where(entries.c.ref_id <= until)
    return list((await reader.execute(query.order_by(entries.c.ref_id).limit(rows_max))).scalars())


async def load_built_at(reader: AsyncConnection) -> datetime | None:
    """Since when everything is in the index, by this version's rules."""
    found = await reader.execute(sa.select(state.c.built_at).where(state.c.version == VERSION))
    return found.scalar_one_or_none()


async def note_built(tx: Transaction, at: datetime) -> None:
    """Note that it is."""
    await tx.execute(state.delete())
    await tx.execute(state.insert().values(version=VERSION, built_at=at))


async def ask_rebuild(tx: Transaction) -> None:
    """Note that it is not; the process that looks after it makes it anew."""
    await tx.execute(state.delete())


async def clear(tx: Transaction) -> None:
    """Make the index anew, empty, whatever became of it."""
    await tx.execute(state.delete())
    for kind in KINDS:
        await tx.execute(sa.text(f"DROP TABLE IF EXISTS {grams_table(kind)}"))
    await tx.execute(entries.delete())
    for statement in INDEX_DDL["sqlite" if tx.is_sqlite else "postgresql"]:
        await tx.execute(sa.text(statement))


async def count(reader: AsyncConnection) -> dict[str, int]:
    """How many entries there are of each kind."""
    rows = await reader.execute(sa.select(entries.c.kind, sa.func.count()).group_by(entries.c.kind))
    return {kind: int(number) for kind, number in rows.all()}
