"""The command `hamerkop new`: writes the file of a new article or page, a draft, with its fields filled."""

import errno
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pelican.contents import Author, Category

from hamerkop import frontmatter
from hamerkop.authoring import headers
from hamerkop.authoring.headers import Field
from hamerkop.authoring.site import ARTICLE, PAGE, Owner, Refused, Site, checked_slug, header_of, made_slug, read_site
from hamerkop.authoring.vocabulary import categories, checked_name, has_vocabulary, nearest_tags, tag_texts
from hamerkop.frontmatter.fields import FIELDS, NotValid, date_time, day
from hamerkop.frontmatter.metadata import REQUIRED
from hamerkop.frontmatter.parse import UNPRINTABLE, Value
from hamerkop.shared.clock import now
from hamerkop.shared.problems import START, display_path
from hamerkop.shared.site_content import tags_of
from hamerkop.shared.source_text import source_text
from hamerkop.shared.titles import plain_title
from hamerkop.shared.urls import PageAddress

TODO = "TODO: "  # what is still to be written begins so; the checks report it in what is published
SUMMARY = TODO + "one or two plain sentences, at most 160 characters"
MAX_READ = 200  # headers that are read to see which fields the texts of a site have
USUAL = 0.8  # share of the texts that have a field, from which on a new one gets it too
GUESS = "only the most common one"
NEWEST = 20  # articles that say in which folder a new one belongs
HOST = "http://localhost:8000/"
NEW_PATTERNS = {ARTICLE: ("ARTICLE", "DRAFT"), PAGE: ("PAGE", "DRAFT_PAGE")}


class Wanted(NamedTuple):
    """What was typed: a title, and "" or nothing for what is to be chosen. *published*: the text is no draft."""

    title: str
    kind: str = ARTICLE
    category: str = ""
    tags: tuple[str, ...] = ()
    day: str = ""
    slug: str = ""
    published: bool = False


class NewSource(NamedTuple):
    """A source to be written: its path, its text, and the address of its page in the preview ("" if it has none).

    *out_on* is the day on which it comes out, if that is later than today, else "".
    """

    path: Path
    text: str
    address: str
    out_on: str = ""


def report(settings_file: str, wanted: Wanted, program: str) -> int:
    """Write the file that is *wanted*, and print its path, its address, and what to do next; return 0.

    *program* is how its commands begin. Raises Refused if something has the file, address or title already.
    """
    source = new_source(read_site(settings_file), wanted)
    write(source)
    print(display_path(source.path))
    print(
        f"It will be at {HOST}{source.address} while `{program} serve` runs." if source.address else "It has no page."
    )
    if source.out_on:
        print(f"It comes out on {source.out_on}, at another address.")
    print("\nNext:")
    for number, step in enumerate(next_steps(source.text, wanted), 1):
        print(f"{number}. {step}")
    return 0


def write(source: NewSource) -> None:
    """Write the file of *source*, and its folder if there is none. Raises Refused if there is such a file."""
    try:
        source.path.parent.mkdir(parents=True, exist_ok=True)
        with source.path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(source.text)
    except FileExistsError:
        raise Refused(
            f"there is a file {display_path(source.path)} already; open it, or choose another title"
        ) from None
    except OSError as error:
        advice = "; give it a shorter name: --slug" if error.errno == errno.ENAMETOOLONG else ""
        raise Refused(f"{display_path(source.path)} cannot be written: {error.strerror}{advice}") from None


def new_source(site: Site, wanted: Wanted) -> NewSource:
    """Return the source that is *wanted* in *site*. Raises Refused."""
    title = checked_title(wanted.title)
    moment = checked_moment(wanted.day, site)
    style, ending = style_of(site, wanted.kind)
    stem, slug = names_of(site, wanted, title, moment)
    fields = fields_of(site, wanted._replace(title=title, slug=slug), moment)
    category = str(next((field.value for field in fields if field.name == "category"), ""))
    path = folder_of(site, wanted.kind, category) / f"{stem}.{ending}"
    refuse_taken(site, wanted.kind, title, path, address_of(site, wanted.kind, slug or stem, category, moment))
    later = wanted.kind == ARTICLE and comes_out_later(site, moment)
    shown = address_of(site, wanted.kind, slug or stem, category, moment, draft=later or not wanted.published)
    text = headers.header(fields, style) + body_of(site, wanted.kind)
    out_on = f"{moment:%Y-%m-%d}" if later and wanted.published else ""
    return NewSource(path, text, shown.url if shown.save_as else "", out_on)


