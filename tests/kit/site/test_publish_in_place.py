"""Hosts whose files are replaced in place: what is ours and what is not, claims, and what is kept to go back to.

HAMERKOP_ROUNDS is the number of times that two publishers begin at once.
"""

import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from hamerkop.publish.plan import plan
from hamerkop.publish.targets import Busy, TargetError
from hamerkop.publish.targets.claim import CLAIM
from tests.publishing import PLACES, PlaceInPlace, as_bytes, folder_with, publish

IN_PLACE = [name for name, place in PLACES.items() if issubclass(place, PlaceInPlace)]
ROUNDS = int(os.environ.get("HAMERKOP_ROUNDS", "3"))
FILES = {
    "index.html": "Front",
    "about/index.html": "About",
    "theme/style.3f9ac21b.css": "p{}",
    "feeds/all.atom.xml": "<feed/>",
    "images/otter.png": "\x89PNG",
}


@pytest.fixture(params=IN_PLACE)
def place(request, tmp_path, monkeypatch):
    made = PLACES[request.param](tmp_path / "host")
    for name, value in made.env.items():
        monkeypatch.setenv(name, value)
    with made.host():
        yield made


@pytest.fixture
def publishing(place, tmp_path):
    """Return ``publishing(files, **options)``, which publishes a folder with these files only."""
    numbers = iter(range(1000))

    def run(files, **options):
        return publish(place.target(**options), folder_with(tmp_path / f"site-{next(numbers)}", files))

    return run


def test_what_is_gone_is_deleted_and_only_changes_travel(place, publishing):
    publishing(FILES)
    assert place.served() == as_bytes(FILES)
    changed = {path: text for path, text in FILES.items() if path != "about/index.html"} | {"index.html": "New"}
    _, sent = publishing(changed)
    assert (place.served(), sent) == (as_bytes(changed), 1)


def test_names_of_files_with_anything_in_them_are_published(place, publishing):
    names = [
        'a "b" c.txt',
        "übung.txt",
        "- dash.txt",
        "100%.txt",
        "%41.txt",
        "a+b&c=d#e.txt",
        "[x]{y}*.txt",
        "~/a",
        "'q'",
    ]
    files = FILES | {f"files/{name}": name for name in names}
    publishing(files)
    assert place.served() == as_bytes(files)
    publishing(FILES)
    assert place.served() == as_bytes(FILES)


def test_a_file_becomes_a_folder_and_a_folder_a_file(place, publishing):
    for files in (FILES | {"a": "file", "b/c/d": "x"}, FILES | {"a/b": "folder", "b": "file"}, FILES):
        publishing(files)
        assert place.served() == as_bytes(files)


def test_a_file_of_somebody_else_is_not_overwritten_unless_the_row_allows_it(place, publishing):
    place.put("about.html", b"theirs")
    with pytest.raises(TargetError, match=r'1 file on .* would be overwritten, as about.html: .* "adopt": True'):
        publishing(FILES | {"about.html": "ours"})
    assert place.served() == {"about.html": b"theirs"}
    publishing(FILES | {"about.html": "ours"}, adopt=True)
    assert place.served() == as_bytes(FILES | {"about.html": "ours"})


def test_a_site_that_was_uploaded_by_other_means_is_taken_over(place, publishing):
    for path, data in as_bytes(FILES).items():
        place.put(path, data)
    publishing(FILES)
    less = {path: text for path, text in FILES.items() if path != "about/index.html"}
    publishing(less)
    assert place.served() == as_bytes(less)


def test_more_deletions_than_the_row_allows_stop_a_publication(place, publishing):
    publishing(FILES | {f"{number}.html": "x" for number in range(4)})
    before = place.served()
    with pytest.raises(TargetError, match=r'4 public files on .* more than 3; .* "max_delete": 4 in the row'):
        publishing(FILES, max_delete=3)
    assert place.served() == before
    publishing(FILES, max_delete=4)
    assert place.served() == as_bytes(FILES)


