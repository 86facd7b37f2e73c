"""Removes from the HTML of a feed's entry what acts by itself: a feed reader shows it among the texts of others.

HTML without such things stays byte for byte as it is. The rest goes through nh3 (https://github.com/messense/nh3, the
sanitizer Ammonia on the HTML parser of a browser), which keeps the elements and attributes of the lists below.
"""

import re
from collections import Counter
from html import escape
from itertools import islice, pairwise
from urllib.parse import urlsplit

from hamerkop.shared.active_html import active_in, attribute_action
from hamerkop.shared.extras import extra
from hamerkop.shared.html_source import VOID_ELEMENTS, Markup, Tag, markup_in, strip_tags

with extra("feeds"):
    import nh3


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# https://html.spec.whatwg.org/multipage/indices.html#elements-3, without those that act, and old ones that only format.
HTML_ELEMENTS = _names(
    """a abbr acronym address area article aside audio b bdi bdo big blockquote br button caption center cite code col
    colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer form h1 h2
    h3 h4 h5 h6 header hgroup hr i img input ins kbd label legend li main map mark menu meter nav ol optgroup option
    output p picture pre progress q rb rp rt rtc ruby s samp search section select small source span strike strong sub
    summary sup table tbody td textarea tfoot th thead time tr track tt u ul var video wbr"""
)
SVG_ELEMENTS = _names(
    """svg g defs desc title symbol use switch path rect circle ellipse line polyline polygon text tspan textPath image
    marker pattern mask clipPath linearGradient radialGradient stop filter feBlend feColorMatrix feComposite feFlood
    feGaussianBlur feMerge feMergeNode feOffset"""
)
MATHML_ELEMENTS = _names(
    """math annotation maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
    mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics"""
)
DROPPED_WITH_CONTENT = frozenset(("script", "style", "template", "iframe"))
HTML_ATTRIBUTES = _names(
    """abbr accept accesskey align alt autocomplete axis background bgcolor border cellpadding cellspacing char charoff
    charset checked cite class clear color cols colspan compact controls coords datetime decoding default dir disabled
    download face for frame headers height hidden high href hreflang hspace id inert itemid itemprop itemref itemscope
    itemtype kind label lang loading longdesc loop low max maxlength media method min minlength multiple muted name
    noshade nowrap open optimum pattern placeholder poster preload readonly rel required rev reversed role rows rowspan
    rules scope selected shape size sizes span spellcheck src srclang srcset start step style summary tabindex target
    title translate type usemap valign value vspace width wrap action formaction property typeof about resource vocab
    prefix content"""
)
SVG_ATTRIBUTES = _names(
    """alignment-baseline baseline-shift clip-path clip-rule clipPathUnits cx cy d direction display dominant-baseline
    dx dy fill fill-opacity fill-rule filter font-family font-size font-style font-variant font-weight fx fy
    gradientTransform gradientUnits in in2 lengthAdjust letter-spacing marker-end marker-mid marker-start markerHeight
    markerUnits markerWidth mask mode offset opacity operator orient overflow paint-order pathLength patternTransform
    patternUnits points preserveAspectRatio r refX refY result rotate rx ry shape-rendering spreadMethod stdDeviation
    stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width text-anchor text-decoration text-rendering textLength transform transform-origin
    unicode-bidi values vector-effect version viewBox visibility word-spacing writing-mode x x1 x2 xlink:href xml:lang
    xml:space xmlns y y1 y2"""
)
MATHML_ATTRIBUTES = _names(
    """accent accentunder columnalign columnlines columnspacing columnspan depth display displaystyle encoding fence
    form linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation
    rowalign rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset"""
)
SCHEMES = _names(
    """http https mailto tel sms data doi feed ftp geo git gemini gopher irc ircs magnet matrix news sip ssh urn webcal
    xmpp"""
)
# Elements that hold nothing, or end where the next one begins, so that many of them are not deep.
SHALLOW = VOID_ELEMENTS | _names("p li dt dd tr td th option optgroup thead tbody tfoot rb rt rp colgroup")
MAX_DEPTH = 1000  # browsers go down to 512; the parser takes a time that grows with the square of the depth
EMBEDDED = {"iframe": "src", "embed": "src", "object": "data"}
_ON_THE_WEB = re.compile(r"https?:|(?![a-z][a-z0-9+.-]*:)[^#]", re.IGNORECASE)
# What another parser could take for the beginning of something: a tag without an end, one in an attribute or a style.
_BEGINNING = re.compile(r"<[A-Za-z/!?]")


