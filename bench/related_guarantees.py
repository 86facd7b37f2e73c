"""Makes 20,000 random sites and counts broken guarantees.

python bench/related_guarantees.py [SITES [FIRST_SEED]]
"""

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.related_guarantees import broken
from tests.related_sites import odd_site


def main(sites: int = 20_000, first: int = 0) -> int:
    """Try *sites* random sites and print how many break a guarantee; return 1 if any does, else 0."""
    found = Counter[str]()
    for seed in range(first, first + sites):
        problems = list(broken(odd_site(seed)))
        if problems and len(found) < 10:
            print(f"seed {seed}: {problems[0]}")
        found[str(bool(problems))] += 1
    print(f"{sites} sites, seeds {first} to {first + sites - 1}: {found['True']} with a broken guarantee")
    return min(found["True"], 1)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
