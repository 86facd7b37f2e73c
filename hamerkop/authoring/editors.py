"""The command `hamerkop editors`: writes the configurations of editors with forms, from the table of fields.

`frontmatter.json` is for Front Matter CMS, an extension of VS Code (https://frontmatter.codes). `admin/config.yml` is
for Sveltia CMS (https://sveltiacms.app) and Decap CMS, which run in a browser.
"""

import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from hamerkop import blocks
from hamerkop.authoring.editor_fields import (
    BOOLEAN,
    CHOICE,
    CHOICES,
    DATE,
    DAY,
    FIRST,
    LIST,
    LONG_TEXT,
    MAPPINGS,
    TEXT,
    Input,
    inputs_of,
)
from hamerkop.authoring.new import required_fields, usual_fields
from hamerkop.authoring.site import ARTICLE, PAGE, Refused, Site, read_site
from hamerkop.shared.problems import display_path
from hamerkop.shared.yaml_file import cause_of

FRONT_MATTER_CMS = Path("frontmatter.json")
CONFIG = Path("admin") / "config.yml"
PREVIEW = "http://localhost:8000"
HOSTS = {"github.com": "github", "gitlab.com": "gitlab", "codeberg.org": "gitea"}
HEADING = """\
# Written by `hamerkop editors` for Sveltia CMS and Decap CMS. What you change under `backend` is kept; the rest is
# written again when the fields, topics or categories of the site have changed.
"""
Config = dict[str, Any]


def report(settings_file: str, check: bool) -> int:
    """Write both files, and print which have changed; with *check*, write nothing, and return 1 if one would change."""
    site = read_site(settings_file)
    changed = {path: text for path, text in texts_of(site).items() if _text_at(path) != text}
    for path in (FRONT_MATTER_CMS, CONFIG):
        state = "as it was" if path not in changed else "out of date; run hamerkop editors" if check else "written"
        print(f"{display_path(path)}  {state}")
    if not check:
        _write(changed)
    if not site.has_plugin("hamerkop.frontmatter"):
        print("They write YAML, whose lists Pelican's own reader does not read; switch on hamerkop.frontmatter.")
    return 1 if check and changed else 0


def texts_of(site: Site) -> dict[Path, str]:
    """Return the text of each file by its path, which is relative to the folder of the settings file."""
    front_matter = {**_existing_json(), **front_matter_cms(site)}
    config = {**sveltia_cms(site), **_existing_backend()}
    dumped = yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=120)
    return {
        FRONT_MATTER_CMS: json.dumps(front_matter, indent=2, ensure_ascii=False) + "\n",
        CONFIG: HEADING + dumped,
    }


