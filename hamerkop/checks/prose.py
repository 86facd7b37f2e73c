"""Finds words typed twice, links that say nothing, keys of citations without @, and footnotes without a reference."""

import re
from collections.abc import Container, Iterator
from itertools import compress, islice

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.checks.leftovers import Cursor
from hamerkop.checks.visible_text import CODE
from hamerkop.shared.markdown_source import CITATION_KEY
from hamerkop.shared.problems import Problem

# A word twice, the second in small letters; a line end may be between them. Two capitals are a name: Duran Duran.
_DOUBLED = re.compile(r"(?<![\w'’.-])([A-Za-z][a-z]{0,19})[ \n\u00a0]+(?=[a-z])(?i:\1)(?![\w'’-])")
# Words that can follow themselves in a right sentence.
_DOUBLES = """
had that very so no bye ha la da blah really quite much many more long far is do her you it who yes now out in on again
well there hear knock tut tick chop hot never ever big old dear rah pom x etc sic vous nous que qui der die das les des
"""
_MAY_DOUBLE = frozenset(_DOUBLES.split())
# Words that are right twice within a sentence only, and names that are also words: Will will, May may.
_NOT_AT_THE_BEGINNING = frozenset(("it", "you", "her", "who", "on", "in", "out"))
_NAMED = """
will may mark bill can rob pat sue jack frank rose drew grace hope faith joy dawn art guy nick ray skip chase wade bob
gene don miles dale march august polish china turkey reading nice bath job read yes wait go
"""
_NAMES = frozenset(_NAMED.split())


def doubled_word_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each English word that is typed twice."""
    if not text.is_english or not _may_have_doubled(text.visible):
        return
    cursor = Cursor(text)
    found = (each for each in _DOUBLED.finditer(text.visible) if _is_slip(each) and "\n\n" not in each[0])
    for each in islice(found, MAX_PROBLEMS):
        place = _place_of_doubled(each, cursor)
        if place is not None:
            message = f'"{each[1]}" is here twice; remove one'
            start, end = place
            yield text.problem("P02", start, end, message, [text.edit(start, end, each[1])])


def _may_have_doubled(visible: str) -> bool:
    """Return whether two words that follow each other are alike; most texts have none, so the pattern is not needed."""
    lowered = visible.lower()
    for mark in _BEFORE_WORDS:
        if mark in lowered:
            lowered = lowered.replace(mark, " ")
    words = lowered.split()
    following = words[1:]
    pairs = compress(zip(words, following, strict=False), map(str.startswith, following, words))
    return any(not second[len(first) :][:1].isalnum() for first, second in pairs)


_BEFORE_WORDS = f"\"'(“‘[*—–/:,;{CODE}"


def _is_slip(found: re.Match[str]) -> bool:
    """Return whether a word that is there twice is not right."""
    word = found[1].lower()
    if found[1] == word:
        return word not in _MAY_DOUBLE
    return word not in _NAMES and (word not in _MAY_DOUBLE or word in _NOT_AT_THE_BEGINNING)


def _place_of_doubled(found: re.Match[str], cursor: Cursor) -> tuple[int, int] | None:
    typed = re.compile(rf"(?<![\w'’.-]){found[1]}[ \n>\u00a0]+{found[1].lower()}(?![\w'’-])")
    text = cursor.text
    place = typed.search(text.text, cursor.after) or typed.search(text.text)
    if place is None:
        return None
    cursor.after = place.end()
    return text.body + place.start(), text.body + place.end()


# Words that are right alone, and of which these together are a slip: what was meant.
_CONFUSED = {
    r"there own": "their own",
    r"(?:could|would|should|might|must) of(?= (?!course\b)[a-z]+(?:ed|en|ne|wn|ght|[dt])\b)": "… have",
    r"(?:could|would|should|might|must) of been": "… have been",
    r"a ?lot's of|alot": "a lot",
    r"you're own": "your own",
    r"its self": "itself",
}
_CONFUSED_WORDS = re.compile(
    "|".join(rf"(?<![\w'’-])(?P<w{index}>{words})(?![\w'’-])" for index, words in enumerate(_CONFUSED)), re.IGNORECASE
)
_IN_CONFUSED = ("there own", "uld of ", "ght of ", "ust of ", "alot", "lot's of", "you're own", "its self")


def confused_word_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for English words that sound like what was meant: "there own", "should of"."""
    lowered = text.text.lower()
    if not text.is_english or not any(words in lowered for words in _IN_CONFUSED):
        return
    for found in islice(_CONFUSED_WORDS.finditer(text.text), MAX_PROBLEMS):
        start, end = text.body + found.start(), text.body + found.end()
        meant = list(_CONFUSED.values())[int(str(found.lastgroup)[1:])].replace("…", found[0].split()[0])
        message = f'"{found[0]}" is misspelt; write "{meant}"'
        yield text.problem("P04", start, end, message, [text.edit(start, end, meant)])


