"""Steps: statements that are put together once, of which several go to the database in one visit.

Most of what a short statement costs is the way there: SQLAlchemy's preparations, a thread (SQLite) or a round trip
(PostgreSQL). Where a transaction needs a dozen of them for every batch, as the till of gifts does, a store makes them
of a `Query` or a `Rows`, and `Transaction.run`, or `Database.ask` for what is only read, takes them there together. A
statement for five hundred rows is still one on PostgreSQL, where rows travel as one JSON text, and two on SQLite, where
they are its parameters.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, Protocol, TypeVar, cast

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
Row = dict[str, Any]
Processor = Callable[[Any], Any]
Work = tuple[str, Sequence[Any]]
"""A statement and its parameters, as the store's driver takes them."""

# How many rows one of SQLite's statements has places for; those that are left over stay empty. So there are few texts
# for each table, and each is prepared once. Read from JSON, a row of twenty columns took 18 µs instead of 3.
ROWS_AT_ONCE: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)

BEGIN: Final = "BEGIN"

_PARAMSTYLES: Final = {"sqlite": "qmark", "postgresql": "format"}


class Spelled(NamedTuple):
    """A statement in one store's SQL. `bind` makes what the driver does, `read` the rows that it answers with.

    What it does is one statement, or several of which the last one answers.
    """

    bind: Callable[[Any], Sequence[Work]]
    read: Callable[[Sequence[tuple[Any, ...]]], Sequence[Any]]


class Statement(Protocol):
    """What a step runs: a `Query`, `Rows`, or one that is put together for this once."""

    def spelled(self, dialect: sa.Dialect) -> Spelled:
        """In this store's SQL."""


class Step(Generic[T]):
    """One statement with what it is about; its result is there once it has run."""

    __slots__ = ("_about", "_read", "_result", "_statement", "is_idle")

    def __init__(
        self,
        statement: Statement,
        about: Row | Sequence[object],
        read: Callable[[Sequence[Any]], T],
        *,
        is_idle: bool = False,
    ) -> None:
        self._statement = statement
        self._about = about
        self._read = read
        self._result: list[T] = []
        # It would do nothing, so it need not run.
        self.is_idle = is_idle

    @property
    def result(self) -> T:
        """What was read.

        Raises:
            IndexError: it has not run.
        """
        return self._result[0]

    def begin(self, dialect: sa.Dialect) -> Sequence[Work]:
        """What the store's driver does; the last of it answers."""
        return self._statement.spelled(dialect).bind(self._about)

    def end(self, dialect: sa.Dialect, rows: Sequence[tuple[Any, ...]]) -> None:
        """Take in what the driver answered."""
        self._result = [self._read(self._statement.spelled(dialect).read(rows))]


class Query:
    """A SELECT, or what else answers with rows, with named parameters."""

    def __init__(self, statement: sa.Select[Any] | sa.UpdateBase) -> None:
        self._statement = statement
        self._spelled: dict[str, Spelled] = {}

    def step(self, read: Callable[[Sequence[Any]], T], **parameters: object) -> Step[T]:
        """Ask it of these parameters; `read` makes something of the rows, which have a field for each column."""
        return Step(self, parameters, read)

    def spelled(self, dialect: sa.Dialect) -> Spelled:
        """In this store's SQL."""
        found = self._spelled.get(dialect.name)
        if found is None:
            found = self._spelled[dialect.name] = self._spell(_positional(dialect))
        return found

    def _spell(self, dialect: sa.Dialect) -> Spelled:
        statement, is_one_text = self._statement, False
        columns = list(statement.exported_columns)
        if dialect.name == "sqlite" and isinstance(statement, sa.Select):
            # For each row that it hands over SQLite's thread waits for Python's lock, which the event loop has: four
            # rows for each of sixty gifts, and the thread did nothing else. All of them together are one.
            statement, is_one_text = _as_one_text(statement), True
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  # what statements that answer are compiled by
        binds = [(name, compiled.binds[name]) for name in compiled.positiontup or ()]
        fixed = {name: bind.effective_value for name, bind in binds if not bind.required}
        binders = [(name, _binder(bind.type, dialect)) for name, bind in binds]
        sql = str(compiled)

        def bind(parameters: Row) -> Sequence[Work]:
            values = {**fixed, **parameters}
            given = tuple(values[name] if binder is None else binder(values[name]) for name, binder in binders)
            return ((sql, given),)

        # What columns there are is known when it runs.
        make: Any = namedtuple("Row", [column.key for column in columns])._make  # type: ignore[misc,attr-defined]
        readers = [(index, reader) for index, column in enumerate(columns) if (reader := _reader(column.type, dialect))]

        def read(rows: Sequence[Sequence[Any]]) -> Sequence[Any]:
            if is_one_text:
                rows = msgspec.json.decode(rows[0][0])
            if not readers:
                return [make(row) for row in rows]
            made = []
            for row in rows:
                values = list(row)
                for index, reader in readers:
                    values[index] = reader(values[index])
                made.append(make(values))
            return made

        return Spelled(bind, read)


