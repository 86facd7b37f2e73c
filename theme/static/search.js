/* The script of the search page, the only one of the site. It searches Pagefind's index (hamerkop.search) and shows the
   results as text, never as HTML. The query is kept in the address of the page, and nothing is stored anywhere else. */
const [PAGE_SIZE, MAX_PASSAGES] = [10, 3]; // results shown at a time; links to passages in one result
const MIN_RESULTS = 3; // with fewer, a query of one word besides stop words is searched again without them
const [TYPING_PAUSE, SLOW] = [200, 500]; // milliseconds: after the last key until it searches; until "Searching…"
const STOP_WORDS = new Set(
  `a am an and are at be been can do does for from have how i if in is it its me much my of on or should so that the
  there this to was what when where which who why will with would you your`.split(/\s+/),
);
const part = (name) => document.getElementById(`search-${name}`);
const [form, status, list, more] = ["form", "status", "results", "more"].map(part);
const { q: input, topic } = form.elements; // topic is undefined on a site without tags
const folder = (name) => new URL(form.dataset[name], location);
// What readers are told, in the language of the page (texts/*.yaml of the theme); here in English.
const texts = {
  searching: "Searching…",
  for_query: "for “{query}”",
  in_topic: " in {topic}",
  one_result: "{number} result {subject}",
  results: "{number} results {subject}",
  no_results: "No results {subject}.",
  failed: "The search could not be loaded; you can try again.",
  hint: " Look in the A to Z below.",
  term: "term",
  ...JSON.parse(form.dataset.texts ?? "{}"),
};
const say = (name, values) => texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
const hint = part("a-to-z") ? texts.hint : "";
let index, typingTimer, slowTimer; // index: the promise that open() returns
let [failed, latest] = [false, 0]; // whether a file of the index could not be loaded; number of the latest search
let remaining = []; // results that are not shown yet

// Pagefind reports a file that cannot be loaded in the console only, and then finds nothing: readers would be told that
// there are no results.
const originalFetch = window.fetch;
window.fetch = async (...request) => {
  const response = await originalFetch(...request).catch(() => Response.error());
  failed ||= !response.ok;
  return response;
};

async function open() {
  const [pagefind, topics] = await Promise.all([
    import(new URL("pagefind.js", folder("index"))),
    fetch(new URL("topics.json", folder("index"))).then((response) => response.json()),
  ]);
  await pagefind.options({ ranking: { termSimilarity: 4 }, noWorker: true, baseUrl: folder("site").pathname });
  await pagefind.init();
  const topicsOf = new Map(); // by result; the file has the results of each topic
  for (const [slug, ids] of Object.entries(topics))
    for (const id of ids) topicsOf.set(id, [...(topicsOf.get(id) ?? []), slug]);
  return { pagefind, topicsOf };
}

/* Returns the promise's value, or undefined if a file could not be loaded: the next search then loads a new index. */
async function complete(promise) {
  const value = await promise.catch(() => null);
  if (value && !failed) return value;
  await (await index?.catch(() => null))?.pagefind.destroy();
  [index, failed] = [undefined, false];
}

async function search() {
  [typingTimer, slowTimer].forEach(clearTimeout);
  const [number, query] = [++latest, input.value.trim()];
  const parameters = Object.entries({ q: query, topic: topic?.value }).filter(([, value]) => value);
  history.replaceState(null, "", location.pathname + (parameters.length ? `?${new URLSearchParams(parameters)}` : ""));
  slowTimer = setTimeout(showStatus, SLOW, texts.searching);
  const found = query ? await complete(find(query)) : { results: [], items: [] };
  if (number !== latest) return; // a later search shows its own results
  clearTimeout(slowTimer);
  list.replaceChildren(...(found?.items ?? []));
  remaining = found?.results.slice(PAGE_SIZE) ?? [];
  more.hidden = !remaining.length;
  showCounts(query && found);
  const chosen = topic?.value ? say("in_topic", { topic: topic.selectedOptions[0].dataset.title }) : "";
  const subject = say("for_query", { query }) + chosen;
  const count = found?.results.length;
  if (!found) showStatus(texts.failed + hint);
  else if (count) showStatus(say(count > 1 ? "results" : "one_result", { number: count, subject }));
  else showStatus(query && say("no_results", { subject }) + hint);
}

