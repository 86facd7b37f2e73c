"""A site whose files are read by an executor, such as the workers of a Dask cluster, is the one that a build reads."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import tree
from tests.plain_site import CLOCK, PROJECT

SETTINGS = """
SITENAME, SITEURL, TIMEZONE, PATH = "Otters", "https://example.org", "UTC", "content"
THEME, DEFAULT_DATE_FORMAT = "simple", "%Y-%m-%d"
PLUGINS = ["hamerkop.frontmatter", "hamerkop.related", "hamerkop.links", "hamerkop.typography", "hamerkop.glossary"]
GLOSSARY_FILE, GLOSSARY_PAGE = "glossary.yaml", "pages/holts.md"
"""
POOL = """
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
def executor():
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))
BUILD_EXECUTOR = executor
"""
ENDED_POOL = (
    POOL
    + """
def ended():
    pool = executor()
    pool.submit(os._exit, 1)
    return pool
BUILD_EXECUTOR = ended
"""
)
DASK = 'BUILD_EXECUTOR = "hamerkop.build.dask_executor:executor"\n'


class Done(NamedTuple):
    """What a build has printed, without the times, and the files that it wrote."""

    printed: str
    files: dict[str, bytes]


def write_site(folder: Path, executor: str = "", articles: int = 80) -> Path:
    """Write a site of so many articles; return its folder."""
    (folder / "content/pages").mkdir(parents=True)
    (folder / "content/pages/holts.md").write_text("---\ntitle: Holts\n---\n\nWords.\n")
    (folder / "content/glossary.yaml").write_text("- term: Holt\n  meaning: Where an otter sleeps.\n")
    for number in range(articles):
        (folder / f"content/{number:03}.md").write_text(
            f"---\ntitle: Otter {number}\ndate: 2026-01-02\ntags: [t{number % 9}]\n---\n\n"
            f'A "holt". See [the first]({{filename}}000.md).\n'
        )
    (folder / "pelicanconf.py").write_text(SETTINGS + executor)
    return folder


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "SOURCE_DATE_EPOCH": CLOCK, "PYTHONPATH": str(PROJECT), "NO_COLOR": "1", **more}


def build(folder: Path, **env: str) -> Done:
    """Build a site from nothing."""
    command = [sys.executable, "-m", "hamerkop", "build", "--clean"]
    done = subprocess.run(command, cwd=folder, env=environment(**env), capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    return Done(re.sub(r" in \d+\.\d s", "", done.stdout + done.stderr), tree(folder / "output"))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """Return what a build without an executor gives."""
    return build(write_site(tmp_path_factory.mktemp("expected") / "site"))


def test_a_pool_of_processes_reads_what_the_build_would(tmp_path, expected):
    assert build(write_site(tmp_path / "pool", POOL)) == expected


def test_a_problem_of_an_article_is_reported_at_its_place(tmp_path):
    printed = []
    for name, executor in (("here", ""), ("pool", POOL)):
        folder = write_site(tmp_path / name, executor)
        (folder / "content/007.md").write_text(
            "---\ntitle: Seven\ndate: 2026-01-02\ntags: [t1]\n---\n\n[x]({filename}y.md)\n"
        )
        printed.append(build(folder).printed)
    assert printed[1] == printed[0]
    assert 'content/007.md:7:5  L01  there is no page "y.md"' in printed[0]


def test_a_worker_that_ends_costs_time_and_is_reported(tmp_path, expected):
    done = build(write_site(tmp_path / "ended", ENDED_POOL))
    assert done.files == expected.files
    assert re.search(
        r"pelicanconf\.py:\d+:1  B17  warning: BrokenProcessPool: .*; the build has read the files itself", done.printed
    )


UNUSABLE = {
    'BUILD_EXECUTOR = "no_such_module:executor"': "No module named 'no_such_module'",
    'BUILD_EXECUTOR = "os:getcwd"': "context manager",
    "from concurrent.futures import ThreadPoolExecutor as BUILD_EXECUTOR": "is a copy of the build",
    DASK: "set DASK_SCHEDULER_ADDRESS",
}


@pytest.mark.parametrize("setting", UNUSABLE)
def test_an_executor_that_cannot_be_used_costs_time_and_is_reported(tmp_path, expected, setting):
    done = build(write_site(tmp_path / "wrong", f"{setting}\n"))
    assert done.files == expected.files
    assert "B17" in done.printed
    assert UNUSABLE[setting] in done.printed


class Cluster:
    """A scheduler of Dask and its workers, each a process of this machine."""

    def __init__(self, folder: Path) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self.folder = folder
        self.start("scheduler", "--host", self.address, "--no-dashboard")

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """Start a program of Dask; it ends with the test."""
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            program = [sys.executable, "-m", "dask", *command]
            started = subprocess.Popen(program, cwd=self.folder, env=environment(), stdout=log, stderr=log)
        self.processes.append(started)
        return started

    def add_worker(self) -> "subprocess.Popen[bytes]":
        """Start a worker."""
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        return self.start("worker", self.address, *options)

    def stop(self) -> None:
        """End all processes."""
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Return a cluster with two workers."""
    pytest.importorskip("distributed")
    (tmp_path / "cluster").mkdir()
    started = Cluster(tmp_path / "cluster")
    yield started
    started.stop()


def client_of(cluster: Cluster, workers: int) -> Any:
    """Return a client of the cluster once it has so many workers."""
    from distributed import Client

    client = Client(cluster.address, timeout=30, set_as_default=False)
    client.wait_for_workers(workers, timeout=30)
    return client


def test_the_workers_of_a_dask_cluster_read_what_the_build_would(tmp_path, expected, cluster):
    cluster.add_worker()
    cluster.add_worker()
    with client_of(cluster, 2):
        assert build(write_site(tmp_path / "dask", DASK), DASK_SCHEDULER_ADDRESS=cluster.address) == expected


def test_a_dask_worker_that_is_killed_in_the_middle_loses_nothing(tmp_path, cluster):
    expected = build(write_site(tmp_path / "expected", articles=300))
    doomed = cluster.add_worker()
    with client_of(cluster, 1) as client:
        folder = write_site(tmp_path / "dask", DASK, articles=300)
        command = [sys.executable, "-m", "hamerkop", "build", "--clean"]
        building = subprocess.Popen(command, cwd=folder, env=environment(DASK_SCHEDULER_ADDRESS=cluster.address))
        while not any(client.processing().values()):
            assert building.poll() is None
            time.sleep(0.01)
        cluster.add_worker()
        doomed.kill()
        assert building.wait() == 0
    assert tree(folder / "output") == expected.files
