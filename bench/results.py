"""Keeps what a benchmark measured: JSON lines in target/bench/NAME.jsonl, the machine first.

usage: results.py begin NAME [VERSION...]   begins a file, with the machine and the versions of what takes part
"""

import datetime
import json
import os
import platform
import subprocess
import sys

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "target", "bench")


def path(name):
    return os.path.join(FOLDER, f"{name}.jsonl")


def add(name, line):
    os.makedirs(FOLDER, exist_ok=True)
    with open(path(name), "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def first(command):
    """The first line that a command says."""
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return (said.stdout or said.stderr).splitlines()[0].strip()


def field(file, name):
    """The value of `name : value` in a file of the system."""
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    return "unknown"


def machine():
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / (1 << 20)
    return {
        "cpus": len(os.sched_getaffinity(0)),
        "model": field("/proc/cpuinfo", "model name"),
        "memory_gib": round(memory, 1),
        "system": f"{platform.system()} {platform.release()}",
        "rustc": first(["rustc", "--version"]),
    }


def begin(name, versions):
    if os.path.exists(path(name)):
        os.remove(path(name))
    load = os.getloadavg()[0]
    day = datetime.datetime.now(datetime.timezone.utc).strftime("%-d %B %Y")
    add(name, {"machine": machine(), "versions": versions, "day": day, "load": round(load, 1)})


if __name__ == "__main__":
    if sys.argv[1:2] != ["begin"] or len(sys.argv) < 3:
        sys.exit(__doc__)
    begin(sys.argv[2], sys.argv[3:])
