"""Prints how long the plan of a publication takes for a large site: 10,000 files in a folder, of which one was changed.

    python -m bench.publish_plan [FILES]

Seconds of processor time (user and system) of this process, without the build. The bar is 2 seconds.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hamerkop.publish.plan import Plan, plan
from hamerkop.publish.targets.directory import Directory

BAR = 2.0  # seconds
PAGE = "<!doctype html>\n<title>Page {number}</title>\n" + "<p>Otters live by rivers.</p>\n" * 200
RELEASES = 5  # as many as are kept


def main(files: int) -> None:
    """Publish a site of so many files, change one, and print how long each step of the next publication takes."""
    with tempfile.TemporaryDirectory() as name:
        folder, target = Path(name, "site"), Directory(f"{name}/www", keep=RELEASES)
        write_site(folder, files)
        for release in range(RELEASES):
            change(folder, release)
            publish(target, folder, print_times=False)
        change(folder, RELEASES)
        publish(target, folder, print_times=True)


def write_site(folder: Path, files: int) -> None:
    """Write a site of so many pages."""
    for number in range(files):
        page = folder / f"{number % 100}" / f"page-{number}" / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(PAGE.format(number=number), "utf-8")


def change(folder: Path, release: int) -> None:
    """Change one file."""
    (folder / "0" / "page-0" / "index.html").write_text(f"Release {release}", "utf-8")


def publish(target: Directory, folder: Path, print_times: bool) -> None:
    """Do what `hamerkop publish` does, without building the site and loading it."""
    target.check(dry_run=False)
    with target.only_publisher():
        begin = time.process_time()
        live, built = target.live(), target.built(folder)
        changes = plan(live.files if live else {}, built.files)
        planned = time.process_time() - begin
        sending = seconds(lambda: target.send(built, folder, changes))
        rest = seconds(lambda: target.activate(built)) + seconds(lambda: target.clean(built))
    if print_times:
        report(len(built.files), changes, planned, sending, rest)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that *work* takes."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def report(files: int, changes: Plan, planned: float, sending: float, rest: float) -> None:
    """Print the times."""
    verdict = "met" if planned <= BAR else "NOT MET"
    print(f"{files} files, {len(changes.sent)} changed")
    print(f"plan              {planned:5.2f} s   bar {BAR} s: {verdict}")
    print(f"send              {sending:5.2f} s")
    print(f"activate, clean   {rest:5.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
