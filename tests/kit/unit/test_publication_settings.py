"""Rows of PUBLISH_TO, and addresses that readers should not get."""

import pytest

from hamerkop.publish.after import tell_the_cache
from hamerkop.publish.preflight import why_not_public
from hamerkop.publish.rows import row_of
from hamerkop.publish.targets import TargetError
from hamerkop.publish.targets.directory import Directory


def rows(**named):
    return {"PUBLISH_TO": named}


def test_the_only_row_needs_no_name():
    row = row_of(rows(www={"kind": "directory", "path": "/srv/x", "keep": 3, "url": "https://example.org"}), "")
    assert row.target == Directory("/srv/x", keep=3)
    assert (row.name, row.url) == ("www", "https://example.org")


def test_without_rows_it_is_the_branch_of_old():
    assert row_of({"PUBLISH_TO": {}}, "").target.name == "gh-pages on origin"


@pytest.mark.parametrize(
    ("settings", "name", "said"),
    [
        (rows(a={"kind": "directory", "path": "x"}, b={"kind": "git"}), "", "several rows; choose one with --to: a, b"),
        (rows(production={"kind": "git"}), "prodction", 'no row "prodction"; did you mean "production"?'),
        (rows(), "x", 'no row "x"; there is none'),
        (rows(a={"kind": "directry", "path": "x"}), "", 'no kind "directry"; did you mean "directory"?'),
        (rows(a={"path": "x"}), "", '"kind" is missing; write one of directory, '),
        (rows(a={"kind": ["git"]}), "", "there is no kind"),
        (rows(a={"kind": "directory", "path": ""}), "", '"path" is missing'),
        (rows(a={"kind": "git", "keep": 0}), "", '"keep": write 1 or more'),
        (rows(a={"kind": "git", "wait": -1}), "", '"wait": write the seconds, 0 or more'),
        (rows(a={"kind": "git", "wait": float("nan")}), "", '"wait": write the seconds, 0 or more'),
        (rows(a={"kind": "git", "url": "example.org"}), "", '"url": begin it with https:// and the name of the host'),
        (rows(a={"kind": "git", "url": "https://h:99999"}), "", '"url": write the name of the host, and a port'),
        (rows(a={"kind": "directory"}), "", '"path" is missing'),
        (rows(a={"kind": "directory", "pth": "x"}), "", '"pth" is no option; did you mean "path"?; "path" is missing'),
        (rows(a={"kind": "directory", "path": 3}), "", '"path": write text'),
        (rows(a={"kind": "directory", "path": "x", "keep_files": "*.html"}), "", '"keep_files": write a list of text'),
        (rows(a={"kind": "directory", "path": "${NO_SUCH}"}), "", "needs NO_SUCH in the environment"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(settings, name, said):
    with pytest.raises(TargetError) as failed:
        row_of(settings, name)
    assert said in str(failed.value)


def test_a_variable_that_is_empty_is_named_before_another_place_is_published_to(monkeypatch):
    monkeypatch.setenv("WWW", "")
    with pytest.raises(TargetError, match="needs WWW in the environment"):
        row_of(rows(a={"kind": "directory", "path": "${WWW}/site"}), "a")


@pytest.mark.parametrize("value", ["www", ["www"], {"a": "www"}, {1: {"kind": "git"}}])
def test_rows_that_are_none_are_never_taken_for_the_branch_of_old(value):
    with pytest.raises(TargetError, match="PUBLISH_TO: write rows such as"):
        row_of({"PUBLISH_TO": value}, "")


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("/site/out", "OUTPUT_PATH"),
        ("/site/out/www", "OUTPUT_PATH"),
        ("/site/content/../content", "PATH"),
        ("/site/look/x", "THEME"),
    ],
)
def test_releases_are_never_among_the_sources_or_in_the_output(path, setting):
    folders = {"PATH": "/site/content", "OUTPUT_PATH": "/site/out", "THEME": "/site/look"}
    with pytest.raises(TargetError, match=f'"path" and {setting} are in one another'):
        row_of(rows(a={"kind": "directory", "path": path}) | folders, "a")


@pytest.mark.parametrize("path", ["/site/www", "/site", "/www", "/site/out2"])
def test_a_folder_beside_them_is_accepted(path):
    for sources in ("/site/content", "/site"):
        folders = {"PATH": sources, "OUTPUT_PATH": "/site/out", "THEME": "/elsewhere/theme"}
        assert row_of(rows(a={"kind": "directory", "path": path}) | folders, "a").target.name == path


def test_a_password_in_an_address_is_not_shown(monkeypatch):
    monkeypatch.setenv("PASSWORD", "s3cret")
    with pytest.raises(TargetError, match="remove the name and password") as failed:
        row_of(rows(a={"kind": "git", "url": "https://me:${PASSWORD}@example.org"}), "")
    assert "s3cret" not in str(failed.value)


def test_a_secret_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("ZONE", "s3cret")
    row = row_of(rows(a={"kind": "git", "purge": "https://cdn.example/${ZONE}"}), "a")
    assert row.purge == "https://cdn.example/s3cret"
    row = row_of(rows(a={"kind": "git", "purge": "sh -c 'echo no: $0; exit 1' ${ZONE}"}), "a")
    with pytest.raises(TargetError, match=r"status 1: no: [*]{3};"):
        tell_the_cache(row)


OWN = ["localhost:8000", "LOCALHOST", "127.0.0.1/x", "192.168.1.4", "[::1]/", "box.local", "site.test."]


@pytest.mark.parametrize("host", OWN)
def test_an_address_of_ones_own_machine_or_network_is_refused(host):
    assert "only this machine or network" in why_not_public(f"https://{host}")


def test_an_address_without_encryption_is_refused():
    assert "write https://" in why_not_public("http://example.org")


@pytest.mark.parametrize("address", ["https://example.org/sub", "https://übung.example", "https://8.8.8.8"])
def test_a_public_address_is_accepted(address):
    assert why_not_public(address) == ""
