/* The only script of the site, and of this page alone. It asks Pagefind's index (hamerkop.search) what it finds and
   puts that on the page as text, never as HTML. The address keeps the question; nothing else is kept anywhere. */
const [PAGE, PASSAGES, ENOUGH] = [10, 3, 3]; // results shown at a time; places named in one; to let a question be
const [PAUSE, SLOW] = [200, 500]; // milliseconds without a key until it searches; of searching until it says so
const SAYS_NOTHING = new Set(
  `a am an and are at be been can do does for from have how i if in is it its me much my of on or should so that the
  there this to was what when where which who why will with would you your`.split(/\s+/),
);
const part = (name) => document.getElementById(`search-${name}`);
const [form, status, list, more] = ["form", "status", "results", "more"].map(part);
const { q: words, topic } = form.elements; // a site without topics has no list of them
const folder = (name) => new URL(form.dataset[name], location);
const tip = part("a-to-z") ? " Look in the A to Z below." : "";
let index, timer, slow; // index: a promise of what open() returns
let [broken, newest] = [false, 0]; // whether a file of the index did not come; the latest search: others show nothing
let rest = []; // results that are not shown yet

// Where a file does not come, Pagefind says so in the console and finds nothing: readers would hear "no results".
const fetchAny = window.fetch;
window.fetch = async (...request) => {
  const response = await fetchAny(...request).catch(() => Response.error());
  broken ||= !response.ok;
  return response;
};

async function open() {
  const [pagefind, topics] = await Promise.all([
    import(new URL("pagefind.js", folder("index"))),
    fetch(new URL("topics.json", folder("index"))).then((response) => response.json()),
  ]);
  await pagefind.options({ ranking: { termSimilarity: 4 }, noWorker: true, baseUrl: folder("site").pathname });
  await pagefind.init();
  return { pagefind, topics };
}

/* Returns an answer, or nothing where it may be untrue; the next question then begins with a new index. */
async function whole(answer) {
  const found = await answer.catch(() => null);
  if (found && !broken) return found;
  await (await index?.catch(() => null))?.pagefind.destroy();
  [index, broken] = [undefined, false];
}

async function search() {
  [timer, slow].forEach(clearTimeout);
  const [mine, text] = [++newest, words.value.trim()];
  const kept = Object.entries({ q: text, topic: topic?.value }).filter(([, value]) => value);
  history.replaceState(null, "", location.pathname + (kept.length ? `?${new URLSearchParams(kept)}` : ""));
  slow = setTimeout(say, SLOW, "Searching…");
  const answer = text ? await whole(find(text)) : { chosen: [], items: [] };
  if (mine !== newest) return;
  clearTimeout(slow);
  list.replaceChildren(...(answer?.items ?? []));
  rest = answer?.chosen.slice(PAGE) ?? [];
  more.hidden = !rest.length;
  count(text && answer);
  const about = `for “${text}”${topic?.value ? ` in ${topic.selectedOptions[0].dataset.title}` : ""}`;
  if (!answer) say(`The search could not be loaded; you can try again.${tip}`);
  else if (answer.chosen.length) say(`${answer.chosen.length} result${answer.chosen.length > 1 ? "s" : ""} ${about}`);
  else say(text && `No results ${about}.${tip}`);
}

async function find(text) {
  const { pagefind, topics } = await (index ??= open());
  const results = await found(pagefind, text);
  const within = (slug) => (slug ? results.filter(({ id }) => topics[slug]?.includes(id)) : results);
  const chosen = within(topic?.value);
  return { within, chosen, items: await itemsOf(chosen.slice(0, PAGE)) };
}

/* Every word must be found: those that say nothing are left out, but for "what is ketamine", which means what it says. */
async function found(pagefind, text) {
  const telling = text.split(/\s+/).filter((word) => !SAYS_NOTHING.has(word.toLowerCase().replace(/[?!.,]/g, "")));
  const asked = telling.length > 1 ? [] : (await pagefind.search(text)).results;
  return asked.length >= ENOUGH || !telling.length ? asked : (await pagefind.search(telling.join(" "))).results;
}

/* Writes behind each topic how many of the results are in it, and takes out those with none. */
function count(answer) {
  for (const option of topic?.options ?? []) {
    const number = answer && answer.within(option.value).length;
    option.dataset.title ??= option.text;
    option.text = option.dataset.title + (answer ? ` (${number})` : "");
    option.hidden = option.disabled = number === 0 && !option.selected;
  }
}

async function showMore() {
  const from = rest; // each answer has its own
  more.disabled = true;
  const items = await whole(itemsOf(from.splice(0, PAGE)));
  more.disabled = false;
  if (!items) return search(); // which says what is wrong
  if (from !== rest) return;
  list.append(...items);
  more.hidden = !rest.length;
  items[0]?.querySelector("a").focus();
}

const itemsOf = (results) => Promise.all(results.map(async (result) => itemOf(await result.data())));
function itemOf({ url, meta, content, excerpt, plain_excerpt, sub_results }) {
  const ends = [content.startsWith(plain_excerpt) ? "" : "… ", content.endsWith(plain_excerpt) ? "" : " …"];
  const title = make("h2", link(url, meta.title));
  if (url.includes("#")) title.append(" ", make("span", "term")); // an entry of the glossary's page
  const passages = sub_results.filter(({ anchor }) => anchor).sort((a, b) => b.locations.length - a.locations.length);
  const links = passages.slice(0, PASSAGES).map((passage) => make("li", link(passage.url, passage.title)));
  return make("li", title, make("p", ends[0], ...marked(excerpt), ends[1]), make("ul", ...links));
}

/* Pagefind writes <mark> around what was found, and the < and > of the text itself as entities. A reference number
   that is left out of the index leaves a space before the full stop. */
function marked(excerpt) {
  const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replace(/ (?=[.,;:](\s|$))/g, "");
  return excerpt.split(/<\/?mark>/).map((text, place) => (place % 2 ? make("mark", plain(text)) : plain(text)));
}

function make(name, ...children) {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}
const link = (href, text) => Object.assign(make("a", text), { href });
const say = (text) => (status.textContent = text);
words.addEventListener("focus", () => whole((index ??= open())), { once: true }); // ready when they have typed
words.addEventListener("input", () => (clearTimeout(timer), (timer = setTimeout(search, PAUSE))));
words.addEventListener("keydown", (event) => event.key === "Escape" && ((words.value = ""), search()));
form.addEventListener("submit", (event) => (event.preventDefault(), search()));
topic?.addEventListener("change", search);
more.addEventListener("click", showMore);
const asked = new URLSearchParams(location.search);
words.value = asked.get("q") ?? "";
if ([...(topic?.options ?? [])].some(({ value }) => value === asked.get("topic"))) topic.value = asked.get("topic");
if (words.value) search();