class Rows:
    """A statement for many rows at once: adds them, changes them by their key, or adds them to sums.

    Args:
        table: whose rows they are.
        changed: the columns to change of rows that are there; None adds rows.
        sums: whether a row that is there already is added to, each column but its key.
        only: which rows may be changed.
    """

    def __init__(
        self,
        table: sa.Table,
        *,
        changed: Sequence[str] | None = None,
        sums: bool = False,
        only: sa.ColumnElement[bool] | None = None,
    ) -> None:
        self._table = table
        self._keys = [column.name for column in table.primary_key]
        self._changed = changed
        self._sums = sums
        self._only = only
        self._spelled: dict[str, Spelled] = {}

    def step(self, rows: Sequence[object]) -> Step[None]:
        """Write these: mappings, structs or dataclasses that have every column concerned by its name."""
        return Step(self, rows, _nothing, is_idle=not rows)

    def spelled(self, dialect: sa.Dialect) -> Spelled:
        """In this store's SQL."""
        found = self._spelled.get(dialect.name)
        if found is None:
            found = self._spelled[dialect.name] = self._spell(_positional(dialect))
        return found

    def _spell(self, dialect: sa.Dialect) -> Spelled:
        columns = list(self._table.c)
        if self._changed is not None:
            columns = [self._table.c[name] for name in (*self._keys, *self._changed)]
        preparer = dialect.identifier_preparer
        quoted = {column.name: preparer.quote(column.name) for column in columns}
        if dialect.name == "sqlite":
            listed = ", ".join(f"column{place} AS {name}" for place, name in enumerate(quoted.values(), start=1))
            places = f"({', '.join('?' * len(quoted))})"

            def sql_for(size: int) -> str:
                values = ", ".join([places] * size)
                source = f"(SELECT {listed} FROM (VALUES {values})) AS given"  # noqa: S608  # names of our own, as below
                return self._sql(dialect, quoted, source)

            sql = {size: sql_for(size) for size in ROWS_AT_ONCE}
            binders = [
                (place, binder) for place, column in enumerate(columns) if (binder := _binder(column.type, dialect))
            ]
            return Spelled(lambda rows: list(_as_parameters(rows, sql, list(quoted), binders)), _no_rows)
        types = ", ".join(f"{quoted[column.name]} {column.type.compile(dialect=dialect)}" for column in columns)
        text = self._sql(dialect, quoted, f"json_to_recordset(%s::json) AS given({types})")
        return Spelled(lambda rows: ((text, (msgspec.json.encode(rows).decode(),)),), _no_rows)

    def _sql(self, dialect: sa.Dialect, quoted: dict[str, str], source: str) -> str:
        """The statement that takes its rows from `source`, where the names of their columns are `quoted`."""
        table = dialect.identifier_preparer.format_table(self._table)
        # A place that is empty is no row. Without a condition SQLite would read a conflict's clause as part of a join.
        is_row = f"given.{quoted[self._keys[0]]} IS NOT NULL"
        if self._changed is None:
            listed = ", ".join(quoted.values())
            sql = f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {source} WHERE {is_row}"  # noqa: S608
            if self._sums:
                key = ", ".join(quoted[name] for name in self._keys)
                added = ", ".join(
                    f"{each} = {table}.{each} + excluded.{each}"
                    for name, each in quoted.items()
                    if name not in self._keys
                )
                sql += f" ON CONFLICT ({key}) DO UPDATE SET {added}"
            return sql
        values = ", ".join(f"{quoted[name]} = given.{quoted[name]}" for name in self._changed)
        where = " AND ".join(f"{table}.{quoted[name]} = given.{quoted[name]}" for name in self._keys)
        if self._only is not None:
            only = self._only.compile(dialect=dialect, compile_kwargs={"literal_binds": True, "include_table": True})
            where += f" AND {only}"
        return f"UPDATE {table} SET {values} FROM {source} WHERE {where}"  # noqa: S608


