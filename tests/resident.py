"""A site in memory beside its sources, to be compared with a clean build of them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from blinker import NamedSignal
from pelican import signals

from hamerkop.build.resident_site import ResidentSite
from hamerkop.shared import changes, steps
from tests import fork_server
from tests.plain_site import CLOCK, PROJECT

PARTS = ("receivers", "_by_receiver", "_by_sender", "_weak_senders")


@contextmanager
def own_signals() -> Iterator[None]:
    """Forget at the end which plugins were connected in the block: a process has one site, and the tests have many."""
    modules = (vars(signals), vars(steps), vars(changes))
    known = {id(each): each for names in modules for each in names.values() if isinstance(each, NamedSignal)}
    before = [(each, {part: _copied(getattr(each, part)) for part in PARTS}) for each in known.values()]
    for signal in known.values():
        for part in PARTS:
            getattr(signal, part).clear()
    try:
        yield
    finally:
        for signal, parts in before:
            for part, value in parts.items():
                getattr(signal, part).clear()
                getattr(signal, part).update(value)


def _copied(mapping: Any) -> dict[Any, Any]:
    return {key: value.copy() if hasattr(value, "copy") else value for key, value in mapping.items()}


class Beside:
    """A site in a folder with the settings file `conf.py`, in memory as *resident*."""

    def __init__(self, folder: Path, settings: str, files: dict[str, str | bytes | None]) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "conf.py").write_text(settings, "utf-8")
        self.write(files)
        os.environ["SOURCE_DATE_EPOCH"] = CLOCK
        os.chdir(folder)
        self.resident = ResidentSite("conf.py")
        self.resident.load()

    def write(self, files: dict[str, str | bytes | None]) -> list[Path]:
        """Write files by their path in the folder, and return the paths; None removes one."""
        for name, data in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if data is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return [self.folder / name for name in files]

    def edit(self, files: dict[str, str | bytes | None]) -> Any:
        """Write files, and tell the site in memory; return what it did."""
        return self.resident.update(self.write(files))

    def differences(self) -> list[str]:
        """Return what differs from a clean build of the sources: missing or unknown addresses, and other bytes."""
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        env = {**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "400", "NO_COLOR": "1"}
        done = fork_server.run("pelican", ["-s", "conf.py", "-o", "out"], self.folder, env)
        if done.returncode and "FileOverwriteFailedError" in done.stdout + done.stderr:
            return []  # two pages have one address: there is no clean build
        files = {path.relative_to(self.folder / "out").as_posix(): path for path in (self.folder / "out").rglob("*")}
        built = {name: path.read_bytes() for name, path in files.items() if path.is_file() and "pagefind/" not in name}
        assert built, done.stdout + done.stderr
        here = set(self.resident.addresses())
        missing = [f"{name} is missing" for name in sorted(built.keys() - here)]
        unknown = [f"{name} is not in the build" for name in sorted(here - built.keys())]
        return (
            missing
            + unknown
            + [f"{name} differs" for name in sorted(here & built.keys()) if self._differs(name, built)]
        )

    def _differs(self, name: str, built: dict[str, bytes]) -> bool:
        rendered = self.resident.render(name)
        return rendered is None or rendered.data != built[name]

    def read(self, address: str) -> str:
        """Return the page at *address* as text; "" if there is none."""
        rendered = self.resident.render(address)
        return rendered.data.decode() if rendered else ""