def test_content_that_no_kept_release_has_is_not_kept(place, publishing):
    for text in ("one", "two", "three"):
        publishing(FILES | {"index.html": text}, keep=2)
    kept = place.kept()
    contents = {data for path, data in kept.items() if path.startswith("objects/")}
    assert contents == {b"two", b"three", *as_bytes(FILES).values()} - {b"Front"}
    assert len([path for path in kept if path.startswith("releases/")]) == 2


def test_styles_of_the_last_release_stay_for_pages_that_are_open(place, publishing):
    publishing(FILES)
    new = {path: text for path, text in FILES.items() if "style" not in path} | {"theme/style.bbbbbbb1.css": "b{}"}
    publishing(new)
    assert place.served() == as_bytes(FILES | new)
    publishing(new | {"index.html": "x"}, keep=1)
    publishing(new | {"index.html": "y"}, keep=1)
    assert place.served() == as_bytes(new | {"index.html": "y"})


def test_going_back_uploads_nothing(place, publishing):
    first, _ = publishing(FILES)
    publishing({"index.html": "New"})
    objects = {path: data for path, data in place.kept().items() if path.startswith("objects/")}
    target = place.target()
    with target.only_publisher():
        target.activate(target.releases()[first.name])
        assert target.live() == first
        target.clean(first)
    assert place.served() == as_bytes(FILES)
    assert {path: data for path, data in place.kept().items() if path.startswith("objects/")} == objects


def test_what_an_interrupted_publication_left_is_completed_by_another_one(place, publishing, tmp_path):
    publishing(FILES)
    broken, folder = place.target(), folder_with(tmp_path / "broken", {"index.html": "Broken", "orphan.html": "x"})
    with broken.only_publisher():
        built = broken.built(folder)
        broken.send(built, folder, plan({}, built.files))
        broken._write = after(1, broken._write)
        with pytest.raises(TargetError, match="stopped"):
            broken.activate(built)
    assert place.served()["orphan.html"] == b"x"
    live = place.target().live()
    assert (live.files["index.html"], live.files["images/otter.png"] == "") == ("", False)
    publishing(FILES)
    assert place.served() == as_bytes(FILES)


def test_a_first_publication_that_broke_off_while_sending_is_no_lost_record(place, publishing, tmp_path):
    place.put("theirs.txt", b"theirs")
    broken, folder = place.target(), folder_with(tmp_path / "broken", FILES)
    broken.state.put = after(2, broken.state.put)
    with broken.only_publisher(), pytest.raises(TargetError, match="stopped"):
        broken.send(broken.built(folder), folder, plan({}, {}))
    assert place.served() == {"theirs.txt": b"theirs"}
    assert place.target().notes() == []
    publishing(FILES)
    assert place.served() == as_bytes(FILES) | {"theirs.txt": b"theirs"}


def after(calls, function):
    """Return *function*, which fails after some calls."""
    left = iter(range(calls))

    def limited(*values):
        if next(left, None) is None:
            raise TargetError("stopped")
        return function(*values)

    return limited


def test_a_damaged_object_is_sent_again_after_readers_did_not_get_the_page(place, publishing, tmp_path):
    target, folder = place.target(), folder_with(tmp_path / "first", FILES)
    with target.only_publisher():  # without `clean`: the verification has failed
        built = target.built(folder)
        target.send(built, folder, plan({}, built.files))
        target.activate(built)
    for path in place.kept():
        if path.startswith("objects/"):
            place.keep(path, b"damaged")
    _, sent = publishing(FILES)
    assert (place.served(), sent) == (as_bytes(FILES), len(FILES))


