"""Publishes to a Git branch that a host such as GitHub Pages serves: one commit for each publication.

The commit is made of the built files, in a repository's store of objects, and pushed. No branch, index or working tree
of this repository is touched: a branch with the name of the published one may hold work, or be checked out somewhere.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import ClassVar

from hamerkop.publish.plan import SHOWN, Plan, Tree
from hamerkop.publish.release import Release, is_release_name, next_name, now
from hamerkop.publish.sources import commit
from hamerkop.publish.targets import Busy, TargetError
from hamerkop.shared import tree_digest
from hamerkop.shared.problems import did_you_mean
from hamerkop.shared.words import counted

NO_IDENTITY = """Git does not know who makes the commit; tell it once:
  git config --global user.name "Your Name"
  git config --global user.email "you@example.org\""""


NO_REPOSITORY = (
    "this folder is in no Git repository, so it has no branch to publish to; go to the repository, or name another "
    "place in PUBLISH_TO (docs/publishing.md)"
)


@dataclass(frozen=True)
class GitBranch:
    """The branch *branch* of the Git remote *remote* of the repository in the working folder; a Target.

    *keep*: the number of releases, commits of the branch, that are listed to go back to; none is ever removed.
    *keep_files*: patterns of files that others commit on the branch; each release takes them over.
    """

    WAIT: ClassVar[float] = 300.0  # seconds: a host such as GitHub Pages takes the branch over within minutes

    remote: str = "origin"
    branch: str = "gh-pages"
    keep: int = 20
    keep_files: tuple[str, ...] = ()
    _commits: dict[str, str] = field(default_factory=dict, init=False)  # made by `send`, by the release's name

    @property
    def name(self) -> str:
        """The branch for messages."""
        return f"{self.branch} on {self.remote}"

    def check(self, dry_run: bool) -> None:
        """Fetch the branch. Raises TargetError if it cannot be pushed, or holds something else than a site."""
        check_names(self.remote, self.branch)
        if git("branch", "--show-current").strip() == self.branch:
            raise TargetError(f"{self.branch} is the branch you are working on; name another one")
        if not dry_run:
            check_identity()
        self._fetch()
        check_tree(tree_of(self._reference), self.name)

    def notes(self) -> list[str]:
        """Return what to print before a publication: commits of the own branch that the remote does not have."""
        own = f"refs/heads/{self.branch}"
        commits = git("log", "--format=%h %s", own, *self._not_published(), "--").splitlines() if exists(own) else []
        if not commits:
            return []
        count = counted(len(commits), "commit")
        message = f"your own branch {self.branch} has {count} that {self.name} lacks; they stay, and are not published"
        return [f"Note: {message}:", *(f"  {commit}" for commit in commits[:SHOWN])]

    def _not_published(self) -> list[str]:
        return [f"^{self._reference}"] if exists(self._reference) else []

    def _fetch(self) -> None:
        """Copy the published branch to this repository; delete the copy if the remote no longer has it."""
        heads = git("ls-remote", "--heads", "--", self.remote).splitlines()
        branches = [head.partition("refs/heads/")[2] for head in heads]
        check_room(self.branch, branches, self.remote)
        if self.branch in branches:
            git("fetch", "--quiet", "--", self.remote, f"+refs/heads/{self.branch}:{self._reference}")
        elif exists(self._reference):
            git("update-ref", "-d", self._reference)

    @property
    def _reference(self) -> str:
        return f"refs/remotes/{self.remote}/{self.branch}"

    def only_publisher(self) -> AbstractContextManager[None]:
        """Return a block that keeps nobody away: a push is refused if another one came first."""
        return nullcontext()

    def releases(self) -> dict[str, Release]:
        """Return the releases in the last commits of the published branch, the oldest first."""
        return {release.name: release for release in sorted(self._history(), key=lambda each: each.number)}

    def _history(self) -> list[Release]:
        """Return the release of each of the last commits, the newest first; going back makes one appear again."""
        if not exists(self._reference):
            return []
        count = int(git("rev-list", "--count", "--first-parent", self._reference))
        rows = git("log", "--first-parent", f"--max-count={self.keep}", COMMIT_ROW, self._reference).splitlines()
        return [_release(count - place, *row.split("\t")) for place, row in enumerate(rows)]

    def live(self) -> Release | None:
        """Return the release of the branch's last commit.

        Raises TargetError if others have committed files since the last publication, which the next one would remove.
        """
        if foreign := [path for path in self._foreign() if not self._is_kept(path)]:
            raise TargetError(
                f"{counted(len(foreign), 'file')} on {self.name} would be lost, as {foreign[0]}: no publication put it "
                'there; move it into the sources, remove it, or name it in "keep_files"'
            )
        return next(iter(self._history()), None)

    def _foreign(self) -> list[str]:
        """Return the files that are on the branch and were not when this command last published."""
        published = tree_of(self._reference)
        ours = ["log", "--first-parent", "--max-count=1", "--format=%H", "--grep=^Release: ", "--grep=^Publish "]
        last = git(*ours, self._reference).strip() if published else ""
        return sorted(published.keys() - tree_of(last).keys()) if last else []

    def _is_kept(self, path: str) -> bool:
        return path == "CNAME" or any(fnmatchcase(path, pattern) for pattern in self.keep_files)

    def built(self, folder: Path) -> Release:
        """Return the release that *folder* would be, with the host's CNAME file, which has the name of the domain."""
        files = {path: name for path, name in tree_of(self._reference).items() if self._is_kept(path)}
        files |= digests_of(folder)
        site = tree_digest.digest(tree_digest.manifest(folder))
        return Release(next_name(self.releases(), site), files, now(), commit(), site=site, digests="git")

    def send(self, release: Release, folder: Path, changes: Plan) -> int:
        """Make the commit, in this repository: its files travel with the push."""
        digests_of(folder, "-w")
        self._commits[release.name] = self._commit(release, _message())
        return len(changes.sent)

    def _commit(self, release: Release, message: str) -> str:
        """Make the commit of a release in this repository, and return its name."""
        parent = ["-p", self._reference] if exists(self._reference) else []
        record = f"Release: {release.name}\nSite-SHA256: {release.site}"
        return git("commit-tree", stored_tree(release.files), *parent, "-m", message, "-m", record).strip()

    def activate(self, release: Release) -> None:
        """Push the commit; for an earlier release, a new commit with its files, so that the history stays.

        Raises TargetError if someone else has published meanwhile.
        """
        made = self._commits.get(release.name) or self._commit_again(release)
        try:
            git("push", "--quiet", "--", self.remote, f"{made}:refs/heads/{self.branch}")
            git("update-ref", self._reference, made)
        except Rejected:
            reason = f"somebody else has published to {self.name} meanwhile; run the same command again"
            raise Busy(reason) from None

    def _commit_again(self, release: Release) -> str:
        """Make a commit with the files of an earlier release."""
        kept = {path: name for path, name in tree_of(self._reference).items() if self._is_kept(path)}
        again = replace(release, files=kept | release.files)
        return self._commit(again, f"Go back to {release.name}, published {release.published}")

    def clean(self, release: Release) -> None:
        """Delete nothing: the history keeps each release, and a new commit lacks what is gone."""


