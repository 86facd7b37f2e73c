"""Publishes to a Git branch that a host such as GitHub Pages serves: one commit for each publication.

The commit is made of the built files, in a repository's store of objects, and pushed. No branch, index or working tree
of this repository is touched: a branch with the name of the published one may hold work, or be checked out somewhere.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hamerkop.publish.plan import SHOWN, Tree
from hamerkop.publish.targets import TargetError
from hamerkop.shared.problems import did_you_mean

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
        check_names(self.remote, self.branch)
        if git("branch", "--show-current").strip() == self.branch:
            raise TargetError(f"{self.branch} is the branch you are working on; name another one with --branch")
        if not dry_run:
            check_identity()
        self._fetch()
        check_tree(self.published_tree(), self.name)

    def notes(self) -> list[str]:
        """Return what to print before a publication: commits of the own branch that the remote does not have."""
        own = f"refs/heads/{self.branch}"
        commits = git("log", "--format=%h %s", own, *self._not_published(), "--").splitlines() if exists(own) else []
        if not commits:
            return []
        count = f"{len(commits)} commit{'' if len(commits) == 1 else 's'}"
        message = f"your own branch {self.branch} has {count} that {self.name} lacks; they stay, and are not published"
        return [f"Note: {message}:", *(f"  {commit}" for commit in commits[:SHOWN])]

    def _not_published(self) -> list[str]:
        return [f"^{self._reference}"] if exists(self._reference) else []

    def _fetch(self) -> None:
        """Copy the published branch to this repository; delete the copy if the remote no longer has it."""
        if git("ls-remote", "--heads", "--", self.remote, f"refs/heads/{self.branch}"):
            git("fetch", "--quiet", "--", self.remote, f"+refs/heads/{self.branch}:{self._reference}")
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
        return digests_of(folder)

    def prepare(self, folder: Path) -> None:
        """Copy the host's CNAME file into the site: without it the site would lose its domain."""
        if "CNAME" in self.published_tree() and not (folder / "CNAME").exists():
            (folder / "CNAME").write_text(git("show", f"{self._reference}:CNAME"), "utf-8")

    def push(self, folder: Path) -> None:
        """Commit *folder* on the branch and push it. Raises TargetError if someone else has published meanwhile."""
        parent = ["-p", self._reference] if exists(self._reference) else []
        commit = git("commit-tree", stored_tree(folder), *parent, "-m", _message()).strip()
        try:
            git("push", "--quiet", "--", self.remote, f"{commit}:refs/heads/{self.branch}")
        except Rejected:
            reason = f"somebody else has published to {self.name} meanwhile; run the same command again"
            raise TargetError(reason) from None


def _message() -> str:
    """Return the message of a commit: which state of the sources is published."""
    commit = git("rev-parse", "--short", "HEAD").strip()
    changed = " with changes that are in no commit" if git("status", "--porcelain").strip() else ""
    return f"Publish {commit}{changed}"


def digests_of(folder: Path, *flags: str) -> Tree:
    """Return Git's digest of each file in *folder*, by path, and of an empty .nojekyll.

    *flags* are those of `git hash-object`; with "-w" the files are stored in the repository.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    check_file_names(path.relative_to(folder).as_posix() for path in files)
    names = "\n".join(str(path.absolute()) for path in files)
    digests = git("hash-object", "--no-filters", "--stdin-paths", *flags, given=names).split()
    tree = {path.relative_to(folder).as_posix(): digest for path, digest in zip(files, digests, strict=True)}
    return tree | {".nojekyll": git("hash-object", "--stdin", *flags, given="").strip()}


def stored_tree(folder: Path) -> str:
    """Store the files of *folder* in the repository, and return the digest of their tree.

    The tree is made in an index of its own; that of the repository may hold what the writer is about to commit.
    """
    with tempfile.TemporaryDirectory() as temporary:
        index = {"GIT_INDEX_FILE": str(Path(temporary, "index"))}
        rows = "".join(f"100644 {digest}\t{path}\0" for path, digest in digests_of(folder, "-w").items())
        git("update-index", "-z", "--index-info", given=rows, env=index)
        return git("write-tree", env=index).strip()


class Rejected(TargetError):
    """The remote has commits that were not there when it was fetched."""


def check_names(remote: str, branch: str) -> None:
    """Raise TargetError unless *remote* is one of the repository, and *branch* can be the name of a branch.

    Git would take a name that begins with a dash for a flag, and some flags name programs to run.
    """
    remotes = git("remote").splitlines()
    if remote not in remotes:
        advice = did_you_mean(remote, remotes) or "; give one of: " + (", ".join(remotes) or "git remote add …")
        raise TargetError(f'this repository has no Git remote "{remote}"{advice}')
    if branch.startswith("-") or not is_reference(f"refs/heads/{branch}"):
        raise TargetError(f'"{branch}" cannot be the name of a branch; give another --branch')


def is_reference(name: str) -> bool:
    """Return whether Git accepts *name* as the full name of a branch."""
    try:
        git("check-ref-format", name)
    except TargetError:
        return False
    return True


def check_file_names(paths: Iterable[str]) -> None:
    """Raise TargetError for a path that cannot be a line of git's input."""
    for path in paths:
        if "\n" in path:
            raise TargetError(f"the name of the file {path!r} has a line break; rename it")


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


def git(*arguments: str, given: str | None = None, env: Mapping[str, str] | None = None) -> str:
    """Return what git prints; *given* is its standard input, *env* is added to its environment.

    Raises Rejected if a push is refused because the remote has moved, and TargetError with git's reason for any other
    failure. Names of files can have any bytes, whatever the encoding of the terminal is.
    """
    environment = {**os.environ, "LC_ALL": "C", **(env or {})}  # git's own words, not a translation
    encoded = None if given is None else given.encode("utf-8", "surrogateescape")
    try:
        done = subprocess.run(["git", *arguments], input=encoded, capture_output=True, check=True, env=environment)
    except FileNotFoundError:
        raise TargetError("git is not installed; install it and try again") from None
    except subprocess.CalledProcessError as error:
        printed = error.stderr.decode("utf-8", "backslashreplace")
        kind = Rejected if any(words in printed for words in MOVED) else TargetError
        raise kind(f"git {arguments[0]} failed: {reason_in(printed)}; correct that and try again") from None
    return done.stdout.decode("utf-8", "surrogateescape")


MOVED = (" [rejected] ", "(failed to update ref)", "(cannot lock ref")  # before the push, and while it was going on


def reason_in(printed: str) -> str:
    """Return the line of git's messages that gives the reason: a refusal, else the last error, else the last line."""
    lines = [line.strip() for line in printed.splitlines() if line.strip() and not line.startswith("hint:")]
    errors = [line for line in lines if line.startswith(("fatal:", "error:"))]
    refused = [line for line in lines if "rejected]" in line]
    return next(reversed(refused or errors or lines), "it gave no reason")