def _text_at(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def _existing_json() -> Config:
    """Return the settings of Front Matter CMS that are there: those of the owner are kept."""
    try:
        found = json.loads(_text_at(FRONT_MATTER_CMS) or "{}")
    except json.JSONDecodeError as error:
        raise Refused(f"{FRONT_MATTER_CMS}:{error.lineno}: not JSON: {error.msg}; correct or remove it") from None
    return found if isinstance(found, dict) else {}


def _existing_backend() -> Config:
    try:
        found = yaml.safe_load(_text_at(CONFIG))
    except yaml.YAMLError as error:
        raise Refused(f"{CONFIG}: {cause_of(error)}; correct or remove it") from None
    return {"backend": found["backend"]} if isinstance(found, dict) and found.get("backend") else {}


def _write(texts: dict[Path, str]) -> None:
    for path, text in texts.items():
        try:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        except OSError as error:
            raise Refused(f"{display_path(path)} cannot be written: {error.strerror}") from None


def folder_of(site: Site, kind: str) -> str:
    """Return the folder in which most texts of a kind are, below which all of them are, as editors name it."""
    name = "ARTICLE_PATHS" if kind == ARTICLE else "PAGE_PATHS"
    parents = Counter(
        path
        for path in site.settings[name]
        for content in site.contents_of(kind)
        if Path(content.source_path).is_relative_to(site.content / path)
    )
    first = (site.settings[name] or [""])[0]
    return display_path(site.content / (parents.most_common(1)[0][0] if parents else first))


# Sveltia CMS and Decap CMS


def sveltia_cms(site: Site) -> Config:
    """Return the configuration of Sveltia CMS and Decap CMS."""
    static = next(iter(site.settings["STATIC_PATHS"]), "images")
    return {
        "backend": backend_of(site),
        "site_url": site.settings["SITEURL"] or PREVIEW,
        "media_folder": display_path(site.content / static),
        "public_folder": f"/{static}",
        "slug": {"encoding": "ascii", "clean_accents": True},
        "output": {"omit_empty_optional_fields": True},  # an empty field is an error in a strict site
        "collections": [
            _collection(site, ARTICLE, "articles", "Articles", "Article"),
            _collection(site, PAGE, "pages", "Pages", "Page"),
        ],
    }


def backend_of(site: Site) -> Config:
    """Return where the repository is, from its remote "origin"; a place to fill in if there is none that is known."""
    try:
        command = ["git", "-C", str(site.content), "remote", "get-url", "origin"]
        url = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        url = ""
    found = re.search(r"(?:@|//)(?:[^@/]*@)?([^/:@]+)[:/](.+?)(?:\.git)?/?\s*$", url)
    name = HOSTS.get(found[1]) if found else None
    backend = {"name": name, "repo": found[2]} if found and name else {"name": "github", "repo": "owner/repository"}
    return {**backend, "branch": "main"}


def _collection(site: Site, kind: str, name: str, label: str, singular: str) -> Config:
    body = {"name": "body", "label": "Text", "widget": "markdown", "modes": ["raw"]}
    inputs = inputs_of(site, kind)
    usual = {*FIRST, *required_fields(site, kind), *usual_fields(site, kind)}
    rare = [field for field in inputs if field.name not in usual]
    return {
        "name": name,
        "label": label,
        "label_singular": singular,
        "folder": folder_of(site, kind),
        "create": True,
        "extension": "md",
        "format": "yaml-frontmatter",
        "slug": "{{slug}}",
        "summary": "{{title}}",
        "fields": [*(_widget(each) for each in inputs if each not in rare), body, *map(_widget, rare)],
    }


def _widget(field: Input) -> Config:
    widget: Config = {"name": field.name, "label": field.label, **_WIDGETS[field.kind], "required": field.required}
    if field.options:
        widget["options"] = [{"label": label, "value": value} for value, label in field.options]
    if field.kind == CHOICES and field.required:
        widget["min"] = 1
    if field.columns:
        widget["fields"] = [_widget(column) for column in field.columns]
    if field.default and (field.required or field.kind == BOOLEAN):
        widget["default"] = _default(field)  # given to a text that lacks the field, too, when that is saved
    if field.name == "status":
        widget |= {"required": True, "hint": "draft: readers do not see it. published: they do"}
    if field.pattern:
        widget["pattern"] = list(field.pattern)
    return ({"hint": field.hint} if field.hint else {}) | widget


def _default(field: Input) -> str | bool:
    """Return the default of an input as both formats write it."""
    return "{{now}}" if field.default == "now" else field.default == "true" if field.kind == BOOLEAN else field.default


_WIDGETS: dict[str, Config] = {
    TEXT: {"widget": "string"},
    LONG_TEXT: {"widget": "text"},
    DAY: {"widget": "datetime", "format": "YYYY-MM-DD", "date_format": "YYYY-MM-DD", "time_format": False},
    DATE: {"widget": "datetime", "format": "YYYY-MM-DD HH:mm", "date_format": "YYYY-MM-DD", "time_format": "HH:mm"},
    CHOICE: {"widget": "select"},
    CHOICES: {"widget": "select", "multiple": True},
    LIST: {"widget": "list"},
    BOOLEAN: {"widget": "boolean"},
    MAPPINGS: {"widget": "list"},
}


# Front Matter CMS


def front_matter_cms(site: Site) -> Config:
    """Return the configuration of Front Matter CMS."""
    inputs = {kind: inputs_of(site, kind) for kind in (ARTICLE, PAGE)}
    groups = {field.name: field for fields in inputs.values() for field in fields if field.columns}
    status = next(field for field in inputs[ARTICLE] if field.name == "status")
    program = "python3 tasks.py" if Path("tasks.py").is_file() else "hamerkop"
    return {
        "$schema": "https://frontmatter.codes/frontmatter.schema.json",
        "frontMatter.taxonomy.contentTypes": [_content_type(kind, fields) for kind, fields in inputs.items()],
        "frontMatter.taxonomy.fieldGroups": [
            {"id": name, "fields": [_field(column) for column in field.columns]} for name, field in groups.items()
        ],
        "frontMatter.taxonomy.dateFormat": "yyyy-MM-dd",
        "frontMatter.content.pageFolders": [
            {"title": f"{kind.capitalize()}s", "path": f"[[workspace]]/{folder_of(site, kind)}", "contentTypes": [kind]}
            for kind in inputs
        ],
        "frontMatter.content.publicFolder": display_path(site.content),
        "frontMatter.content.draftField": {
            "name": "status",
            "type": "choice",
            "choices": [value for value, _ in status.options],
        },
        "frontMatter.content.snippets": snippets_of(site),
        "frontMatter.preview.host": PREVIEW,
        "frontMatter.framework.startCommand": f"{program} serve",
    }


def _content_type(kind: str, fields: list[Input]) -> Config:
    return {
        "name": kind,
        "fileType": "md",
        "pageBundle": False,
        "filePrefix": None,  # no date before the name, which is the address
        "clearEmpty": True,  # an empty field is an error in a strict site
        "fields": [_field(field) for field in fields],
    }


def _field(field: Input) -> Config:
    found: Config = {"title": field.label, "name": field.name, **_TYPES[field.kind]}
    if field.name == "status":
        found["type"] = "draft"
    elif field.options:
        found["choices"] = [{"id": value, "title": label} for value, label in field.options]
    if field.columns:
        found["fieldGroup"] = field.name
    if field.kind in (DAY, DATE):
        found["dateFormat"] = "yyyy-MM-dd" if field.kind == DAY else "yyyy-MM-dd HH:mm"
    if field.name == "date":
        found["isPublishDate"] = True
    if field.default:
        found["default"] = _default(field)
    found |= {"required": True} if field.required else {}
    return found | ({"description": field.hint} if field.hint else {})


_TYPES: dict[str, Config] = {
    TEXT: {"type": "string", "single": True},
    LONG_TEXT: {"type": "string"},
    DAY: {"type": "datetime"},
    DATE: {"type": "datetime"},
    CHOICE: {"type": "choice"},
    CHOICES: {"type": "choice", "multiple": True},
    LIST: {"type": "list"},
    BOOLEAN: {"type": "boolean"},
    MAPPINGS: {"type": "fieldCollection"},
}


def snippets_of(site: Site) -> Config:
    """Return what an editor can put into a text: the blocks of the site, and a citation, if their plugins are on."""
    selection = {"name": "selection", "title": "Text", "type": "string", "default": "FM_SELECTED_TEXT"}
    found: Config = {}
    if site.has_plugin("hamerkop.blocks"):
        for name, heading in blocks.SETTINGS.value(site.settings, "BLOCKS").items():
            body = [f"/// {name}", "", "[[&selection]]", "", "///", ""]
            found[f"Block: {heading or name}"] = {"description": f"/// {name}", "body": body, "fields": [selection]}
    if site.has_plugin("hamerkop.citations"):
        key = {"name": "key", "title": "Key in the bibliography", "type": "string", "single": True, "default": ""}
        found["Citation"] = {"description": "[@key]", "body": "[@[[&key]]]", "fields": [key]}
    return found
