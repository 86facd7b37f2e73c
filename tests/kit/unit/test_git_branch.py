"""What is passed on of git's messages."""

import pytest

from hamerkop.publish.targets.git_branch import reason_in

REFUSED = """To ../remote.git
 ! [remote rejected] a -> a (pre-receive hook declined)
error: failed to push some refs to '../remote.git'
"""
HINTED = """warning: something
error: first
fatal: the reason
hint: try this
hint: or that
"""


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        (REFUSED, "! [remote rejected] a -> a (pre-receive hook declined)"),
        (HINTED, "fatal: the reason"),
        ("\nonly\n\nthe last\n", "the last"),
        ("", "it gave no reason"),
    ],
)
def test_the_reason_of_gits_messages(printed, reason):
    assert reason_in(printed) == reason
