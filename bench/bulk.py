"""Runs each command once on an empty table and once on the filled one, and prints rows a second, ratio and memory.

usage: bulk.py ROWS RESET_COMMAND NAME=COMMAND...   the first one is what the others are compared with
"""

import os
import subprocess
import sys
import time


def run(command):
    """Seconds and the peak resident set in MiB of the command's largest process."""
    begin = time.perf_counter()
    process = subprocess.Popen(["sh", "-c", f"exec {command}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    problem = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {command}\n{problem}")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def main():
    rows, reset = int(sys.argv[1]), sys.argv[2]
    commands = [text.split("=", 1) for text in sys.argv[3:]]
    limits = {}
    for name, command in commands:
        subprocess.run(["sh", "-c", reset], check=True, stdout=subprocess.DEVNULL)
        for kind in ("insert", "update"):
            seconds, memory = run(command)
            limit = limits.setdefault(kind, seconds)
            print(f"{name:<18} {kind} {seconds:7.2f} s {rows / seconds:9.0f} rows/s {seconds / limit:6.2f} x {memory:6.0f} MiB", flush=True)


main()
