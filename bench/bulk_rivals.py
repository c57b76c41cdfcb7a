"""The same upsert by other means that people use from Python.

usage: bulk_rivals.py unnest|executemany|pandas|dlt FILE URL
"""

import sys

from bulk_psycopg import COLUMNS, MERGE, rows

KEPT = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS[2:])
CONFLICT = f"ON CONFLICT (code, source) DO UPDATE SET {KEPT}"
TYPES = ("text", "text", "text", "text", "numeric", "text", "date")


def unnest(path, url):
    import itertools

    import psycopg

    arrays = ", ".join(f"%s::{kind}[]" for kind in TYPES)
    insert = f"INSERT INTO resources ({', '.join(COLUMNS)}) SELECT * FROM unnest({arrays}) {CONFLICT}"
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        rest = rows(path)
        while some := list(itertools.islice(rest, 5000)):
            cursor.execute(insert, [list(column) for column in zip(*some)])


def executemany(path, url):
    import psycopg

    insert = f"INSERT INTO resources ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))}) {CONFLICT}"
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.executemany(insert, rows(path))


def pandas(path, url):
    import pandas
    import sqlalchemy

    frame = pandas.read_csv(path, dtype=str)[list(COLUMNS)]
    frame["name"] = frame["name"].str.strip()
    frame["email"] = frame["email"].str.lower()
    frame["price"] = pandas.to_numeric(frame["price"].str.replace(",", ""))
    frame["created_at"] = pandas.to_datetime(frame["created_at"]).dt.date
    engine = sqlalchemy.create_engine(url.replace("postgres://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE staged (LIKE resources) ON COMMIT DROP")
        connection.exec_driver_sql("ALTER TABLE staged DROP COLUMN id")
        frame.to_sql("staged", connection, if_exists="append", index=False)
        connection.exec_driver_sql(MERGE)


def dlt(path, url):
    import dlt

    dicts = (dict(zip(COLUMNS, row)) for row in rows(path))
    resource = dlt.resource(dicts, name="resources", primary_key=("code", "source"), write_disposition={"disposition": "merge", "strategy": "upsert"})
    # It wants a password, which the server does not ask for.
    destination = dlt.destinations.postgres(url.replace("postgres://", "postgresql://").replace("@", ":none@"))
    dlt.pipeline("bulk", destination=destination, dataset_name="dlt_bulk", pipelines_dir="dlt").run(resource)


{"unnest": unnest, "executemany": executemany, "pandas": pandas, "dlt": dlt}[sys.argv[1]](*sys.argv[2:])
