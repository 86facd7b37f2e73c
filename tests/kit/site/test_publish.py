"""Publishing puts the built tree on a branch of a Git remote, and nothing else, or says why not."""

import os
import subprocess

import pytest

from tests.conftest import article

WHO = {f"GIT_{role}_{part}": "tests@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
SET = {"SITEURL": "https://example.org", "CONTACT": "mail@example.org", "FUNDING": "Nobody pays."}
REQUIRED = {"REQUIRED_TO_PUBLISH": list(SET)}
PUBLISH = ["-m", "hamerkop", "publish", "--settings", "siteconf.py"]


def git(folder, *words):
    environment = {**os.environ, **WHO}
    return subprocess.run(
        ["git", *words], cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout


class PublishingSite:
    """A tiny site in a Git checkout whose remote is a bare repository beside it."""

    def __init__(self, site, settings):
        self.site = site(
            {"articles/a.md": article("A"), "articles/b.md": article("B")}, settings=settings | REQUIRED, published=True
        )
        self.remote = self.site.folder.parent / "remote.git"
        git(self.site.folder.parent, "init", "-q", "--bare", str(self.remote))
        git(self.site.folder, "init", "-q", "-b", "main")
        git(self.site.folder, "remote", "add", "origin", str(self.remote))
        self.commit()

    def commit(self):
        git(self.site.folder, "add", "content", "siteconf.py")
        git(self.site.folder, "commit", "-q", "-m", "Write")

    def publish(self, *flags, **env):
        done = self.site.run([*PUBLISH, *flags], **{**WHO, **env})
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done

    def published(self):
        return git(self.remote, "ls-tree", "-r", "--name-only", "gh-pages").split()


@pytest.fixture
def ready(site):
    return PublishingSite(site, SET)


def test_the_branch_holds_the_built_site(ready):
    done = ready.publish()
    assert done.returncode == 0, done.stdout + done.stderr
    built = [path.relative_to(ready.site.output).as_posix() for path in ready.site.output.rglob("*") if path.is_file()]
    assert sorted(ready.published()) == sorted([".nojekyll", *built])
    assert "Published: gh-pages on origin has the site." in done.stdout


def test_a_dry_run_says_what_would_change_and_pushes_nothing(ready):
    ready.publish()
    before = git(ready.remote, "rev-parse", "gh-pages")
    ready.site.write({"articles/a.md": None, "articles/c.md": article("C")})
    ready.commit()
    done = ready.publish("--dry-run")
    assert done.returncode == 0
    for line in ("+ c/index.html", "- a/index.html", "~ index.html", "Nothing was pushed."):
        assert line in done.stdout
    assert git(ready.remote, "rev-parse", "gh-pages") == before


def test_publishing_again_adds_to_the_history_and_removes_what_is_gone(ready):
    ready.publish()
    ready.site.write({"articles/a.md": None})
    ready.commit()
    assert ready.publish().returncode == 0
    assert "a/index.html" not in ready.published()
    assert git(ready.remote, "rev-list", "--count", "gh-pages").strip() == "2"


def test_publishing_the_same_again_changes_nothing(ready):
    ready.publish()
    assert "It is published already." in ready.publish().stdout
    assert git(ready.remote, "rev-list", "--count", "gh-pages").strip() == "1"


def test_the_hosts_domain_file_is_kept(ready):
    ready.publish()
    clone = ready.remote.parent / "clone"
    git(ready.remote.parent, "clone", "-q", "-b", "gh-pages", str(ready.remote), str(clone))
    (clone / "CNAME").write_text("example.org\n")
    git(clone, "add", "CNAME")
    git(clone, "commit", "-q", "-m", "Domain")
    git(clone, "push", "-q", "origin", "gh-pages")
    ready.site.write({"articles/c.md": article("C")})
    ready.commit()
    assert ready.publish().returncode == 0
    assert git(ready.remote, "show", "gh-pages:CNAME") == "example.org\n"


@pytest.mark.parametrize("name", ["SITEURL", "CONTACT", "FUNDING"])
def test_an_unset_setting_is_named_and_nothing_is_published(site, name):
    unset = PublishingSite(site, {**SET, name: None if name != "SITEURL" else ""})
    done = unset.publish()
    assert done.returncode == 1
    assert f"  {name} is not set; " in done.stdout
    assert "\nsiteconf.py:" in f"\n{done.stdout}"
    assert git(unset.remote, "branch").strip() == ""


def test_a_site_with_a_problem_is_not_published(ready):
    ready.site.write({"articles/bad.md": "no header"})
    done = ready.publish()
    assert done.returncode == 1
    assert "content/articles/bad.md:1:1  F01  no front matter" in done.stdout
    assert git(ready.remote, "branch").strip() == ""


def test_a_remote_that_cannot_be_reached_is_one_clear_line(ready):
    git(ready.site.folder, "remote", "set-url", "origin", str(ready.remote.parent / "nowhere.git"))
    done = ready.publish()
    assert done.returncode == 2
    assert "Not published: git ls-remote failed: " in done.stdout
    assert "Built" not in done.stdout, "this is known before the build"


def test_the_branch_being_worked_on_is_never_overwritten(ready):
    git(ready.site.folder, "checkout", "-q", "-b", "gh-pages")
    done = ready.publish()
    assert done.returncode == 2
    assert "is the branch you are working on" in done.stdout


def test_a_branch_with_other_work_on_it_is_never_overwritten(ready):
    git(ready.site.folder, "push", "-q", "origin", "main:gh-pages")
    done = ready.publish()
    assert done.returncode == 2
    assert "gh-pages on origin holds files that were not published by this command" in done.stdout


def test_without_an_identity_gits_two_commands_are_given_before_the_build(ready):
    git(ready.site.folder, "config", "user.useConfigOnly", "true")
    done = ready.publish(**dict.fromkeys(WHO, ""), HOME=str(ready.site.folder))
    assert done.returncode == 2
    assert 'git config --global user.name "Your Name"\n  git config --global user.email ' in done.stdout
    assert "Built" not in done.stdout


def test_a_dry_run_needs_no_identity(ready):
    git(ready.site.folder, "config", "user.useConfigOnly", "true")
    done = ready.publish("--dry-run", **dict.fromkeys(WHO, ""), HOME=str(ready.site.folder))
    assert done.returncode == 0
    assert "Nothing was pushed." in done.stdout


def test_a_branch_that_was_deleted_on_the_remote_is_published_anew(ready):
    ready.publish()
    git(ready.remote, "branch", "-D", "gh-pages")
    done = ready.publish()
    assert done.returncode == 0
    assert "Published: gh-pages on origin" in done.stdout
