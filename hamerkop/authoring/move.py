"""The command `hamerkop move`: renames an article or page, and changes everything that names it.

What may name it: links of articles and pages, front-matter fields and fields of data files that hold slugs (see
:data:`hamerkop.shared.yaml_form.Slug`), and a few settings. The old address leads to the new one by an alias.
"""

import os
import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pelican.readers import MarkdownReader

from hamerkop.authoring import header_edits, source_links
from hamerkop.authoring.named_elsewhere import Moved, data_file_changes, settings_changes
from hamerkop.authoring.site import ARTICLE, Refused, Site, checked_slug, kind_of, made_slug, read_site
from hamerkop.shared import file_changes
from hamerkop.shared.aliases import InvalidAlias, output_path
from hamerkop.shared.file_changes import FileChange, Replacement, change_of, read_text, replaced
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.problems import did_you_mean, display_path
from hamerkop.shared.records import is_scheduled
from hamerkop.shared.urls import published_address
from hamerkop.shared.yaml_file import cause_of

_DATE, _LANGUAGE = r"\d{4}-\d\d-\d\d[-_]", r"[-_.][A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?"  # around the slug in a name


class Plan(NamedTuple):
    """What is to be changed, and what a person has to know or to do besides."""

    changes: list[FileChange]
    notes: list[str]


def report(settings_file: str, old: str, new: str, dry_run: bool) -> int:
    """Move what *old* names to *new*, and print each change; only print it if *dry_run*. Return 0. Raises Refused."""
    plan = planned(read_site(settings_file), old, new)
    for line in (line for change in plan.changes for line in change.diff()):
        print(line)
    if not dry_run:
        _write(plan.changes)
    number = len(plan.changes)
    done = "would be" if dry_run else "was" if number == 1 else "were"
    print(f"\n{number} {'file' if number == 1 else 'files'} {done} changed.")
    for note in plan.notes:
        print(note)
    return 0


def _write(changes: Sequence[FileChange]) -> None:
    try:
        file_changes.apply(changes)
    except OSError as error:
        raise Refused(f"{error.filename or 'a file'}: {error.strerror}; all files are as they were") from None


def planned(site: Site, old: str, new: str) -> Plan:
    """Return what is to be changed to move what *old* names to *new*. Raises Refused."""
    content = content_named(site, old)
    moved = moves_of(site, content, new)
    for each in moved:
        refuse_taken(site, each, moved)
    notes: list[str] = []
    changes = [*_sources(site, moved, notes), *data_file_changes(site, moved), *settings_changes(site, moved, notes)]
    notes = [*(note for each in moved for note in _notes(site, each)), *notes]
    return Plan(changes, notes)


# What is moved


def content_named(site: Site, typed: str) -> Content:
    """Return the article or page with the path or slug *typed*. Raises Refused if there is none, or more than one."""
    paths = {str(Path(typed).resolve()), str((site.content / typed).resolve())}
    by_path = [content for content in site.contents if str(Path(content.source_path).resolve()) in paths]
    by_slug = [content for content in site.contents if content.slug == typed.strip("/")]
    found = by_path or [content for content in by_slug if content.in_default_lang] or by_slug
    if len(found) > 1:
        names = " or ".join(display_path(content.source_path) for content in found)
        raise Refused(f'"{typed}" is the slug of more than one text; give the path of one: {names}')
    if not found:
        refuse_unread(site, typed, paths)
        known = [*(content.slug for content in site.contents), *(_relative(site, each) for each in site.contents)]
        raise Refused(f'no article or page has the path or slug "{typed}"{did_you_mean(typed, known)}')
    return found[0]


def refuse_unread(site: Site, typed: str, paths: Collection[str]) -> None:
    """Raise Refused, with the reason, if *typed* or one of the absolute *paths* names a source that was not read."""
    for source in site.sources():
        path = site.content / source
        if str(path.resolve()) not in paths and path.stem != typed.strip("/"):
            continue
        shown = display_path(path)
        reasons = [str(problem) for problem in site.errors if problem.path == shown]
        raise Refused("\n".join([f"{shown} cannot be read, so nothing is moved; correct it first:", *reasons[:3]]))


def moves_of(site: Site, content: Content, new: str) -> list[Moved]:
    """Return what is moved if *content* gets the path or slug *new*: with another slug, its translations are too."""
    slug, path = new_names(site, content, new)
    found = [_moved(site, content, slug, path)]
    if slug != content.slug:
        same_kind = site.contents_of(kind_of(content))
        others = [each for each in same_kind if each.slug == content.slug and each is not content]
        found += [_moved(site, each, slug, _path_with_slug(site, each, slug)) for each in others]
    if all(each.old_path == each.new_path and each.old_slug == each.new_slug for each in found):
        raise Refused(f"{display_path(content.source_path)} is there already; nothing is to be changed")
    return found


