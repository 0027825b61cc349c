"""Long files against Python's csv module: 3.9 to 40 MB, every layout, twenty times each (make test-imports)."""

import tempfile
from pathlib import Path

from tests.importing.test_lost_record import LAYOUTS, check

SIZES, TIMES, THREADS = (3_900_000, 4_100_000, 8_000_000, 16_000_000, 40_000_000), 20, (1, 4)


def main() -> None:
    for size in SIZES:
        for publisher in LAYOUTS:
            for turn in range(TIMES):
                with tempfile.TemporaryDirectory() as folder:
                    check(Path(folder) / "events.csv", publisher, size, THREADS[turn % len(THREADS)], seed=turn)
            print(f"{publisher} of {size:,} bytes: {TIMES} times as Python reads it", flush=True)


if __name__ == "__main__":
    main()
