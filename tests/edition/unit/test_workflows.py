"""The workflows of .github/ and the recipes of other hosts are valid, pinned, and give no job more than it needs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.plain_site import PROJECT

WORKFLOWS = sorted((PROJECT / ".github/workflows").glob("*.yml"))
BUILD_HOOK = PROJECT / "docs/hosting/build-hook.yml"
SCHEMAS = {
    "vendor.github-workflows": [*WORKFLOWS, BUILD_HOOK, PROJECT / ".forgejo/workflows/publish.yml"],  # the same form
    "vendor.dependabot": [PROJECT / ".github/dependabot.yml"],
    "vendor.gitlab-ci": [PROJECT / ".gitlab-ci.yml"],
}


def program(name: str) -> str:
    """Return the path of a program that a package of .venv has brought."""
    return str(Path(sys.executable).with_name(name))


def jobs_of(path: Path) -> dict[str, dict[str, Any]]:
    jobs: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    return jobs


def steps_of(path: Path, job: str) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = jobs_of(path)[job]["steps"]
    return steps


def script(workflow: str, job: str, name: str) -> str:
    """Return the commands of the step *name*."""
    steps = steps_of(PROJECT / ".github/workflows" / workflow, job)
    return str(next(step["run"] for step in steps if step.get("name") == name))


def test_zizmor_finds_no_weakness():
    command = [program("zizmor"), "--offline", "--no-progress", ".github", str(BUILD_HOOK)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_are_as_their_schema_says(schema):
    command = [program("check-jsonschema"), "--builtin-schema", schema, *map(str, SCHEMAS[schema])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actions_are_pinned_by_one_commit_each_with_the_version_beside_it():
    lines = [line for path in [*WORKFLOWS, BUILD_HOOK] for line in path.read_text("utf-8").splitlines()]
    uses = [line.split("uses: ")[1] for line in lines if "uses: " in line and "uses: $/" not in line]
    found = [re.fullmatch(r"([\w./-]+)@([0-9a-f]{40}) # v(\d+\.\d+\.\d+)", each) for each in uses]
    assert None not in found, uses
    pins = {match[1]: match[2] for match in found if match}
    assert {(match[1], match[2]) for match in found if match} == set(pins.items())
    assert "actions/checkout" in pins


def test_only_a_job_that_runs_nothing_of_the_site_has_an_id_token():
    with_token = {
        (path.name, name)
        for path in WORKFLOWS
        for name, job in jobs_of(path).items()
        if "id-token" in job.get("permissions", {}) and "steps" in job
    }
    assert with_token == {("site.yml", "deploy")}
    actions = [
        step.get("uses", "").split("@")[0] for step in steps_of(PROJECT / ".github/workflows/site.yml", "deploy")
    ]
    assert actions == ["", "actions/deploy-pages"]


def test_the_run_with_secrets_takes_only_the_main_branch_and_data():
    steps = steps_of(PROJECT / ".github/workflows/preview.yml", "preview")
    checkout = next(step for step in steps if step.get("uses", "").startswith("actions/checkout@"))
    assert checkout["with"] == {"persist-credentials": False, "sparse-checkout": ".github/preview"}
    for path in WORKFLOWS:
        if path.name != "preview.yml":
            assert "{{ secrets." not in path.read_text("utf-8"), path


def test_no_cache_holds_a_built_site():
    steps = [step for path in WORKFLOWS for job in jobs_of(path).values() for step in job.get("steps", [])]
    kept = [step["with"]["path"] for step in steps if step.get("uses", "").startswith("actions/cache@")]
    assert kept
    assert [path for path in kept if "output" in path] == []


def test_every_workflow_stops_by_itself_and_names_each_job():
    for path in [*WORKFLOWS, BUILD_HOOK]:
        for name, job in jobs_of(path).items():
            assert "name" in job, (path.name, name)
            assert "timeout-minutes" in job or "uses" in job, (path.name, name)


GH = """#!/bin/sh
# Answers as GitHub does where the published commit is "old" or "new"; the first deployment is the one that runs.
case "$*" in
    *environment=github-pages*) printf '3,%s\\n2,{published}\\n1,older\\n' "$COMMIT" ;;
    *deployments/3/statuses*) echo in_progress ;;
    *deployments/2/statuses*) echo success ;;
    *compare/{published}...*) echo {order} ;;
    *) exit 1 ;;
