"""Each recipe for a host builds the public site in a fresh clone with an empty home, and its page has every part."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from tests.plain_site import PROJECT
from tests.programs import need_program

PAGES = PROJECT / "docs" / "hosting"
HOSTS = ["github-pages", "gitlab-pages", "netlify", "cloudflare", "forgejo", "own-server", "s3"]
PARTS = ["Steps", "Scheduled articles", "What the host cannot do", "Back to an earlier release"]
SET_BY_THE_OWNER = {"CONTACT = None": 'CONTACT = "mistakes@example.org"', "FUNDING = None": 'FUNDING = "Nobody pays."'}


def workflow_of_pages() -> str:
    return str(read_yaml(".github/workflows/publish.yml")["jobs"]["site"]["with"]["build"])


def read_yaml(path: str) -> dict:
    return yaml.safe_load((PROJECT / path).read_text("utf-8"))


def wrangler() -> dict:
    """Return wrangler.jsonc without its comments, each of which is after a space or at the start of a line."""
    text = (PROJECT / "wrangler.jsonc").read_text("utf-8")
    return json.loads(re.sub(r"(?m)(?:^|(?<=\s))//.*$", "", text))


def netlify() -> dict:
    return tomllib.loads((PROJECT / "netlify.toml").read_text("utf-8"))


def forgejo_steps() -> list[str]:
    return [step["run"] for step in read_yaml(".forgejo/workflows/publish.yml")["jobs"]["publish"]["steps"]]


# The commands of each recipe, the folder that its host then serves, and the variables that the host sets.
ADDRESS = {"SITEURL": "https://example.org"}
BUILDS = {
    "github-pages": (workflow_of_pages(), "output-published", ADDRESS),
    "gitlab-pages": ("\n".join(read_yaml(".gitlab-ci.yml")["pages"]["script"]), "public", ADDRESS),
    "netlify": (netlify()["build"]["command"], netlify()["build"]["publish"], ADDRESS),
    "cloudflare": (wrangler()["build"]["command"], wrangler()["assets"]["directory"], ADDRESS),
}


def git(folder: Path, *words: str) -> str:
    named = ["-c", "user.name=Owner", "-c", "user.email=owner@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *named, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    """A repository with the sources as they are here, and what the owner must set."""
    folder = tmp_path_factory.mktemp("recipes") / "sources"
    listed = git(PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in listed:
        if name and (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, folder / name)
    settings = (folder / "pelicanconf.py").read_text("utf-8")
    for unset, value in SET_BY_THE_OWNER.items():
        assert unset in settings
        settings = settings.replace(unset, value)
    (folder / "pelicanconf.py").write_text(settings, "utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=All")
    git(folder.parent, "clone", "--quiet", "--bare", str(folder), "owner/site.git")
    return folder.parent / "owner/site.git"


class Machine:
    """A machine of a host: an empty home, a Python of its own, and a folder for the clone."""

    def __init__(self, folder: Path):
        self.clone = folder / "clone"
        self.home = folder / "home"
        programs = folder / "programs"
        for each in (self.clone, self.home, programs):
            each.mkdir(parents=True)
        (programs / "python3").symlink_to(getattr(sys, "_base_executable", sys.executable))
        self.environment = {"HOME": str(self.home), "PATH": f"{programs}:{os.environ['PATH']}", "LANG": "C.UTF-8"}

    def run(self, commands: str, **variables: str) -> str:
        """Run commands in the clone as hosts do; the test fails if one of them fails."""
        words = ["bash", "-e", "-o", "pipefail", "-c", commands]
        environment = self.environment | variables
        done = subprocess.run(words, cwd=self.clone, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def install(self) -> None:
        """Put the packages of this .venv into one of the clone, so that nothing is downloaded.

        A .venv that bootstrap.py makes is for the path of its folder; so this one has a stamp of its own.
        """
        own, here = self.clone / ".venv", Path(sys.prefix)
        own.mkdir()
        for path in here.iterdir():
            if not path.name.endswith(".installed"):
                (own / path.name).symlink_to(path)
        stamp = "import bootstrap as b; b.write(b.stamp_of(b.WRITER_PINS), b.state_of(b.WRITER_PINS))"
        self.run(f"python3 -c {shlex.quote(stamp)}")


@pytest.fixture(scope="module")
def machine(remote, tmp_path_factory):
    """A machine with a clone, made by the first step of the job for Forgejo, the only recipe that clones by itself."""
    made = Machine(tmp_path_factory.mktemp("machine"))
    made.run(forgejo_steps()[0], **variables_of_forgejo(remote, made))
    made.install()
    return made


def variables_of_forgejo(remote: Path, machine: Machine) -> dict[str, str]:
    """Return the variables of the job; it writes to its home, so that is not the one that stays empty."""
    home = machine.home.with_name("home of the job")
    home.mkdir(exist_ok=True)
    server = f"file://{remote.parent.parent}"
    return {"SERVER": server, "REPOSITORY": "owner/site", "TOKEN": "a-token", "HOME": str(home), **ADDRESS}


@pytest.mark.parametrize("host", BUILDS)
def test_the_build_command_writes_what_the_host_serves(machine, host):
    commands, folder, variables = BUILDS[host]
    machine.run(commands, **variables)
    served = machine.clone / folder
    assert "https://example.org/about/" in (served / "index.html").read_text("utf-8")
    assert {"404.html", "robots.txt", "sitemap.xml"} <= {path.name for path in served.iterdir()}
    if host == "gitlab-pages":
        assert (served / "index.html.gz").exists()  # GitLab compresses nothing itself
        assert (served / "feeds/all.json.gz").exists()
    assert git(machine.clone, "status", "--porcelain") == ""
    assert list(machine.home.iterdir()) == []


def test_the_job_of_forgejo_pushes_the_site_to_the_branch_pages(remote, machine):
    variables = variables_of_forgejo(remote, machine)
    printed = machine.run(forgejo_steps()[1], **variables)
    assert "index.html" in git(remote, "ls-tree", "--name-only", "pages")
    written = (Path(variables["HOME"]) / ".gitconfig").read_text("utf-8")
    assert "a-token" not in printed + written + (machine.clone / ".git/config").read_text("utf-8")


def service_command() -> str:
    """Return the command of the service of systemd as a shell gets it."""
    unit = (PAGES / "systemd/hamerkop-publish.service").read_text("utf-8")
    command = re.search(r"(?m)^ExecStart=(.*)$", unit)
    assert command
    return command[1].replace("$$", "$").replace("%%", "%")


def test_the_service_of_systemd_publishes_to_the_folder_that_the_web_servers_serve(machine, tmp_path):
    page = (PAGES / "own-server.md").read_text("utf-8")
    row = re.search(r"(?ms)^ +PUBLISH_TO = \{.*?^ +\}", page)
    assert row
    folder = re.search(r"root \* (/srv/\S+)", (PAGES / "Caddyfile").read_text("utf-8"))
    assert folder
    own = dedent(row[0]).replace("/srv", str(tmp_path)).replace('"url"', '"verify": False, "url"')
    with (machine.clone / "publishconf.py").open("a", encoding="utf-8") as settings:
        settings.write(own)
    machine.run(service_command(), **ADDRESS)
    assert Path(folder[1].replace("/srv", str(tmp_path)), "index.html").is_file()
    git(machine.clone, "checkout", "--quiet", "publishconf.py")


def test_each_recipe_builds_with_the_time_of_today():
    for host, (commands, _, _) in BUILDS.items():
        if host != "github-pages":  # there the workflow that runs it gives the time
            assert "SOURCE_DATE_EPOCH=$(date +%s) python3 tasks.py" in commands, host
    assert "SOURCE_DATE_EPOCH=$(date +%s) python3 tasks.py" in forgejo_steps()[-1]
    assert "SOURCE_DATE_EPOCH=$(date +%s) bash" in (PROJECT / ".github/workflows/site.yml").read_text("utf-8")


def test_cloudflare_serves_files_and_no_program():
    config = wrangler()
    assert set(config) == {"name", "compatibility_date", "build", "assets", "workers_dev", "preview_urls"}
    assert config["assets"] == {
        "directory": "./output-published",
        "html_handling": "auto-trailing-slash",
        "not_found_handling": "404-page",
    }


def test_netlify_has_a_python_that_the_kit_runs_on():
    version = netlify()["build"]["environment"]["PYTHON_VERSION"]
    assert tuple(map(int, version.split("."))) >= (3, 11)


def test_systemd_accepts_the_service_and_the_timer():
    analyze = need_program("systemd-analyze", "systemd")
    units = sorted(map(str, (PAGES / "systemd").iterdir()))
    done = subprocess.run([analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_policies_of_s3_are_for_the_bucket_of_the_page():
    for name in ("public-read", "publisher"):
        policy = json.loads((PAGES / "s3" / f"{name}.json").read_text("utf-8"))
        resources = {statement["Resource"] for statement in policy["Statement"]}
        assert resources <= {f"arn:aws:s3:::example.org{part}" for part in ("", "/*", "/.hamerkop/*")}
    website = json.loads((PAGES / "s3/website.json").read_text("utf-8"))
    assert website == {"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "404.html"}}


@pytest.mark.parametrize("host", HOSTS)
def test_the_page_of_a_host_has_every_part(host):
    text = (PAGES / f"{host}.md").read_text("utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == PARTS
    assert "**In the repository:**" in text
    assert f"(hosting/{host}.md)" in (PROJECT / "docs/hosting.md").read_text("utf-8")


def test_links_of_the_pages_lead_to_files_and_headings_that_are_there():
    for page in [PROJECT / "docs/hosting.md", *PAGES.glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)]*)\)", page.read_text("utf-8")):
            name, _, heading = target.partition("#")
            file = page.parent / name if name else page
            assert file.exists(), (page.name, target)
            headings = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.M) if heading else []
            assert not heading or heading in [each.lower().replace(" ", "-") for each in headings], (page.name, target)
