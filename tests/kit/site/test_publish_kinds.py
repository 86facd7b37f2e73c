"""The same for every kind of host: readers get what was built, only changes travel, and there is a way back.

HAMERKOP_KILLS is the number of steps at which a publisher is killed; "all" tries each. HAMERKOP_ROUNDS is the number of
times that two publish at once.
"""

import os
import random
import re
import signal

import pytest

from tests.conftest import article
from tests.publishing import PLACES, publishing, release_in

NAMES = ("beavers", "dippers", "herons", "otters", "trout", "voles")
FILES = {f"articles/{name}.md": article(name.title(), tags=f"[{name}-tag]") for name in NAMES}
KILLS = os.environ.get("HAMERKOP_KILLS", "3")
ROUNDS = int(os.environ.get("HAMERKOP_ROUNDS", "1"))


@pytest.fixture(scope="module", params=PLACES)
def running(request, tmp_path_factory):
    """Return a site with a place to publish to, which the tests share."""
    with publishing(request.param, tmp_path_factory.mktemp("publishing"), FILES) as made:
        yield made


@pytest.fixture
def published(running):
    """Return that site; FILES are published."""
    running.reset(FILES)
    done = running.publish("--allow-shrink")
    assert done.returncode == 0, done.stdout
    return running


@pytest.fixture(params=PLACES)
def published_once(request, tmp_path):
    """Return a site of one's own that was published once."""
    with publishing(request.param, tmp_path, FILES) as made:
        done = made.publish()
        assert done.returncode == 0, done.stdout
        yield made


def test_readers_get_what_was_built_and_only_changes_travel(published):
    assert published.is_published()
    assert published.got() == {path: data for path, data in published.site.bytes().items() if path != "404.html"} | {
        "404.html": published.server.get("/nothing").body
    }
    before = published.site.bytes()
    published.site.write(
        {"articles/otters.md": article("Otters", body="They swim."), "articles/mice.md": article("Mice")}
    )
    done = published.publish()
    assert done.returncode == 0, done.stdout
    assert published.is_published()
    after = published.site.bytes()
    changed = {path for path in after if before.get(path) != after[path]}
    assert re.search(rf"^{len(changed)} of \d+ files sent", done.stdout, re.MULTILINE)
    assert "otters/index.html" in changed
    assert "dippers/index.html" in after.keys() - changed


def test_a_page_that_is_gone_is_gone(published):
    published.site.write({"articles/otters.md": None})
    done = published.publish()
    assert done.returncode == 0, done.stdout
    assert published.is_published()
    assert published.server.get("/otters/").status == 404


def test_the_same_again_changes_nothing(published):
    assert "It is published already." in published.publish().stdout


def test_a_dry_run_changes_nothing(published):
    before = published.place.served()
    published.site.write({"articles/otters.md": None, "articles/mice.md": article("Mice")})
    done = published.publish("--dry-run")
    assert done.returncode == 0
    assert "+ mice/index.html" in done.stdout
    assert "- otters/index.html" in done.stdout
    assert published.place.served() == before


def test_there_is_a_way_back_to_each_release(published):
    live = re.search(r"^\* (\d+-\w+)", published.command("releases").stdout, re.MULTILINE)
    sites, names = [published.site.bytes()], [live[1]]
    for body in ("They swim.", "They dive."):
        published.site.write({"articles/otters.md": article("Otters", body=body)})
        names.append(release_in(published.publish().stdout))
        sites.append(published.site.bytes())
    listed = published.command("releases").stdout
    assert [name for name in names if name in listed] == names
    for asked, expected in ((names[0], 0), (names[2], 2), ("", 1)):
        done = published.command("rollback", *filter(None, [asked]))
        assert done.returncode == 0, done.stdout
        assert published.place.served() == sites[expected]


def test_a_release_that_is_not_there_is_named(published):
    done = published.command("rollback", "99")
    assert done.returncode == 2
    assert "Not changed: there is no release 99; there is 00" in done.stdout


def test_a_publisher_that_is_killed_leaves_the_old_or_the_new_site_and_the_next_one_completes(published):
    there = {"articles/otters.md": article("Otters"), "articles/mice.md": None}
    gone = {"articles/otters.md": None, "articles/mice.md": article("Mice")}
    published.site.write(gone | {"articles/voles.md": article("Voles", body="Small.")})
    done = published.killed_at(10**6)
    total = int(done.stdout.split()[-2])
    steps = range(total + 1) if KILLS == "all" else sorted(random.Random(total).sample(range(total), int(KILLS)))
    for turn, step in enumerate(steps):
        before = published.place.served()
        published.site.write([there, gone][turn % 2])
        assert published.killed_at(step).returncode in (-signal.SIGKILL, 0)
        now, after = published.place.served(), published.site.bytes()
        assert mixed(now, before, after, published.place.is_exchanged_at_once) == []
        again = published.publish()
        assert again.returncode == 0, again.stdout
        assert published.is_published()


def mixed(now, before, after, at_once):
    """Return the paths at which readers get, or miss, neither what the site *before* has nor what that *after* has."""
    if at_once:
        return [] if now in (before, after) else sorted(now.items() ^ before.items())
    paths = now.keys() | (before.keys() & after.keys())
    return sorted(path for path in paths if now.get(path) not in (before.get(path), after.get(path)))


def test_a_site_that_lacks_a_page_is_a_mixture():
    before, after = {"a": b"1", "b": b"1", "c": b"1"}, {"a": b"2", "b": b"1"}
    for at_once in (True, False):
        assert mixed({"a": b"1", "c": b"1"}, before, after, at_once)
        assert not mixed(before, before, after, at_once)
        assert not mixed(after, before, after, at_once)


def test_of_two_publishers_at_once_one_wins_and_the_other_is_told(published):
    others = published.copy()
    for turn in range(ROUNDS):
        sites = (published, others)
        for name, each in zip(("Ada", "Ben"), sites, strict=True):
            each.site.write({"articles/otters.md": article("Otters", body=f"{name}, turn {turn}.")})
        started = [each.begin() for each in sites]
        printed = [process.communicate()[0] for process in started]
        statuses = [process.returncode for process in started]
        assert 0 in statuses, printed
        for status, text in zip(statuses, printed, strict=True):
            assert "Traceback" not in text
            assert status == 0 or "Not published: " in text or "Not finished: " in text, text
        served = published.place.served()
        assert served in [each.site.bytes() for each in sites]


def test_a_file_of_somebody_else_is_named_and_kept(published_once):
    published_once.place.put("google.html", b"a token")
    published_once.site.write({"articles/otters.md": None})
    done = published_once.publish()
    if done.returncode == 0:  # this kind of host keeps it
        assert published_once.place.served() == published_once.site.bytes() | {"google.html": b"a token"}
    else:
        assert "google.html" in done.stdout
        assert published_once.place.served()["google.html"] == b"a token"


def test_a_lost_record_loses_nothing(published_once):
    published_once.place.lose_the_record()
    published_once.site.write({"articles/otters.md": article("Otters", body="They swim.")})
    assert published_once.publish().returncode == 0
    assert published_once.is_published()


def test_a_fifth_fewer_pages_are_refused(published):
    published.site.write({path: None for path in FILES if "otters" not in path})
    done = published.publish()
    assert done.returncode == 1
    assert "Not published: the site has " in done.stdout
    assert "--allow-shrink" in done.stdout
    assert published.server.get("/voles/").status == 200
    assert published.publish("--allow-shrink").returncode == 0
    assert published.is_published()