# The fields of a commit that a release has, with tabs between them.
_TRAILERS = [f"%(trailers:key={key},valueonly,separator=%x20)" for key in ("Release", "Site-SHA256")]
COMMIT_ROW = "--format=" + "%x09".join(["%T", "%H", "%cI", *_TRAILERS, "%s"])


def _release(
    number: int, tree: str, commit_name: str, published: str, name: str, site: str, subject: str = ""
) -> Release:
    """Return the release of a commit; one that others made is named by its place in the history."""
    source = subject.removeprefix("Publish ") if subject.startswith("Publish ") else ""
    own_name = name if is_release_name(name) else f"{number:04}-{tree[:8]}"
    return Release(own_name, tree_of(commit_name), published, source, site=site, digests="git")


def _message() -> str:
    """Return the message of a commit: which state of the sources is published."""
    return f"Publish {commit().replace(' with changes', ' with changes that are in no commit')}"


def digests_of(folder: Path, *flags: str) -> Tree:
    """Return Git's digest of each file in *folder*, by path, and of an empty .nojekyll, without a repository in it.

    *flags* are those of `git hash-object`; with "-w" the files are stored in the repository.
    """
    inside = folder / tree_digest.NOT_OF_THE_SITE
    files = sorted(path for path in folder.rglob("*") if path.is_file() and inside not in path.parents)
    check_file_names(path.relative_to(folder).as_posix() for path in files)
    names = "\n".join(str(path.absolute()) for path in files)
    digests = git("hash-object", "--no-filters", "--stdin-paths", *flags, given=names).split()
    tree = {path.relative_to(folder).as_posix(): digest for path, digest in zip(files, digests, strict=True)}
    return tree | {".nojekyll": git("hash-object", "--stdin", *flags, given="").strip()}


def stored_tree(files: Tree) -> str:
    """Store the tree of *files*, which the repository has, and return its name.

    The tree is made in an index of its own; that of the repository may hold what the writer is about to commit.
    """
    with tempfile.TemporaryDirectory() as temporary:
        index = {"GIT_INDEX_FILE": str(Path(temporary, "index"))}
        rows = "".join(f"100644 {digest}\t{path}\0" for path, digest in files.items())
        git("update-index", "-z", "--index-info", given=rows, env=index)
        tree = git("write-tree", env=index).strip()
    if left_out := sorted(files.keys() - tree_of(tree).keys()):
        raise TargetError(f"Git cannot store a file with the name {left_out[0]}; rename or remove it")
    return tree


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
        raise TargetError(f'"{branch}" cannot be the name of a branch; name another one')


def check_room(branch: str, branches: Iterable[str], where: str) -> None:
    """Raise TargetError if *branch* cannot be beside one of *branches*: Git keeps `a/b` in a folder `a`."""
    for other in branches:
        if other.startswith(f"{branch}/") or branch.startswith(f"{other}/"):
            raise TargetError(f'{where} has the branch "{other}", beside which "{branch}" cannot be; name another one')


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
        raise TargetError(f"{where} holds files that were not published by this command; choose another branch")


def tree_of(reference: str) -> Tree:
    """Return Git's digest of each file of a commit, by path; {} if there is no such reference."""
    is_there = not reference.startswith("refs/") or exists(reference)
    listing = git("ls-tree", "-r", "-z", "--full-tree", reference) if is_there else ""  # wherever the command is run
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
        if "not a git repository" in printed:
            raise TargetError(NO_REPOSITORY) from None
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
