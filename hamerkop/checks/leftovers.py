"""Finds markup that is still markup on the page: what Markdown did not read, a reader sees as it was typed.

Each row of `LEFTOVERS` is looked for in what readers see, and then in the source, for its place. What is not typed in
the source was put on the page by a plugin, and is no slip of the writer.
"""

import re
from collections.abc import Iterator
from html.entities import html5
from itertools import islice
from typing import NamedTuple

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.checks.elements import element_around
from hamerkop.checks.visible_text import CODE
from hamerkop.shared.problems import Problem, nearest_of


class Leftover(NamedTuple):
    """A kind of markup: the rule, a part of it that a text must have, what finds it in visible text, and the message.

    *message* may have `{}` for what is found, and so may *instead*, which is to be written in its place.
    """

    rule: str
    needle: str
    pattern: re.Pattern[str]
    message: str
    instead: str = ""


def _row(
    rule: str, needle: str, pattern: str, message: str, flags: re.RegexFlag = re.NOFLAG, instead: str = ""
) -> Leftover:
    return Leftover(rule, needle, re.compile(pattern, re.MULTILINE | flags), message, instead)


_OTHER = "{} is markup of another program, and is printed as typed; "
_NO_FORMULAS = "Markdown has no formulas: write it with characters such as ×, <sup>…</sup> and <sub>…</sub>"
_TAGS = "caption|gallery|embed|audio|video|playlist|b|i|u|url|img|quote|list|sourcecode|code|youtube|spoiler|size|color"
_EMOJI = "smile|warning|rocket|tada|bulb|memo|fire|heart|star|bug|sparkles|eyes|pray|wave|joy|pushpin|construction|zap"
_HTML = "b|i|u|em|strong|br|hr|p|div|span|a|img|ul|ol|li|table|tr|td|sub|sup|small|center|font|h[1-6]"

# Words in quotation marks are quoted.
_UNQUOTED = r"(?<![“\"‘'])\b"

# Names of characters that are no words, so that one without its semicolon is a slip.
_ENTITIES = "nbsp|ndash|mdash|hellip|[lr][sd]quo|thinsp|bull|middot|rarr|larr|[aeiou](?:acute|grave|uml)|ccedil|szlig"

