"""`make bench`: what is promised of speed, measured in one run against a rival each; fails where a goal is missed.

`python -m tests.bench NAME…` runs some of the groups. Each figure is a median. Ours and the rival take turns, so that
whatever else the machine does meets both, and what is promised is a ratio. BENCH_DATASETS may name a folder in which
the invented datasets are kept from run to run.
"""

import argparse
import sys
from collections.abc import Callable, Iterator

from tests.bench import engine, exports, imports, ledger, page, playback, readers, scale
from tests.bench.goals import HEADER, Goal, machine

GROUPS: dict[str, Callable[[], Iterator[Goal]]] = {
    "page": page.measure,
    "scale": scale.measure,
    "import": imports.measure,
    "export": exports.measure,
    "engine": engine.measure,
    "ledger": ledger.measure,
    "readers": readers.measure,
    "playback": playback.measure,
}


def main() -> int:
    """Exit code 0 where every goal is met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure and compare.")
    parser.add_argument("groups", nargs="*", metavar="NAME", help=f"of {', '.join(GROUPS)}; all if absent")
    names = parser.parse_args().groups or list(GROUPS)
    if unknown := [name for name in names if name not in GROUPS]:
        parser.error(f"there is no group {', '.join(unknown)}: it can be {', '.join(GROUPS)}")
    print(f"{machine()}\n{HEADER}", flush=True)
    goals = []
    for name in names:
        for goal in GROUPS[name]():
            goals.append(goal)
            print(goal.line(), flush=True)
    missed = [goal.what for goal in goals if not goal.is_met]
    print(f"{len(goals) - len(missed)} of {len(goals)} goals met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
