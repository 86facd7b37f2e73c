"""The project's commands: `python3 tasks.py NAME` on a bare machine, `invoke NAME` inside the environment."""

import sys

if __name__ == "__main__":
    import bootstrap

    sys.exit(bootstrap.run(sys.argv[1:]))

from invoke import Context, Exit, task

from hamerkop.build import preview, site
from hamerkop.publish import git_branch
from hamerkop.publish.preflight import refused
from hamerkop.related import command as link_report

PYTHON = f'"{sys.executable}"'
site.print_whatever_the_terminal()


def built(settings: str) -> site.Report:
    """Build, say what was made or what is wrong, and end the task if it is wrong."""
    try:
        report = site.build(settings)
    except KeyboardInterrupt:
        raise Exit("Stopped; the last site is as it was.", code=130) from None
    print(site.describe(report))
    if not report.succeeded:
        raise Exit(code=1)
    return report


@task(help={"public": "build what would be published, into output-published/"})
def build(_c: Context, public: bool = False) -> None:
    """Build the site into output/ and say what was made."""
    if public and refused("publishconf.py"):
        raise Exit(code=1)
    built("publishconf.py" if public else "pelicanconf.py")
    if not public:
        print("  See it: python3 tasks.py serve")


@task(help={"port": "first port to try on this machine"})
def serve(_c: Context, port: str = "8000") -> None:
    """Build the site and show it on this machine only, until Ctrl-C."""
    if not port.isdigit():
        raise Exit(f'"{port}" is no port; give a number, for example --port 8080', code=1)
    try:
        preview.serve(built("pelicanconf.py").output, int(port))
    except OSError as error:
        raise Exit(str(error.strerror), code=1) from None


@task(help={"dry_run": "only say what would change", "remote": "Git remote", "branch": "branch the host serves"})
def publish(_c: Context, dry_run: bool = False, remote: str = "origin", branch: str = "gh-pages") -> None:
    """Build the public site and put it on a Git branch that a host such as GitHub Pages serves."""
    raise Exit(code=git_branch.publish("publishconf.py", remote, branch, dry_run))


@task(help={"format": "table or json", "html": "a file to draw the links into, for example links.html"})
def related(_c: Context, format: str = "table", html: str = "") -> None:
    """Report on the links between articles: who is left out, which tags are odd."""
    raise Exit(code=link_report.main(["--format", format, *(["--html", html] if html else [])]))


@task(help={"only": "a folder or file of tests, for example tests/kit/unit"})
def test(c: Context, only: str = "tests") -> None:  # noqa: PT028  # a task, not a test
    """Run the tests; those that need Chromium, Java or Node say so if these are missing."""
    c.run(f'{PYTHON} -m pytest -n auto "{only}"')


@task
def lint(c: Context) -> None:
    """Check style and types."""
    c.run(f"{PYTHON} -m ruff check . && {PYTHON} -m ruff format --check . && {PYTHON} -m mypy")


@task
def pins(c: Context) -> None:
    """Write requirements*.txt anew from pyproject.toml; needs uv."""
    compile_all = "uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url"
    for extras, file in (("--extra site", "requirements.txt"), ("--extra site --extra test", "requirements-test.txt")):
        c.run(f"{compile_all} --only-binary :all: {extras} pyproject.toml --output-file {file}", hide="out")


@task
def lighthouse(c: Context) -> None:
    """Print Lighthouse's scores and the largest paint on a bad line, of the public site as a host serves it."""
    install = "npm install --prefix bench --no-audit --no-fund --ignore-scripts --no-package-lock --loglevel=error"
    c.run(f"PUPPETEER_SKIP_DOWNLOAD=1 {install}")
    c.run(f"{PYTHON} bench/lighthouse.py && {PYTHON} bench/lcp.py")


@task
def screenshots(c: Context) -> None:
    """Take the pictures in docs/ anew from the built site."""
    c.run(f"{PYTHON} scripts/screenshots.py")