_VAGUE_TEXTS = """here|click here|click|click this|this|this link|link|the link|read more|more|more here|see here
|see this|go here|this page|this website|this site|learn more|find out more|see more|look here|over here
|continue reading|click here to read more|click here for more|more info|more information"""
_VAGUE = "|".join(re.escape(text.strip()).replace(r"\ ", r"\s+") for text in _VAGUE_TEXTS.split("|"))
_VAGUE_LINK = re.compile(rf">\s*({_VAGUE})[\s.,:;!»›→>…]*(?:</\w+>)?</a>", re.IGNORECASE)


def link_text_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each link whose English text does not say where it leads."""
    if not text.is_english:
        return
    cursor = Cursor(text)
    for found in islice(_VAGUE_LINK.finditer(text.html), MAX_PROBLEMS):
        words = " ".join(found[1].split())
        spaced = re.escape(words).replace(r"\ ", r"\s+")
        typed = re.compile(rf"\[[*_]*({spaced})[*_.]*\]|<a\b[^>]*>\s*({spaced})\s*</a>", re.IGNORECASE)
        place = typed.search(text.text, cursor.after) or typed.search(text.text)
        if place:
            cursor.after = place.end()
            start, end = (text.body + offset for offset in place.span(place.lastindex or 0))
            message = (
                f'"{words}" does not say where the link leads, which is all that some readers hear; name the target'
            )
            yield text.problem("P05", start, end, message)


_IN_BRACKETS = re.compile(rf"\[({CITATION_KEY}(?:[ ]*[;,][ ]*@?{CITATION_KEY})*)\](?![(\[:])")


def _words_with_numbers(visible: str) -> Iterator[re.Match[str]]:
    """Yield the words of letters and then digits, as most keys of citations are."""
    end = 0
    for digits in _DIGITS_IN_WORD.finditer(visible):
        start = max(digits.start() - 60, end)
        word = re.search(r"[A-Za-z_-]*\Z", visible[start : digits.start()])
        found = _WITH_NUMBER.match(visible, start + (word.start() if word else 0))
        if found and found.start() >= end:
            end = found.end()
            yield found


def citation_problems(text: CheckedText, known: Container[str]) -> Iterator[Problem]:
    """Yield a problem for each key of the bibliography, *known*, that is in brackets and lacks its @."""
    keys = [each for each in _IN_BRACKETS.finditer(text.visible) if re.split(r"[ ]*[;,][ ]*", each[1])[0] in known]
    # A key with a number, such as anand2023, is no word of a sentence.
    spans = [each.span() for each in keys]
    words = (each for each in _words_with_numbers(text.visible) if each[1] in known)
    keys += [each for each in words if not any(start <= each.start() < end for start, end in spans)]
    cursor = Cursor(text)
    for found in islice(keys, MAX_PROBLEMS):
        place = cursor.place_of(found)
        if place is not None:
            listed = [key.lstrip("@") for key in re.split(r"[ ]*[;,][ ]*", found[1])]
            wanted = f"[{'; '.join(f'@{key}' for key in listed)}]"
            message = f"{found[0]} is printed as typed; a citation has an @: {wanted}"
            end = place + len(found[0])
            yield text.problem("M25", place, end, message, [text.edit(place, end, wanted)])


_WITH_NUMBER = re.compile(r"(?<![\w@/.-])([A-Za-z][A-Za-z_-]{1,40}\d{2,4}[a-z]?\w{0,20})(?![\w/-])")
_DIGITS_IN_WORD = re.compile(r"\d\d(?<=[A-Za-z_]\d\d)")
_NOTE = re.compile(r"^[ ]{0,3}\[\^([^\[\]\n]+)\]:", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([^\[\]\n]+)\](?!:)")


def footnote_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each footnote that nothing refers to, or that is there twice, and for notes typed by hand."""
    yield from islice(_typed_notes(text), MAX_PROBLEMS)
    if "[^" not in text.text or 'class="footnote' not in text.html:
        return
    notes = list(_NOTE.finditer(text.text))
    used = {found[1] for found in _REFERENCE.finditer(text.text)}
    for found in islice((found for found in notes if found[1] not in used), MAX_PROBLEMS):
        yield _unused_note(text, found)
    yield from islice(_repeated_notes(text, notes), MAX_PROBLEMS)


