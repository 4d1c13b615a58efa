"""Which lines of a text without markup are furniture, each known by its form alone.

A line counts only if *all* of it is furniture.  Every pattern is anchored and bounded, so that a line
costs the same whatever it holds.
"""

import re
from collections.abc import Collection
from datetime import datetime

from transforms.text.furniture_forms import is_furniture_form
from transforms.text.page_times import parse_stamp

MAX_LINE_CHARS = 400
"""A furniture line is short; defended by test_long_paragraphs_are_never_furniture."""

MAX_HEADING_CHARS = 100
"""A heading over a box."""

MAX_BYLINE_CHARS = 160

MAX_BLURB_CHARS = 1_500
"""An author's portrait is one paragraph."""

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
    | comments? | (?:text|font)\ size | (?:print|save|order|buy)\ (?:article|reprints?|this\ page) | end\ of\ article
    | this\ article\ has\ been\ sent.{0,60} | .{3,80},\s\d{1,2}(?:st|nd|rd|th)\ ld(?:[\ -]writethru)?
    | filed\ under\b.{0,100} | (?:join|start)\ the\ (?:conversation|discussion) | have\ your\ say
    | (?:tell\ us|let\ us\ know)\ what\ you\ think.{0,40}
    | thank(?:s|\ you)\ for\ (?:signing\ up|subscribing|registering).{0,80}
    | an\ error\ (?:has\ )?occurred.{0,60}
    | there\ (?:was|has\ been)\ an\ error\ (?:processing|sending|while)\b.{0,60}
    | (?:please|you\ must|you\ need\ to)\ (?:(?:be\ )?log(?:ged)?\ ?(?:in|out)|sign(?:ed)?\ in|register)
      \ (?:to|and|or)\b.{0,160}
    | (?:please|you\ must)\ (?:logout|confirm\ your)\b.{0,80}\b(?:log\ ?in|name|comment\w{0,3}|e-?mail)\b.{0,80}
    | this\ (?:copy|article|content)\ is\ for\ (?:your\ )?(?:personal|subscribers|members)\b.{0,360}
    | (?:copyright|©|\(c\)).{1,120}\ball\ rights\ reserved.{0,200}
    | more\ [^:]{2,40}:\s?https?:.{0,200}
    | auch\ interessant | passend\ zum\ artikel | das\ könnte\ sie\ (?:auch\ )?interessieren
    | ähnliche(?:\ artikel)? | zum\ weiterlesen | lire\ (?:la\ suite|plus).{0,60} | te\ puede\ interesar
      | leggi\ di\ più
    | leer\ más | lees\ meer | läs\ (?:också|mer|även).{0,100} | czytaj\ (?:więcej|też|także|również).{0,100}
    | přečtěte\ si\ (?:také|více).{0,60}
    | baca\ juga.{0,120} | xem\ thêm.{0,60} | читайте\ (?:также|також).{0,120} | читать\ (?:далее|также).{0,60}
    | 関連(?:記事|ニュース|リンク|キーワード|トピックス)? | おすすめ(?:記事|情報)?
    | この記事は(?:有料)?会員限定です | 続きを読む
    | 관련\s?(?:기사|뉴스) | 相关(?:阅读|新闻|文章) | 相關(?:閱讀|新聞|文章) | 延伸(?:阅读|閱讀)
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
    | .{0,100}\b(?:delivered|straight|sent|direct(?:ly)?)\ (?:to|through)\ your\ (?:inbox|e-?mail|door|letterbox)
    | download\ (?:our|the)\ .{0,40}\bapp\b | follow\ (?:us|.{2,40})\ on\ (?:twitter|facebook|instagram|x|youtube
      |google|telegram)
    | like\ us\ on\ facebook | join\ (?:us|our|the)\ .{0,60}\b(?:whatsapp|telegram|facebook|newsletter|mailing)\b
    | stay\ (?:on\ top|up\ to\ date|informed|connected)\b.{0,160}\b(?:sign|subscribe|follow|app|click|newsletter)
    | [^.!?]{0,100}[.!?]\ (?:sign\ up|subscribe)\ (?:for|to)\b.{0,160}
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
    | [\w.+-]{2,40}@[\w-]{2,40}\.[\w.]{2,20} | @\w{2,30}
    | (?:https?://)?(?:www\.)?(?:twitter|x|instagram|facebook)\.com/\S{1,60}
    | (?:[^:.!?]{2,40}\s?:\s?)?https?://\S{4,340}
    | (?:reach|contact|follow|write\ to)\ (?:the\ )?(?:reporter|author|writer)s?\b.{0,200}
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
    | (?:Follow|Contact|Reach|Email|E-mail|Write\ to|Call|Tweet)\ (?:to\ )?(?:{_NAME}\s?){{1,4}}(?:on|at|via|@|:|by)
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
      |publicado|pubblicato|publicerad|gepubliceerd|erstellt|filed|issued|기사입력|입력|등록|公開日?|掲載日?|投稿日|发布时间|發布時間)
    | (?P<changed>(?:last\ |page\ last\ )?(?:updated|modified|edited|revised|changed)|last\ update|aktualisiert
      |zuletzt\ aktualisiert|stand
      |수정|更新日?|更新时间|更新時間
      |mis\ à\ jour(?:\ le)?|actualizado|atualizado|aggiornato|uppdaterad|bijgewerkt|opdateret|oppdatert))
    (?:\ (?:on|at|am|le|el|il|em|um|à|vor|op|den))?\s?[:|–-]?\s?""",
    re.IGNORECASE | re.VERBOSE,
)
_STAMP_REST = re.compile(
    r"^(?:[\d\s.,:;/@|()\[\]+–—-]|\b(?:[ap]\.?m|utc|gmt|[ecmp][sd]?t|bst|ces?t|uhr|ago|hours?|minutes?|mins?|hrs?|days?"
    r"|weeks?|months?|years?"
    r"|yesterday|today|at|on|of|de|le|à|vor|the|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thur?s?|fri"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?"
    r"|às|em|a las"
    r"|sat|sun"
    r"|th|st|nd|rd|last|updated|published|posted|original|created|a|an|um|am|pm|h|publicerad"
    r"|(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[^\W\d]{0,7}"
    r"|enero|agosto|diciembre|abril|setembro|outubro|settembre|ottobre|fév\w*|avril|juin|juillet|août|déc\w*|gennaio|giugno|luglio|dicembre)\b)+$",
    re.IGNORECASE,
)


def is_furniture(line: str) -> bool:
    """Say whether all of this line is furniture wherever it stands in an article."""
    if not line or len(line) > MAX_LINE_CHARS:
        return False
    if _WHOLE_LINE.match(line) or _NEWSLETTER.match(line) or is_furniture_form(line):
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


def is_labelled(line: str) -> bool:
    """Say whether a stamp has a label: in the middle of an article "June 21, 2019" may head a chronology."""
    return _STAMP_LABEL.match(line) is not None


def is_box_heading(line: str) -> bool:
    """Say whether a line stands over headlines of other articles."""
    return 0 < len(line) <= MAX_HEADING_CHARS and _BOX_HEADING.match(line) is not None


def is_always_heading(line: str) -> bool:
    """Say whether a box heading is one even with nothing under it."""
    return _WHOLE_LINE.match(line) is not None


def ends_sentence(line: str) -> bool:
    """Say whether a line ends like a sentence and not like a headline."""
    return _SENTENCE_END.search(line) is not None


def byline_names(line: str) -> str:
    """Return the names of a line that is only a byline, as printed; else an empty string."""
    found = _BYLINE.match(line) if len(line) < MAX_BYLINE_CHARS and not line.endswith(".") else None
    return found[1] if found is not None else ""


def is_signature(line: str) -> bool:
    """Say whether a line is a name after a dash."""
    return line[:1] in ("-", "–", "—") and _LONE_NAME.match(line) is not None


def is_credit(line: str) -> bool:
    """Say whether a line credits somebody, as only the end of an article does."""
    return len(line) <= MAX_LINE_CHARS and _CREDIT.match(line) is not None


def is_portrait(line: str, authors: Collection[str]) -> bool:
    """Say whether a paragraph presents its author; ``authors`` are the known names, case folded."""
    if len(line) > MAX_BLURB_CHARS:
        return False
    if _BLURB.match(line):
        return len(_PORTRAIT.findall(line)) >= 1 or len(line) < 200
    return any(line.casefold().startswith(name) for name in authors) and len(_PORTRAIT.findall(line)) >= 2
