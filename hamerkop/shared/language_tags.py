"""Writes language tags as HTML and feeds expect them, and names languages."""

# What readers of a language call it, by its tag or the tag's first part.
_NAMES = {
    "ar": "العربية",
    "bg": "български",
    "bn": "বাংলা",
    "ca": "català",
    "cs": "čeština",
    "da": "dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "eo": "Esperanto",
    "es": "español",
    "et": "eesti",
    "eu": "euskara",
    "fa": "فارسی",
    "fi": "suomi",
    "fr": "français",
    "gl": "galego",
    "he": "עברית",
    "hi": "हिन्दी",
    "hr": "hrvatski",
    "hu": "magyar",
    "id": "Bahasa Indonesia",
    "it": "italiano",
    "ja": "日本語",
    "ko": "한국어",
    "lt": "lietuvių",
    "lv": "latviešu",
    "nb": "norsk bokmål",
    "nl": "Nederlands",
    "nn": "norsk nynorsk",
    "no": "norsk",
    "pl": "polski",
    "pt": "português",
    "pt-BR": "português do Brasil",
    "ro": "română",
    "ru": "русский",
    "sk": "slovenčina",
    "sl": "slovenščina",
    "sr": "српски",
    "sv": "svenska",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "українська",
    "vi": "Tiếng Việt",
    "zh": "中文",
    "zh-CN": "简体中文",
    "zh-TW": "繁體中文",
}


def language_name(code: str) -> str:
    """Return what readers of a language call it: de-AT → Deutsch; the tag itself if the language is not known here."""
    tag = language_tag(code)
    return _NAMES.get(tag) or _NAMES.get(tag.split("-")[0]) or tag


def language_tag(code: str) -> str:
    """Return a language tag in the recommended case of RFC 5646, 2.1.1: en-gb → en-GB, zh_hant_tw → zh-Hant-TW.

    Pelican lowers the `lang` of an article, so the case that was typed is lost.
    """
    subtags = code.replace("_", "-").lower().split("-")
    # The rule for the second and later subtags ends at a singleton, which begins an extension ("-u-", "-x-").
    end = next((index for index, subtag in enumerate(subtags) if len(subtag) == 1), len(subtags))
    return "-".join([subtags[0], *map(_region_or_script, subtags[1:end]), *subtags[max(end, 1) :]])


def _region_or_script(subtag: str) -> str:
    """Return a region of two letters in upper case, a script of four letters in title case, any other as it is."""
    return subtag.upper() if len(subtag) == 2 else subtag.title() if len(subtag) == 4 else subtag
