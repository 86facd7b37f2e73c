"""Publishing puts the built tree on a branch of a Git remote, and nothing else, or says why not."""

import os
import shutil
import subprocess

import pytest

from hamerkop.publish.plan import plan
from hamerkop.publish.targets import TargetError
from hamerkop.publish.targets.git_branch import GitBranch, check_room, digests_of, stored_tree
from hamerkop.shared.tree_digest import digest, manifest
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
    for line in ("+ c/index.html", "- a/index.html", "~ index.html", "Nothing was published."):
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


def test_a_repository_in_the_output_is_no_change(ready):
    (ready.site.output / ".git").mkdir(parents=True)
    (ready.site.output / ".git/config").write_text("")
    (ready.site.output.parent / ".output.lock").touch()
    with (ready.site.folder / "siteconf.py").open("a") as settings:
        settings.write('\nOUTPUT_RETENTION = [".git"]\n')
    ready.publish()
    assert "It is published already." in ready.publish().stdout


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


def test_a_repository_in_the_output_stays_out_and_a_name_that_git_leaves_out_is_said(tmp_path, monkeypatch):
    built = tmp_path / "built"
    for path in (".git/HEAD", "a/index.html"):
        (built / path).parent.mkdir(parents=True)
        (built / path).write_text("x")
    git(tmp_path, "init", "-q")
    monkeypatch.chdir(tmp_path)
    files = digests_of(built, "-w")
    assert sorted(files) == [".nojekyll", "a/index.html"]
    assert stored_tree(files)
    with pytest.raises(TargetError, match=r"Git cannot store a file with the name b/\.git; rename or remove it"):
        stored_tree({**files, "b/.git": files["a/index.html"]})


@pytest.mark.parametrize(("there", "branch"), [("pages", "pages/x"), ("pages/x", "pages")])
def test_a_branch_that_cannot_be_beside_another_is_named_before_the_build(there, branch):
    with pytest.raises(TargetError, match=f'origin has the branch "{there}", beside which "{branch}" cannot be'):
        check_room(branch, ["main", there], "origin")
    check_room("pages2", ["pages", "pages3/x"], "origin")


def test_a_folder_without_a_repository_is_told_where_to_name_a_place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(TargetError, match=r"^this folder is in no Git repository.* name another place in PUBLISH_TO"):
        GitBranch().check(dry_run=True)


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
    assert "Nothing was published." in done.stdout


def test_a_branch_that_was_deleted_on_the_remote_is_published_anew(ready):
    ready.publish()
    git(ready.remote, "branch", "-D", "gh-pages")
    done = ready.publish()
    assert done.returncode == 0
    assert "Published: gh-pages on origin" in done.stdout


def test_a_name_that_git_would_take_for_a_flag_runs_nothing(ready):
    done = ready.publish("--remote=--upload-pack=touch PWNED")
    assert (done.returncode, (ready.site.folder / "PWNED").exists()) == (2, False)
    assert (
        'Not published: this repository has no Git remote "--upload-pack=touch PWNED"; give one of: origin'
        in done.stdout
    )


@pytest.mark.parametrize("remote", ["orign", "ext::touch PWNED", "../remote.git", ""])
def test_a_remote_that_the_repository_does_not_have_is_named(ready, remote):
    done = ready.publish("--remote", remote)
    assert done.returncode == 2
    assert f'no Git remote "{remote}"; ' in done.stdout
    assert ('did you mean "origin"?' in done.stdout) == (remote == "orign")
    assert "Built" not in done.stdout


@pytest.mark.parametrize("branch", ["a b", "--force", "-f", "a..b", "@{-1}", "a:b", "", "a/", "x.lock"])
def test_a_name_that_no_branch_can_have_is_named_before_the_build(ready, branch):
    done = ready.publish(f"--branch={branch}")
    assert done.returncode == 2
    assert f'Not published: "{branch}" cannot be the name of a branch; name another one' in done.stdout
    assert "Built" not in done.stdout


HOOK = "#!/bin/sh\ngit --git-dir={remote} update-ref refs/heads/gh-pages {commit}\n"


def somebody_elses_commit(ready):
    return git(ready.remote, "commit-tree", "gh-pages^{tree}", "-p", "gh-pages", "-m", "Theirs").strip()


def test_who_publishes_after_somebody_else_has_loses_nothing(ready, monkeypatch):
    ready.publish()
    monkeypatch.chdir(ready.site.folder)
    for name, value in WHO.items():
        monkeypatch.setenv(name, value)
    target = GitBranch("origin", "gh-pages")
    target.check(dry_run=False)
    theirs = somebody_elses_commit(ready)
    git(ready.remote, "update-ref", "refs/heads/gh-pages", theirs)
    (ready.site.output / "new.html").write_text("New")
    release = target.built(ready.site.output)
    target.send(release, ready.site.output, plan({}, release.files))
    with pytest.raises(TargetError, match="somebody else has published to gh-pages on origin meanwhile; run the same"):
        target.activate(release)
    assert git(ready.remote, "rev-parse", "gh-pages").strip() == theirs


