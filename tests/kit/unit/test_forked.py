"""Work that is done in several processes comes back whole, or the rest of it is missing."""

import os
import signal
import subprocess
import sys

import pytest

from hamerkop.build.forked import forked, number_of_processes, shared_out


def test_all_that_the_processes_give_comes_back():
    def work(index):
        return (f"{index} {number}".encode() for number in range(100))

    expected = {f"{index} {number}".encode() for index in range(3) for number in range(100)}
    assert set(forked(work, 3)) == expected


@pytest.mark.parametrize("number", [0, 1, 7, 2500])
def test_each_item_is_given_to_one_of_the_processes(number):
    with shared_out(range(number)) as shared:
        received = list(forked(lambda _index: (str(item).encode() for item in shared), 3))
    assert sorted(map(int, received)) == list(range(number))


def test_the_work_is_done_in_other_processes():
    pids = set(forked(lambda _index: [str(os.getpid()).encode()], 2))
    assert len(pids) == 2
    assert str(os.getpid()).encode() not in pids


@pytest.mark.parametrize("end", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: 1 / 0, lambda: os._exit(0)])
def test_what_a_process_gave_before_it_ended_comes_back(end):
    def work(index):
        yield f"{index} begun".encode()
        if index == 0:
            end()
        yield f"{index} ended".encode()

    assert set(forked(work, 2)) == {b"0 begun", b"1 begun", b"1 ended"}


def test_the_processes_end_when_nobody_wants_more():
    def work(_index):
        while True:
            yield str(os.getpid()).encode()

    received = forked(work, 2)
    child = int(next(received))
    received.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not end a process with its parent")
def test_the_processes_end_with_the_one_that_began_them():
    code = """
import os, time
from hamerkop.build.forked import forked
def work(index):
    yield b""
    os.write(1, b"begun\\n")
    time.sleep(60)
list(forked(work, 2))
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as caller:
        assert caller.stdout is not None
        assert [caller.stdout.readline() for _ in range(2)] == [b"begun\n"] * 2
        caller.kill()
        assert caller.stdout.read() == b""  # at once: the pipe is closed when the last of them has ended


def test_no_more_processes_than_asked_for():
    assert number_of_processes(1) == 1
    assert number_of_processes(0) == 1
