"""Find the notes to the reader in a text: updates, corrections, clarifications, editor's notes, retractions.

A notice is a labelled paragraph ("UPDATE, 3:15 p.m.: …", "Correction: …"), or a sentence that speaks
of the text itself ("An earlier version of this story …", "This is a developing story").  The label
alone proves little: pages print "Updated: 3:15 p.m." as a stamp, link to other articles as "UPDATE:
Two held after raid", and quote tweets that begin with it.  So what follows the label must be a
sentence, or a paragraph under it.

A *pure* notice says only what happened to the text; it does not belong to the article.  An update
that brings news is not pure: it is part of what the article says.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from transforms.text.page_times import parse_stamp

MAX_NOTICE_CHARS = 1_200
"""A longer paragraph is cut at this length in ``FoundNotice.text``."""

MAX_LABEL_CHARS = 160
"""Label, time and separator all stand within this."""

MAX_NOTICES = 100
"""More in one page is a live blog or an attack; the first hundred are kept."""

MIN_UPDATE_WORDS = 5
"""Fewer words after "Updated" are the rest of a stamp ("by staff", "all markets")."""


class FoundNotice(NamedTuple):
    """A notice and where it stands.

    Attributes:
      kind: update, correction, clarification, editors_note or retraction.
      text: the notice as printed, with its label; a label alone in its paragraph takes the next with it.
      time: the time it names (aware, UTC), if any.
      start, end: it covers ``paragraphs[start:end]``, or part of one.
      pure: it says only something about the text, so these paragraphs are not part of the article.
    """

    kind: str
    text: str
    time: datetime | None
    start: int
    end: int
    pure: bool


_LABELS = (
    ("update", r"updated?|updates|aktualisierung|aktualisiert|mise à jour|mis à jour|actualización|actualizado"
               r"|aggiornamento|aggiornato|atualização|atualizado|uppdatering|uppdaterad|oppdatering|opdatering"
               r"|päivitys"),
    ("correction", r"corrections?|corrected|korrektur|berichtigung|richtigstellung|rectificatif|erratum|errata"
                   r"|corrección|fe de erratas|rettifica|correzione|correção|rättelse|rettelse|correctie|rectificatie"),
    ("clarification", r"clarifications?|clarified|klarstellung|précision|aclaración|precisazione|esclarecimento"
    r"|förtydligande"),
    ("editors_note", r"(?:an? )?editor(?:['’]?s['’]?|ial)? notes?|editors['’]? notes?|note (?:to|for) (?:our )?readers"
                     r"|note from the editors?|publisher['’]s note|anm(?:erkung|\.)? d(?:er|\.) red(?:aktion|\.)"
                     r"|hinweis der redaktion|note de la rédaction|ndlr|nota (?:de la redacción|del editor"
                     r"|da redação|della redazione)"),
    ("retraction", r"retraction|retracted|story (?:removed|withdrawn|retracted)|widerruf|rétractation|retractación"),
    ("note", r"(?:please )?note"),
)  # fmt: skip
_ALL_LABELS = "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS)

_TIME_WORD = (
    r"(?:\d{1,4}(?:[:./-]\d{1,4}){0,2}(?:st|nd|rd|th|\.)?\s?(?:[ap]\.?\s?m\b\.?)?|uhr\b|[ap]\.?m\b\.?|at\b|on\b"
    r"|vom\b|am\b|um\b|as of\b|from\b|du\b|le\b|del\b"
    r"|utc\b|gmt\b|\(?(?:[ecmp][sd]?t|ces?t|bst)\b\)?|noon\b|midnight\b|today\b|tonight\b"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:mon|tues?|wed|thur?s?|fri|sat|sun)\b\.?"
    r"|(?:morning|afternoon|evening|night)\b|de\b|of\b"
    r"|(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|enero|abril|agosto|fév|avr|août"
    r"|déc)[^\W\d]{0,7}\b\.?)"
)
_TIME_RUN = rf"{_TIME_WORD}(?:[\s,@|/(–—-]{{0,3}}{_TIME_WORD}){{0,11}}"
_TIMED = re.compile(
    r"\d\s?[ap]\.?\s?m|\d:\d\d|\d[/-]\d|\d\.\s?\d{1,2}\.|\d{3,4}\s?(?:gmt|utc|uhr)|uhr|(?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)day"
    r"|(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|enero|abril|agosto|fév|avr|août|déc)[^\W\d]{0,7}",
    re.IGNORECASE,
)
_STAMPED = frozenset({"updated", "aktualisiert", "mis à jour", "actualizado", "aggiornato", "atualizado", "uppdaterad"})
"""The participle is what stamps print ("Updated 3:15 p.m."); the noun is what notes begin with."""

_OPENER = r"[\s*([{_>►•·†‡#×–—-]{0,8}"
_SOURCE = (
    r"(?:\([A-Z][\w/ .]{1,20}\)\s{1,2}"
    r"|(?-i:[A-Z][A-Z .'’-]{2,30}(?:,\ [A-Z][\w.]{1,15})?(?:\ \([\w/\ ]{2,20}\))?\s[–—-]{1,2}\s))?"
)
_LABELLED = re.compile(
    rf"^(?P<open>{_OPENER}){_SOURCE}(?P<before>[(\[]?{_TIME_RUN}[)\]]?\s?[:,|–—-]?\s)?(?P<label>{_ALL_LABELS})(?![\w'’])"
    rf"(?P<number>\s?(?:\#\s?\d{{1,2}}|No\.\s?\d{{1,2}}|(?:added|issued|appended|posted|published)\b))?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"^(?P<gap>[\s,:;@|([–—-]{{0,4}})(?P<time>{_TIME_RUN})?(?P<close>[\s)\]*]{{0,4}})(?P<mark>[:.,|–—-]{{0,3}})(?P<space>\s*)",
    re.IGNORECASE,
)
_DECORATED = re.compile(r"^\s*(?:\*{2,}|\[)")

_ABOUT_READERS = re.compile(
    r"\bif you\b|\breport (?:a|an) (?:correction|error|inaccurac)|\bwe would like\b|\bplease (?:send|e-?mail|contact"
    r"|consider|let us)\b"
    r"|\bto (?:submit|request|report)\b|\[email|\bcorrections? (?:policy|page)\b|\bdisclaimer\b|\badvertis",
    re.IGNORECASE,
)
_TWEET = re.compile(r"pic\.twitter\.com|//t\.co/|\(@\w{2,20}\)|^\W*#\w|\s[—–-]\s?@\w{2,20}\b", re.IGNORECASE)
_TERMINAL = re.compile(r"[.!?:;。！？।][\"'”’»)\]*_]*$")
_CUT_SHORT = re.compile(r"(?:…|\.\.\.)\W*$")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|does|did|can|could|says?|said|confirmed|announced|told|added"
    r"|clarified|corrected)\b",
    re.IGNORECASE,
)
_DETERMINED = re.compile(
    r"^\W{0,3}(?:the|an?|this|that|these|those|his|her|its|their|our|we|they|he|she|it|there)\s", re.IGNORECASE
)
_FIXES = re.compile(
    r"\b(?:earlier|previous|original|prior|initial) (?:versions?|editions?|reports?|story|article|post)\b"
    r"|\bincorrect|\bmis(?:stat|spell|identif|attribut|quot|report)"
    r"|\berroneous|\bin error\b|\bwrong(?:ly)?\b|\boriginally\b|\bshould (?:have|be|read|say)\b|\bcorrect(?:ed|s|ion"
    r"|ly)?\b|\binaccura|\bregret",
    re.IGNORECASE,
)
_HAS_CORRECTED = re.compile(
    r"\b(?:ha(?:s|ve) (?:been )?corrected|corrects?) (?:the|an?|to)\b|\bhas been corrected\b", re.IGNORECASE
)
_STAMP_TAIL = re.compile(
    r"^\W*(?:by\s(?-i:[A-Z])|original|published|posted|created|first|all markets"
    r"|\d+ (?:min|hour|day|week|month|year)|[ap]\.?m|ago\b)",
    re.IGNORECASE,
)

_TEXT = (
    r"(?:news )?(?:story|article|post|report|page|piece|column|entry|blog|headline|dispatch|item|editorial|essay"
    r"|review|leader|obituary|newsletter|transcript|caption|video|graphic|map|chart|version)"
)
_SPOKEN = (
    ("retraction", rf"\bthis {_TEXT} (?:has been|was|is) (?:retracted|withdrawn)\b|\bha(?:s|ve) retracted (?:this"
    rf"|the) {_TEXT}\b|\bwe (?:have )?retract(?:ed)? (?:this|the) {_TEXT}\b"),
    ("correction",
        rf"\b(?:an?|the|in an?|in the) (?:earlier|previous|prior|original|initial|first"
        rf"|older) (?:published )?(?:version|verison|edition|draft) of (?:this|the|our) \w+"
        rf"|^\W*(?:in )?(?:an?|the) (?:earlier|previous|prior|original) {_TEXT}\b[^.]{{0,90}}\b(?:reported|said"
        rf"|stated|incorrect|misstat|misspell|misidentif|wrong|erroneous)"
        rf"|\b(?:this|the) {_TEXT} (?:has been|was|is) (?:since )?corrected\b|\b(?:this|the) {_TEXT} (?:has been|was"
        rf"|is) (?:updated|amended|revised|edited|changed|modified) to (?:correct|fix)\b"
        r"|\bin an? (?:story|stories|article|report"
        r"|dispatch)\b[^.]{0,40}\.?[^.]{0,160}\bThe Associated Press\b[^.]{0,160}\b(?:erroneously|incorrectly"
        r"|misidentified|misstated|misspelled|reported)"
        r"|\bwe regret the (?:error|mistake)|\bwe apologi[sz]e for the (?:error|mistake)"
        r"|\bin einer (?:früheren|ersten|vorherigen|älteren) (?:version|fassung)\b|\bdieser (?:text|artikel"
        r"|beitrag) wurde (?:nachträglich )?korrigiert"
        r"|\bune version (?:précédente|antérieure) de (?:cet|ce)\b|\bcet article a été corrigé"
        r"|\buna versión (?:anterior|previa) de est[ea]\b"
        r"|\best[ea] (?:artículo|nota|noticia) (?:ha sido|fue) corregid|\buma versão anterior dest[ae]\b"
        r"|\buna versione precedente di quest"),
    ("clarification",
        rf"\b(?:this|the) {_TEXT} (?:has been|was|is) (?:updated|amended|revised|edited|changed) to clarify\b"),
    ("update",
        r"\bthis is an? (?:developing|breaking|evolving)(?: news?)? (?:story|alert|situation|article)\b|\b(?:this"
        r"|the) (?:story|situation) is (?:still )?developing\b|^\W*developing story\b"
        rf"|\b(?:this|the|our) {_TEXT} (?:has been|was|is|will be|is being) (?:continuously |continually "
        rf"|regularly )?(?:updated|amended|revised)\b"
        rf"|\bwe(?: will|['’]ll) (?:continue to )?update (?:this|the|our) {_TEXT}\b|\b(?:will"
        rf"|to) update this (?:story|page|article|post)\b|\bthis is an? (?:story )?update\b"
        r"|\bcheck back (?:with|here|for|soon|later|often|to|at)\b"
        r"|(?:^|[.!?–—-]\s?)\W{0,2}more (?:details )?to (?:follow|come)\W*$"
        r"|\bwill be updated (?:as|when|once|if|with|throughout)\b"
        r"|\bdieser (?:text|artikel|beitrag) (?:wurde|wird) (?:\w+ )?aktualisiert|\bcet article (?:a été"
        r"|sera) (?:mis à jour|actualisé)|\best[ea] (?:artículo|nota|noticia) (?:ha sido|fue|será) actualizad"),
)  # fmt: skip
_NEEDED = {
    "retraction": ("retract", "withdrawn"),
    "correction": (
        "version", "verison", "edition", "draft of", "earlier", "previous", "prior ", "original", "corrected",
        "to correct", "to fix", "associated press", "regret", "apolog", "fassung", "korrigiert", "corrigé", "versión",
        "corregid", "versão",
    ),
    "clarification": ("to clarify",),
    "update": (
        "developing", "breaking", "evolving", "update", "amended", "revised", "check back", "to follow", "to come",
        "aktualisiert", "à jour", "actualis", "actualizad",
    ),
}  # fmt: skip
"""Every match of a pattern holds one of its words: plain searches cost a tenth of the pattern."""

_SPOKEN_PATTERNS = tuple((kind, _NEEDED[kind], re.compile(pattern, re.IGNORECASE)) for kind, pattern in _SPOKEN)
_NOT_SPOKEN = re.compile(r"\boriginally (?:published|appeared|posted)\b|\breprinted\b", re.IGNORECASE)

_LABEL_CUES = (
    "updat", "correct", "clarif", "editor", "retract", "note", "removed", "withdrawn", "aktualis", "korrektur",
    "richtig", "berichtig",
    "klarstell", "anm", "hinweis", "à jour", "rectific", "errat", "rédaction", "ndlr", "précision", "rétract",
    "actualiza", "correcc",
    "redac", "aclarac", "fe de", "aggiorn", "rettif", "correzion", "precisaz", "redazione", "atualiz", "correç",
    "redação", "esclarec",
    "uppdat", "rättelse", "förtydl", "oppdat", "opdat", "rettelse", "correctie", "päivitys", "widerruf",
)  # fmt: skip
"""A paragraph without any of these near its beginning has no label; plain searches cost a tenth of the pattern."""

_SPOKEN_CUES = (
    "version", "verison", "edition", "draft of", "corrected", "retract", "withdrawn", "updated", "update th",
    "updates as", "clarify",
    "developing", "breaking", "evolving", "check back", "to follow", "to come", "regret", "apolog", "associated press",
    "amended", "revised",
    "previous", "earlier", "prior ", "original", "story update", "is an update", "fassung", "aktualisiert",
    "korrigiert", "à jour", "actualis",
    "corrigé", "versión", "actualizad", "corregid", "versão", "versione",
)  # fmt: skip

_SENTENCE_START = re.compile(r"(?<=[.!?])[\"'”’)]?\s+(?=[\"'“‘(*]?[A-ZÄÖÜÉÀ])")


def find_notices(paragraphs: Sequence[str], anchor: datetime | None = None, title: str = "") -> list[FoundNotice]:
    """Return the notices of a text in its order.

    Args:
      paragraphs: the text's paragraphs, or any blocks of a page.
      anchor: a time near which the text was written (aware); completes "3:15 p.m." to a time.
      title: the headline; printed again as a paragraph it is no notice.
    """
    found: list[FoundNotice] = []
    position = 0
    plain_title = _letters(title)
    whole = "\n".join(paragraphs).lower()
    label_cues = [cue for cue in _LABEL_CUES if cue in whole]
    spoken_cues = [cue for cue in _SPOKEN_CUES if cue in whole]
    if not label_cues and not spoken_cues:
        return []
    while position < len(paragraphs) and len(found) < MAX_NOTICES:
        paragraph = paragraphs[position].strip()
        step = 1
        low = paragraph[:MAX_NOTICE_CHARS].lower()
        notice = None
        if _has_any(low[:MAX_LABEL_CHARS], label_cues) and not (plain_title and _letters(paragraph) == plain_title):
            after = paragraphs[position + 1].strip() if position + 1 < len(paragraphs) else ""
            notice = _labelled(paragraph, after, position, anchor)
        if notice is None and _has_any(low, spoken_cues):
            notice = _spoken(paragraph, position, anchor)
        if notice is not None:
            found.append(notice)
            step = notice.end - notice.start
        position += step
    return found


def strip_label(title: str) -> str:
    """Return a headline without its notice prefix: ``UPDATE: Raids postponed`` is ``Raids postponed``."""
    label = _LABELLED.match(title[:MAX_LABEL_CHARS])
    if label is None or label["label"].lower() in ("note", "please note"):
        return title
    after = _AFTER.match(title[label.end() : MAX_LABEL_CHARS])
    if after is None or not (":" in after["gap"] + after["mark"] or "|" in after["gap"] or _spaced_dash(after)):
        return title
    return title[label.end() + after.end() :].strip() or title


def _has_any(low: str, cues: Sequence[str]) -> bool:
    return any(cue in low for cue in cues)


def _labelled(paragraph: str, following: str, position: int, anchor: datetime | None) -> FoundNotice | None:
    label = _LABELLED.match(paragraph[:MAX_LABEL_CHARS])
    if label is None:
        return None
    after = _AFTER.match(paragraph[label.end() : label.end() + MAX_LABEL_CHARS])
    if after is None:
        return None
    printed = label["label"].lower()
    kind = next(name for name, _ in _LABELS if label[name])
    content = paragraph[label.end() + after.end() :].strip()
    # "Update 5.3" is a version and "afternoon update" a name; a clock or a day is needed.
    timed = bool(_TIMED.search(f"{label['before'] or ''} {after['time'] or ''}"))
    if not (content == "" or timed or label["number"] or _separated(after, paragraph, label.end())):
        return None
    marked = ":" in after["gap"] + after["mark"]
    takes_next = not content.strip("*)]} ")
    if takes_next:
        if not _heads_next(kind, printed, paragraph, following, marked, timed):
            return None
        content = following
    elif kind == "update" and timed and printed not in _STAMPED and _is_heading(content) and following:
        takes_next = True  # "Update of 15 May: Fine tuning" is a heading as well
    if not _is_said(kind, printed, content, marked, timed, label, after):
        return None
    kind = _settle(kind, content)
    if kind == "note":
        return None
    text = f"{paragraph}\n\n{following}" if takes_next else paragraph
    pure = kind != "update" or _spoken(content, 0, None) is not None
    end = position + (2 if takes_next else 1)
    return FoundNotice(kind, text[:MAX_NOTICE_CHARS], _time_of(label, after, anchor), position, end, pure)


def _separated(after: re.Match[str], paragraph: str, label_end: int) -> bool:
    """A label is set off by a colon, a bar, a bracket or a dash with a space; "update-news" is a word."""
    gap = after["gap"] + after["close"] + after["mark"]
    return any(c in gap for c in ":|([)]*") or "\n" in paragraph[label_end : label_end + 3] or _spaced_dash(after)


def _spaced_dash(after: re.Match[str]) -> bool:
    gap = after["gap"] + after["close"] + after["mark"]
    return any(c in gap for c in "–—") or ("-" in gap and (" " in after["gap"] or bool(after["space"])))


def _heads_next(kind: str, printed: str, paragraph: str, following: str, marked: bool, timed: bool) -> bool:
    """Say whether a label alone in its paragraph speaks for the next one."""
    if not following or _TWEET.search(following):
        return False
    if kind == "update" and timed:
        # "Updated 3:25 p.m." is a stamp; "UPDATE 3:25 p.m." and "*** Updated 3:25 p.m. ***" are headings.
        return printed not in _STAMPED or paragraph.rstrip().endswith(":") or bool(_DECORATED.match(paragraph))
    if len(following.split()) < MIN_UPDATE_WORDS:
        return False
    if kind == "update":
        return marked and printed not in _STAMPED
    if printed.endswith("s") and kind in ("correction", "clarification") and not marked:
        return False
    return (marked or timed) and (kind in ("editors_note", "retraction") or bool(_FIXES.search(following)))


def _is_heading(content: str) -> bool:
    return len(content.split()) < MIN_UPDATE_WORDS and not _TERMINAL.search(content)


def _is_said(
    kind: str, printed: str, content: str, marked: bool, timed: bool, label: re.Match[str], after: re.Match[str]
) -> bool:
    """Say whether the words after a label are a note, and not a link, a tweet, a stamp or an address to readers."""
    if _TWEET.search(content) or _CUT_SHORT.search(content) or _STAMP_TAIL.match(content):
        return False
    if kind == "update":
        words = len(content.split())
        if ")" in after["close"] and printed in _STAMPED and not marked:
            return False
        if timed:
            return words >= (MIN_UPDATE_WORDS if printed in _STAMPED else 1)
        return words >= MIN_UPDATE_WORDS and _is_sentence(content)
    if kind == "note":
        return (":" in after["gap"] or ":" in after["mark"]) and bool(
            _FIXES.search(content) or re.match(r"initial reports", content, re.I)
        )
    if kind in ("correction", "clarification"):
        if _ABOUT_READERS.search(content):
            return False
        return bool(_FIXES.search(content)) or (
            marked and _is_sentence(content) and len(content.split()) >= MIN_UPDATE_WORDS
        )
    return (marked or timed or _spaced_dash(after) or bool(label["open"].strip())) and not re.search(
        r"\bdisclaimer\b|\badvertis", content, re.I
    )


def _is_sentence(content: str) -> bool:
    """Tell a sentence from a headline: it ends like one, or has an article in front and a finite verb."""
    last = content.rstrip()
    if _TERMINAL.search(last):
        return (
            bool(_FINITE.search(content))
            or last[-1] == ":"
            or len(content.split()) > 12
            or bool(re.search(r"\b[a-z]+ed\b", content))
        )
    return bool(_DETERMINED.match(content)) and bool(_FINITE.search(content))


def _settle(kind: str, content: str) -> str:
    """Let what is said decide where the label is weaker: an "update" that corrects is a correction."""
    spoken = _spoken(content, 0, None)
    if kind == "note":
        return spoken.kind if spoken is not None and spoken.kind != "update" else "clarification"
    if kind == "update":
        if _HAS_CORRECTED.search(content[:200]):
            return "correction"
        if spoken is not None and spoken.kind in ("correction", "clarification", "retraction") and len(content) < 600:
            return spoken.kind
    return kind


def _spoken(paragraph: str, position: int, anchor: datetime | None) -> FoundNotice | None:
    """Find a sentence that speaks of the text itself; the notice runs from it to the paragraph's end."""
    window = paragraph if len(paragraph) <= MAX_NOTICE_CHARS else paragraph[:MAX_NOTICE_CHARS]
    low = window.lower()
    for kind, needed, pattern in _SPOKEN_PATTERNS:
        hit = pattern.search(window) if _has_any(low, needed) else None
        if hit is None:
            continue
        if _TWEET.search(window) or _in_quotation(window, hit):
            continue
        start = 0
        for boundary in _SENTENCE_START.finditer(window, 0, hit.start() + 1):
            start = boundary.end()
        text = paragraph[start:]
        sentence = text[: (hit.start() - start) + 400]
        if _NOT_SPOKEN.search(sentence) and kind == "update":
            continue
        time = None
        if start == 0:
            lead = re.match(rf"^{_OPENER}({_TIME_RUN})\s?[:–—.-]", window[:MAX_LABEL_CHARS], re.IGNORECASE)
            stamp = parse_stamp(lead[1], anchor) if lead else None
            time = stamp.time if stamp is not None else None
        pure = start == 0 and _NEWS_AFTER.search(text[hit.end() - start :]) is None
        return FoundNotice(kind, text[:MAX_NOTICE_CHARS], time, position, position + 1, pure)
    return None


_NEWS_AFTER = re.compile(r"(?:[.!?]\s+[A-Z][^.!?]{20,400}){4,}")
"""Four more sentences after the note: the paragraph carries the article on."""


def _in_quotation(text: str, hit: re.Match[str]) -> bool:
    before = text[: hit.end()]
    before = before[: hit.start()] + re.match(r"\W*", before[hit.start() :])[0]  # type: ignore[index]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _time_of(label: re.Match[str], after: re.Match[str], anchor: datetime | None) -> datetime | None:
    for words in (after["time"], label["before"]):
        stamp = parse_stamp(words, anchor) if words else None
        if stamp is not None:
            return stamp.time
    return None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
