"""Take the furniture out of a text that has no markup to go by.

What stands around an article is of a few kinds, and each is known by its form: reader comments at
the end, boxes that lead elsewhere, credits and the author's portrait after the last paragraph, time
stamps and counters before the first.  Two rules keep the article whole: a line goes only if *all* of
it is furniture, and a heading such as "More from …" goes only with the headlines under it, never
with sentences.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from transforms.text.page_comments import split_comments
from transforms.text.page_times import parse_stamp

MAX_LINE_CHARS = 400
"""A furniture line is short; defended by test_long_paragraphs_are_never_furniture."""

MAX_BLURB_CHARS = 1_500
"""An author's portrait is one paragraph."""

HEAD_LINES = 8
"""How many lines from the top may be stamps and bylines."""

TAIL_LINES = 12
"""How many lines from the end may be credits, portraits and boxes."""

MAX_BOX_ITEMS = 8
"""How many headlines under a box heading belong to it."""

MIN_ITEM_WORDS = 4
"""A shorter line under a box heading may be a heading of the article."""


class Cleaned(NamedTuple):
    """A text without its furniture.

    Attributes:
      paragraphs: what the article says, in order.
      comments: what readers said under it, one string each, the name first where there is one.
      authors: from a byline or a signature, if there was one.
      published, modified: from stamp lines that were taken out (UTC).
    """

    paragraphs: tuple[str, ...]
    comments: tuple[str, ...]
    authors: tuple[str, ...]
    published: datetime | None
    modified: datetime | None


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\u200b\u2060\ud800-\udfff]")
_SENTENCE_END = re.compile(r"[.!?…:;。！？।؟][\"'”’»)\]]*$")

_WHOLE_LINE = re.compile(
    r"""^\W{0,4}(?:
      (?:read|up|watch|play|see)\ (?:next|also)
    | advert(?:isement|isment|orial)?s?(?:\ -\ scroll\ to\ continue)?
    | (?:story|article)\ continues\ (?:below|after).{0,40}
    | continue\ reading.{0,60} | scroll\ (?:down\ )?(?:to|for).{0,40} | skip\ (?:ad|advertisement|to\ .{1,40})
    | (?:share|tweet|e-?mail|print|save|facebook|twitter|whatsapp|linkedin|pinterest|reddit|comment|copy\ link
        |link\ copied|bookmark|listen|like)
    | share\ (?:this|on|via|it).{0,60}
    | [\d.,]{1,9}[km]?\ (?:views?|shares?|likes?|reads?|tweets?|retweets?|aufrufe|vues|visualizaciones)
    | (?:page\ )?views?\s*:?\s*[\d.,]{1,12}[km]?
    | (?:about\ )?(?:an?|\d{1,3})[\ -]min(?:ute)?s?[\ -](?:read|to\ read|listen|video)
    | (?:estimated\ )?(?:reading|lese)[\ -]?(?:time|zeit|dauer)\W{0,3}\d{0,3}.{0,15}
    | loading(?:\.\.\.|…)? | close | back\ to\ top | click\ to\ enlarge | enlarge(?:\ this\ image)? | buy\ photo
    | (?:hide|show)\ caption | toggle\ caption | view\ (?:gallery|comments|all|image|slideshow) | photo\ gallery
    | follow\ us(?:\ on\ .{1,60})? | .{0,40}\bfollow\ @\w{2,30}
    | most\ (?:read|popular|viewed|shared|commented|recent)(?:\ .{1,40})? | trending(?:\ now|\ stories)?
    | (?:you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested.{0,20})) | recommended(?:\ (?:stories|for\ you|videos?))?
    | (?:sponsored|promoted|paid)\ (?:content|stories|post|links)
    | (?:related|similar)\ (?:stories|articles|content|topics|coverage|links|news|posts?|videos?
      |reading)(?:\ from\ .{1,60})?
    | (?:subscribe|sign\ up|log\ in|register)(?:\ (?:now|today|here|for\ free))?
    | mehr\ zum\ thema | lesen\ sie\ (?:auch|mehr).{0,80} | anzeige | werbung | lire\ aussi.{0,100}
    | à\ lire\ aussi.{0,100} | publicité | lee\ (?:también|además).{0,100} | publicidad | leia\ (?:também|mais).{0,100}
    | publicidade | leggi\ anche.{0,100} | pubblicità | lees\ ook.{0,100} | læs\ også.{0,100} | les\ også.{0,100}
    )\W{0,4}$""",
    re.IGNORECASE | re.VERBOSE,
)

