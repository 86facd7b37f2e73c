"""Prints how easily each article reads: words, words a sentence, and two school-grade indices.

    python bench/readability.py [FOLDER]

ARI is the Automated Readability Index (Smith and Senter 1967), CLI the Coleman-Liau index (1975); both count letters,
words and sentences, and give a US school grade. To aim for grade 9; nothing is gated on it.
"""

import re
import sys
from pathlib import Path
from statistics import mean

import textstat

# What a reader does not read as prose: header, citations, addresses, marks of blocks, tables, headings and lists.
NOT_PROSE = [
    r"\A---.*?^---$",
    r"\s?\[@[^\]]*\]",
    r"(?<=\])\([^)]*\)",
    r"^///.*$",
    r"^\|.*$",
    r"^#.*$",
    r"^[-\d.]+ ",
    r"[\[\]*`]",
]


def prose(source: str) -> str:
    for pattern in NOT_PROSE:
        source = re.sub(
            pattern, "", source, flags=re.MULTILINE | re.DOTALL if pattern.startswith(r"\A") else re.MULTILINE
        )
    return source


def measures(text: str) -> tuple[int, float, float, float]:
    """Return words, words a sentence, ARI and CLI of *text*."""
    words = textstat.lexicon_count(text)
    return (
        words,
        words / textstat.sentence_count(text),
        textstat.automated_readability_index(text),
        textstat.coleman_liau_index(text),
    )


def main(folder: Path) -> None:
    rows = [(path.stem, *measures(prose(path.read_text("utf-8")))) for path in sorted(folder.glob("*.md"))]
    print(f"{'article':40} {'words':>6} {'w/s':>5} {'ARI':>5} {'CLI':>5}")
    for name, *numbers in [*rows, ("mean", *(mean(column) for column in list(zip(*rows, strict=True))[1:]))]:
        print("{:40} {:6.0f} {:5.1f} {:5.1f} {:5.1f}".format(name, *numbers))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "content/articles"))