def comes_out_later(site: Site, moment: datetime) -> bool:
    """Return whether an article of that date is a draft now, and published by a later build."""
    held_back = site.has_plugin("hamerkop.frontmatter") or not site.settings["WITH_FUTURE_DATES"]
    return held_back and moment > now(site.content)


# What was typed


def checked_title(title: str) -> str:
    """Return a title on one line. Raises Refused if there is nothing to print in it."""
    line = " ".join(title.split())
    if not line or UNPRINTABLE.search(line):
        raise Refused("the title is empty; write it in quotes" if not line else "the title has a control character")
    return line


def checked_moment(typed: str, site: Site) -> datetime:
    """Return the date that was typed, else the time of the site's clock now. Raises Refused if it is no date."""
    zone = ZoneInfo(site.settings.get("TIMEZONE", "UTC"))
    if not typed:
        return now(site.content).astimezone(zone)
    try:
        found: datetime = date_time(Value(typed, START))
    except NotValid as error:
        raise Refused(f"--date: {error}") from None
    return found.replace(tzinfo=found.tzinfo or zone)


def names_of(site: Site, wanted: Wanted, title: str, moment: datetime) -> tuple[str, str]:
    """Return the file's name without its ending, and the slug to be written into the header, or "".

    Both are made as Pelican makes a slug of a title. Where the files of a site begin with a date, this one does too.
    """
    slug = checked_slug(wanted.slug, site.settings) if wanted.slug else made_slug(title, site.settings)
    if not slug:
        raise Refused(f'no address can be made of "{title}"; give one: --slug my-subject')
    stem = f"{moment:%Y-%m-%d}-{slug}" if begins_with_date(site, wanted.kind) else slug
    from_title = site.settings["SLUGIFY_SOURCE"] == "title"
    return stem, slug if (wanted.slug and from_title) or (stem != slug and not from_title) else ""


def begins_with_date(site: Site, kind: str) -> bool:
    """Return whether the names of most files of a kind begin with a date."""
    names = [Path(content.source_path).name for content in site.contents_of(kind)]
    dated = [name for name in names if name[:4].isdigit() and name[4:5] == "-" and name[5:7].isdigit()]
    return len(dated) * 2 > len(names)


def style_of(site: Site, kind: str) -> tuple[str, str]:
    """Return the style of the header, and the ending of the file: those of most texts of the kind."""
    paths = [Path(content.source_path) for content in site.contents_of(kind)] or [Path("x.md")]
    ending = Counter(path.suffix[1:] for path in paths).most_common(1)[0][0]
    if ending == "rst":
        return headers.RST, ending
    ending = ending if ending in ("md", "markdown", "mkd", "mdown") else "md"
    if site.has_plugin("hamerkop.frontmatter"):
        return headers.YAML, ending
    texts = [source_text(content) for content in site.contents_of(kind)[:MAX_READ]]
    fenced = sum(text.startswith("---") for text in texts)
    return headers.FENCED if fenced * 2 > len(texts) else headers.PLAIN, ending


def folder_of(site: Site, kind: str, category: str) -> Path:
    """Return the folder of a new text: that of most of the newest of its kind, if it can be, of its category."""
    contents = site.contents_of(kind)
    if site.settings["USE_FOLDER_AS_CATEGORY"]:
        own = [each for each in contents if str(getattr(each, "category", "")) == category]
        contents = own or contents
    newest = sorted(contents, key=lambda content: (str(getattr(content, "date", "")), content.source_path))[-NEWEST:]
    folders = Counter(str(Path(content.source_path).parent) for content in newest)
    if folders:
        return Path(folders.most_common(1)[0][0])
    paths = site.settings["ARTICLE_PATHS" if kind == ARTICLE else "PAGE_PATHS"]
    return site.content / (paths[0] if paths else "")


# What has it already


def address_of(site: Site, kind: str, slug: str, category: str, moment: datetime, draft: bool = False) -> PageAddress:
    """Return the address of a new text by its slug: when it is published, or, with *draft*, until then."""
    settings, name = site.settings, NEW_PATTERNS[kind][draft]
    author, language = settings.get("AUTHOR") or "", settings["DEFAULT_LANG"]
    values = {
        "slug": slug,
        "path": slug,
        "lang": language.lower() if site.has_plugin("hamerkop.frontmatter") else language,
        "date": moment,
        "author": Author(author, settings).slug if author else "",
        "category": Category(category or settings["DEFAULT_CATEGORY"], settings).slug,
    }
    try:
        url, save_as = (str(settings[f"{name}_{part}"]).format(**values) for part in ("URL", "SAVE_AS"))
    except (KeyError, ValueError):  # a pattern with a field of the site's own
        return PageAddress("", "")
    return PageAddress(url, save_as)