_INITIALS = "[A-Z]{1,4}"
LEFTOVERS = [
    _row(
        "M15",
        "<!",
        r"<!(?:--|—|–)",
        "this comment never ends, so readers see it; close it with -->",
    ),
    _row(
        "M15",
        "--",
        r"(?:^|(?<=[.!?:][ ]))(?:--|—|–)>(?=[ ]*$)",
        "this ends a comment that nothing begins; remove it, or begin the comment with <!--",
    ),
    _row("M15", "<--", r"<--[ ]?\w[^<>\n]{0,200}-->", "{} is no comment, so readers see it; write <!-- before it, or remove it"),
    _row("M16", "'''", r"^'''[a-z]*$", "code is not between ''' but between lines of ```"),
    # Links
    _row(
        "M21",
        "](",
        r"\]\((?=\S)",
        'this link is not read; write [text](address) with both brackets closed, and an address with spaces in <…>',
    ),
    _row(
        "M21",
        "](",
        r"\]\((?=[ ]+(?:https?:|www\.|/|\{|[\w./-]+\)))",
        "this link is not read; write [text](address)",
    ),
    _row(
        "M21",
        "] ",
        r"\][ \t\u00a0]+\((?=https?:|www\.|mailto:|[/#{]|[\w./-]+\.(?:md|html?|jpe?g|png)\)|x\))",
        "a space between ] and (, so this is no link; remove the space",
        instead="](",
    ),
    _row(
        "M21",
        ")[",
        r"\)\[(?=https?:|www\.|mailto:|[/#{]|[\w./-]+\.(?:md|html?)\])",
        "the brackets are the wrong way round, so this is no link; write [text](address)",
    ),
    _row(
        "M21",
        "][",
        r"(?<![\w\]])\[(?=[^\[\]\n]{0,80}[^\W\d][^\[\]\n]{0,80}\]\[)[^\[\]\n]{1,160}\]\[[^\[\]\n]{0,80}\]",
        "{} has a label that is nowhere defined, so this is no link; write [text](address)",
    ),
    _row(
        "M21",
        "[[",
        r"!?\[\[(?![\d\[,\s])[^\[\]\n]{1,120}\]\]",
        "{} is a link of a wiki, and is printed as typed; write [text]({{filename}}name.md)",
    ),
    _row("M21", "]http", rf"\](?=https?{CODE})", "this link is not read; write [text](address)"),
    _row("M21", "]{", r"\]\{(?=https?:|www\.)", "this link is not read; write [text](address)"),
    _row("M21", "![", r"!\[(?![!\]])(?=[^\[\]\n]{0,80}\()", "this image is not read; write ![what it shows](address)"),
    _row("M21", "]: ", r"^\[(?!\^)[^\[\]\n]{1,80}\]:[ ]\S+$", "{} is printed: leave an empty line above it"),
    _row("M23", "[^", r"^\[\^[^\[\]\n]{1,60}\](?=[ ]\S)", "a note has a colon: write {}: in place of {}", instead="{}:"),
    _row("M23", "[^", r"(?:(?<=[^\n])\[\^[^\[\]\n]{1,60}\]|^\[\^[^\[\]\n]{1,60}\](?![ ]\S))(?!:)", '{} has no note; add a line "{}: …", or remove it'),
    _row("M23", "[^", r"\[\^[^\[\]\n]{1,60}\]:", "{} is printed: leave an empty line above it"),
    # Emphasis and the like
    _row(
        "M19",
        "**",
        r"(?<![\w*])\*\*(?=[^\s*])|(?<=[^\s*])\*\*(?![\w*])|(?<![\w*] )(?<![\w*])\*\*[ ](?=[^\n*\d])"
        r"|(?<=[^\W\d] )\*\*[ ](?=[^\W\d][^*\n]{0,80}[ ]\*\*)",
        "** is printed; close it with another **, with no space inside the two",
    ),
    _row("M19", "*", r"\*(?<=[\w,.;:] \*)(?=[^\W\d])(?![^*\n]*\*)", "* is printed; close it with another *"),
    _row("M19", "`", r"(?<![\w`])`(?=[\w/.<-])(?!`)|(?<=[\w/.>-])`(?![\w`])", "` is printed; close it with another `"),
    _row("M19", "#", r"^[ ]{0,3}#{2,6}[ ](?=\S)", "# is printed: a heading begins at the beginning of its line"),
    _row("M19", "~", r"(?<![\w~])~[^\s~][^~\n]{0,80}(?<=[^\s~])~(?![\w~])|(?<=\w)~\d{1,3}~", "{} is printed; write <del>…</del>, or <sub>…</sub>"),
    _row("M19", "^", r"(?<=\w)\^[\w+-]{1,8}\^", "{} is printed; write <sup>…</sup>"),
    _row("M19", "++", r"(?<![\w+])\+\+[^\s+][^+\n]{0,100}\+\+(?![\w+])", "{} is printed; write <ins>…</ins>"),
    _row("M19", "__", r"(?<![\w_])__(?=[^\W\d_])", "__ is printed; close it with another __"),
    _row("M19", "~~", r"(?<![~\w])~~[^\s~][^~\n]{0,200}~~(?!~)", "{} is printed; Markdown strikes nothing out: use <del>…</del>"),
    _row("M19", "==", r"(?<![=\w])==[^\s=<>][^=\n]{0,200}==(?![=\w])", "{} is printed; write **…**, or <mark>…</mark>"),
    _row("M19", "\\", r"(?<=\S)\\$(?=\n[^\n])", "the \\ is printed; end the line with two spaces to break it"),
    _row("M19", "&", rf"&(?:{_ENTITIES}|#\d{{2,5}}(?!\d))(?![;=])|&(?:amp|lt|gt|quot|deg|times)(?![\w;=])", "{} is printed; write {};", instead="{};"),
    _row("M19", "*[", r"^\*\[(?=[^\]\n]*[A-Z][^\]\n]*[A-Z0-9])[A-Za-z0-9][\w./&-]{0,19}\](?=[ ]*[^\s:(\[])", "{} is printed: an abbreviation has a colon; write {}:", instead="{}:"),
    _row("M19", "]: ", r"^\[(?=[^\]\n]*[A-Z][^\]\n]*[A-Z0-9])[A-Za-z0-9][\w./&-]{0,19}\]:(?=[ ]+[^\W\d_]\S*[ ])", "{} is printed; an abbreviation begins with a star: write *{}", instead="*{}"),
    _row("M19", "*", r"^\*(?:\[[A-Z][\w./&-]{1,19}:[ ]?[^\[\]\n]{2,100}\]|[({][A-Z][\w./&-]{1,19}[)}][ ]?:|\[[A-Z][\w./&-]{1,19}\][ ]{1,3}:)", "{} is printed; write an abbreviation as *[ABC]: and its meaning"),
    _row("M19", "*", r"^(?:\*\[[A-Z][\w./&-]{1,19}\]|\[\*[A-Z][\w./&-]{1,19}\]):(?=[ ]*\S)", "{} is printed; an abbreviation is *[ABC]: and its meaning, without a backslash or space before it"),
    _row("M19", "`", r"(?<=[^\W\d_])`(?=(?:t|s|re|ve|ll|d|m)\b)", "{} is printed; type an apostrophe: '", instead="'"),
    _row("M19", "´", r"(?<=[^\W\d_])´(?=(?:t|s|re|ve|ll|d|m)\b)", "{} is printed; type an apostrophe: '", instead="'"),
    _row("M19", "\\u", r"(?:\\u[0-9a-fA-F]{4})+", "{} is printed; type the character"),
    _row("M19", "\\x", r"(?:\\x[0-9a-fA-F]{2}){2,}", "{} is printed; type the character"),
    _row("M19", "=E2=80=", r"(?:=E2=80=[0-9A-F]{2})+", "{} was left by a mail program; type the character"),
    _row("M19", "&quot;", r"&quot;(?=[^&\n]{1,200}&quot;)", "{} is printed; write a quotation mark"),
    _row("M19", "&amp;", r"(?:(?<=\w)|(?<=\w ))&amp;(?=[ ]?\w)", "{} is printed; write &", instead="&"),
    _row("M19", " ##", r"^[^\n#|]{1,80}[ ]#{2,6}[ ]*$", "# is printed: a heading begins with its marks; write ## before it, too"),
    _row("M19", "\n:", r":(?<=[^\n]\n:)(?=[^\W\d]\w)(?![\w -]{1,30}:)", "a meaning begins with a colon and a space; write a space behind the colon", instead=": "),
    _row("M19", "\n~", r"^~[ ]+(?<=[^\n]\n~ )(?=[^\W\d])", "~ is printed; a meaning begins with a colon and a space", instead=": "),
    _row("M19", "::", r"^::[ ]+(?<=[^\n]\n:: )(?=[^\W\d])", ":: is printed; a meaning begins with one colon and a space", instead=": "),
    _row("M19", "::", r"^[A-Z][\w-]*(?:[ ][\w-]+){0,3}[ ]?::[ ]+(?=[a-z])", ":: is printed; write the meaning on a line of its own, which begins with a colon and a space"),
    _row("M20", "::", r"(?<=[a-z])::[ ]*$", _OTHER + "write one colon"),
    _row("M20", "\n; ", r"^;[ ]+(?=[^\W\d])", _OTHER + "write the term on a line, and below it : and its meaning"),
    _row("M19", "\n: ", r"(?<=\n\n):[ ]+(?=[^\W\d])", "the colon is printed; write the term on the line above, without a marker before the colon"),
    _row("M19", "\\n", r"(?:(?<=[.!?:;,)])|(?<=[a-z]{2})(?=\\n[A-Z][a-z]+[ ]))(?:\\r)?\\n(?:\\n)*(?![a-z])|(?<=[\w.!?:;,)])(?:\\r)?\\n(?:\\r)?\\n", "{} is printed; begin a new line in its place"),
    _row("M19", "&", r"&(?<=\w&)(?:nbsp|amp|lt|gt|quot|shy|ndash|mdash|#\d{2,5});(?=\w)", "{} is printed; write the character"),
    _row(
        "M19",
        "<",
        rf"</?(?:{_HTML})(?:[ ][^<>\n]{{0,200}})?/?>",
        "{} is printed, not read; close its brackets and quotes, or put it into `code`",
        re.IGNORECASE,
    ),
    # Other programs
    _row("M20", "{{", r"\{\{[<%][^{}\n]{0,200}\}{0,2}", _OTHER + "write what it means in Markdown or HTML"),
    _row("M20", "{#", r"\{#[ ][^{}\n]{1,200}#\}", _OTHER + "remove it"),
    _row("M20", "{/*", r"\{/\*[^{}\n]{1,200}\}?", _OTHER + "remove it"),
    _row("M20", "{", r"\{[ ]?[\w-]+=(?:\"[^\"\n]{0,80}\"|[\w%#.-]{1,40})(?:[ ][^{}\n]{0,80})?\}", _OTHER + "remove it"),
    _row("M20", "^", r"(?:^|(?<=\s))\^[a-z0-9][a-z0-9-]{3,20}[ ]*$", _OTHER + "remove it"),
    _row("M20", "^[", r"(?<=[\w.,;:!?)\"”’])\^\[[^\[\]\n]{2,300}\]", _OTHER + "write [^1] here, and [^1]: … below the paragraph"),
    _row("M20", "[caption", r"\[caption(?:[ ][^\[\]\n]{0,200})?\](?=[^\n]{0,500}?\[/caption\])", _OTHER + "write ![what it shows](address), and the caption below it"),
    _row("M20", "[/", r"\[(?:b|strong)\](?=[^\n]{0,500}?\[/(?:b|strong)\])", _OTHER + "write **…**"),
    _row("M20", "[/", r"\[(?:i|em)\](?=[^\n]{0,500}?\[/(?:i|em)\])", _OTHER + "write *…*"),
    _row("M20", "[/", r"\[url(?:=[^\[\]\n]{0,200})?\](?=[^\n]{0,500}?\[/url\])", _OTHER + "write [text](address)"),
    _row("M20", "[/", r"\[([a-z][\w-]{1,20})(?:[ =][^\[\]\n]{0,200})?\](?=[^\n]{0,500}?\[/\1\])", _OTHER + "remove it"),
    _row("M20", "[gallery", r"\[gallery\]", _OTHER + "write each image in Markdown"),
    _row("M20", "::", r"\bimage::?[^\s\[\]:]{1,200}\[[^\[\]\n]{0,80}\]", _OTHER + "write ![what it shows](address)"),
    _row("M20", "link:", r"\blink:[^\s\[\]]{1,200}\[[^\[\]\n]{0,80}\]", _OTHER + "write [text](address)"),
    _row("M20", "\\", r"\\(?:pagebreak|newpage|clearpage)\b", _OTHER + "remove it"),
    _row("M20", "{%", r"(?<!\{)\{%-?[ ]*\w[^{}\n]{0,200}\}?", _OTHER + "write what it means in Markdown or HTML"),
    _row("M20", "{{", r"\{\{[ ]*[\w.][\w.|:() \"'-]{0,120}\}\}(?![\"'”])", _OTHER + "write what it means"),
    _row("M20", "{", r"(?<![\w$\\{])\{[ ]?[#.][A-Za-z][^{}\n]{0,120}\}", _OTHER + "remove it"),
    _row("M20", "{:", r"\{::?[ ]?/?[#.\w][^{}\n]{0,120}\}", _OTHER + "remove it, or switch on the extension attr_list"),
    _row("M20", "[!", r"^\[![A-Za-z]{3,20}\][+-]?", _OTHER + "write a block: /// care"),
    _row("M20", "[", r"^\[[ xX]?\](?=[ ]\S)", _OTHER + "Markdown has no boxes to tick: remove it"),
    _row("M20", "[", rf"\[/(?:{_TAGS})\]", _OTHER + "write it in Markdown", re.IGNORECASE),
    _row("M20", "[", r"\[(?:gallery|embed|youtube|vimeo|contact-form-7|audio|video)[ ][^\[\]\n]{0,120}\]", _OTHER + "remove it"),
    _row("M20", "!!!", r"^!!![ ]?[a-z][\w-]*", _OTHER + "write a block: /// care"),
    _row("M20", "???", r"^\?\?\?\+?[ ][a-z][\w-]*(?=[ ]*(?:\"|$))", _OTHER + "write a block: /// care"),
    _row("M20", ":::", r"^:{3,}(?:[ ]*[\w{][^\n]{0,60}|(?=[ ]*$))", _OTHER + "write a block: /// care"),
    _row("M20", ":", rf":(?<![\w:]:)(?:[a-z][a-z0-9]*(?:_[a-z0-9]+)+|{_EMOJI}):(?![\w:])", _OTHER + "type the character"),
    _row("M20", "$$", r"\$\$(?=[^\s$]|\n)(?=[^$]{0,300}[\w\\])[^$]{1,300}(?<=[^\s$]|\n)\$\$(?!\$)", _OTHER + _NO_FORMULAS),
    _row("M20", "$", r"(?<![\w$\\])\$(?=[^\s$])(?:[^$\n]{0,100}(?:[\^\\=]|(?<![^\W_])[A-Za-z](?:_|[ ]?[<>≤≥][ ]?[\d.]))[^$\n]{0,100}(?<=[^\s$])|[A-Za-z])\$(?![\w$])", _OTHER + _NO_FORMULAS),
    _row("M20", "%%", r"(?<![\w%])%%[^%\n]{1,200}%%(?![\w%])", "{} is a comment of another program, and readers see it; remove it"),
    _row("M20", "||", r"(?<![\w|])\|\|(?=[^\s|])[^|\n]{1,200}(?<=[^\s|])\|\|(?![\w|])", _OTHER + "remove its marks"),
    _row("M20", ">!", r">!(?=\S)[^\n]{1,200}?!<", _OTHER + "remove its marks"),
    _row("M20", ".. ", r"^\.\.[ ][\w-]+::", _OTHER + "this file is Markdown"),
    _row("M20", "''", r"(?<![\w'])'{2,3}[^'\n]{1,120}'{2,3}(?![\w'])", _OTHER + "write **…**"),
    _row("M20", "==", r"^={2,6}[ ][^=\n]{1,120}[ ]={2,6}$", _OTHER + "write ## before a heading"),
    _row("M20", ". ", r"^h[1-6]\.[ ](?=\S)", _OTHER + "write ## before a heading"),
    _row("M20", "\\", r"\\(?:text(?:bf|it|sc|tt|sub|super)\w{0,9}|emph|underline|(?:paren|text|auto)?cite[a-z]{0,6}|(?:auto|c|page)?ref|label|(?:sub)*section|chapter|footnote|url|href|enquote|caption|includegraphics)\*?(?:\[[^\[\]\n]{0,80}\]){0,2}\{", _OTHER + "write Markdown"),
    _row("M20", "\\begin{", r"\\begin\{(?:itemize|enumerate|description|quot(?:e|ation)|figure|table|tabular|center|abstract|verbatim)\*?\}", _OTHER + "write Markdown"),
    _row("M20", "\\item", r"\\item(?=[ \[])", _OTHER + 'begin each item with "- "'),
    _row("M19", ".~", r"(?<=[A-Za-z]\.)~(?=[\w\\])", "{} is printed; type a space", instead=" "),
    _row("M20", "from ", r"^(?:import|export)[ ][\w{}, *]{1,80}[ ]from[ ]['\"]", _OTHER + "remove it"),
    _row("M20", "TOC", r"(?<=\[)TOC(?=\]\]?$)", _OTHER + "remove it"),
    # What was meant to be replaced
    _row("P03", "TODO", r"\bTODO\b(?![ ](?:lists?|items?|apps?|comments?|files?|tags?)\b|\.txt)", "TODO is on the page; write what is missing"),
    _row("P03", ":", r"^(?:[Tt]o[ -]?[Dd]o|TBC|TBD)[ ]?:", "{} is on the page; write what is missing"),
    _row("P03", "xx", r"(?<!\w)xx+(?=[ ]?(?:%|mg|ml|people|patients|participants|adults|minutes|hours|days|weeks|months|trials|studies|per\b))", "{} is to be replaced; write the number", re.IGNORECASE),
    _row("P03", "XX", r"(?<!\w)XX+(?=[ ]?(?:%|mg|ml|people|patients|participants|adults|minutes|hours|days|weeks|months|trials|studies|per\b))", "{} is to be replaced; write the number"),
    _row("P03", "omment", rf"\[Comment[ ]{_INITIALS}\d{{1,3}}:[^\[\]\n]{{0,300}}\]?|\bCommented[ ]\[{_INITIALS}\d{{1,3}}\]:?", "{} is a comment of Word, and readers see it; remove it"),
    _row("P03", "?]", rf"\[(?!NB|PS|UK|US|EU|Q:){_INITIALS}:[ ][^\[\]\n]{{3,200}}\?\]", "{} is a note to a writer, and readers see it; remove it"),
    _row("P03", "......", r"\.{6,}[ ]?(?=\d{1,3}[ ]*$)", "dots and the number of a page were left by another program; remove this list of contents"),
    _row("P03", "Page ", r"^Page[ ]\d{1,3}[ ](?:of|/)[ ]\d{1,3}$", "{} was left by another program; remove it"),
    _row("P03", "???", r"(?:^|(?<=[\s(]))\?\?\?(?=[ ]\w)(?![ ][a-z][\w-]*[ ]*(?:\"|$))", "??? is on the page; write what is missing"),
    _row("P03", "nsert ", r"^\(?Insert [a-z ]{1,30} here\)?\.?$", "{} is to be replaced", re.IGNORECASE),
    _row("P03", "FIXME", r"\bFIXME\b", "FIXME is on the page; write what is missing"),
    _row("P03", "XXX", r"\bXXX\b(?=:|[ ]*$)", "XXX is on the page; write what is missing"),
    _row("P03", "TK", r"\bTKT?K?\b(?!\w)(?<=TKTK|.TK.)|\bTKTK?\b|\bTK$", "TK is on the page; write what is missing"),
    _row("P03", "TB", r"\bTB[DC]\b", "{} is on the page; write what is missing"),
    _row("P03", "orem", r"\blorem ipsum\b", "{} is text to be replaced; write your own", re.IGNORECASE),
    _row(
        "P03",
        "[",
        r"\[(?:insert|todo|tbd|tbc|to do|fill in|citation needed|source needed|add (?:link|source|citation|reference|date)"
        r"|your (?:name|clinic|text|address|title)|check (?:this|that|with|date|source|number)|(?:check|verify|confirm)(?=\])|x{2,}|\?+|(?:link|image|photo|picture|figure|table|reference|tk)(?: here)?(?=[\]:]))[^\[\]\n]{0,60}\](?![(\"”'’])",
        "{} is to be replaced; write what is missing",
        re.IGNORECASE,
    ),
    _row("P03", "needed)", r"\((?:citation|source|reference) needed\)", "{} is on the page; cite the source", re.IGNORECASE),
    _row("P03", "oaicite", r":contentReference\[[^\n]{0,60}|\boaicite\b", "{} was left by a chat program; cite the source"),
    _row("P03", "turn", r"turn(?<![a-df-z]turn)\d+(?:search|view|news|file|image|fetch|forecast|finance|academia)\d+", "{} was left by a chat program; cite the source"),
    _row("P03", "†", r"【\d+[^】\n]{0,40}】", "{} was left by a chat program; cite the source"),
    _row("P03", " AI", rf"{_UNQUOTED}(?:[Aa]s|I am|I[’']m) an AI(?:[ ](?:language[ ])?model|[ ]assistant|,)", "{} was left by a chat program; remove it"),
    _row("P03", "language model", rf"{_UNQUOTED}As a (?:large )?language model, I\b", "{} was left by a chat program; remove it"),
    _row("P03", " said:", r"^(?:ChatGPT|You) said:$", "{} was left by a chat program; remove it"),
    _row("P03", "oai_citation", r"\[?\boai_citation\b[^\s\])]{0,60}\]?", "{} was left by a chat program; cite the source"),
    _row("P03", "Here", r"^(?:Certainly|Sure(?:[ ]thing)?|Of course|Absolutely|Great question)[!,.][ ]+Here(?:[’']s|[ ]is|[ ]are)\b|^Here(?:[’']s|[ ]is)[ ](?:a|an|the|your)[ ](?:revised|rewritten|polished|improved|updated|edited|cleaned-up)[ ](?:version|draft|article|text|paragraph)\b", "{} was left by a chat program; remove it"),
    _row("P03", "ould you like me to", r"^Would you like me to (?:expand|rewrite|revise|help|adjust|add|make|turn|create|draft|continue|format)\b[^\n?]{0,100}\?", "{} was left by a chat program; remove it"),
    _row("P03", " of my la", r"\b[Aa]s of my (?:last|latest) (?:knowledge|training) (?:update|cut-?off|data)\b", "{} was left by a chat program; remove it"),
    _row("P03", "my knowledge cut", r"\bmy knowledge cut-?off\b", "{} was left by a chat program; remove it"),
    _row("P03", "Sent from ", r"^Sent from (?:my (?:iPhone|iPad|Android|Samsung|Galaxy|mobile|phone|BlackBerry)\b|(?:Mail|Outlook|Yahoo Mail|Proton Mail) (?:for|on)\b)[^\n]{0,40}", "{} was left by a mail program; remove it"),
    _row("P03", "utlook for", r"^Get Outlook for (?:iOS|Android)", "{} was left by a mail program; remove it"),
    _row("P03", "---", r"^-{5,}[ ]?(?:Original Message|Forwarded [Mm]essage)[ ]?-{5,}", "{} was left by a mail program; remove it"),
    _row("P03", "NOTE ", r"\bNOTE (?:TO|FOR) (?:SELF|ME|MYSELF|THE (?:EDITORS?|AUTHORS?|REVIEWERS?)|EDITORS?|AUTHORS?|REVIEWERS?)\b", "{} is on the page; remove the note"),
    _row("P03", "ote to ", r"[\[(]note to (?:self|myself|me|(?:the )?editors?)\b[^\])\n]{0,100}[\])]?", "{} is on the page; remove the note", re.IGNORECASE),
    _row("P03", "TK", r"(?<![\w-])TK(?=[ ](?:%|per cent|percent|people|patients|participants|adults|words|mg|ml|days|weeks|months|years|hours|minutes|trials|studies)(?!\w))", "{} is to be replaced; write the number"),
    _row("P03", "[", r"^\[[a-z]{1,2}\](?=[A-Z])", "{} begins a comment of Google Docs, which readers see; remove it"),
    _row("P03", "[", r"(?<=[.,;:!?”])\[[a-z]\](?=\s|\Z)(?![ ][a-z])", "{} is the mark of a comment of Google Docs; remove it"),
    _row("P03", "Error! ", r"\bError! (?:Reference|Bookmark) [^\n.]{0,40}", "{} was left by Word; write what is missing"),
    _row("P03", "to enter text", r"Click (?:here|or tap here) to enter text", "{} was left by Word; write what is missing"),
    # Addresses that nobody can follow
    _row("M22", "://", r"http(?<!\whttp)s?://(?=[\w-])[^\s<>()\[\]{}\"'“”‘’…]+(?<![.,;:!?*_])", "{} is no link; write <{}>, or [what it is]({})", instead="<{}>"),
    _row("M22", "www.", r"(?<![\w./@-])www\.[\w-]+\.[a-z][\w.-]*/[^\s<>()\[\]\"'“”‘’…]*(?<![.,;:!?*_])", "{} is no link; write [what it is](https://{})"),
]  # fmt: skip


