"""Publishes to a Git branch that a host such as GitHub Pages serves: one commit for each publication."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from ghp_import import GhpError, ghp_import

from hamerkop.publish.plan import Tree
from hamerkop.publish.targets import TargetError

NO_IDENTITY = """Git does not know who makes the commit; tell it once:
  git config --global user.name "Your Name"
  git config --global user.email "you@example.org\""""


@dataclass(frozen=True)
class GitBranch:
    """The branch *branch* of the Git remote *remote* of the repository in the working folder; a Target."""

    remote: str
    branch: str

    @property
    def name(self) -> str:
        """The branch for messages."""
        return f"{self.branch} on {self.remote}"

    def check(self, dry_run: bool) -> None:
        """Fetch the branch. Raises TargetError if it cannot be pushed, or holds something else than a site."""
        if git("branch", "--show-current").strip() == self.branch:
            raise TargetError(f"{self.branch} is the branch you are working on; name another one with --branch")
        if not dry_run:
            check_identity()
        self._fetch()
        check_tree(self.published_tree(), self.name)
        check_tree(tree_of(f"refs/heads/{self.branch}"), f"your own branch {self.branch}")

    def _fetch(self) -> None:
        """Copy the published branch to this repository; delete the copy if the remote no longer has it."""
        if git("ls-remote", "--heads", self.remote, f"refs/heads/{self.branch}"):
            git("fetch", "--quiet", self.remote, f"+refs/heads/{self.branch}:{self._reference}")
        elif exists(self._reference):
            git("update-ref", "-d", self._reference)

    @property
    def _reference(self) -> str:
        return f"refs/remotes/{self.remote}/{self.branch}"

    def published_tree(self) -> Tree:
        """Return Git's digest of each file that is published, by path."""
        return tree_of(self._reference)

    def built_tree(self, folder: Path) -> Tree:
        """Return Git's digest of each file in *folder*, by path, and of the empty .nojekyll that is added to them."""
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        names = "\n".join(str(path.absolute()) for path in files)
        digests = git("hash-object", "--no-filters", "--stdin-paths", given=names).split()
        tree = {path.relative_to(folder).as_posix(): digest for path, digest in zip(files, digests, strict=True)}
        return tree | {".nojekyll": git("hash-object", "--stdin", given="").strip()}

    def prepare(self, folder: Path) -> None:
        """Copy the host's CNAME file into the site: without it the site would lose its domain."""
        if "CNAME" in self.published_tree() and not (folder / "CNAME").exists():
            (folder / "CNAME").write_text(git("show", f"{self._reference}:CNAME"), "utf-8")

    def push(self, folder: Path) -> None:
        """Commit *folder* on the branch and push it. Raises TargetError if someone else has published meanwhile."""
        commit = git("rev-parse", "--short", "HEAD").strip()
        changed = " with changes that are in no commit" if git("status", "--porcelain").strip() else ""
        message = f"Publish {commit}{changed}"
        try:
            ghp_import(str(folder), remote=self.remote, branch=self.branch, mesg=message, nojekyll=True, push=False)
        except GhpError as error:
            raise TargetError(str(error)) from error
        git("push", "--quiet", self.remote, f"refs/heads/{self.branch}")


def check_identity() -> None:
    """Raise TargetError if Git has no name and address for a commit."""
    try:
        git("var", "GIT_COMMITTER_IDENT")
    except TargetError:
        raise TargetError(NO_IDENTITY) from None


def check_tree(tree: Tree, where: str) -> None:
    """Raise TargetError for a branch with files, but without the .nojekyll of a published site: it holds other work."""
    if tree and ".nojekyll" not in tree:
        raise TargetError(f"{where} holds files that were not published by this command; choose another --branch")


def tree_of(reference: str) -> Tree:
    """Return Git's digest of each file of a commit, by path; {} if there is no such reference."""
    listing = git("ls-tree", "-r", "-z", reference) if exists(reference) else ""
    rows = (row.split("\t", 1) for row in listing.split("\0") if row)
    return {path: facts.split()[2] for facts, path in rows}


def exists(reference: str) -> bool:
    """Return whether the repository has *reference*, a full name such as ``refs/heads/main``."""
    return bool(git("for-each-ref", "--format=%(refname)", reference).strip())


def git(*arguments: str, given: str | None = None) -> str:
    """Return what git prints; *given* is its standard input. Raises TargetError with git's first line if it fails."""
    try:
        done = subprocess.run(["git", *arguments], input=given, capture_output=True, text=True, check=True)
    except FileNotFoundError:
        raise TargetError("git is not installed; install it and try again") from None
    except subprocess.CalledProcessError as error:
        lines = [line for line in error.stderr.splitlines() if line.strip()]
        reason = lines[0] if lines else "it gave no reason"
        raise TargetError(f"git {arguments[0]} failed: {reason}; correct that and try again") from None
    return done.stdout
