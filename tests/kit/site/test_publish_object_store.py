"""What is particular to object stores: headers, what a store refuses, connections that drop, conditions it lacks."""

import subprocess
import sys

import pytest

from hamerkop.publish import rows
from hamerkop.publish.headers import FOREVER, NEVER, headers_of
from hamerkop.publish.release import Release
from hamerkop.publish.targets import TargetError
from hamerkop.publish.targets.object_store import ObjectStore, reason_in
from tests.conftest import article
from tests.failing_proxy import failing
from tests.object_store_server import (
    CREDENTIALS,
    allow,
    ask,
    new_bucket,
    object_store_server,
    objects_in,
    set_policy,
    store_at,
)
from tests.plain_site import PROJECT
from tests.programs import need_program
from tests.publishing import BucketPlace, as_bytes, folder_with, publish, publishing

FILES = {"index.html": "Front", "otters/index.html": "Otters", "voles/index.html": "Voles", "style.css": "p{}"}
CHANGED = {"index.html": "New", "otters/index.html": "They swim.", "style.css": "p{}", "mice/index.html": "Mice"}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return a bucket to which FILES were published."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    made = BucketPlace(tmp_path / "host")
    publish(made.target(), folder_with(tmp_path / "first", FILES))
    folder_with(tmp_path / "changed", CHANGED)
    return made


def test_each_file_has_its_type_and_a_refused_one_is_one_line(tmp_path):
    with publishing("object_store", tmp_path, {"articles/otters.md": article("Otters")}) as made:
        assert made.publish().returncode == 0
        bucket = made.place.bucket
        for path in made.site.bytes():
            answer = ask("GET", f"{object_store_server()}/{bucket}/site/{path}")
            assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == headers_of(path), path
        readers = allow("s3:GetObject", f"{bucket}/*")
        set_policy(bucket, readers, allow("s3:PutObject", f"{bucket}/site/otters/*", "Deny"))
        made.site.write({"articles/otters.md": article("Otters", body="They swim.")})
        done = made.publish()
        line = f"\nNot published: s3://{bucket}/site/otters/index.html: the store answers 403 Forbidden; check the "
        assert (done.returncode, line in done.stdout, "secret" in done.stdout + done.stderr) == (2, True, False)
        set_policy(bucket, readers)
        assert made.publish().returncode == 0
        assert made.is_published()


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("index.html", "text/html; charset=utf-8", NEVER),
        ("theme/style.3f9ac21b.css", "text/css; charset=utf-8", FOREVER),
        ("feeds/all.atom.xml", "application/atom+xml; charset=utf-8", "public, max-age=900"),
        ("feeds/all.json", "application/feed+json; charset=utf-8", "public, max-age=900"),
        ("sitemap.xml", "application/xml; charset=utf-8", NEVER),
        ("pagefind/fragment/en_1.pf_fragment", "application/octet-stream", FOREVER),
        ("images/a b.webp", "image/webp", "public, max-age=86400"),
        ("files/data.tar.gz", "application/octet-stream", NEVER),
    ],
)
def test_types_and_times_are_those_of_the_table(path, kind, cache):
    assert headers_of(path) == (kind, cache)


def test_while_new_content_is_refused_readers_get_the_old_site(place, tmp_path):
    readers = allow("s3:GetObject", f"{place.bucket}/*")
    objects = f"{place.bucket}/site/.hamerkop/objects/*"
    set_policy(place.bucket, readers, allow("s3:PutObject", objects, "Deny"))
    with pytest.raises(TargetError, match=r"/site/\.hamerkop/objects/\w+-\w+: the store answers 403 Forbidden; "):
        publish(place.target(), tmp_path / "changed")
    assert place.served() == as_bytes(FILES)
    set_policy(place.bucket, readers)
    publish(place.target(), tmp_path / "changed")
    assert place.served() == as_bytes(CHANGED)


@pytest.mark.parametrize("requests", [8, 16])
def test_a_connection_that_drops_is_one_line_and_the_next_run_completes(place, tmp_path, requests):
    left = iter(range(requests))
    with (
        failing(object_store_server(), lambda *_: None if next(left, None) is not None else 0) as proxy,
        pytest.raises(TargetError, match="; run the same command again: it completes"),
    ):
        publish(place.target(endpoint=proxy), tmp_path / "changed")
    assert FILES.keys() <= place.served().keys()
    publish(place.target(), tmp_path / "changed")
    assert place.served() == as_bytes(CHANGED)