_NEEDLES = {row.needle: row.needle.encode() for row in LEFTOVERS}


def _needles_in(visible: str) -> set[str]:
    """Return the needles of `LEFTOVERS` that are in a text; Python finds bytes in bytes in the shortest time."""
    characters, typed = set(visible), visible.encode("utf-8", "surrogatepass")
    return {needle for needle, data in _NEEDLES.items() if characters.issuperset(needle) and data in typed}


def leftover_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each piece of markup that readers see as it was typed."""
    visible = text.visible
    present = _needles_in(visible)
    rows = [row for row in LEFTOVERS if row.needle in present]
    found = [problem for row in rows for problem in islice(_problems(row, text), MAX_PROBLEMS)]
    found += islice(_roles(text), MAX_PROBLEMS)
    found += islice(_printed_escapes(text), MAX_PROBLEMS)
    found += islice(_escaped_markup(text), MAX_PROBLEMS)
    found += islice(_misspelt_entities(text), MAX_PROBLEMS)
    found += islice(_lost_abbreviations(text), MAX_PROBLEMS)
    found = _without_ends(found)
    explained = {problem.start.line for problem in found if problem.rule in ("M20", "M21")}
    seen: set[tuple[str, int]] = set()
    for problem in found:
        key = (problem.rule, problem.start.line)
        if key not in seen and (problem.rule != "M22" or problem.start.line not in explained):
            yield problem
        seen |= {key} if problem.rule in _ONCE_A_LINE else set()


_END_OF_BLOCK = re.compile(r":{3,} is ")


def _without_ends(found: list[Problem]) -> list[Problem]:
    """Return *found* without the lines of ::: that only end what another line of ::: begins."""
    ends = [problem for problem in found if _END_OF_BLOCK.match(problem.message)]
    begins = any(problem.message.startswith(":::") for problem in found if problem not in ends)
    left_out = ends if begins else ends[1:]
    return [problem for problem in found if problem not in left_out]


def _problems(row: Leftover, text: CheckedText) -> Iterator[Problem]:
    cursor = Cursor(text)
    for found in row.pattern.finditer(text.visible):
        place = None if _is_reference_to_note_without_colon(row, found) else cursor.place_of(found)
        if place is not None:
            shown = found[0] if len(found[0]) <= 60 else f"{found[0][:59]}…"
            around = element_around(text, place) if _is_right(row.rule, text, place) else None
            if around and around.is_open:
                continue  # that the element is never closed is reported, and the reason for this
            message = _inside(row, around.name) if around else _message(row, text, place).format(*[shown] * 3)
            end = place + len(found[0])
            edits = [text.edit(place, end, row.instead.format(found[0]))] if row.instead and not around else []
            yield text.problem(row.rule, place, end, message, edits)


def _is_reference_to_note_without_colon(row: Leftover, found: re.Match[str]) -> bool:
    """Return whether the note of a footnote is there, and only lacks its colon, which is reported at the note."""
    return row.rule == "M23" and not row.instead and f"\n{found[0]} " in found.string


_NOT_CLOSED = re.compile(r"\]\([^()\s]*(?=\s|$)")
_NO_TITLE = re.compile(r"\]\([^()<>\n\"']*[ ][^()<>\n\"']*\)")


def _message(row: Leftover, text: CheckedText, place: int) -> str:
    """Return the message of a row; that of a link whose address is only not closed, or has spaces, says so."""
    if (row.rule, row.needle) != ("M21", "]("):
        return row.message
    line_start, line_end = text.source.rfind("\n", 0, place) + 1, text.source.find("\n", place)
    line = text.source[line_start : line_end if line_end >= 0 else len(text.source)]
    if "[" not in line[: place - line_start]:
        return "this link is not read: a [ is missing before its text"
    if _NO_TITLE.match(line, place - line_start):
        return "this link is not read: its address has a space; write ](<…>), or %20 for the space"
    if _NOT_CLOSED.match(line, place - line_start) and ")" not in line[place - line_start :]:
        return "this link is not read: a ) is missing behind its address"
    return row.message


_AS_HTML = {"**": "<strong>…</strong>", "#": "<h2>…</h2>", "](": '<a href="address">…</a>'}


def _inside(row: Leftover, name: str) -> str:
    """Return the message about right markup in an element of HTML called *name*."""
    shown = "a link" if row.rule == "M21" else row.needle
    return f"{shown} inside <{name}> is not read; write {_AS_HTML.get(row.needle, 'HTML')}"


_ONCE_A_LINE = ("M19", "M20", "M21", "P03")  # both marks of a pair, both parts of a link
_LINK = re.compile(r"\[[^\[\]\n]{0,500}\]\([^()\s]{1,500}(?:[ ]+\"[^\"\n]*\")?\)")
_EMPHASIS = re.compile(r"\*\*[^\s*](?:[^*\n]{0,500}[^\s*])?\*\*|^#{1,6} ")


def _is_right(rule: str, text: CheckedText, place: int) -> bool:
    """Return whether what is at *place* is right for Markdown, so that HTML around it must be the reason."""
    pattern = {"M21": _LINK, "M22": _LINK, "M19": _EMPHASIS}.get(rule)
    line_start = text.source.rfind("\n", 0, place) + 1
    line_end = text.source.find("\n", place)
    line = text.source[line_start : line_end if line_end >= 0 else len(text.source)]
    offset = place - line_start
    return pattern is not None and any(each.start() <= offset < each.end() for each in pattern.finditer(line[:2000]))


# Links and roles of reStructuredText, of which the backticks are code for Markdown.
_ROLE = re.compile(r"`[^`\n]{1,200}<[^<>`\n]{1,200}>`__?(?!\w)|(?<![\w:]):[a-z][\w:-]{1,20}:`[^`\n]{1,200}`")


def _roles(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each link or role of reStructuredText: its mark outside the backticks is on the page."""
    if f"{CODE}_" not in text.visible and f":{CODE}" not in text.visible:
        return
    for found in _ROLE.finditer(text.source, text.body):
        if text.masked[found.start()] == ":" or text.masked[found.end() - 1] == "_":
            message = _OTHER.format(found[0][:60]) + "write [text](address)"
            yield text.problem("M20", found.start(), found.end(), message)


