import markdownIt from "markdown-it";
import footnote from "markdown-it-footnote";
import { feedPlugin } from "@11ty/eleventy-plugin-rss";

const newestFirst = (api) => api.getFilteredByGlob("content/articles/*.md").sort((a, b) => b.date - a.date);

function byName(list, namesOf) {
  const found = new Map();
  for (const each of list) for (const name of namesOf(each)) found.set(name, [...(found.get(name) ?? []), each]);
  return found;
}

function pagesOf(list, namesOf) {
  const pages = [];
  for (const [name, items] of byName(list, namesOf)) {
    const total = Math.ceil(items.length / 20);
    for (let number = 1; number <= total; number++)
      pages.push({ name, number, total, items: items.slice(20 * (number - 1), 20 * number) });
  }
  return pages;
}

// The five that share most tags, newest first among equals.
function related(list) {
  const places = byName(list.map((each, place) => ({ place, tags: each.data.topics })), (each) => each.tags);
  return list.map((each, own) => {
    const shared = new Uint8Array(list.length), seen = [];
    for (const tag of each.data.topics)
      for (const { place } of places.get(tag)) if (place !== own && shared[place]++ === 0) seen.push(place);
    const best = [];
    for (const place of seen) {
      let at = best.length;
      while (at && (shared[best[at - 1]] < shared[place] || (shared[best[at - 1]] === shared[place] && best[at - 1] > place))) at--;
      if (at < 5) { best.splice(at, 0, place); best.length = Math.min(best.length, 5); }
    }
    return best.map((place) => list[place]);
  });
}

export default function (config) {
  let around = new Map();
  config.setLibrary("md", markdownIt({ html: true, typographer: true }).use(footnote));
  config.addCollection("articles", (api) => {
    const list = newestFirst(api), lists = related(list);
    around = new Map(list.map((each, place) => [each.page.inputPath, { related: lists[place], next: list[place - 1], previous: list[place + 1] }]));
    return list;
  });
  config.addCollection("tagPages", (api) => pagesOf(newestFirst(api), (each) => each.data.topics));
  config.addCollection("categoryPages", (api) => pagesOf(newestFirst(api), (each) => [each.data.category]));
  config.addFilter("around", (path) => around.get(path) ?? { related: [] });
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addPlugin(feedPlugin, { type: "atom", outputPath: "/feed.xml", collection: { name: "articles", limit: 20 },
    metadata: { language: "en", title: "Field notes", base: "https://example.org/", author: { name: "Nobody" } } });
  return { markdownTemplateEngine: false, htmlTemplateEngine: "njk", dir: { input: ".", output: "output" } };
}
