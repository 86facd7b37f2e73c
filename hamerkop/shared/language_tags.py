"""Writes language tags as HTML and feeds expect them."""


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
