"""Times commands in turn, round by round, and prints each one's median and best beside the first one's.

The median of the rounds' ratios is what users see; the ratio of the best rounds stays the same on a busy machine.

usage: paired.py ROUNDS BASELINE COMMAND...
"""

import os
import shlex
import statistics
import sys
import time


def once(arguments, null):
    begin = time.perf_counter()
    actions = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
    process = os.posix_spawn(arguments[0], arguments, os.environ, file_actions=actions)
    _, status = os.waitpid(process, 0)
    if status != 0:
        sys.exit(f"failed: {shlex.join(arguments)}")
    return time.perf_counter() - begin


def main():
    rounds = int(sys.argv[1])
    commands = [shlex.split(text) for text in sys.argv[2:]]
    null = os.open(os.devnull, os.O_WRONLY)
    seconds = [[] for _ in commands]
    for _ in range(rounds):
        for taken, command in zip(seconds, commands):
            taken.append(once(command, null))
    for taken, command in zip(seconds, commands):
        ratio = statistics.median(mine / base for mine, base in zip(taken, seconds[0]))
        shown = shlex.join([os.path.basename(command[0]), *command[1:2]])
        best = min(taken) / min(seconds[0])
        print(f"{shown:<20} median {statistics.median(taken) * 1000:7.2f} ms {ratio:5.2f} x   best {min(taken) * 1000:7.2f} ms {best:5.2f} x")


main()
