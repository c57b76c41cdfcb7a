"""Prints a job of about so many lines: a CSV and many batched upserts that read each other's results.

usage: long_job.py LINES
"""

import sys

HEAD = """\
name: long_job
connections:
  store:
    type: sqlite
    config: {path: store.db}
transaction: {scope: db}
steps:
  - id: rows
    type: csv.read
    path: rows.csv
"""
STEP = """\
  - id: upsert_{number}
    type: db.upsert
    connection: store
    batch: {{from: "{{{{ steps.rows.rows }}}}", as: row}}
    when: "{{{{ row.price | trim | length > {number} }}}}"
    table: table_{number}
    key: [code]
    mapping:
      code: "{{{{ row.code | upper }}}}-{number}"
      name: "{{{{ row.name | trim }}}}"
      price: "{{{{ row.price | replace(',', '') | decimal }}}}"
      checked_at: "{{{{ now() }}}}"
  - id: latest_{number}
    type: db.query_one
    connection: store
    batch: {{from: "{{{{ steps.rows.rows }}}}", as: row}}
    query: |
      SELECT id, status
        FROM table_{number}
       WHERE code = {{{{ row.code }}}}
         AND name = {{{{ row.name }}}}
"""

lines = int(sys.argv[1])
steps = (lines - HEAD.count("\n")) // STEP.count("\n")
print(HEAD + "".join(STEP.format(number=number) for number in range(steps)), end="")
