"""The project's tasks. `python3 tasks.py NAME` works on a bare machine: bootstrap.py makes .venv first.

This file has no syntax newer than Python 2.7, so that an old Python, too, says what is needed. bootstrap.py reads the
names, flags and help of the tasks from its text, because Invoke, which runs them, is in .venv only.
"""

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 5):
        sys.exit(
            "This is Python %d.%d; run the same command with Python 3.11 or newer: python3 tasks.py"
            % sys.version_info[:2]
        )
    try:
        import bootstrap

        sys.exit(bootstrap.run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(130)

from invoke import Exit, task

PYTHON = '"%s"' % sys.executable


def hamerkop(*arguments):
    """Run the command `hamerkop` in this process."""
    from hamerkop import cli

    status = cli.main([argument for argument in arguments if argument], prog="tasks.py")
    if status:
        raise Exit(code=status)


@task(
    help={
        "public": "build what would be published, into output-published/",
        "json": "print the report as JSON",
        "explain": "a file of the site or a source: say why it was written, or read; repeatable",
    }
)
def build(_c, public=False, json=False, explain=""):
    """Build the site into output/, and report every problem in it."""
    hamerkop("build", public and "--public", json and "--json", explain and "--explain", explain)


@task(
    help={
        "file": "check only this source or folder",
        "fix": "fix what can be fixed safely, and print the changes",
        "unsafe_fixes": "fix more; look at what was changed",
        "diff": "print what would be fixed",
        "select": "report only these rules, for example M,T01",
        "ignore": "do not report these rules",
        "format": "text, json, github, gitlab or sarif",
    }
)
def check(_c, file="", fix=False, unsafe_fixes=False, diff=False, select="", ignore="", format="text"):
    """Check the sources and the pages, and print every problem."""
    hamerkop(
        "check",
        file,
        "--format",
        format,
        fix and "--fix",
        unsafe_fixes and "--unsafe-fixes",
        diff and "--diff",
        select and "--select",
        select,
        ignore and "--ignore",
        ignore,
    )


@task(help={"rule": "id or name of a rule, for example M05 or open-brackets"})
def explain(_c, rule):
    """Say what a rule finds, why, and what to do."""
    hamerkop("explain", rule)


@task(
    help={
        "port": "first port to try",
        "follow": "let the open page go to the page of the file that was saved",
        "at": "show the site as of the end of a day, such as 2027-03-01",
    }
)
def serve(_c, port="8000", follow=False, at=""):
    """Show the site on this machine while you write, until Ctrl-C."""
    hamerkop("serve", "--port", port, follow and "--follow", at and "--at", at)


@task(
    help={
        "title": "the title, in quotes",
        "page": "a page, such as About, not an article",
        "category": "its category; without it, chosen by the words of the title",
        "tag": "a tag; repeatable; without it, chosen by the words of the title",
        "date": "its date, as in 2026-12-25; without it, today",
        "slug": "its slug; without it, made of the title",
        "published": "write no `status: draft`, so that it is published as it is",
    }
)
def new(_c, title, page=False, category="", tag="", date="", slug="", published=False):
    """Write the file of a new article or page, a draft."""
    hamerkop(
        "new",
        title,
        page and "--page",
        category and "--category",
        category,
        tag and "--tag",
        tag,
        date and "--date",
        date,
        slug and "--slug",
        slug,
        published and "--published",
    )


@task(
    help={
        "old": "the article or page: its slug, or the path of its file",
        "new": "its new slug, or the new path of its file",
        "dry_run": "only print what would change",
    }
)
def move(_c, old, new, dry_run=False):
    """Rename an article or page, and change every link to it."""
    hamerkop("move", old, new, dry_run and "--dry-run")


@task(
    help={
        "source": "a DOI, the path of a CSL-JSON, BibTeX, RIS or PubMed file, or - for standard input",
        "dry_run": "only print what would be added",
    }
)
def cite(_c, source, dry_run=False):
    """Add a work to the bibliography."""
    hamerkop("cite", source, dry_run and "--dry-run")


@task(help={"check": "write nothing; exit with 1 if a file is out of date"})
def editors(_c, check=False):
    """Write the configurations of editors with forms."""
    hamerkop("editors", check and "--check")


@task(
    help={
        "to": "a row of PUBLISH_TO; without rows, the branch gh-pages of the Git remote origin",
        "dry_run": "only print what would change",
        "allow_shrink": "publish a site with a fifth fewer pages than before",
        "remote": "another Git remote",
        "branch": "another branch",
    }
)
def publish(_c, to="", dry_run=False, allow_shrink=False, remote="", branch=""):
    """Build the public site and bring it to its host."""
    hamerkop(
        "publish",
        to and "--to",
        to,
        dry_run and "--dry-run",
        allow_shrink and "--allow-shrink",
        remote and "--remote",
        remote,
        branch and "--branch",
        branch,
    )


@task(help={"to": "a row of PUBLISH_TO"})
def releases(_c, to=""):
    """Print what was published, and can be gone back to."""
    hamerkop("releases", to and "--to", to)


@task(help={"to": "a row of PUBLISH_TO", "dry_run": "only print what would change", "release": "name or number"})
def rollback(_c, to="", dry_run=False, release=""):
    """Give readers an earlier release again, the one before if none is named."""
    hamerkop("rollback", release, to and "--to", to, dry_run and "--dry-run")


@task(help={"format": "table or json", "html": "draw the links into this file"})
def related(_c, format="table", html=""):
    """Report on the links between articles."""
    hamerkop("related", "--format", format, html and "--html", html)


@task(help={"only": "a folder or file of tests, for example tests/kit/unit", "fast": "no browser, no Java, no Node"})
def test(c, only="tests", fast=False):
    """Run the tests; those that need Chromium, Java or Node say so if it is missing."""
    marked = "not browser and not checker" if fast else ""
    c.run('%s -m pytest -n auto -m "%s" "%s"' % (PYTHON, marked, only))


@task
def lint(c):
    """Check style and types."""
    c.run("{0} -m ruff check . && {0} -m ruff format --check . && {0} -m mypy".format(PYTHON))


@task(help={"check": "change nothing; exit with 1 if a page is out of date"})
def docs(c, check=False):
    """Write the generated parts of the documentation: settings, records, rules."""
    c.run("%s scripts/plugin_docs.py %s" % (PYTHON, "--check" if check else ""))


@task
def pins(c):
    """Write requirements*.txt from pyproject.toml; needs uv."""
    compile_all = "uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url"
    compile_all += " --only-binary :all: pyproject.toml --extra site"
    # The tests run with the very packages that build the site, so what they need limits those.
    c.run(compile_all + " --extra test --output-file requirements-test.txt", hide="out")
    c.run(compile_all + " --constraint requirements-test.txt --output-file requirements.txt", hide="out")


@task
def lighthouse(c):
    """Print Lighthouse's scores, and the largest paint on a slow line, of the public site as a host serves it."""
    install = "npm install --prefix bench --no-audit --no-fund --ignore-scripts --loglevel=error"
    c.run("PUPPETEER_SKIP_DOWNLOAD=1 " + install + " --omit-lockfile-registry-resolved")
    c.run("{0} bench/lighthouse.py && {0} bench/lcp.py".format(PYTHON))


@task
def screenshots(c):
    """Take the screenshots in docs/ from the built site."""
    c.run("%s scripts/screenshots.py" % PYTHON)
