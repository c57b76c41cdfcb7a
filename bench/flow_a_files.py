"""Writes what flow A runs on: rows.csv, and job.yaml, the example with so many of its calls in flight.

usage: flow_a_files.py ROWS IN_FLIGHT FOLDER
"""

import csv
import datetime
import os
import sys

EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples", "flow_a", "job.yaml")
CALLS = ("type: lambda.invoke", "type: api.call")


def job(in_flight):
    lines, calls = [], False
    with open(EXAMPLE, encoding="utf-8") as file:
        for line in file:
            if line.lstrip().startswith("- id:"):
                calls = False
            calls = calls or line.strip() in CALLS
            if calls and line.lstrip().startswith("batch:"):
                line = line.replace("}\n", f", concurrency: {in_flight}}}\n")
            lines.append(line)
    text = "".join(lines).replace("resources.csv", "rows.csv")
    assert text.count("concurrency:") == 3, "flow A has three calls"
    return text


def row(number):
    day = datetime.date(2020, 1, 1) + datetime.timedelta(days=number % 1800)
    price = f"{number % 5000 + number % 100 / 100:,.2f}"
    return (f"C{number // 2:07}", ("erp", "shop")[number % 2], f" Article, number {number}", price, day)


count, in_flight, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
with open(os.path.join(folder, "job.yaml"), "w", encoding="utf-8") as file:
    file.write(job(in_flight))
with open(os.path.join(folder, "rows.csv"), "w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file)
    writer.writerow(("code", "source", "name", "price", "listed_on"))
    writer.writerows(row(number) for number in range(count))
