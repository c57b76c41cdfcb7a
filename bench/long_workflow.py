"""Prints a GitHub workflow of so many lines: jobs that read each other's outputs, and nothing that actionlint complains about.

usage: long_workflow.py LINES
"""

import sys

HEAD = """\
name: long
on: [push]
jobs:
  first:
    runs-on: ubuntu-latest
    outputs:
      version: ${{ steps.read.outputs.version }}
    steps:
      - id: read
        run: echo "version=${{ github.sha }}" >> "$GITHUB_OUTPUT"
"""
JOB = """\
  job_{number}:
    runs-on: ubuntu-latest
    needs: first
    if: ${{{{ github.ref_name == 'main' && needs.first.outputs.version != '' }}}}
    env:
      NAME: ${{{{ github.ref_name }}}}
      VERSION: ${{{{ needs.first.outputs.version }}}}
    steps:
      - id: build
        run: echo "result=${{{{ env.NAME }}}}" >> "$GITHUB_OUTPUT"
      - name: report
        if: ${{{{ steps.build.outputs.result != '' }}}}
        run: echo "${{{{ steps.build.outputs.result }}}}"
"""

lines = int(sys.argv[1])
jobs = (lines - HEAD.count("\n")) // JOB.count("\n")
text = HEAD + "".join(JOB.format(number=number) for number in range(jobs))
# To the very line, with comments as they stand in any workflow.
print(text + "  # end\n" * (lines - text.count("\n")), end="")