def _moved(site: Site, content: Content, slug: str, path: str) -> Moved:
    old_url, new_url = published_address(content).url, published_address(content, slug).url
    if hasattr(content, "override_url") or hasattr(content, "override_save_as"):
        new_url = old_url  # the header says which it is
    return Moved(content, _relative(site, content), path, content.slug, slug, old_url, new_url)


def new_names(site: Site, content: Content, typed: str) -> tuple[str, str]:
    """Return the slug and the path, relative to PATH, that *content* gets by the name *typed*. Raises Refused."""
    if re.search(r"[/\\]|\.[A-Za-z]{2,8}$", typed):
        path = _new_path(site, content, typed)
        return slug_of_name(site, content, path) or content.slug, path
    return checked_slug(typed, site.settings), _path_with_slug(site, content, typed)


def _new_path(site: Site, content: Content, typed: str) -> str:
    """Return a path that was typed, relative to PATH. Raises Refused if *content* could not be read there."""
    old = Path(content.source_path)
    path = Path(typed)
    if path.parent == Path() and "/" not in typed:
        path = old.parent / path
    elif not path.resolve().is_relative_to(site.content.resolve()):
        path = site.content / path
    if typed.endswith(("/", "\\")) or path.is_dir():
        path = path / old.name
    if path.suffix != old.suffix:
        raise Refused(f"{typed} has not the ending {old.suffix}, by which the file is read; add it")
    relative = os.path.relpath(path.resolve(), site.content.resolve()).replace(os.sep, "/")
    _refuse_other_kind(site, content, relative)
    return relative


def _refuse_other_kind(site: Site, content: Content, path: str) -> None:
    kind = kind_of(content)
    folders = site.settings["ARTICLE_PATHS" if kind == ARTICLE else "PAGE_PATHS"]
    others = site.settings["PAGE_PATHS" if kind == ARTICLE else "ARTICLE_PATHS"]
    folder = max((each for each in [*folders, *others] if _is_in(path, each)), key=len, default=None)
    if folder is None or folder not in folders:
        names = ", ".join(display_path(site.content / each) for each in folders)
        raise Refused(f"{display_path(site.content / path)}: {kind}s are in {names}; choose a path there")


def _is_in(path: str, folder: str) -> bool:
    return (folder in ("", ".") and not path.startswith("../")) or PurePosixPath(path).is_relative_to(folder)


def _path_with_slug(site: Site, content: Content, slug: str) -> str:
    """Return the path of *content* with another slug: in its file name if that is the slug, with a date or language."""
    old = PurePosixPath(_relative(site, content))
    found = re.fullmatch(rf"({_DATE})?{re.escape(content.slug)}({_LANGUAGE})?", old.stem)
    return (old.parent / (f"{found[1] or ''}{slug}{found[2] or ''}{old.suffix}" if found else old.name)).as_posix()


def slug_of_name(site: Site, content: Content, path: str) -> str:
    """Return the slug that a file gets by its name; "" if its header or its title decides on it."""
    if header_edits.has_field(read_text(Path(content.source_path)).text, "slug"):
        return ""
    settings, stem = site.settings, PurePosixPath(path).stem
    for pattern, name in ((settings["FILENAME_METADATA"], stem), (settings["PATH_METADATA"], path)):
        found = re.match(pattern, name) if pattern else None
        if found and found.groupdict().get("slug"):
            return str(found["slug"])
    is_name = settings["SLUGIFY_SOURCE"] == "basename"
    return made_slug(stem, settings) if is_name else ""


def refuse_taken(site: Site, moved: Moved, all_moved: Sequence[Moved]) -> None:
    """Raise Refused if something has the new file or the new address already."""
    path = site.content / moved.new_path
    if path.exists() and moved.new_path != moved.old_path:
        raise Refused(f"{display_path(path)}:1: there is such a file already; choose another name")
    if moved.new_url == moved.old_url:
        return
    owner = site.owner_of_address(published_address(moved.content, moved.new_slug).save_as)
    own = {display_path(each.content.source_path) for each in all_moved}
    if owner and owner.where.rpartition(":")[0] not in own:
        raise Refused(f"{owner.where}: the address /{moved.new_url} is taken by {owner.what}; choose another name")


