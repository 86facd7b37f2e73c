"""Keeps other publishers away from a host that has no locks: a document says who publishes, and is renewed.

A claim that is not renewed for the length of the *lease* is taken over, and so is one whose process on this machine has
ended. Only the length of time on this machine counts: hosts and publishers need not agree on what time it is.
"""

import hashlib
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from hamerkop.publish.targets import Busy, TargetError
from hamerkop.publish.targets.files import Document, Documents

CLAIM = "claim.json"
FREE = b'{"free": true}\n'
BEATS = 6  # renewals in one lease
LONGEST = 0.6  # of the lease, without a renewal: then the publisher stops, before another one begins
POLLS = 30  # looks at another publisher's claim in one lease
RUNNING: set[str] = set()  # the publications of this process


@dataclass
class Claim:
    """This process's claim to be the only publisher of *where*; *lease* in seconds."""

    documents: Documents
    lease: float
    where: str
    version: str | None = None
    renewed: float = 0.0
    is_lost: bool = False
    ended: Event = field(default_factory=Event)
    publication: str = field(default_factory=lambda: uuid4().hex)

    def confirm(self) -> None:
        """Raise Busy if another publisher may have taken over: this one must not change anything any more."""
        if self.is_lost or now() - self.renewed > self.lease * LONGEST:
            raise Busy(
                f"this publication has lost its claim to {self.where}: the host did not answer for "
                f"{self.lease * LONGEST:.0f} seconds, or another publication has begun; nothing was deleted; "
                "run the same command again"
            )

    def take(self) -> None:
        """Become the only publisher. Raises Busy if another one is at work."""
        while not self._write(self._takeable()):
            time.sleep(self.lease / POLLS)

    def _takeable(self) -> Document | None:
        """Wait until the document belongs to nobody, and return it. Raises Busy if its owner renews it."""
        found = self.documents.read(CLAIM)
        if found is None or is_free(found):
            return found
        if is_of_this_machine(found):
            raise self._busy()
        print(f"Another publication to {self.where} may be running; it is watched for up to {self.lease:.0f} seconds.")
        give_up = now() + self.lease
        while now() < give_up:
            time.sleep(self.lease / POLLS)
            later = self.documents.read(CLAIM)
            if later is None or is_free(later):
                return later
            if later.version != found.version:
                raise self._busy()
        return found

    def _busy(self) -> Busy:
        return Busy(f"another publication to {self.where} is running; wait until it has ended")

    def _write(self, before: Document | None) -> bool:
        """Put this process's name into the document; return whether it was as *before*."""
        begun, mine = now(), owner(self.publication)
        version = self.documents.replace(CLAIM, mine, before.version if before else None)
        if version is None:  # a request that was repeated finds what it wrote the first time
            there = self.documents.read(CLAIM)
            version = there.version if there and there.data == mine else None
        if version is not None:
            self.version, self.renewed = version, begun
        return version is not None

    def renew(self) -> None:
        """Say again who publishes, until the publication ends or another one has taken over."""
        while not self.ended.wait(self.lease / BEATS) and not self.is_lost:
            with suppress(TargetError):  # tried again; `confirm` knows when it is too late
                self.is_lost = not self._write(Document(b"", self.version or ""))

    def leave(self) -> None:
        """Let others publish, if this is still the only publisher."""
        if self.version:
            with suppress(TargetError):  # another publisher sees that this one does not renew it
                self.documents.replace(CLAIM, FREE, self.version)


@contextmanager
def claimed(documents: Documents, lease: float, where: str) -> Iterator[Claim]:
    """Be the only publisher of *where* for the length of the block. Raises Busy if there is another one."""
    claim = Claim(documents, lease, where)
    RUNNING.add(claim.publication)
    try:
        claim.take()
        with renewed(claim):
            yield claim
    finally:
        claim.leave()
        RUNNING.remove(claim.publication)


@contextmanager
def renewed(claim: Claim) -> Iterator[None]:
    """Renew a claim while the block runs."""
    renewing = Thread(target=claim.renew, daemon=True)
    renewing.start()
    try:
        yield
    finally:
        claim.ended.set()
        renewing.join()


def now() -> float:
    """Return seconds that also count while this machine sleeps, where the system knows them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def owner(publication: str) -> bytes:
    """Return a document that names a publication of this process, and differs each time.

    A version may be the digest of the content.
    """
    process = {"machine": machine(), "process": os.getpid(), "started": started(os.getpid())}
    return json.dumps({"publication": publication, "token": uuid4().hex, **process}).encode()


def is_free(found: Document) -> bool:
    """Return whether a claim belongs to nobody: it was left, or its publication on this machine has ended."""
    facts = facts_of(found)
    if facts.get("free") is True or not is_of_this_machine(found):
        return facts.get("free") is True
    if facts.get("process") == os.getpid():
        return facts.get("publication") not in RUNNING
    return started(facts.get("process")) != facts.get("started")


def is_of_this_machine(found: Document) -> bool:
    """Return whether the owner is a process of this machine, and this machine can see its processes."""
    return facts_of(found).get("machine") == machine() and bool(started(os.getpid()))


def facts_of(found: Document) -> dict[str, Any]:
    """Return what a document says; {} if that cannot be read."""
    try:
        facts = json.loads(found.data)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def machine() -> str:
    """Return a name of this machine since it was started; the document may be public, so it is only a digest."""
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii"))
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def started(process: object) -> str:
    """Return when a process of this machine was started, in ticks since its start; "" if it is gone, or not known."""
    try:
        words = Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if words[0] == "Z" else words[19]  # the 22nd field; two are before the ")", and Z is one that has ended
