"""The Lambda functions of the tests and examples, run against a Lambda runtime API.

usage: functions.py ENDPOINT NAME...
"""

import hashlib
import json
import sys
import threading
import time
import urllib.error
import urllib.request

POLLERS_PER_FUNCTION = 8


def digest(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.md5(text.encode()).hexdigest()


def ingest(event):
    """What the importer needs to know of one row: its digest, a category, its size."""
    row = event["row"]
    category = {"A": "hardware", "B": "textile"}.get(event["code"][:1], "other")
    return {"md5": digest(row), "category": category, "size": sum(len(str(cell)) for cell in row.values())}


def export(event):
    """The resources that changed since a day."""
    resources = [
        {"code": "A-100", "source": "erp", "name": "Steel bracket", "changed": "2024-03-01"},
        {"code": "A-101", "source": "erp", "name": "Bolt, M8", "changed": "2024-03-02"},
        {"code": "B-200", "source": "shop", "name": "  Größe XL – café ", "changed": "2023-11-30"},
    ]
    wanted = [r for r in resources if r["changed"] >= event["since"]]
    return {"items": [{k: r[k] for k in ("code", "source", "name")} | {"md5": digest(r)} for r in wanted]}


def process(event):
    """A row of the template's CSV, which arrives as JSON text, made fit for its table."""
    row = json.loads(event["data"]) if isinstance(event["data"], str) else event["data"]
    known = ("code", "name")
    return {
        "code": row["code"].strip().upper(),
        "name": row["name"].strip(),
        "md5": digest(row),
        "metadata": {key: value for key, value in row.items() if key not in known},
    }


def echo(event):
    """The event itself, after `sleep` seconds where it asks for that."""
    if isinstance(event, dict):
        time.sleep(float(event.get("sleep", 0)))
    return event


def fail(event):
    raise ValueError(f"refused: {json.dumps(event)}")


HANDLERS = {handler.__name__: handler for handler in (ingest, export, process, echo, fail)}


def post(url, value):
    body = json.dumps(value).encode()
    urllib.request.urlopen(urllib.request.Request(url, body, method="POST")).read()


def serve(endpoint, name):
    """Polls for invocations and answers them, until the endpoint is gone."""
    invocations = f"{endpoint}/.rt/{name}/2018-06-01/runtime/invocation"
    while True:
        try:
            with urllib.request.urlopen(f"{invocations}/next") as answer:
                request_id = answer.headers["Lambda-Runtime-Aws-Request-Id"]
                event = json.load(answer)
            try:
                post(f"{invocations}/{request_id}/response", HANDLERS[name](event))
            except (KeyError, TypeError, ValueError) as error:
                problem = {"errorType": type(error).__name__, "errorMessage": str(error)}
                post(f"{invocations}/{request_id}/error", problem)
        except urllib.error.HTTPError as error:
            print(f"{name}: {error}", flush=True)
            time.sleep(0.05)
        except OSError as error:
            sys.exit(f"{name}: the endpoint is gone: {error}")


if __name__ == "__main__":
    pollers = [
        threading.Thread(target=serve, args=(sys.argv[1], name), daemon=True)
        for name in sys.argv[2:]
        for _ in range(POLLERS_PER_FUNCTION)
    ]
    for poller in pollers:
        poller.start()
    for poller in pollers:
        poller.join()
