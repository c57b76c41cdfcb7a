"""Writes a CSV of 8 columns, keyed by code and source, as slightly dirty as real ones.

usage: rows.py COUNT FILE
"""

import csv
import datetime
import sys

STATUSES = ("active", "draft", "archived")


def row(number):
    price = f"{number % 5000 + number % 100 / 100:,.2f}"
    day = datetime.date(2020, 1, 1) + datetime.timedelta(days=number % 1800)
    name = f"  Größe {number} " if number % 50 == 0 else f"Article, number {number}"
    return (number, f"C{number // 2:07}", ("erp", "shop")[number % 2], name, f"User{number}@Example.COM", price, STATUSES[number % 3], day)


count, path = int(sys.argv[1]), sys.argv[2]
with open(path, "w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file)
    writer.writerow(("id", "code", "source", "name", "email", "price", "status", "created_at"))
    writer.writerows(row(number) for number in range(count))
