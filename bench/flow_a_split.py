"""Says where the time of the last run in a log went, and how it stands to the least that its calls can take.

usage: flow_a_split.py LOG CASE ROWS LATENCY_MS IN_FLIGHT
"""

import json
import sys

import results

CALLS = ("ingest", "announce", "publish")

log, case, rows, latency, in_flight = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
with open(log, encoding="utf-8") as file:
    events = [json.loads(line) for line in file]
whole = events[-1]["details"]["ms"]
last = events[len(events) - 1 - [event["event"] for event in reversed(events)].index("run_started") :]
steps = {event["step_id"]: event["details"]["ms"] for event in last if event["event"] == "step_finished"}
calls = sum(steps[step] for step in CALLS)
rest = whole - calls
least = len(CALLS) * rows * latency / in_flight + rest
note = f"portl's last run: {calls / 1000:.2f} s in calls, {rest / 1000:.2f} s in the database and the rest"
if latency:
    note += f"; calls × latency ÷ concurrency and that rest are {least / 1000:.2f} s, portl took {whole / least:.2f} of it"
print(note)
results.add("flow_a", {"case": case, "note": note, "steps_ms": steps, "whole_ms": whole})