esac
"""


@pytest.mark.parametrize(
    ("order", "newer"), [("behind", "yes"), ("ahead", "no"), ("identical", "no"), ("diverged", "no")]
)
def test_an_older_commit_is_not_published_over_a_newer_one(tmp_path, order, newer):
    (tmp_path / "gh").write_text(GH.format(published="now", order=order), "utf-8")
    (tmp_path / "gh").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "REPOSITORY": "a/b", "COMMIT": "mine"}
    environment["GITHUB_OUTPUT"] = str(tmp_path / "outputs")
    commands = script("site.yml", "deploy", "Look whether a newer commit is published already")
    subprocess.run(["bash", "-e", "-c", commands], env=environment, check=True, capture_output=True)
    assert (tmp_path / "outputs").read_text("utf-8") == f"newer={newer}\n"


def test_publications_wait_for_each_other_and_none_is_dropped():
    concurrency = jobs_of(PROJECT / ".github/workflows/site.yml")["deploy"]["concurrency"]
    assert concurrency == {"group": "pages", "cancel-in-progress": False, "queue": "max"}


def test_a_preview_has_the_files_of_the_pull_request_and_our_headers(tmp_path):
    shutil.copytree(PROJECT / ".github/preview", tmp_path, dirs_exist_ok=True)
    site = tmp_path / "site"
    (site / "about").mkdir(parents=True)
    for name in (
        "index.html",
        "about/index.html",
        "_worker.js",
        "_headers",
        "_redirects",
        "_routes.json",
        ".assetsignore",
    ):
        (site / name).write_text("of the pull request", "utf-8")
    (site / "passwd").symlink_to("/etc/passwd")
    commands = script("preview.yml", "preview", "Keep the files, and nothing that tells the host what to do")
    subprocess.run(["bash", "-e", "-c", commands], cwd=tmp_path, check=True)
    left = {path.relative_to(site).as_posix() for path in site.rglob("*") if not path.is_dir()}
    assert left == {"index.html", "about/index.html", "_headers"}
    assert "X-Robots-Tag: noindex" in (site / "_headers").read_text("utf-8")


@pytest.mark.parametrize(("status", "fails", "report"), [(0, False, ""), (2, False, "## Links that"), (3, True, "")])
def test_links_that_do_not_answer_are_reported_and_a_program_that_failed_is_not_hidden(tmp_path, status, fails, report):
    (tmp_path / "lychee").write_text(f'#!/bin/sh\necho "a list" > "$4"\nexit {status}\n', "utf-8")
    (tmp_path / "lychee").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    commands = script("nightly.yml", "report", "Look for links to other sites that do not answer")
    done = subprocess.run(["bash", "-e", "-c", commands], cwd=tmp_path, env=environment, check=False)
    written = tmp_path / "report.md"
    assert (done.returncode != 0) is fails
    assert (written.read_text("utf-8") if written.exists() else "").startswith(report)
    assert written.exists() is bool(report)


def test_the_page_lists_each_workflow_and_each_input_of_the_one_for_other_sites():
    page = (PROJECT / "docs/hosting/workflows.md").read_text("utf-8")
    assert [path.name for path in WORKFLOWS if f"](../../.github/workflows/{path.name})" not in page] == []
    text = (PROJECT / ".github/workflows/site.yml").read_text("utf-8")
    # "on" is True to a reader of YAML 1.1
    inputs = yaml.safe_load(text)[True]["workflow_call"]["inputs"]
    rows = re.findall(r"^\| `([\w-]+)` \| (.*?) \|", page, re.MULTILINE)
    assert [name for name, _ in rows] == list(inputs)
    defaults = {name: f"`{each['default']}`".replace("True", "true") for name, each in inputs.items()}
    assert dict(rows) == defaults | {"siteurl": "that of GitHub Pages"}


def test_dependabot_looks_after_every_folder_with_pins():
    updates = yaml.safe_load((PROJECT / ".github/dependabot.yml").read_text("utf-8"))["updates"]
    looked_after = {each["package-ecosystem"]: each.get("directories") for each in updates}
    assert looked_after["npm"] == ["/tests", "/bench", "/.github/preview"]
    assert looked_after["pip"] == ["/", "/.github/links"]
    for folder in looked_after["npm"]:
        assert (PROJECT / folder.strip("/") / "package-lock.json").is_file()
    for folder in looked_after["pip"]:
        assert (PROJECT / folder.strip("/") / "requirements.txt").is_file()
