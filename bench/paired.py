"""Times commands in turn, round by round, and says how each one stands to the first.

The median of the rounds' ratios is what users see; the ratio of the best rounds stays the same on a busy machine. What
was measured goes to target/bench/FILE.jsonl.

usage: paired.py [--into FILE] [--case TEXT] [--amount N UNIT] [--before COMMAND] [--bare] ROUNDS NAME=COMMAND...

--amount   what one run of a command does, for a rate
--before   run before each command, and not timed
--bare     for commands of milliseconds: peak memory is taken in one more round, not by a program around each run
"""

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

import results


def once(arguments, null):
    """Seconds."""
    begin = time.perf_counter()
    actions = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
    process = os.posix_spawnp(arguments[0], arguments, os.environ, file_actions=actions)
    _, status = os.waitpid(process, 0)
    if status != 0:
        sys.exit(f"failed: {shlex.join(arguments)}")
    return time.perf_counter() - begin


def weighed(arguments, null):
    """Seconds, and the peak resident set in MiB. What Python starts itself never has less than Python had."""
    with tempfile.NamedTemporaryFile("r") as file:
        seconds = once(["time", "-f", "%M", "-o", file.name, *arguments], null)
        return seconds, int(file.read().split()[-1]) / 1024


def before(command):
    if command:
        subprocess.run(shlex.split(command), check=True, stdout=subprocess.DEVNULL)


def measured(options, contenders):
    """Seconds by contender and round, and each one's memory."""
    null = os.open(os.devnull, os.O_WRONLY)
    seconds, peaks = [[] for _ in contenders], [0] * len(contenders)
    for number in range(options.rounds + options.bare):
        for index, (_, arguments) in enumerate(contenders):
            before(options.before)
            if options.bare and number < options.rounds:
                seconds[index].append(once(arguments, null))
                continue
            taken, peak = weighed(arguments, null)
            peaks[index] = max(peaks[index], peak)
            if not options.bare:
                seconds[index].append(taken)
    return seconds, peaks


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--into")
    parser.add_argument("--case", default="")
    parser.add_argument("--amount", nargs=2, default=("0", ""))
    parser.add_argument("--before")
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("rounds", type=int)
    parser.add_argument("contenders", nargs="+")
    options = parser.parse_args()
    contenders = [(name, shlex.split(command)) for name, _, command in (text.partition("=") for text in options.contenders)]
    amount, unit = int(options.amount[0]), options.amount[1]
    seconds, peaks = measured(options, contenders)
    if options.case:
        print(options.case)
    for (name, _), taken, peak in zip(contenders, seconds, peaks):
        line = {
            "case": options.case,
            "name": name,
            "rounds": len(taken),
            "median_ms": statistics.median(taken) * 1000,
            "best_ms": min(taken) * 1000,
            "ratio": statistics.median(mine / base for mine, base in zip(taken, seconds[0])),
            "best_ratio": min(taken) / min(seconds[0]),
            "rate": amount / statistics.median(taken) if amount else None,
            "unit": unit,
            "memory_mib": peak,
        }
        rate = f"{line['rate']:10.0f} {unit}" if amount else ""
        print(
            f"{name:<20} median {line['median_ms']:9.2f} ms {line['ratio']:6.2f} x   "
            f"best {line['best_ms']:9.2f} ms {line['best_ratio']:6.2f} x {rate} {peak:6.0f} MiB",
            flush=True,
        )
        if options.into:
            results.add(options.into, line)


main()