@pytest.mark.parametrize("lost", [["live.json"], ["live.json", "releases/"], ["live.json", "releases/", "objects/"]])
def test_whatever_record_is_lost_nothing_is_lost(place, publishing, lost):
    publishing(FILES)
    place.put("theirs.txt", b"theirs")
    place.forget(*lost)
    notes = place.target().notes()
    assert len(notes) == ("objects/" not in lost)
    changed = {path: text for path, text in FILES.items() if path != "about/index.html"} | {"new.html": "New"}
    publishing(changed)
    left = {"about/index.html": b"About"} if "objects/" in lost else {}
    assert place.served() == as_bytes(changed) | {"theirs.txt": b"theirs"} | left


def test_a_record_that_cannot_be_read_is_named_and_replaced(place, publishing):
    publishing(FILES)
    for path in place.kept():
        if path.startswith(("live", "releases/")):
            place.keep(path, b"{")
    assert "is lost; every public file is compared" in place.target().notes()[0]
    publishing(FILES | {"index.html": "New"})
    assert place.served() == as_bytes(FILES | {"index.html": "New"})
    assert place.target().notes() == []


def test_a_document_is_replaced_only_in_the_version_that_was_read(place):
    documents = place.target().documents
    versions = [None]
    for number in range(3):
        versions.append(documents.replace("x.json", b"%d" % number, versions[-1]))
    assert None not in versions[1:]
    for stale in versions[:3]:
        assert documents.replace("x.json", b"stale", stale) is None
    assert documents.read("x.json") == (b"2", versions[3])


def claim_of_another_machine(place, beat=0):
    facts = {"token": f"{beat}", "machine": "another", "process": 1, "started": "1"}
    documents = place.target().documents
    found = documents.read(CLAIM)
    assert documents.replace(CLAIM, json.dumps(facts).encode(), found.version if found else None)


def test_a_claim_that_nobody_renews_is_taken_over(place, publishing, capsys):
    claim_of_another_machine(place)
    begun = time.monotonic()
    publishing(FILES, lease=1.0)
    assert time.monotonic() - begun >= 1
    assert "may be running; it is watched for up to 1 seconds" in capsys.readouterr().out
    assert place.served() == as_bytes(FILES)


def test_a_claim_that_somebody_renews_is_not(place, publishing):
    claim_of_another_machine(place)
    ended = threading.Event()

    def renew():
        for beat in range(1, 100):
            if ended.wait(0.1):
                return
            claim_of_another_machine(place, beat)

    renewing = threading.Thread(target=renew)
    renewing.start()
    try:
        with pytest.raises(Busy, match=r"another publication to .* is running; wait until it has ended"):
            publishing(FILES, lease=20.0)
    finally:
        ended.set()
        renewing.join()
    assert place.served() == {}


def test_a_publisher_whose_claim_was_taken_over_changes_nothing_more(place, publishing, tmp_path):
    publishing(FILES)
    target, folder = place.target(lease=1.0), folder_with(tmp_path / "late", FILES | {"index.html": "Late"})

    def taken_over():
        claim_of_another_machine(place)
        time.sleep(0.5)

    with pytest.raises(Busy, match="has lost its claim"):
        publish(target, folder, meanwhile=taken_over)
    assert place.served() == as_bytes(FILES)
    assert json.loads(place.target().documents.read(CLAIM).data)["machine"] == "another"


def test_two_publishers_at_once_never_leave_a_mixture(place, tmp_path):
    for turn in range(ROUNDS):
        sites = [FILES | dict.fromkeys(FILES, f"{who}{turn}") | {f"{who}.html": who} for who in "ab"]
        folders = [folder_with(tmp_path / f"{turn}-{who}", site) for who, site in zip("ab", sites, strict=True)]
        barrier = threading.Barrier(2)

        def run(folder, barrier=barrier):
            target = place.target()
            barrier.wait()
            try:
                publish(target, folder)
            except Busy as reason:
                return str(reason)
            return ""

        with ThreadPoolExecutor(2) as pool:
            said = [*pool.map(run, folders)]
        assert "" in said
        assert place.served() in [as_bytes(site) for site, each in zip(sites, said, strict=True) if each == ""]