def _relative(site: Site, content: Content) -> str:
    return Path(content.source_path).resolve().relative_to(site.content.resolve()).as_posix()


# What names it: sources


def _sources(site: Site, moved: Sequence[Moved], notes: list[str]) -> Iterator[FileChange]:
    by_path = {each.old_path: each for each in moved}
    for name in site.sources():
        path = site.content / name
        try:
            file = read_text(path)
        except (OSError, UnicodeDecodeError) as error:
            notes.append(f"{display_path(path)}: {cause_of(error)}; what it says of the text was not looked for")
            continue
        own = by_path.get(name)
        new_name = own.new_path if own else name
        text = replaced(file.text, _replacements(site, file.text, name, new_name, moved))
        text = _with_own_fields(site, text, own) if own else text
        if change := change_of(path, site.content / new_name, file, text):
            yield change


def _replacements(site: Site, text: str, name: str, new_name: str, moved: Sequence[Moved]) -> list[Replacement]:
    paths = {each.old_path: each.new_path for each in moved if each.old_path != each.new_path}
    urls = {each.old_url.strip("/"): each.new_url for each in moved if each.old_url != each.new_url}
    is_markdown = Path(name).suffix[1:] in MarkdownReader.file_extensions
    found = source_links.rewritten(text, is_markdown, name, new_name, paths, urls)
    if moved[0].old_slug != moved[0].new_slug and kind_of(moved[0].content) == ARTICLE:
        found += header_edits.slugs_replaced(text, moved[0].old_slug, moved[0].new_slug)
    return found


def _with_own_fields(site: Site, text: str, own: Moved) -> str:
    """Return the text of the file that is moved, with its slug and the alias of its old address."""
    is_yaml = site.has_plugin("hamerkop.frontmatter")
    if own.old_slug != own.new_slug and _needs_slug(site, text, own):
        text = replaced(text, [header_edits.with_field(text, "slug", own.new_slug, is_yaml)])
    if own.old_url == own.new_url or not _redirects(site, own):
        return text
    before = header_edits.items_of(text, "aliases")
    kept = [alias for alias in before if not _leads_to(alias, own, own.new_slug)]
    aliases = list(dict.fromkeys([*kept, _alias_of(own)]))
    return replaced(text, [header_edits.with_field(text, "aliases", aliases, is_yaml)])


def _needs_slug(site: Site, text: str, own: Moved) -> bool:
    """Return whether the header has to name the slug: it does already, or the name of the file does not."""
    return header_edits.has_field(text, "slug") or slug_of_name(site, own.content, own.new_path) != own.new_slug


def _redirects(site: Site, own: Moved) -> bool:
    """Return whether readers may know the old address, and the site can lead them on."""
    return is_known_to_readers(own.content) and site.has_plugin("hamerkop.redirects")


def is_known_to_readers(content: Content) -> bool:
    """Return whether *content* has been published: neither a draft, nor scheduled."""
    return content.status in ("published", "hidden") and not is_scheduled(content)


def _alias_of(own: Moved) -> str:
    """Return the old address as an alias: the slug, if that has the same address, else the path."""
    return own.old_slug if _leads_to(own.old_slug, own, own.old_slug) else f"/{own.old_url}"


def _leads_to(alias: str, own: Moved, slug: str) -> bool:
    try:
        return output_path(alias, own.content) == published_address(own.content, slug).save_as
    except (InvalidAlias, ValueError):
        return False


# What a person has to know


def _notes(site: Site, own: Moved) -> Iterator[str]:
    if own.old_url == own.new_url:
        yield f"The address is as before: /{own.new_url}"
    elif _redirects(site, own):
        yield f"The new address is /{own.new_url}, and the old one, /{own.old_url}, leads there."
    elif is_known_to_readers(own.content):
        yield f"The new address is /{own.new_url}. The old one, /{own.old_url}, leads nowhere now:"
        yield "switch on the plugin hamerkop.redirects and add it to `aliases`, or have your host redirect it."
    else:
        yield f"The new address is /{own.new_url}. No alias was added, because no reader knows the old one yet."
    yield from _category_note(site, own)


def _category_note(site: Site, own: Moved) -> Iterator[str]:
    folders = [posixpath.dirname(path) for path in (own.old_path, own.new_path)]
    text = read_text(Path(own.content.source_path)).text
    is_by_folder = site.settings["USE_FOLDER_AS_CATEGORY"] and kind_of(own.content) == ARTICLE
    if is_by_folder and folders[0] != folders[1] and not header_edits.has_field(text, "category"):
        yield f"Its category was that of its folder, {own.content.category}; write `category` if it is to stay so."