def among(column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[bool]:
    """Whether `column` is one of those in the list that the statement is given as `name`; however long the list is."""
    return _Among(column, sa.bindparam(name, type_=_Listed(column.type), required=True))


class _Listed(sa.types.TypeDecorator[Collection[Any]]):
    """A list as one parameter: an array on PostgreSQL, JSON on SQLite."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, item: sa.types.TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            return sa.Text()
        # A cast to a text of some length would cut what is longer, and then find it.
        item = sa.Text() if isinstance(self.item, sa.String) else self.item
        return dialect.type_descriptor(sa.ARRAY(item))

    def process_bind_param(self, value: Collection[Any] | None, dialect: sa.Dialect) -> Any:  # noqa: ANN401 - either
        listed = list(value or ())
        return msgspec.json.encode(listed).decode() if dialect.name == "sqlite" else listed


class _Among(sa.ColumnElement[bool]):
    inherit_cache = False
    type = sa.Boolean()

    def __init__(self, column: sa.ColumnElement[Any], listed: sa.BindParameter[Any]) -> None:
        self.column = column
        self.listed = listed

    def self_group(self, against: object = None) -> "_Among":
        """Itself: without this SQLite would be asked whether it equals 1."""
        return self


@compiles(_Among, "sqlite")
def _among_on_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - theirs
    column, listed = compiler.process(element.column, **options), compiler.process(element.listed, **options)
    return f"{column} IN (SELECT value FROM json_each({listed}))"  # noqa: S608  # as SQLAlchemy spelled them


@compiles(_Among, "postgresql")
def _among_on_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - theirs
    column, listed = compiler.process(element.column, **options), compiler.process(element.listed, **options)
    return f"{column} = ANY ({listed})"


def _as_one_text(statement: sa.Select[Any]) -> sa.Select[Any]:
    """What asks for all rows of `statement` as one text: a JSON array with an array for each."""
    rows = statement.subquery()
    fields = [
        # As a number SQLite would write no more than fifteen of its digits.
        sa.case((column.is_not(None), sa.func.printf("%!.17g", column)))
        if isinstance(column.type, sa.Float)
        else column
        for column in rows.c
    ]
    return sa.select(sa.func.json_group_array(sa.func.json_array(*fields))).select_from(rows)


async def run_on_postgresql(
    connection: "psycopg.AsyncConnection[Any]", work: Sequence[Work], *, begins: bool, commits: bool
) -> list[Sequence[Any]]:
    """Do all of it in one round trip; the rows of each.

    Args:
        begins: whether it begins a transaction.
        commits: whether what was written up to now is committed in the same one.
    """
    cursors = []
    async with connection.pipeline():
        if begins:
            await connection.execute(BEGIN)
        for sql, parameters in work:
            cursor = connection.cursor()
            # The text is one of the few that this process knows.
            await cursor.execute(cast("Any", sql), parameters)
            cursors.append(cursor)
        if commits:
            await connection.commit()
    return [await cursor.fetchall() if cursor.description else [] for cursor in cursors]


def _positional(dialect: sa.Dialect) -> sa.Dialect:
    return type(dialect)(paramstyle=_PARAMSTYLES[dialect.name])  # type: ignore[call-arg]  # every dialect takes it


def _binder(type_: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Processor | None:
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _reader(type_: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Processor | None:
    if dialect.name == "sqlite" and isinstance(type_, sa.Float):
        # See `_as_one_text`.
        return _number
    if dialect.name != "sqlite" and not isinstance(type_, sa.types.TypeDecorator):
        # Its driver answers with times and truth values of its own accord.
        return None
    return type_.dialect_impl(dialect).result_processor(dialect, None)


def _as_parameters(
    rows: Sequence[Any], sql: dict[int, str], names: list[str], binders: list[tuple[int, Processor]]
) -> Iterator[Work]:
    """SQLite's statements for these rows, by how many each has places for."""
    take: Callable[[Any], Sequence[Any]] = itemgetter(*names) if isinstance(rows[0], dict) else attrgetter(*names)
    at_once = ROWS_AT_ONCE[-1]
    for first in range(0, len(rows), at_once):
        some = rows[first : first + at_once]
        values = list(chain.from_iterable(map(take, some)))
        for place, binder in binders:
            column = values[place :: len(names)]
            # Rows that are written together have most of their times in common.
            bound = {value: binder(value) for value in set(column)}
            values[place :: len(names)] = [bound[value] for value in column]
        size = next(size for size in ROWS_AT_ONCE if size >= len(some))
        values += [None] * (size * len(names) - len(values))
        yield sql[size], values


def _number(value: str | float | None) -> float | None:
    return None if value is None else float(value)


def _nothing(_rows: Sequence[Any]) -> None:
    return None


def _no_rows(_rows: Sequence[Any]) -> Sequence[Any]:
    return ()