# Backslashes that GitHub's Markdown and pandoc need, and this Markdown prints; quotation marks of LaTeX.
_PRINTED_ESCAPE = re.compile(
    r"\\(?:(?<=\d\\)%|\$(?=\d)|(?<=[\w ]\\)&(?=[\w ])|(?<=[ (]\\)~(?=\d)|(?<=\w\\)'(?=\w)|\"(?=\w)|(?<=[\w.,!?]\\)\"|<(?=[ \d]))"
)
_LATEX_QUOTE = re.compile(r"(?<!`)``(?=\w)([^`\n]{1,200}?)''")


def _printed_escapes(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each backslash that is printed with the sign behind it, and for a quotation of LaTeX."""
    for found in _PRINTED_ESCAPE.finditer(text.text) if "\\" in text.visible else ():
        sign = found[0][1]
        if any(f"\\{each}" in text.visible for each in _SHOWN_AS.get(sign, sign)):
            message = f"the backslash before {sign} is printed; remove it"
            start, end = text.body + found.start(), text.body + found.end()
            yield text.problem("M19", start, end, message, [text.edit(start, end, sign)])
    for found in _LATEX_QUOTE.finditer(text.text) if "``" in text.visible else ():
        start, end = text.body + found.start(), text.body + found.end()
        message = "`` and '' are printed as typed; a quotation is between \" and \""
        yield text.problem("M19", start, end, message, [text.edit(start, end, f'"{found[1]}"')])


_SHOWN_AS = {'"': '"“”', "'": "'’‘"}  # with typographic quotation marks


# Markup of which a program has escaped each character, as exporters do: nobody types that by hand.
_ESCAPED = re.compile(
    r"(?:\\\*){2}(?=\S)[^\n*]{1,200}(?:\\\*){2}|(?:\\_){2}(?=\S)[^\n_]{1,200}(?:\\_){2}"
    r"|!?\\?\[[^\[\]\n]{1,200}\\\]\\?\((?=https?:|/|\{)[^\s()]{1,500}\)|^\\#(?:\\?#){1,5}[ ][^\n]{1,100}"
    r"|\\`[^`\n]{1,100}\\`"
    r"|^\\[-*+][ ][^\n]*(?:\n\\[-*+][ ][^\n]*)+|^\d{1,2}\\\.[ ][^\n]*(?:\n\d{1,2}\\\.[ ][^\n]*)+",
    re.MULTILINE,
)
# Formulas of LaTeX, of which Markdown takes away the backslashes before the brackets.
_FORMULA = re.compile(r"\\\(([^\n]{1,120}?)\\\)|\\\[([^\n]{1,120}?)\\\]")
_IN_ROUND = re.compile(r"[\\^_=]|\A[d-hj-uw-zA-Z]\Z")  # (a), (b), (c), (i) and (v) number parts of a sentence
_IN_SQUARE = re.compile(r"\^|\\[a-z]|[A-Za-z][ ]?=")


def _escaped_markup(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each piece of markup that is escaped as a whole, and for each formula of LaTeX."""
    if "\\" not in text.text:
        return
    for found in _ESCAPED.finditer(text.text):
        plain = re.sub(r"\\([\W_])", r"\1", found[0])
        start, end = text.body + found.start(), text.body + found.end()
        shown = found[0].partition("\n")[0][:60]
        message = f"{shown} is printed with its marks, because each is escaped; remove the backslashes"
        rule = "M21" if "](" in plain else "M19"
        yield text.problem(rule, start, end, message, [text.edit(start, end, plain)])
    for found in _FORMULA.finditer(text.text):
        if _is_formula_printed(found, text.visible):
            message = _OTHER.format(found[0][:60]) + _NO_FORMULAS
            yield text.problem("M20", text.body + found.start(), text.body + found.end(), message)


def _is_formula_printed(found: re.Match[str], visible: str) -> bool:
    """Return whether what is in escaped brackets is a formula, and its beginning is on the page."""
    signs, inner = (_IN_ROUND, found[1]) if found[1] else (_IN_SQUARE, found[2])
    beginning = re.match(r"[\w +=-]{0,20}", inner)
    shown = f"{found[0][1]}{beginning[0] if beginning else ''}".rstrip("_")
    return signs.search(inner) is not None and shown in visible


_LOST_ABBREVIATION = re.compile(r"^\[([A-Z][A-Z0-9]{1,9})\]:[ ]+[A-Z][a-z-]+[ ]*$", re.MULTILINE)


def _lost_abbreviations(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each abbreviation without a star that Markdown takes for the address of a link."""
    for found in _LOST_ABBREVIATION.finditer(text.text) if "]: " in text.text else ():
        if text.text.count(f"[{found[1]}]") == 1:
            start, end = text.body + found.start(), text.body + found.end()
            message = f"readers do not see this; an abbreviation begins with a star: write *[{found[1]}]:"
            yield text.problem("M19", start, end, message, [text.edit(start, start, "*")])


_ENTITY = re.compile(r"&([ ]?[A-Za-z]{3,8}[ ]?);")
_USUAL = """
amp nbsp ndash mdash hellip lsquo rsquo ldquo rdquo copy reg trade deg times middot bull euro pound frac12 eacute
egrave agrave ouml uuml auml szlig ccedil thinsp micro plusmn
"""
_USUAL_ENTITIES = frozenset(_USUAL.split())


def _entity_meant(name: str) -> str:
    """Return the name of a character that *name* is nearly; one with a space has to be right otherwise."""
    if " " in name:
        return name.strip() if name.strip() in _USUAL_ENTITIES else ""
    return nearest_of(name, _USUAL_ENTITIES)


def _misspelt_entities(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each name of a character that is none, and nearly one."""
    cursor = Cursor(text)
    for found in _ENTITY.finditer(text.visible) if "&" in text.visible else ():
        near = "" if f"{found[1]};" in html5 else _entity_meant(found[1])
        place = cursor.place_of(found) if near else None
        if place is not None:
            message = f"{found[0]} is printed; write &{near};"
            end = place + len(found[0])
            yield text.problem("M19", place, end, message, [text.edit(place, end, f"&{near};")])


_LONG, _SHORT = 60, 24  # characters of a line that tell one place in a source from another
_LIMIT = 200  # of matches that are looked for in the source: the rest is no text of a writer


class Cursor:
    """Finds in a source, one after the other, what was found in the visible text that was made of it."""

    def __init__(self, text: CheckedText) -> None:
        self.text, self.after, self.tried = text, 0, 0

    def place_of(self, found: re.Match[str]) -> int | None:
        """Return the offset in the source of what was found, or None if it is not typed there."""
        self.tried += 1
        for key, before in () if self.tried > _LIMIT else _keys(found):
            for start in (self.after, 0):
                offset = self.text.text.find(key, start)
                if offset >= 0 and not self._is_escaped(offset + before):
                    self.after = offset + before + 1
                    return self.text.body + offset + before
        return None

    def _is_escaped(self, offset: int) -> bool:
        return self.text.text[offset - 1 : offset] == "\\"


def _keys(found: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Yield what to search for, and where in it the match begins: the match with what is around it on its line."""
    visible, start, end = found.string, found.start(), found.end()
    line = visible[start : start + _LONG].split("\n", 1)[0].split(CODE, 1)[0]
    before = visible[max(start - _SHORT, 0) : start].rpartition("\n")[2].rpartition(CODE)[2]
    for key, length in ((before + line, len(before)), (line, 0), (before + found[0], len(before))):
        if len(key) > end - start + 1:
            yield key, length
    if end - start < _SHORT < len(line):
        yield line[:_SHORT], 0
    if end - start > 2 and found[0][0] != "#":  # that of another heading would be found
        yield found[0], 0
    if "&" in found[0]:
        yield found[0].replace("&", "&amp;"), 0
    if end - start <= 4:
        yield visible[start : end + 2].partition("\n")[0], 0
        if before or found[0][0] != "#":
            yield before[-2:] + found[0], len(before[-2:])
