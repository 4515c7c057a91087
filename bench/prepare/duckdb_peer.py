"""DuckDB's way: load the log, rank each column, encode by joins, write Parquet.

The fastest of what was tried, in CPU seconds at two million rows: values filled while
they are loaded, not in each later query; joins of three columns at a time into narrow
tables that are put side by side, 20 % less than one query of 26 joins, which carries
all columns through each join; Snappy, the default. No faster: `strict_mode=false`, a
smaller buffer of the CSV reader, temporary tables, scalar subqueries in the place of
joins, LZ4, Parquet without compression or of version 2; casts to ENUM types of the
vocabularies end the process. Rows must keep the order of the log, of which a join of
many threads promises nothing: each table that is put beside others is sorted by it.
"""

from duckdb import DuckDBPyConnection, connect

from bench.prepare.peer_job import SCHEMA, THREADS, PeerJob, of, parse
from trainer.contract.schema import Column

_JOINED_AT_ONCE = 3
_CATEGORICAL = of("categorical")
_TYPES = {"label": "TINYINT", "numeric": "INTEGER", "categorical": "VARCHAR"}


def main() -> None:
    """Runs the job of the command line."""
    job = parse()
    with connect() as connection:
        connection.execute(f"SET threads={THREADS}")
        connection.execute("SET preserve_insertion_order=true")
        _load(connection, job)
        for column in _CATEGORICAL:
            _rank(connection, job, column)
        _encode(connection, job)


def _load(connection: DuckDBPyConnection, job: PeerJob) -> None:
    types = {column.name: _TYPES[column.role] for column in SCHEMA.columns}
    connection.execute(
        f"CREATE TABLE log AS SELECT {', '.join(map(_filled, SCHEMA.columns))} "
        r"FROM read_csv(?, delim='\t', header=false, quote='', escape='', nullstr='', "
        "columns=?, auto_detect=false)",
        [str(job.log), types],
    )


def _filled(column: Column) -> str:
    name = f'"{column.name}"'
    if column.role == "categorical":
        return f"coalesce({name}, '{column.fill}') AS {name}"
    if column.role == "numeric":
        return f"coalesce({name}, {column.fill})::FLOAT AS {name}"
    return f"{name}::FLOAT AS {name}"


def _rank(connection: DuckDBPyConnection, job: PeerJob, column: Column) -> None:
    table = f'"ids of {column.name}"'
    connection.execute(
        f"CREATE TABLE {table} AS "
        "SELECT value, n, row_number() OVER (ORDER BY n DESC, value)::INTEGER AS id "
        f'FROM (SELECT "{column.name}" AS value, count(*) AS n FROM log GROUP BY 1) '
        f"WHERE n >= {job.least(column)} OR value = '{column.fill}'"
    )
    # The fill has an id in any case; one that no row has is the last.
    connection.execute(
        f"INSERT INTO {table} SELECT '{column.fill}', 0, count(*) + 1 FROM {table} "
        f"HAVING NOT bool_or(value = '{column.fill}')"
    )
    connection.execute(
        f"COPY (SELECT value, n FROM {table} ORDER BY id) "
        f"TO '{job.vocabulary(column)}' (FORMAT parquet)"
    )


def _encode(connection: DuckDBPyConnection, job: PeerJob) -> None:
    tables = []
    for start in range(0, len(_CATEGORICAL), _JOINED_AT_ONCE):
        joined = _CATEGORICAL[start : start + _JOINED_AT_ONCE]
        tables.append(f"encoded_{start}")
        _join(connection, tables[-1], joined)
    others = [f'"{c.name}"' for c in SCHEMA.columns if c.role != "categorical"]
    chosen = [*(f"log.{name}" for name in others), *(f"{name}.*" for name in tables)]
    beside = " ".join(f"POSITIONAL JOIN {name}" for name in tables)
    connection.execute(
        f"COPY (SELECT {', '.join(chosen)} FROM log {beside}) "
        f"TO '{job.records}' (FORMAT parquet)"
    )


def _join(connection: DuckDBPyConnection, table: str, columns: list[Column]) -> None:
    ids = [f'coalesce("ids of {c.name}".id, {c.unseen}) AS "{c.name}"' for c in columns]
    joins = [
        f'LEFT JOIN "ids of {c.name}" ON "ids of {c.name}".value = log."{c.name}"'
        for c in columns
    ]
    connection.execute(
        f"CREATE TABLE {table} AS SELECT {', '.join(ids)} FROM log {' '.join(joins)} "
        "ORDER BY log.rowid"
    )


if __name__ == "__main__":
    main()
