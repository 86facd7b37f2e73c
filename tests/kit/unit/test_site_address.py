"""The address of a site, and whether it is a preview, by the variables of the host that builds it."""

import pytest

from hamerkop.shared.site_address import is_preview, public_address

SITE = {"SITEURL": "https://example.org/sub/"}
NETLIFY = {
    "NETLIFY": "true",
    "URL": "https://www.example.org",
    "DEPLOY_URL": "https://5b243e66--otters.netlify.app",
    "DEPLOY_PRIME_URL": "https://deploy-preview-1--otters.netlify.app",
}
PAGES = {"CF_PAGES": "1", "CF_PAGES_URL": "https://1a2b3c.otters.pages.dev", "CF_PAGES_BRANCH": "main"}
WORKERS = {"CI": "true", "WORKERS_CI": "1", "WORKERS_CI_BRANCH": "main"}
GITLAB = {"GITLAB_CI": "true", "CI_PAGES_URL": "https://otters.gitlab.io/notes", "CI_DEFAULT_BRANCH": "trunk"}
GITHUB = {"GITHUB_ACTIONS": "true", "GITHUB_REF_NAME": "main"}

BUILDS = {
    "here": ({}, "", False),
    "here with an address": (SITE, "https://example.org/sub", False),
    "production of Netlify": (NETLIFY | {"CONTEXT": "production"}, "https://www.example.org", False),
    "pull request on Netlify": (NETLIFY | {"CONTEXT": "deploy-preview"}, NETLIFY["DEPLOY_PRIME_URL"], True),
    "branch on Netlify": (NETLIFY | {"CONTEXT": "branch-deploy"}, NETLIFY["DEPLOY_PRIME_URL"], True),
    "named context of Netlify": (NETLIFY | {"CONTEXT": "staging"}, NETLIFY["DEPLOY_PRIME_URL"], True),
    "Netlify with an address": (NETLIFY | SITE | {"CONTEXT": "production"}, "https://example.org/sub", False),
    "preview on Netlify with an address": (NETLIFY | SITE | {"CONTEXT": "dev"}, "https://example.org/sub", True),
    "deployment of Pages": (PAGES, "https://1a2b3c.otters.pages.dev", True),
    "production of Pages": (PAGES | SITE, "https://example.org/sub", False),
    "branch on Pages": (PAGES | SITE | {"CF_PAGES_BRANCH": "voles"}, "https://example.org/sub", True),
    "production of Workers": (WORKERS | SITE, "https://example.org/sub", False),
    "Workers without an address": (WORKERS, "", False),
    "branch on Workers": (WORKERS | SITE | {"WORKERS_CI_BRANCH": "voles"}, "https://example.org/sub", True),
    "default branch on GitLab": (GITLAB | {"CI_COMMIT_BRANCH": "trunk"}, "https://otters.gitlab.io/notes", False),
    "tag on GitLab": (GITLAB | {"CI_COMMIT_TAG": "v1"}, "https://otters.gitlab.io/notes", False),
    "branch on GitLab": (GITLAB | {"CI_COMMIT_BRANCH": "voles"}, "https://otters.gitlab.io/notes", True),
    "merge request on GitLab": (
        GITLAB | {"CI_MERGE_REQUEST_IID": "7", "CI_PAGES_URL": "https://otters.gitlab.io/notes/mr-7"},
        "https://otters.gitlab.io/notes/mr-7",
        True,
    ),
    "push to GitHub": (GITHUB | SITE | {"GITHUB_HEAD_REF": ""}, "https://example.org/sub", False),
    "pull request on GitHub": (GITHUB | {"GITHUB_HEAD_REF": "voles"}, "", True),
}


@pytest.mark.parametrize("build", BUILDS)
def test_the_address_and_whether_it_is_a_preview(build):
    environ, address, preview = BUILDS[build]
    assert (public_address(environ), is_preview(environ)) == (address, preview)


@pytest.mark.parametrize(("given", "preview"), [("1", True), ("yes", True), ("0", False), ("False", False)])
def test_a_variable_of_its_own_decides_whether_it_is_a_preview(given, preview):
    for environ, _, _ in BUILDS.values():
        assert is_preview(environ | {"SITE_PREVIEW": given}) is preview
    assert is_preview(NETLIFY | {"CONTEXT": "dev", "SITE_PREVIEW": ""}) is True


@pytest.mark.parametrize(("host", "variable"), [(PAGES | SITE, "CF_PAGES_BRANCH"), (WORKERS, "WORKERS_CI_BRANCH")])
def test_the_production_branch_can_have_another_name(host, variable):
    assert is_preview(host | {variable: "live"}, "live") is False
    assert is_preview(host | {variable: "main"}, "live") is True


def test_a_variable_of_another_program_is_no_address():
    assert public_address({"URL": "https://elsewhere.example", "CONTEXT": "production"}) == ""
