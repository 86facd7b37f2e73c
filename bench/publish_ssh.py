"""Prints how long publications to a host by ssh take: the first, one with a change, and one back.

    python -m bench.publish_ssh [FILES]

Seconds by the clock and, of these, of processor time of the publisher. The host is the ssh server that the tests use.
Without the build, and without loading what was published.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.publish_plan import change, write_site
from hamerkop.publish.plan import plan
from hamerkop.publish.targets.ssh import Ssh
from tests.ssh_server import listening


def main(files: int) -> None:
    """Publish a site of so many files twice, and go back."""
    with tempfile.TemporaryDirectory() as name:
        folder, server = Path(name, "site"), Path(name, "sshd")
        write_site(folder, files)
        with listening(server, Path(name, "programs")):
            target = Ssh(f"{name}/www", host="the-host", ssh_config=str(server / "client.conf"))
            measure("first publication", lambda: publish(target, folder))
            change(folder, 1)
            measure("second, one file changed", lambda: publish(target, folder))
            measure("back to the first", lambda: go_back(target))


def publish(target: Ssh, folder: Path) -> None:
    """Do what `hamerkop publish` does, without building the site and loading it."""
    target.check(dry_run=False)
    with target.only_publisher():
        live, built = target.live(), target.built(folder)
        target.send(built, folder, plan(live.files if live else {}, built.files))
        target.activate(built)
        target.clean(built)


def go_back(target: Ssh) -> None:
    """Do what `hamerkop rollback` does, without loading the site."""
    target.check(dry_run=False)
    with target.only_publisher():
        release = next(iter(target.releases().values()))
        target.activate(release)
        target.clean(release)


def measure(what: str, work: Callable[[], object]) -> None:
    """Print how long *work* takes."""
    begin, used = time.monotonic(), processor_time()
    work()
    print(
        f"{what:26}{time.monotonic() - begin:6.1f} s by the clock, {processor_time() - used:5.1f} s of processor time"
    )


def processor_time() -> float:
    """Return the seconds that this process and those it has started have used, without the server's."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_500)
