"""`python -m tests.schedules`: many seeds on all cores; one seed again; or what happens without a safeguard.

python -m tests.schedules --seeds 50000
python -m tests.schedules --on postgresql --seeds 2000
python -m tests.schedules --seed 4711
python -m tests.schedules --without fence
"""

import argparse
import sys
from time import monotonic

from tests.schedules.many import DATABASES, SQLITE, Tally, fails_within, one, run_many
from tests.schedules.mutations import WITHOUT

SAFEGUARDS = ("immediate", *WITHOUT)


def main() -> int:
    asked = _asked()
    if asked.without:
        return _without(asked.without, asked.seeds)
    if asked.seed is not None:
        verdict = one(asked.seed, on=asked.on)
        print(verdict)
        return 1 if verdict.breaches else 0
    began, done = monotonic(), Tally()
    print(f"on {asked.on}, seeds {asked.first} to {asked.first + asked.seeds - 1}", file=sys.stderr)
    for done in run_many(asked.first, asked.seeds, asked.jobs, on=asked.on):
        print(f"\r{done.seeds} schedules", end="", file=sys.stderr, flush=True)
    print(f"\r{done.seeds} schedules in {monotonic() - began:.0f} s", file=sys.stderr)
    return _told(done, asked.on)


def _asked() -> argparse.Namespace:
    given = argparse.ArgumentParser(prog="python -m tests.schedules")
    given.add_argument("--seeds", type=int, default=2000, help="how many")
    given.add_argument("--first", type=int, default=0, help="the first of them")
    given.add_argument("--jobs", type=int, default=0, help="processes; as many as cores unless said otherwise")
    given.add_argument("--on", choices=DATABASES, default=SQLITE, help="SQLite, unless said otherwise")
    given.add_argument("--seed", type=int, help="run this one again and print it")
    given.add_argument("--without", choices=SAFEGUARDS, help="take this safeguard away and see the fuzzer fail")
    return given.parse_args()


def _told(done: Tally, on: str) -> int:
    print(", ".join(f"{name} {count}" for name, count in done.steps.most_common()))
    for failed in done.failed:
        print(failed)
    print(f"{done.seeds} schedules on {on}, {len(done.failed)} failed")
    return 1 if done.failed else 0


def _without(what: str, seeds: int) -> int:
    failed = fails_within(what, seeds)
    print(failed or f"{seeds} schedules without {what}: none failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