/* Returns the results of a query in the chosen topic, the list items of the first ones, and a function that gives the
   number of results in any topic. */
async function find(query) {
  const { pagefind, topicsOf } = await (index ??= open());
  const [all, chosen, numbers] = [await resultsOf(pagefind, query), topic?.value, new Map()];
  const inTopics = all.map(({ id }) => topicsOf.get(id) ?? []);
  for (const slug of inTopics.flat()) numbers.set(slug, (numbers.get(slug) ?? 0) + 1);
  const results = chosen ? all.filter((_, position) => inTopics[position].includes(chosen)) : all;
  const numberIn = (slug) => (slug ? (numbers.get(slug) ?? 0) : all.length);
  return { numberIn, results, items: await itemsOf(results.slice(0, PAGE_SIZE)) };
}

/* Pagefind finds pages that contain every word, so stop words are left out. A query with one other word is first
   searched as it was typed: "what is ketamine" is a title. */
async function resultsOf(pagefind, query) {
  const words = query.split(/\s+/).filter((word) => !STOP_WORDS.has(word.toLowerCase().replace(/[?!.,]/g, "")));
  const asTyped = words.length > 1 ? [] : (await pagefind.search(query)).results;
  return asTyped.length >= MIN_RESULTS || !words.length ? asTyped : (await pagefind.search(words.join(" "))).results;
}

/* Shows behind each topic how many results are in it, and hides topics with none. */
function showCounts(found) {
  for (const option of topic?.options ?? []) {
    const number = found && found.numberIn(option.value);
    option.dataset.title ??= option.text;
    option.text = option.dataset.title + (found ? ` (${number})` : "");
    option.hidden = option.disabled = number === 0 && !option.selected;
  }
}

async function showMore() {
  const results = remaining; // a new search replaces the array
  more.disabled = true;
  const items = await complete(itemsOf(results.splice(0, PAGE_SIZE)));
  more.disabled = false;
  if (!items) return search(); // which shows what is wrong
  if (results !== remaining) return;
  list.append(...items);
  more.hidden = !remaining.length;
  items[0]?.querySelector("a").focus();
}

const itemsOf = (results) => Promise.all(results.map(async (result) => itemOf(await result.data())));
function itemOf({ url, meta, content, excerpt, plain_excerpt, sub_results }) {
  const [before, after] = [content.startsWith(plain_excerpt) ? "" : "… ", content.endsWith(plain_excerpt) ? "" : " …"];
  const title = make("h2", link(url, meta.title));
  if (url.includes("#")) title.append(" ", make("span", texts.term)); // an entry of the glossary's page
  const passages = sub_results.filter(({ anchor }) => anchor).sort((a, b) => b.locations.length - a.locations.length);
  const links = passages.slice(0, MAX_PASSAGES).map((passage) => make("li", link(passage.url, passage.title)));
  return make("li", title, make("p", before, ...marked(excerpt), after), make("ul", ...links));
}

/* Returns an excerpt as text and <mark> elements. Pagefind writes <mark> around what it found, and entities for the
   characters < and > of the text. Reference numbers, which are not indexed, leave a space before the full stop. */
function marked(excerpt) {
  const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replace(/ (?=[.,;:](\s|$))/g, "");
  return excerpt.split(/<\/?mark>/).map((text, number) => (number % 2 ? make("mark", plain(text)) : plain(text)));
}

function make(name, ...children) {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}
const link = (href, text) => Object.assign(make("a", text), { href });
const showStatus = (text) => (status.textContent = text);
input.addEventListener("focus", () => complete((index ??= open())), { once: true }); // loads while the reader types
input.addEventListener("input", () => (clearTimeout(typingTimer), (typingTimer = setTimeout(search, TYPING_PAUSE))));
input.addEventListener("keydown", (event) => event.key === "Escape" && ((input.value = ""), search()));
form.addEventListener("submit", (event) => (event.preventDefault(), search()));
topic?.addEventListener("change", search);
more.addEventListener("click", showMore);
const given = new URLSearchParams(location.search);
input.value = given.get("q") ?? "";
if ([...(topic?.options ?? [])].some(({ value }) => value === given.get("topic"))) topic.value = given.get("topic");
if (input.value) search();
