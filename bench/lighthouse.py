"""Prints Lighthouse's four scores for a phone: an article, the front page, the search page of the public site.

    PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix bench --ignore-scripts --no-package-lock
    python bench/lighthouse.py

Scores run from 0 to 1. Performance is simulated for a slow phone, and swings with the machine: nothing is gated on it.
What cost a page its 1.00 in another group is named below it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.as_hosted import CHROMIUM, FLAGS, hosted

PROGRAM = Path(__file__).with_name("node_modules") / "lighthouse" / "cli" / "index.js"
GROUPS = ("performance", "accessibility", "best-practices", "seo")
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")


def look_at(url: str) -> dict[str, Any]:
    """Return Lighthouse's report on one page."""
    words = ["node", str(PROGRAM), url, "--quiet", "--output=json", f"--only-categories={','.join(GROUPS)}"]
    flags = f"--chrome-flags={' '.join(['--headless=new', *FLAGS])}"
    env = {**os.environ, "CHROME_PATH": CHROMIUM}
    done = subprocess.run([*words, flags], env=env, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(done.stderr)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def shortfalls(report: dict[str, Any]) -> list[str]:
    """Return what each group but performance asks for, as its title."""
    audits = {
        row["id"]: group
        for group in GROUPS[1:]
        for row in report["categories"][group]["auditRefs"]
        if row["weight"] and report["audits"][row["id"]]["score"] not in (1, None)
    }
    return [f"{group}: {report['audits'][name]['title']}" for name, group in audits.items()]


def main() -> None:
    if not PROGRAM.exists():
        sys.exit(f"Lighthouse is missing; {(__doc__ or '').splitlines()[2].strip()}")
    print(f"{'page':20}" + "".join(f"{group:>16}" for group in GROUPS) + "   FCP, LCP, TBT, CLS")
    with hosted() as site:
        for kind, url in site.pages().items():
            report = look_at(url)
            scores = [report["categories"][group]["score"] for group in GROUPS]
            times = [report["audits"][name]["displayValue"] for name in TIMES]
            print(f"{kind:20}" + "".join(f"{score:16.2f}" for score in scores) + f"   {', '.join(times)}")
            for shortfall in shortfalls(report):
                print(f"{'':20}  {shortfall}")


if __name__ == "__main__":
    main()
