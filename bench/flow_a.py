"""Flow A by hand, as fast as Python goes: uvloop, aiohttp, asyncpg and orjson, so many rows in flight.

Each of the workers has a connection and one transaction of its own, so that no row waits for the disk; invocations are
not signed. Both is less than what the job does.

usage: flow_a.py ROWS.csv IN_FLIGHT   with PORTL_PG_URL, PORTL_LAMBDA_URL, PORTL_API_URL and API_TOKEN
"""

import asyncio
import csv
import datetime
import decimal
import os
import sys

import aiohttp
import asyncpg
import orjson
import uvloop

UPSERT = """
INSERT INTO resources (code, source, name, price, listed_on, metadata, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (code, source) DO UPDATE SET name = excluded.name, price = excluded.price, listed_on = excluded.listed_on,
  metadata = excluded.metadata, updated_at = excluded.updated_at
RETURNING id"""
LATEST = "SELECT id, version_number, status FROM resources_versions WHERE resource_id = $1 ORDER BY version_number DESC LIMIT 1"
INSERT = "INSERT INTO resources_versions (resource_id, version_number, status, md5) VALUES ($1, $2, 'draft', $3)"
UPDATE = "UPDATE resources_versions SET md5 = $2, status = 'draft', updated_at = $3 WHERE id = $1"
CURRENT = "SELECT version_number FROM resources_versions WHERE resource_id = $1 ORDER BY version_number DESC LIMIT 1"

INVOKE = os.environ["PORTL_LAMBDA_URL"] + "/2015-03-31/functions/ingest/invocations"
API = os.environ["PORTL_API_URL"]
HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["API_TOKEN"]}


async def post(session, url, body, key=None):
    headers = {**HEADERS, "Idempotency-Key": key} if key else HEADERS
    async with session.post(url, data=orjson.dumps(body), headers=headers) as answer:
        answer.raise_for_status()
        return orjson.loads(await answer.read())


async def process(session, run, row, now):
    code, source = row["code"], row["source"]
    name = row["name"].strip()
    ingested = await post(session, INVOKE, {"code": code, "row": row})
    md5, category = ingested["md5"], ingested["category"]
    metadata = orjson.dumps({"category": category, "size": ingested["size"]}).decode()
    price = decimal.Decimal(row["price"].replace(",", ""))
    listed_on = datetime.date.fromisoformat(row["listed_on"])
    resource = await run["upsert"].fetchval(code, source, name, price, listed_on, metadata, now)
    latest = await run["latest"].fetchrow(resource)
    if latest is None or latest["status"] == "published":
        await run["insert"].fetch(resource, (latest["version_number"] if latest else 0) + 1, md5)
    else:
        await run["update"].fetch(latest["id"], md5, now)
    body = {"resource_id": resource, "name": name, "md5": md5, "category": category}
    await post(session, API + "/resources", body, f"flow_a-announce-{code}-{source}-{md5}")
    version = await run["current"].fetchval(resource)
    if version is not None:
        body = {"resource_id": resource, "version_number": version}
        await post(session, API + "/versions", body, f"flow_a-publish-{code}-{source}-{version}-{md5}")


async def work(session, rows, now):
    connection = await asyncpg.connect(os.environ["PORTL_PG_URL"])
    statements = {"upsert": UPSERT, "latest": LATEST, "insert": INSERT, "update": UPDATE, "current": CURRENT}
    async with connection.transaction():
        run = {name: await connection.prepare(text) for name, text in statements.items()}
        for row in rows:
            await process(session, run, row, now)
    await connection.close()


async def main():
    now = datetime.datetime.now(datetime.timezone.utc)
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        rows = iter(csv.DictReader(file))
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session:
            await asyncio.gather(*(work(session, rows, now) for _ in range(int(sys.argv[2]))))


uvloop.run(main())
