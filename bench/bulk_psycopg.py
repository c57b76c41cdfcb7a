"""The same upsert from Python: COPY into a temporary table, then one merge.

usage: bulk_psycopg.py merge FILE URL | bulk_psycopg.py clean FILE OUTPUT
"""

import csv
import sys

import psycopg

COLUMNS = ("code", "source", "name", "email", "price", "status", "created_at")
MERGE = """
INSERT INTO resources (code, source, name, email, price, status, created_at)
SELECT code, source, name, email, price, status, created_at FROM staged
ON CONFLICT (code, source) DO UPDATE SET name = excluded.name, email = excluded.email, price = excluded.price,
  status = excluded.status, created_at = excluded.created_at
"""


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            price, day = row["price"].replace(",", ""), row["created_at"]
            yield (row["code"], row["source"], row["name"].strip(), row["email"].lower(), price, row["status"], day)


def merge(path, url):
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE staged (LIKE resources) ON COMMIT DROP")
        cursor.execute("ALTER TABLE staged DROP COLUMN id")
        with cursor.copy(f"COPY staged ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows(path):
                copy.write_row(row)
        cursor.execute(MERGE)


def clean(path, output):
    with open(output, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows(path))


if __name__ == "__main__":
    {"merge": merge, "clean": clean}[sys.argv[1]](*sys.argv[2:])
