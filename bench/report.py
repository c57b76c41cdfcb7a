"""Makes BENCHMARKS.md of what the benchmarks left in target/bench.

usage: report.py OUTPUT
"""

import json
import re
import os
import sys

import results

# In this order; what was not run is left out. A file of another name comes last, under its name.
TITLES = {
    "bulk": (
        "Bulk upserts: `bench/bulk.sh`",
        "A CSV of 8 columns, keyed by two of them; names trimmed, e-mail in lower case, prices like `1,234.50` to `numeric`, text to dates. psql and "
        "sqlite3 load the file into a temporary table as text and merge it with the conversions in SQL. sling gets a file that is clean already.",
    ),
    "flow_a": (
        "Flow A: `bench/flow_a.sh`",
        "The job of `examples/flow_a` with `concurrency` on its three calls: CSV, a Lambda function, an upsert, a query, a conditional insert "
        "or update and two HTTP calls a row, in one transaction; beside the same by hand in Python (uvloop, aiohttp, asyncpg, orjson, a "
        "connection and a transaction a worker, invocations not signed). Both ask one server, which answers at once or after 20 ms.",
    ),
    "calls": (
        "POSTs: `bench/calls.sh`",
        "A job that builds each body from a CSV row, beside `hey` and `ab`, which send one body of that size again and again. Times are of "
        "whole programs, from start to end; `hey` sends a few fewer where the number does not divide. All ask one server.",
    ),
    "startup": ("Starting: `bench/startup.sh`", ""),
    "check": ("Checking many jobs: `bench/check.sh`", ""),
}
HEAD = """\
# Benchmarks

Made by `bench/report.sh` of what the scripts in `bench/` measured; Portl is the binary that is handed out (`--profile dist`). Figures of
one table are of one run, the contenders in turn, round by round: × is the median of the rounds' ratios to the first line, in brackets that of the best rounds. Figures of different machines or
sittings do not compare. Memory is the peak resident set of the program.
"""


def read(name):
    with open(results.path(name), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def duration(milliseconds):
    return f"{milliseconds / 1000:,.2f} s" if milliseconds >= 1000 else f"{milliseconds:,.2f} ms"


def row(line):
    rate = f"{line['rate']:,.0f} {line['unit']}" if line["rate"] else ""
    ratio = f"{line['ratio']:.2f} ({line['best_ratio']:.2f})"
    return f"| {line['name']} | {duration(line['median_ms'])} | {ratio} | {rate} | {line['memory_mib']:.0f} MiB |"


def machine(line):
    found = line["machine"]
    versions = ", ".join([found["rustc"], *line["versions"]])
    return (
        f"On {line['day']}: {found['cpus']} CPUs ({found['model']}), {found['memory_gib']} GiB, {found['system']}; {versions}. "
        f"Load before it began: {line['load']}."
    )


def section(name):
    title, text = TITLES.get(name, (name, ""))
    first, *lines = read(name)
    out = [f"## {title}", "", *([text, ""] if text else []), machine(first), ""]
    case = None
    for line in lines:
        if "note" in line:
            out += ["", line["note"] + "."]
            continue
        if line["case"] != case:
            case = line["case"]
            rounds = f"{line['rounds']} rounds" if line["rounds"] > 1 else "1 round"
            said = re.sub(r"\d{4,}", lambda number: f"{int(number[0]):,}", case)
            out += ["", f"**{said}**, {rounds}" if case else rounds, ""]
            out += ["| | median | × | rate | memory |", "|---|---|---|---|---|"]
        out.append(row(line))
    return out


def main():
    there = {name.removesuffix(".jsonl") for name in os.listdir(results.FOLDER) if name.endswith(".jsonl")}
    names = [name for name in TITLES if name in there] + sorted(there - TITLES.keys())
    if not names:
        sys.exit("nothing was measured yet: run the scripts first")
    text = [HEAD]
    for name in names:
        text += [*section(name), ""]
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("\n".join(text).replace("\n\n\n", "\n\n").rstrip() + "\n")


main()
