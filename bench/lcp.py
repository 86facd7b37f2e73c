"""Prints when the largest piece of a page is drawn on a bad line and a slow phone: the median of five first visits.

    python bench/lcp.py

The line: 400 ms from a request to the first byte, 50 KB a second; the phone: a sixth of this machine's speed. Chromium
makes both (it does not slow the connection's own round trips). Nothing is kept between visits.
"""

import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.as_hosted import CHROMIUM, FLAGS, hosted, weight

LINE = {"offline": False, "latency": 400, "downloadThroughput": 50 * 1024, "uploadThroughput": 50 * 1024}
SLOWER = 6
VISITS = 5
OBSERVE = """new PerformanceObserver(list => { globalThis.drawn = list.getEntries().at(-1).startTime })
    .observe({type: "largest-contentful-paint", buffered: true})"""

# The browser says so a little later, and again if something larger follows.
TAKE = """async () => {
    const wait = time => new Promise(done => setTimeout(done, time))
    while (!globalThis.drawn) await wait(100)
    await wait(500)
    return drawn
}"""


def seconds(browser: Browser, url: str) -> float:
    """Return the largest contentful paint of a first visit to *url*, in seconds."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=3, is_mobile=True)
    page = context.new_page()
    page.add_init_script(OBSERVE)
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", LINE)
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url, wait_until="networkidle")
    drawn = page.evaluate(TAKE)
    context.close()
    return float(drawn) / 1000


def main() -> None:
    print(f"{'page':20}{'gzip bytes':>12}{'LCP, median':>14}{'least':>8}{'most':>8}")
    with hosted() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for kind, url in site.pages().items():
            taken = [seconds(browser, url) for _ in range(VISITS)]
            size = weight(site.folder / url.removeprefix(f"{site.address}/") / "index.html")
            print(f"{kind:20}{size:12}{median(taken):12.2f} s{min(taken):8.2f}{max(taken):8.2f}")
        browser.close()


if __name__ == "__main__":
    main()