def refuse_taken(site: Site, kind: str, title: str, path: Path, address: PageAddress) -> None:
    """Raise Refused if something has the file, the address or the title already."""
    same_file = next((each for each in _names_in(path.parent) if each.casefold() == path.name.casefold()), None)
    if same_file:
        shown = display_path(path.parent / same_file)
        raise Refused(f"{shown}:1: there is such a file already; open it, or choose another title or --slug")
    if owner := site.owner_of_address(address.save_as):
        raise Refused(_taken(owner, f"the address /{address.url} is taken by", "choose another title or --slug"))
    if owner := site.owner_of_title(title):
        raise Refused(_taken(owner, "this is", "open it, or choose a title that readers can tell from it"))


def _taken(owner: Owner, before: str, advice: str) -> str:
    return f"{owner.where}: {before} {owner.what}; {advice}"


def _names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


# The header


def fields_of(site: Site, wanted: Wanted, moment: datetime) -> list[Field]:
    """Return the fields of the header: those that the site requires, and those that nearly all of its texts have."""
    required = required_fields(site, wanted.kind)
    known = {field.name: field for field in _known_fields(site, wanted, moment, "tags" in required)}
    fields = [known[name] for name in ("title", "summary", "date", "category", "tags") if name in known]
    fields += [known[name] for name in ("status", "slug") if name in known]
    usual = usual_fields(site, wanted.kind)
    for name in [*required, *usual]:
        if name not in {field.name for field in fields}:
            fields += _other_field(site, name, usual.get(name, ""), name in required)
    return fields


def required_fields(site: Site, kind: str) -> list[str]:
    """Return the names of the fields that a text of a kind must have."""
    if not site.has_plugin("hamerkop.frontmatter"):
        return REQUIRED[kind]
    given: dict[str, list[str]] = frontmatter.SETTINGS.value(site.settings, "FRONTMATTER_REQUIRED")
    return (REQUIRED | given)[kind]


def usual_fields(site: Site, kind: str) -> dict[str, str]:
    """Return the fields that nearly all texts of a kind have, each with the value that nearly all have, or ""."""
    texts = [header_of(source_text(content)) for content in site.contents_of(kind)[:MAX_READ]]
    values: dict[str, Counter[str]] = {}
    for text in texts:
        for name, field in text.fields.items():
            data = field.value.data
            values.setdefault(name, Counter())[data if isinstance(data, str) else ""] += 1
    found = {}
    for name, counts in sorted(values.items()):
        value, times = counts.most_common(1)[0]
        if counts.total() >= USUAL * len(texts):
            found[name] = value if times >= USUAL * len(texts) and len(texts) > 2 else ""
    return found


def _known_fields(site: Site, wanted: Wanted, moment: datetime, tags_required: bool) -> Iterator[Field]:
    usual = {*usual_fields(site, wanted.kind), *required_fields(site, wanted.kind)}
    yield Field("title", wanted.title)
    if "summary" in usual:
        yield Field("summary", SUMMARY)
    if wanted.kind == ARTICLE or wanted.day or "date" in usual:
        with_time = moment.time() != datetime.min.time() and bool(wanted.day)
        yield Field("date", f"{moment:%Y-%m-%d %H:%M}" if with_time else f"{moment:%Y-%m-%d}", verbatim=True)
    if wanted.kind == ARTICLE or wanted.tags:
        yield from _tags(site, wanted, "tags" in usual, tags_required)
    if wanted.kind == ARTICLE or wanted.category:
        yield from _category(site, wanted, "category" in usual)
    if not wanted.published:
        yield Field("status", "draft")
    if wanted.slug:
        yield Field("slug", wanted.slug)


def _tags(site: Site, wanted: Wanted, usual: bool, required: bool) -> Iterator[Field]:
    texts = tag_texts(site)
    tags = chosen_tags(site, wanted, texts)
    comments = []
    if not tags and required:
        tags, comments = most_common_tags(site), [GUESS]
    if tags or usual:
        others = [name for name in texts if name not in tags]
        shown = others if has_vocabulary(site) else others[:10]
        comments += [f"others: {', '.join(shown)}"] if shown else []
        yield Field("tags", tags, "; ".join(comments))