_BOX_HEADING = re.compile(
    r"""^\W{0,4}(?:
      (?:read|watch|see|up)\ next | related(?:\ (?:stories|articles|content|topics|coverage|links|news|posts?|videos?
        |reading))?
      (?:\ (?:from|on|to)\ .{1,60})? | recommended(?:\ (?:stories|for\ you|reading|videos?))? | read\ (?:more|also)
    | more\ (?:from|on|in|about|like|stories|news|coverage|headlines|top)\b.{0,60} | top\ stories | latest\ (?:news
      |stories|headlines)
    | also\ (?:read|on\ .{1,40}) | most\ (?:read|popular|viewed).{0,30} | trending.{0,20} | editor['’]?s['’]?\ picks?
    | you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested.{0,20}) | don['’]t\ miss | what\ to\ read\ next
    | previous\ (?:stories|coverage|story) | in\ other\ news | elsewhere\ on\ .{1,40} | mehr\ zum\ thema | lire\ aussi
    )\s?[:\W]{0,3}$""",
    re.IGNORECASE | re.VERBOSE,
)

_LEAD_ELSEWHERE = re.compile(
    r"""^[\W_]{0,4}(?:
      (?:read|see|watch|learn|find|up)\ (?:more|also|related|next)\s?(?:[:|>»–—-]|\ (?:here|about|on|at|from|stories)\b)
    | read(?:\ the)?\ (?:full|original|rest|whole)\b.{0,40}\b(?:story|article|report|post|statement|here)\b
    | (?:related|also\ read|also\ see|see\ also|read|don['’]t\ miss|previously|previous(?:\ (?:story|coverage))?
      |recommended)\s?[:|]
    | (?:related|more|watch|photos?|video|gallery|listen|explore|poll|quiz|opinion)\s?\|
    | (?:MORE|WATCH|PHOTOS?|VIDEO|GALLERY|LISTEN|PREVIOUS|EARLIER|RELATED|READ\ MORE)\s?:
    | (?:click|tap)\ (?:here|on|to|through|the)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SHOUTED_ELSEWHERE = re.compile(r"^[\W_]{0,4}(?:MORE|WATCH|PHOTOS?|VIDEOS?|GALLERY|LISTEN|EARLIER)\s?:")

_NEWSLETTER = re.compile(
    r"""^\W{0,4}(?:(?:please\ |click\ (?:here\ )?to\ |you\ can\ |to\ )?
      (?:sign\ up|subscribe|register)\ (?:here\ )?(?:for|to|now|today|and|via)\b
    | get\ (?:our|the|all|more|breaking|daily|today|email|alerts?|unlimited|these|this|free|a|your|news
      |weekly)\b.{0,200}
        \b(?:inbox|newsletters?|e-?mails?|alerts?|app|delivered)\b
    | (?:want|like)\ .{3,120}\b(?:inbox|newsletters?|sign\ up)\b | don['’]t\ miss\b.{0,120}\b(?:newsletter|inbox
      |alerts?|sign\ up|thing)
    | .{0,100}\b(?:delivered|straight|sent|direct(?:ly)?)\ to\ your\ (?:inbox|e-?mail)
    | download\ (?:our|the)\ .{0,40}\bapp\b | follow\ (?:us|.{2,40})\ on\ (?:twitter|facebook|instagram|x|youtube
      |google|telegram)
    | like\ us\ on\ facebook | join\ (?:us|our|the)\ .{0,60}\b(?:whatsapp|telegram|facebook|newsletter|mailing)\b
    | stay\ (?:on\ top|up\ to\ date|informed|connected)\b.{0,160}\b(?:sign|subscribe|follow|app|click|newsletter)
    | support\ (?:our|independent|local)\ journalism | (?:this|your)\ (?:e-?mail|newsletter)\ (?:was|will|has)
    | (?:by|when)\ (?:you\ )?(?:sign(?:ing)?\ up|subscrib(?:e|ing)|submit(?:ting)?)\b | .{0,60}\bterms\ of\ (?:use
      |service)\b.{0,80}privacy
    )""",
    re.IGNORECASE | re.VERBOSE,
)

_CREDIT = re.compile(
    r"""^\W{0,4}(?:
      .{3,260}\bcontributed\ (?:reporting\ |research\ |information\ )?(?:to|for)\ (?:this|the)\ (?:report|story|article
        |post|piece)\b.{0,60}
    | .{3,160}\b(?:contributed|assisted\ (?:in|with))\ (?:reporting|to\ reporting|this\ reporting
      |additional\ reporting)\b.{0,60}
    | (?:additional\ |with\ |further\ )*(?:reporting|writing|editing|compiled|translated|edited|written
      |research)\ (?:by|from)\ .{3,300}
    | (?:the\ )?(?:associated\ press|reuters|afp|dpa|cnn|ap|bloomberg|upi|pa\ media)\ contributed\b.{0,80}
    | (?:source|via|quelle|fuente|photo|image|picture|foto|bild)s?\s?:\s?[^.]{2,80}
    | (?:copyright|\(c\)|©).{0,300} | .{0,60}all\ rights\ reserved.{0,200}
    | this\ (?:material|content)\ may\ not\ be\ (?:published|reproduced).{0,200}
    )\W{0,4}$""",
    re.IGNORECASE | re.VERBOSE,
)

_NAME = r"(?:[A-Z][\w.'’-]{0,24}|[A-Z]\.|de|da|del|van|von|der|el|al|bin|la|le)"
_LONE_NAME = re.compile(rf"^(?:[-–—]{{1,3}}\s?)?(?:[Bb]y\s)?[A-Z][\w.'’-]{{0,24}}(?:\s{_NAME}){{1,3}}$")
_BYLINE = re.compile(
    rf"^(?:By|BY|Von|Par|Por|Di)\s?:?\s([A-Z][\w.'’-]{{0,24}}(?:\s{_NAME}){{0,4}}(?:(?:,|\sand|\s&"
    rf"|,\sand)\s[A-Z][\w.'’-]{{0,24}}(?:\s{_NAME}){{0,4}}){{0,4}})(?:\s?[,|/•–—-]\s?.{{0,60}})?$"
)
_BLURB = re.compile(
    rf"""^(?:About\ the\ author:?\s|{_NAME}\s(?:{_NAME}\s){{0,4}}(?:,\ [^,]{{3,60}},\ )?
      (?:is|was|has\ been)\ (?:an?|the|our)\ (?:[\w’'-]+\ ){{0,8}}?
      (?:reporter|writer|journalist|correspondent|editor|columnist|contributor|producer|fellow|author|photographer
        |intern|anchor|blogger|freelancer?)\b
    | {_NAME}\s(?:{_NAME}\s){{0,4}}(?:covers|writes\ (?:about|for|on)|reports\ (?:on|for|from)|blogs|joined\ the
      |has\ covered|has\ written|has\ worked
      |previously\ (?:worked|covered|wrote))\b
    | (?:Follow|Contact|Reach|Email|E-mail|Write\ to|Call|Tweet)\ (?:{_NAME}\s?){{1,4}}(?:on|at|via|@|:|by)
    | You\ can\ (?:follow|reach|contact|email)\b
    | (?:Have|Got)\ (?:a|any)\ (?:news\ )?(?:tip|question|story)s?\b
    | (?:To\ (?:contact|reach)\ the\ (?:reporter|author|editor|writer)|Send\ (?:tips|news)|A\ note\ to\ tipsters)\b
    )""",
    re.VERBOSE,
)
_PORTRAIT = re.compile(
    r"\b(?:graduated from|is a graduate of|alum(?:na|nus|ni) of|(?:her|his|their) work has (?:appeared|been)"
    r"|previously (?:worked|covered|"
    r"reported|wrote)|native of|fellow at|award-winning|follow (?:her|him|them|me) (?:on|at)|can be reached|"
    r"email (?:her|him|me)|on twitter|@[A-Za-z]\w{2,}|[\w.]+@[\w-]+\.\w|lives in|has (?:covered|written|worked"
    r"|reported)|"
    r"tipsters?|direct message|based in|master['’]s degree|years? of experience|joined (?:the|us)|beat\b|covers?)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_STAMP_LABEL = re.compile(
    r"""^\W{0,3}(?:(?P<made>published|posted|created|first\ published|originally\ published|date|veröffentlicht
      |publié(?:\ le)?
      |publicado|pubblicato|publicerad|gepubliceerd|erstellt|filed|issued)
    | (?P<changed>(?:last\ |page\ last\ )?(?:updated|modified|edited|revised|changed)|last\ update|aktualisiert
      |zuletzt\ aktualisiert|stand
      |mis\ à\ jour(?:\ le)?|actualizado|atualizado|aggiornato|uppdaterad|bijgewerkt|opdateret|oppdatert))
    (?:\ (?:on|at|am|le|el|il|em|um|à|vor|op|den))?\s?[:|–-]?\s?""",
    re.IGNORECASE | re.VERBOSE,
)
_STAMP_REST = re.compile(
    r"^(?:[\d\s.,:;/@|()+–—-]|\b(?:[ap]\.?m|utc|gmt|[ecmp][sd]?t|bst|ces?t|uhr|ago|hours?|minutes?|mins?|hrs?|days?"
    r"|weeks?|months?|years?"
    r"|yesterday|today|at|on|of|de|le|à|vor|the|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thur?s?|fri"
    r"|sat|sun"
    r"|th|st|nd|rd|last|updated|published|posted|original|created|a|an|um|am|pm|h|publicerad"
    r"|(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[^\W\d]{0,7}"
    r"|enero|agosto|diciembre|abril|fév\w*|avril|juin|juillet|août|déc\w*|gennaio|giugno|luglio|dicembre)\b)+$",
    re.IGNORECASE,
)


def clean_text(text: str, title: str = "", authors: Sequence[str] = ()) -> Cleaned:
    """Take a text apart into article, comments and the facts its furniture gave.

    Args:
      text: body of a text document, or what an extractor left of a page; lines and blank lines matter.
      title: repeated as the first line it is furniture.
      authors: known names: a line that only names one of them is a signature.
    """
    lines = _lines_of(text)
    lines, comments, signed = split_comments(lines)
    head = _clean_head(lines, title)
    lines = _drop_boxes(head.lines)
    names = tuple(authors) or head.authors
    lines, signature = _clean_tail(lines, names, bool(comments))
    paragraphs = _join_paragraphs(lines)
    byline = head.authors or ((signature,) if signature else ()) or ((signed,) if signed else ())
    return Cleaned(paragraphs, comments, byline, head.published, head.modified)


def tidy(text: str) -> str:
    """Return ``text`` with plain line ends, without control characters and trailing or doubled spaces."""
    return "\n".join(line.strip() for line in _lines_of(text))


def is_furniture(line: str) -> bool:
    """Say whether all of this line is furniture wherever it stands in an article."""
    if not line or len(line) > MAX_LINE_CHARS:
        return False
    if _WHOLE_LINE.match(line) or _NEWSLETTER.match(line):
        return True
    if _LEAD_ELSEWHERE.match(line) and not _SHOUTED_ELSEWHERE.match(line):
        return not _SENTENCE_END.search(line) or line.lstrip("*[(>►• ").lower().startswith(
            ("click", "tap", "read", "see")
        )
    return bool(_SHOUTED_ELSEWHERE.match(line)) and not line.endswith(".")


def is_stamp(line: str) -> tuple[str, datetime | None] | None:
    """Tell a line that is nothing but a time stamp: its kind (``published``, ``modified``) and time.

    The time is None where the line names no full date ("Updated 2 hours ago").
    """
    # "Updated at 3:15 p.m.:" with a colon heads what follows; it is a notice's label.
    if not line or len(line) > 120 or line.endswith(":") or not _DIGIT.search(line):
        return None
    label = _STAMP_LABEL.match(line)
    rest = line[label.end() :] if label else line
    if not _STAMP_REST.match(rest):
        return None
    stamp = parse_stamp(rest)
    if label is None and (stamp is None or len(line) < 8):
        return None
    kind = "modified" if label and label["changed"] else "published"
    return kind, stamp.time if stamp is not None and stamp.has_date else None


class _Head(NamedTuple):
    lines: list[str]
    authors: tuple[str, ...]
    published: datetime | None
    modified: datetime | None


def _lines_of(text: str) -> list[str]:
    """Split into lines; an empty string is a blank line."""
    return [" ".join(line.split()) for line in _CONTROL.sub("", text).splitlines()]


def _clean_head(lines: list[str], title: str) -> _Head:
    found: dict[str, datetime] = {}
    authors: tuple[str, ...] = ()
    kept: list[str] = []
    seen = 0
    for number, line in enumerate(lines):
        if not line:
            kept.append(line)
            continue
        seen += 1
        if seen > HEAD_LINES:
            kept.extend(lines[number:])
            break
        stamp = is_stamp(line)
        if stamp is not None:
            if stamp[1] is not None:
                found.setdefault(stamp[0], stamp[1])
            continue
        byline = _BYLINE.match(line) if len(line) < 160 and not authors else None
        if byline is not None and not line.endswith("."):
            authors = tuple(split_names(byline[1]))
            continue
        if seen <= 3 and title and line.casefold() == title.casefold():
            continue
        kept.append(line)
    return _Head(kept, authors, found.get("published"), found.get("modified"))


def split_names(names: str) -> list[str]:
    """Split ``Ann Lee, Bo Roe and Cy Poe`` into names."""
    parts = re.split(r"\s*(?:,|;|&|\|)\s*(?:and\s|und\s|et\s)?|\s+(?:and|und|et|y|e)\s+", names)
    return [part.strip() for part in parts if part.strip()]


def _drop_boxes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    last = max((number for number, line in enumerate(lines) if line), default=-1)
    position = 0
    while position < len(lines):
        line = lines[position]
        short = 0 < len(line) <= MAX_LINE_CHARS
        if short and len(line) <= 100 and _BOX_HEADING.match(line):
            end = _box_end(lines, position)
            if end > position + 1 or _WHOLE_LINE.match(line) or position == last:
                position = end
                continue
        if short and (is_furniture(line) or ((stamp := is_stamp(line)) is not None and _is_change(line, stamp))):
            position += 1
            continue
        kept.append(line)
        position += 1
    return kept


def _is_change(line: str, stamp: tuple[str, datetime | None]) -> bool:
    # In the middle of an article only a labelled stamp is one: "June 21, 2019" may head a chronology.
    return _STAMP_LABEL.match(line) is not None


def _box_end(lines: list[str], heading: int) -> int:
    """Return the position after the headlines under a box heading."""
    end = position = heading + 1
    items = 0
    while position < len(lines) and items < MAX_BOX_ITEMS:
        line = lines[position]
        if line:
            if len(line) > 160 or _SENTENCE_END.search(line) or len(line.split()) < MIN_ITEM_WORDS:
                break
            items += 1
            end = position + 1
        position += 1
    return end


def _clean_tail(lines: list[str], authors: Sequence[str], had_comments: bool) -> tuple[list[str], str]:
    """Drop credits, portraits and signatures after the last paragraph; return the signature's name too."""
    known = {name.casefold() for name in authors}
    signature = ""
    lines = list(lines)
    looked = 0
    while lines:
        line = lines[-1]
        if not line:
            lines.pop()
            continue
        looked += 1
        if looked > TAIL_LINES:
            break
        plain = line.strip("-–—• ")
        if plain.casefold() in known:
            signature = signature or plain
        elif not _is_tail_furniture(line, known) and not (line[0] in "-–—" and _LONE_NAME.match(line)):
            break
        lines.pop()
    return lines, signature


def _is_tail_furniture(line: str, authors: set[str]) -> bool:
    if len(line) <= MAX_LINE_CHARS and (_CREDIT.match(line) or is_furniture(line) or is_stamp(line)):
        return True
    if len(line) <= 100 and _BOX_HEADING.match(line):
        return True
    if len(line) > MAX_BLURB_CHARS:
        return False
    if _BLURB.match(line):
        return len(_PORTRAIT.findall(line)) >= 1 or len(line) < 200
    return any(line.casefold().startswith(name) for name in authors) and len(_PORTRAIT.findall(line)) >= 2


def _join_paragraphs(lines: list[str]) -> tuple[str, ...]:
    """Join the lines between blank ones; without any blank line each line is a paragraph."""
    filled = [line for line in lines if line]
    if len(filled) == len(_trim(lines)):
        return tuple(filled)
    paragraphs: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line:
            block.append(line)
        elif block:
            paragraphs.append("\n".join(block))
            block = []
    return tuple(paragraphs)


def _trim(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start]:
        start += 1
    while end > start and not lines[end - 1]:
        end -= 1
    return lines[start:end]