def test_who_publishes_while_somebody_else_does_is_asked_to_run_it_again(ready):
    ready.publish()
    theirs = somebody_elses_commit(ready)
    hook = ready.site.folder / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK.format(remote=ready.remote, commit=theirs))
    hook.chmod(0o755)
    ready.site.write({"articles/c.md": article("C")})
    ready.commit()
    done = ready.publish()
    assert done.returncode == 2
    assert "Not published: somebody else has published to gh-pages on origin meanwhile; run the same" in done.stdout
    assert git(ready.remote, "rev-parse", "gh-pages").strip() == theirs
    hook.unlink()
    assert ready.publish().returncode == 0
    assert "c/index.html" in ready.published()


def test_a_remote_that_refuses_is_quoted(ready):
    hook = ready.remote / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    done = ready.publish()
    assert done.returncode == 2
    assert "git push failed: ! [remote rejected] " in done.stdout
    assert "(pre-receive hook declined)" in done.stdout


def test_a_commit_of_ones_own_on_the_branch_is_named_and_kept(ready):
    ready.publish()
    git(ready.site.folder, "branch", "gh-pages", "origin/gh-pages")
    mine = git(ready.site.folder, "commit-tree", "gh-pages^{tree}", "-p", "gh-pages", "-m", "My own").strip()
    git(ready.site.folder, "update-ref", "refs/heads/gh-pages", mine)
    ready.site.write({"articles/c.md": article("C")})
    ready.commit()
    done = ready.publish()
    assert done.returncode == 0
    assert "Note: your own branch gh-pages has 1 commit that gh-pages on origin lacks; they stay" in done.stdout
    assert f"  {mine[:7]} My own\n" in done.stdout
    assert git(ready.site.folder, "rev-parse", "gh-pages").strip() == mine
    assert "c/index.html" in ready.published()


def test_a_worktree_of_the_branch_is_not_changed(ready):
    ready.publish()
    worktree = ready.site.folder.parent / "worktree"
    git(ready.site.folder, "branch", "gh-pages", "origin/gh-pages")
    git(ready.site.folder, "worktree", "add", "-q", str(worktree), "gh-pages")
    ready.site.write({"articles/c.md": article("C")})
    ready.commit()
    assert ready.publish().returncode == 0
    assert git(worktree, "status", "--porcelain") == ""
    assert "c/index.html" in ready.published()


def test_what_the_writer_is_about_to_commit_is_not_touched(ready):
    ready.site.write({"articles/c.md": article("C")})
    git(ready.site.folder, "add", "content")
    before = git(ready.site.folder, "status", "--porcelain", "--untracked-files=no")
    assert ready.publish().returncode == 0
    assert git(ready.site.folder, "status", "--porcelain", "--untracked-files=no") == before != ""


def test_files_with_any_name_are_published_byte_for_byte(ready):
    names = ["übung.txt", 'a "quoted" name.txt', "two  spaces.txt", "- dash.txt"]
    ready.site.write({f"images/{name}": b"a\r\nb\xff" for name in names})
    git(ready.site.folder, "config", "core.autocrlf", "input")
    ready.commit()
    done = ready.publish(LC_ALL="C")
    assert done.returncode == 0, done.stdout
    listed = git(ready.remote, "ls-tree", "-r", "-z", "--name-only", "gh-pages").split("\0")
    assert {f"images/{name}" for name in names} <= set(listed)
    content = subprocess.run(["git", "show", f"gh-pages:images/{names[0]}"], cwd=ready.remote, capture_output=True)
    assert content.stdout == b"a\r\nb\xff"


@pytest.mark.parametrize(
    "address", ["https://exa mple.org", 'https://example.org/"><script>', "https://u:p@example.org"]
)
def test_an_address_that_is_none_is_not_published(site, address):
    done = PublishingSite(site, {**SET, "SITEURL": address}).publish()
    assert done.returncode == 1
    assert "  SITEURL is " in done.stdout


def test_who_publishes_a_preview_is_told_so(ready):
    done = ready.publish("--dry-run", SITE_PREVIEW="1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Note: this is a preview: its pages ask search engines not to list them." in done.stdout
    assert f"  sha256 of the site: {digest(manifest(ready.site.output))}\n" in done.stdout
    assert "this is a preview" not in ready.publish("--dry-run").stdout


def detached(ready):
    git(ready.site.folder, "checkout", "-q", "--detach")


def shallow(ready):
    folder = ready.site.folder
    ready.site.write({"articles/c.md": article("C")})
    ready.commit()
    git(folder.parent, "clone", "-q", "--depth", "1", folder.as_uri(), "clone")
    shutil.rmtree(folder / ".git")
    (folder.parent / "clone/.git").rename(folder / ".git")
    git(folder, "remote", "set-url", "origin", str(ready.remote))


def worktree(ready):
    other = ready.site.folder.parent / "another worktree"
    git(ready.site.folder, "worktree", "add", "-q", str(other), "--detach")
    ready.site.folder, ready.site.output = other, other / "output"


def changed(ready):
    ready.site.write({"articles/c.md": article("C")})


def below(ready):
    """Move the repository up: the site is in a folder of it."""
    (ready.site.folder / ".git").rename(ready.site.folder.parent / ".git")


@pytest.mark.parametrize("state", [detached, shallow, worktree, changed, below])
def test_a_checkout_in_any_state_is_published(ready, state):
    state(ready)
    before = os.umask(0o077)
    try:
        done = ready.publish(LC_ALL="C")
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stdout
    assert "a/index.html" in ready.published()
    assert ("c/index.html" in ready.published()) == (state in (shallow, changed))
    if state is below:
        assert "It is published already." in ready.publish().stdout, "what is published is read wherever the command is"