def most_common_tags(site: Site) -> list[str]:
    """Return the tag that most articles have, if any has one."""
    found = Counter(str(tag.name) for article in site.contents_of(ARTICLE) for tag in tags_of(article))
    return [name for name, _ in found.most_common(1)]


def chosen_tags(site: Site, wanted: Wanted, texts: Mapping[str, str]) -> list[str]:
    """Return the tags that were typed, else those whose words are in the title. Raises Refused."""
    only_known = has_vocabulary(site)
    titles = [plain_title(article) for article in site.contents_of(ARTICLE)]
    given = [checked_name("tag", tag, texts, only_known) for tag in dict.fromkeys(wanted.tags)]
    return given or nearest_tags(wanted.title, texts, titles)


def _category(site: Site, wanted: Wanted, usual: bool) -> Iterator[Field]:
    known = categories(site)
    if wanted.category:
        chosen = checked_name("category", wanted.category, known)
    else:
        chosen = nearest_category(site, chosen_tags(site, wanted, tag_texts(site)), known)
    others = [name for name in known if name != chosen]
    if wanted.category or usual:
        yield Field("category", chosen, f"others: {', '.join(others)}" if others else "")


def nearest_category(site: Site, tags: list[str], known: list[str]) -> str:
    """Return the category of most articles with one of *tags*, else the most common one, else Pelican's default."""
    found: Counter[str] = Counter()
    for article in site.contents_of(ARTICLE):
        found[str(article.category)] += sum(str(tag.name) in tags for tag in getattr(article, "tags", []))
    best = max(found.values(), default=0)
    named = sorted(name for name, count in found.items() if count == best and best)
    return (named or known or [str(site.settings["DEFAULT_CATEGORY"])])[0]


def _other_field(site: Site, name: str, usual: str, is_required: bool) -> Iterator[Field]:
    """Yield a field of which the title says nothing: with the value that nearly all texts have, else as a comment."""
    rule = next((rule for rule in FIELDS if rule.name == name), None)
    is_day = rule is not None and rule.convert in (day, date_time)
    if name in ("slug", "aliases", "modified", "status"):
        return
    if usual and not is_day:
        yield Field(name, usual)
    elif is_required:
        yield Field(name, str(site.settings.get(name.upper()) or TODO + (rule.meaning if rule else "write it")))
    else:
        yield Field(name, "", rule.meaning if rule else "", commented=True)


# The text


def body_of(site: Site, kind: str) -> str:
    """Return the text below the header: what to write there, with the block "in-short" where most articles have it."""
    opening = "/// in-short"
    having = sum(opening in source_text(content) for content in site.contents_of(kind)[:MAX_READ])
    text = f"{TODO}write the text here.\n"
    if site.has_plugin("hamerkop.blocks") and having * 2 > len(site.contents_of(kind)[:MAX_READ]):
        return f"{opening}\n\n{TODO}what the text says, in three or four plain sentences.\n\n///\n\n{text}"
    return text


def next_steps(text: str, wanted: Wanted) -> list[str]:
    """Return what a writer has to do with the *text* of a new file, with the lines of it."""
    todo = _lines(text, TODO)
    steps = [f"Write what begins with {TODO.strip()} ({_in_words(todo)})."] if todo else []
    chosen = [name for name, given in (("category", wanted.category), ("tags", wanted.tags)) if not given]
    if lines := _lines(text, *(f"{name}:" for name in chosen)):
        is_guess = GUESS in text or bool(_lines(text, "tags: []"))
        how = (
            "Choose, for no tag has a word of the title"
            if is_guess
            else "Check what was chosen by the words of the title"
        )
        steps.append(f"{how}: {' and '.join(chosen)} ({_in_words(lines)}).")
    if status := _lines(text, "status: draft"):
        steps.append(f"When readers may see it, delete the line that says draft ({_in_words(status)}).")
    return steps


def _lines(text: str, *beginnings: str) -> list[int]:
    """Return the lines, from 1, that begin with one of some fields, in any style; all with :data:`TODO` for that."""
    lines = list(enumerate(text.split("\n"), 1))
    if beginnings == (TODO,):
        return [number for number, line in lines if TODO in line]
    return [number for number, line in lines if beginnings and line.removeprefix(":").lower().startswith(beginnings)]


def _in_words(numbers: list[int]) -> str:
    shown = " and ".join(filter(None, [", ".join(map(str, numbers[:-1])), str(numbers[-1])]))
    return f"line{'s' if len(numbers) > 1 else ''} {shown}"