@pytest.mark.parametrize("kind", ["refuses", "ignores"])
def test_a_store_without_conditional_writes_is_used_with_a_note(place, tmp_path, kind):
    def fault(_method, _path, headers):
        conditions = [name for name in headers if name.lower() in ("if-match", "if-none-match")]
        for name in conditions:
            del headers[name]
        return 501 if conditions and kind == "refuses" else None

    with failing(object_store_server(), fault) as proxy:
        target = place.target(endpoint=proxy)
        target.is_conditional = target.try_host(dry_run=False)
        assert "has no conditional writes: publish from one place at a time" in target.notes()[0]
        publish(target, tmp_path / "changed")
    assert place.served() == as_bytes(CHANGED)


PROGRAM = """
import sys
from pathlib import Path
from hamerkop.publish.targets.object_store import ObjectStore
from tests.publishing import publish
publish(ObjectStore(store=sys.argv[1], endpoint=sys.argv[2], region="us-east-1"), Path(sys.argv[3]))
"""


def test_the_clock_of_the_publisher_does_not_matter(place, tmp_path):
    command = [need_program("faketime", "faketime"), "-f", "-1d", sys.executable, "-c", PROGRAM]
    where = [f"s3://{place.bucket}/site", object_store_server(), str(tmp_path / "changed")]
    subprocess.run([*command, *where], cwd=PROJECT, check=True)
    assert place.served() == as_bytes(CHANGED)


def test_a_rollback_sends_no_content(place, tmp_path):
    publish(place.target(), tmp_path / "changed")
    objects = allow("s3:PutObject", f"{place.bucket}/site/.hamerkop/objects/*", "Deny")
    set_policy(place.bucket, allow("s3:GetObject", f"{place.bucket}/*"), objects)
    target = place.target()
    with target.only_publisher():
        first = next(iter(target.releases().values()))
        target.activate(first)
        target.clean(first)
    assert place.served() == as_bytes(FILES)


def test_the_publishers_own_files_can_be_in_another_store(place, tmp_path):
    private = new_bucket()
    options = {"store": f"s3://{place.bucket}/other", "state_store": f"s3://{private}"}
    for name in ("first", "changed"):
        publish(place.target(**options), tmp_path / name)
    assert objects_in(store_at(f"s3://{place.bucket}/other")) == as_bytes(CHANGED)
    assert "live.json" in objects_in(store_at(f"s3://{private}"))


@pytest.mark.parametrize(
    ("store", "reason"),
    [
        ("s3://no-such-bucket", "NoSuchBucket: The specified bucket does not exist; make the bucket, or correct its"),
        ("bucket", '"bucket" is not the address of an object store; write s3://BUCKET'),
        ("https://example.org/bucket", "is not the address of an object store"),
    ],
)
def test_a_store_that_is_none_is_named_before_the_build(store, reason, monkeypatch):
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(TargetError, match=reason):
        ObjectStore(store=store, endpoint=object_store_server(), region="us-east-1").try_host(dry_run=True)


@pytest.mark.parametrize("name", ["a\x01.txt", "a\udcff.txt", "long" * 256 + "/a"])
def test_a_name_that_no_object_can_have_is_named_before_anything_is_sent(name, place):
    before = place.kept()
    with pytest.raises(TargetError, match=r"^'[^']*': the name of an object .*; rename the file$"):
        place.target()._accept(Release("0002-00000000", {"index.html": "0", name: "0"}))
    assert place.kept() == before


def test_an_error_shows_no_address_with_a_signature():
    printed = "Generic error: Error performing PUT https://h/c?sig=abc in 2ms - HTTP error: error sending request"
    assert "sig" not in reason_in(printed)


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.setitem(sys.modules, "obstore.exceptions", None)
    monkeypatch.delitem(sys.modules, "hamerkop.publish.targets.object_store")
    settings = {"PUBLISH_TO": {"production": {"kind": "object_store", "store": "s3://bucket"}}}
    with pytest.raises(TargetError, match=r'the package obstore is not installed; run: pip install "hamerkop\[object'):
        rows.row_of(settings, "")
