"""Publishes a site: checks the settings, builds, shows what would change on the host, and pushes it there.

`publish/targets/` has one module for each kind of host.
"""

from hamerkop.build import site
from hamerkop.publish.plan import describe, plan
from hamerkop.publish.preflight import unset_settings
from hamerkop.publish.targets import Target, TargetError

FAILED = 2


def publish(settings_file: str, target: Target, dry_run: bool) -> int:
    """Build the site of *settings_file*, print what would change at *target*, and unless *dry_run* push it there.

    Returns an exit status: 0 if the target has the built site (or would have it), 1 if the site has problems, 2 if the
    target cannot be used. Nothing is pushed unless the build has no errors and every setting in `REQUIRED_TO_PUBLISH`
    has a value.
    """
    try:
        target.check(dry_run)  # before the build, which takes longer
        report = site.build(settings_file, check=unset_settings)
        print(report.as_text())
        if not report.succeeded:
            return report.exit_status
        print("\n".join(["", *target.notes()]).rstrip())
        target.prepare(report.output)
        changes = plan(target.published_tree(), target.built_tree(report.output))
        print(f"{target.name}: {describe(changes)}")
        if dry_run or not changes:
            print("Nothing was pushed." if dry_run else "It is published already.")
            return 0
        target.push(report.output)
        print(f"Published: {target.name} has the site.")
        return 0
    except TargetError as error:
        print(f"Not published: {error}")
        return FAILED