def without_active_html(html: str, site_url: str) -> str:
    """Return *html* without what acts by itself; *site_url* is the address of the site.

    An embedded page or file becomes a link to it. Images, sound and film stay, wherever they are from. HTML with more
    than `MAX_DEPTH` elements in one another becomes plain text.
    """
    if not _BEGINNING.search(html) or is_inert(html, site_url):
        return html
    if is_deep(html):
        return escape(strip_tags(html), quote=False)
    host = urlsplit(site_url).netloc.lower()

    def kept(tag: str, name: str, value: str) -> str | None:
        return None if attribute_action(tag, name, value, host) not in (None, "media") else value

    return nh3.clean(
        embedded_as_links(html),
        tags={*HTML_ELEMENTS, *SVG_ELEMENTS, *MATHML_ELEMENTS},
        clean_content_tags=set(DROPPED_WITH_CONTENT),
        attributes={"*": {*HTML_ATTRIBUTES, *SVG_ATTRIBUTES, *MATHML_ATTRIBUTES}},
        attribute_filter=kept,
        generic_attribute_prefixes={"aria-", "data-"},
        link_rel=None,
        url_schemes=set(SCHEMES),
    )


def is_inert(html: str, site_url: str) -> bool:
    """Return whether nothing in *html* acts by itself, and any parser finds the same tags in it."""
    if any(each.action != "media" for each in active_in(html, site_url)):
        return False
    markup = list(markup_in(html))
    if len(_BEGINNING.findall(html)) == len(markup):  # nothing begins within a tag, or in a text
        return all(_is_clear(each, html) for each in markup if each.tag is None)
    texts = pairwise([0, *(offset for each in markup for offset in (each.start, each.text_start)), len(html)])
    text = "\n".join(html[start:end] for start, end in islice(texts, 0, None, 2))
    return not _BEGINNING.search(text) and all(_is_clear(each, html) for each in markup)


def _is_clear(markup: Markup, html: str) -> bool:
    """Return whether a comment, declaration or tag, with the raw text behind it, is one for any parser."""
    if markup.tag is None:
        typed = html[markup.start : markup.end]
        return typed.startswith("<!--") and not re.match(r"<!---?>|.*--!>", typed, re.DOTALL)
    return not _BEGINNING.search(markup.tag.typed) and not _BEGINNING.search(html[markup.end : markup.text_start])


def is_deep(html: str) -> bool:
    """Return whether more than `MAX_DEPTH` elements of *html* are open at once, by the names of their tags."""
    opened: Counter[str] = Counter()
    depth = 0
    for tag in (each.tag for each in markup_in(html) if each.tag and each.tag.name not in SHALLOW):
        change = 1 if not tag.closing else -1 if opened[tag.name] else 0
        opened[tag.name] += change
        depth += change
        if depth > MAX_DEPTH:
            return True
    return False


def embedded_as_links(html: str) -> str:
    """Return *html* with a link before each embedded page or file, and without the tags of `<noscript>`.

    What is in that element is for readers whose programs run no scripts, as that of a feed does not.
    """
    pieces, done = [], 0
    for tag in (each.tag for each in markup_in(html) if each.tag and each.tag.name in (*EMBEDDED, "noscript")):
        pieces += [html[done : tag.start], _link_to(tag)]
        done = tag.end if tag.name == "noscript" else tag.start
    return "".join([*pieces, html[done:]])


def _link_to(tag: Tag) -> str:
    values = {} if tag.closing else tag.values()
    address = values.get(EMBEDDED.get(tag.name, ""), "").strip()
    if not _ON_THE_WEB.match(address):
        return ""
    text = values.get("title", "").strip() or address
    return f'<p><a href="{escape(address)}">{escape(text, quote=False)}</a></p>'