def _unused_note(text: CheckedText, note: re.Match[str]) -> Problem:
    """Return the problem of a note without a reference: at what was meant as one, if the text has that."""
    name = re.escape(note[1])
    meant = re.search(
        rf"(?<![\[\w])(?:\(\^{name}\)|\{{\^{name}\}}|\[{name}\](?![(\[:])|\^{name}\b"
        rf"|\[\^(?:[ ]+{name}[ ]*|{name}[ ]+)\])",
        text.text,
    )
    if meant:
        start, end = text.body + meant.start(), text.body + meant.end()
        message = f"{meant[0]} is printed as typed; write [^{note[1]}]"
        return text.problem("M23", start, end, message, [text.edit(start, end, f"[^{note[1]}]")])
    message = f"nothing refers to this note; write [^{note[1]}] in the text, or remove the note"
    return text.problem("M24", text.body + note.start(), text.body + note.end(), message)


def _repeated_notes(text: CheckedText, notes: list[re.Match[str]]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for note in notes:
        start = text.body + note.start()
        first = seen.setdefault(note[1], start)
        if first != start:
            line = text.position(first).line
            message = f"line {line} has a note [^{note[1]}] too, and readers see only one; give this one another name"
            yield text.problem("M35", start, text.body + note.end(), message)


# A number in brackets behind a word, and the note that it is meant for: a line, or an item below such a heading.
_TYPED_REFERENCE = re.compile(
    r"(?<=[\w.,;:!?)\"”’])[ ]?(?:\[(\d{1,2})\](?![(\[:])|<sup>\[?(\d{1,2})\]?</sup>|([¹²³⁴-⁹])(?!\w))"
)
_TYPED_NOTE = re.compile(
    r"^(?:\[(\d{1,2})\](?=:?[ ]*\S)(?![(\[])|<sup>\[?(\d{1,2})\]?</sup>|([¹²³⁴-⁹])(?=[ ]?[^\W\d]))", re.MULTILINE
)
_SOURCES = re.compile(
    r"^(?:#{1,6}[ ]*|\*\*|(?=\w+:?\n))"
    r"(?:Sources?|References?|Notes?|Footnotes?|Endnotes?|Bibliography|Literature|Works cited)"
    r":?(?:\*\*)?:?[ ]*#*\n\s*(?=(\d{1,2})\.[ ])",
    re.MULTILINE | re.IGNORECASE,
)
_NUMBERED_ITEM = re.compile(r"^(\d{1,2})\.[ ]", re.MULTILINE)


_DIGITS = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")


def _typed_notes(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each number in brackets that refers to a note which is typed by hand below it."""
    if not any(mark in text.text for mark in ("[1]", "<sup>", "¹")):
        return
    notes = {found[1] or found[2] or found[3]: found.start() for found in _TYPED_NOTE.finditer(text.text)}
    if sources := _SOURCES.search(text.text):
        notes |= {found[1]: found.start() for found in _NUMBERED_ITEM.finditer(text.text, sources.end())}
    for found in _TYPED_REFERENCE.finditer(text.text) if notes else ():
        number = found[1] or found[2] or found[3]
        if found.start() < notes.get(number, 0):
            name = number.translate(_DIGITS)
            message = f"readers cannot follow {found[0].strip()}; write [^{name}], and [^{name}]: before its note"
            start = text.body + found.end() - len(found[0].strip())
            yield text.problem("M36", start, text.body + found.end(), message)
