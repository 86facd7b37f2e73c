"""The public address of a site, and whether it is a preview, from the variables that hosts set for a build.

For the settings of a public site::

    SITEURL = public_address(os.environ)
    NOINDEX = is_preview(os.environ)

What the variables mean: https://docs.netlify.com/build/configure-builds/environment-variables/ (Netlify),
https://developers.cloudflare.com/pages/configuration/build-configuration/ and
https://developers.cloudflare.com/workers/ci-cd/builds/configuration/ (Cloudflare),
https://docs.gitlab.com/ci/variables/predefined_variables/ (GitLab),
https://docs.github.com/actions/reference/workflows-and-actions/variables (GitHub, Forgejo).
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

Environ = Mapping[str, str]
PRODUCTION_BRANCH = "main"
NO = ("0", "false", "no")


class Host(NamedTuple):
    """A host that builds sites: the variable by which its builds are known, and what its other variables say.

    *address* returns the address of the site that is built, "" if it is not known. *is_preview* gets the name of the
    production branch as well, "" where the site does not say.
    """

    variable: str
    address: Callable[[Environ], str]
    is_preview: Callable[[Environ, str], bool]


def public_address(environ: Environ) -> str:
    """Return the address at which the site that is built will answer, without a slash at its end; "" if none is known.

    `SITEURL` decides where it is set. Else it is Netlify's `URL` in the context "production" and `DEPLOY_PRIME_URL` in
    all others, `CF_PAGES_URL` of Cloudflare Pages, or `CI_PAGES_URL` of GitLab. That of Cloudflare is the address of
    one deployment, also of the production branch, and builds of Cloudflare Workers have no such variable: set
    `SITEURL` there.
    """
    host = _host(environ)
    return (environ.get("SITEURL") or (host.address(environ) if host else "")).rstrip("/")


def is_preview(environ: Environ, production_branch: str = "") -> bool:
    """Return whether the site that is built is a preview, which search engines are not to list.

    `SITE_PREVIEW` decides where it is set: "1", or "0" for a site that readers are to find. Else a preview is: on
    Netlify, any context but "production"; on Cloudflare and GitLab, a build of another branch than *production_branch*
    (default: "main", on GitLab the default branch of the project) or of a merge request; on GitHub and Forgejo, a build
    of a pull request; and a site at the address of one deployment of Cloudflare Pages.
    """
    if given := environ.get("SITE_PREVIEW"):
        return given.strip().lower() not in NO
    host = _host(environ)
    return host is not None and host.is_preview(environ, production_branch)


def _host(environ: Environ) -> Host | None:
    return next((host for host in HOSTS if environ.get(host.variable)), None)


def _address_on_netlify(environ: Environ) -> str:
    names = ("URL",) if environ.get("CONTEXT") == "production" else ("DEPLOY_PRIME_URL", "DEPLOY_URL")
    return next((environ[name] for name in names if environ.get(name)), "")


def _is_preview_on_netlify(environ: Environ, _branch: str) -> bool:
    return environ.get("CONTEXT") != "production"


def _is_preview_on_pages(environ: Environ, branch: str) -> bool:
    return not environ.get("SITEURL") or environ.get("CF_PAGES_BRANCH") != (branch or PRODUCTION_BRANCH)


def _is_preview_on_workers(environ: Environ, branch: str) -> bool:
    return environ.get("WORKERS_CI_BRANCH") != (branch or PRODUCTION_BRANCH)


def _is_preview_on_gitlab(environ: Environ, branch: str) -> bool:
    """Return whether a build is one of a merge request or of another branch; a build of a tag has no branch."""
    production = branch or environ.get("CI_DEFAULT_BRANCH") or PRODUCTION_BRANCH
    return bool(environ.get("CI_MERGE_REQUEST_IID")) or environ.get("CI_COMMIT_BRANCH", production) != production


HOSTS = [
    Host("NETLIFY", _address_on_netlify, _is_preview_on_netlify),
    Host("CF_PAGES", lambda environ: environ.get("CF_PAGES_URL", ""), _is_preview_on_pages),
    Host("WORKERS_CI", lambda _environ: "", _is_preview_on_workers),
    Host("GITLAB_CI", lambda environ: environ.get("CI_PAGES_URL", ""), _is_preview_on_gitlab),
    Host("GITHUB_ACTIONS", lambda _environ: "", lambda environ, _branch: bool(environ.get("GITHUB_HEAD_REF"))),
]
