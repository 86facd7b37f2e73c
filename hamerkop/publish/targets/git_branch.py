"""Publishes to a Git branch that a host such as GitHub Pages serves: one update, with its history."""

import subprocess
from pathlib import Path

from ghp_import import GhpError, ghp_import

from hamerkop.build import site
from hamerkop.publish.plan import Tree, describe, plan
from hamerkop.publish.preflight import refused


class GitRefused(Exception):
    """Git could not do what was asked; the message says what and what to do."""


def publish(settings_file: str, remote: str, branch: str, dry_run: bool) -> int:
    """Build, say what would change on the *branch* of *remote*, and unless *dry_run* put it there.

    Returns 0 if the branch holds the built site (or would), else 1. Nothing is pushed unless the build is whole
    and every setting in REQUIRED_TO_PUBLISH has a value.
    """
    if refused(settings_file):
        return 1
    report = site.build(settings_file)
    print(site.describe(report))
    if not report.succeeded:
        return 1
    try:
        return _publish_folder(report.output, remote, branch, dry_run)
    except GitRefused as refusal:
        print(f"Not published: {refusal}")
        return 1


def _publish_folder(folder: Path, remote: str, branch: str, dry_run: bool) -> int:
    _refuse_current_branch(branch)
    git("var", "GIT_COMMITTER_IDENT")  # Git says how to set a name where there is none
    published = published_tree(f"refs/remotes/{remote}/{branch}") if fetch(remote, branch) else {}
    _refuse_other_work(published, f"{branch} on {remote}")
    if git("branch", "--list", branch):
        _refuse_other_work(published_tree(f"refs/heads/{branch}"), f"your own branch {branch}")
    keep_domain(folder, remote, branch, published)
    changes = plan(published, built_tree(folder))
    print(f"\n{branch} on {remote}: {describe(changes)}")
    if dry_run or not changes:
        print("Nothing was pushed." if dry_run else "It is published already.")
        return 0
    push(folder, remote, branch)
    print(f"Published: {branch} on {remote} holds the site.")
    return 0


def _refuse_current_branch(branch: str) -> None:
    if git("branch", "--show-current").strip() == branch:
        raise GitRefused(f"{branch} is the branch you are working on; give the site a branch of its own with --branch")


def _refuse_other_work(tree: Tree, where: str) -> None:
    """Every site put there by us has .nojekyll beside it; a branch with files but without it is somebody's work."""
    if tree and ".nojekyll" not in tree:
        raise GitRefused(f"{where} holds files that were not published by this command; choose another --branch")


def fetch(remote: str, branch: str) -> bool:
    """Bring the published branch here; False if the remote has none yet."""
    heads = git("ls-remote", "--heads", remote, f"refs/heads/{branch}")
    if not heads:
        return False
    git("fetch", "--quiet", remote, f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}")
    return True


def published_tree(reference: str) -> Tree:
    """Return path → Git's digest of each file that a branch holds."""
    listing = git("ls-tree", "-r", "-z", reference)
    rows = (row.split("\t", 1) for row in listing.split("\0") if row)
    return {path: facts.split()[2] for facts, path in rows}


def built_tree(folder: Path) -> Tree:
    """Return path → Git's digest of each file in *folder*, and of the empty .nojekyll that will stand beside them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = "\n".join(str(path.absolute()) for path in files)
    digests = git("hash-object", "--no-filters", "--stdin-paths", given=names).split()
    tree = {path.relative_to(folder).as_posix(): digest for path, digest in zip(files, digests, strict=True)}
    return tree | {".nojekyll": git("hash-object", "--stdin", given="").strip()}


def keep_domain(folder: Path, remote: str, branch: str, published: Tree) -> None:
    """Carry over the host's CNAME file: without it the site would lose its domain."""
    if "CNAME" in published and not (folder / "CNAME").exists():
        (folder / "CNAME").write_text(git("show", f"refs/remotes/{remote}/{branch}:CNAME"), "utf-8")


def push(folder: Path, remote: str, branch: str) -> None:
    """Make a commit of *folder* on *branch* and push it; refused if someone else has published meanwhile."""
    commit = git("rev-parse", "--short", "HEAD").strip()
    changed = " with changes that are in no commit" if git("status", "--porcelain").strip() else ""
    message = f"Publish {commit}{changed}"
    try:
        ghp_import(str(folder), remote=remote, branch=branch, mesg=message, nojekyll=True, push=False)
    except GhpError as error:
        raise GitRefused(str(error)) from error
    git("push", "--quiet", remote, f"refs/heads/{branch}")


def git(*words: str, given: str | None = None) -> str:
    """Return what git prints; raise GitRefused with its own last line if it fails."""
    try:
        done = subprocess.run(["git", *words], input=given, capture_output=True, text=True, check=True)
    except FileNotFoundError:
        raise GitRefused("git is not installed; install it and try again") from None
    except subprocess.CalledProcessError as error:
        said = [line for line in error.stderr.splitlines() if line.strip()]
        raise GitRefused(f"git {words[0]} said: {said[0] if said else 'nothing'}; mend that and try again") from None
    return done.stdout
