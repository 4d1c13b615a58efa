"""How notes to the reader are worded: their labels, what follows a label, sentences that speak of the text.

Patterns and tables; ``transforms.text.notices`` reads them.
"""

import re

LABELS = (
    ("update", r"(?:(?:new|latest|further|final|editor['’]s) )?update|updated|updates|aktualisierung|aktualisiert"
               r"|mise à jour"
               r"|mis à jour|actualización|actualizado"
               r"|aggiornamento|aggiornato|atualização|atualizado|uppdatering|uppdaterad|oppdatering|opdatering"
               r"|päivitys"),
    ("correction", r"editor['’]s correction|corrections? (?:and|&) clarifications?|correction notice"
                   r"|corrected (?:version|copy|story)|corrections?"
                   r"|corrected|amendment"
                   r"|for the record"
                   r"|setting the record straight|korrektur|berichtigung|richtigstellung|rectificatif|erratum|errata"
                   r"|corrección|fe de erratas|rettifica|correzione|correção|rättelse|rettelse|correctie|rectificatie"),
    ("clarification", r"editor['’]s clarification|clarification notice"
                      r"|clarifications?|clarified|klarstellung|précision|aclaración"
                      r"|precisazione|esclarecimento"
    r"|förtydligande"),
    ("editors_note", r"(?:an? )?(?:editor|ed)(?:['’]?s['’]?|ial|\.)? notes?|editors['’]? notes?"
                     r"|(?:an? )?note (?:to|for) (?:our )?readers"
                     r"|note from the editors?|publisher['’]s note|anm(?:erkung|\.)? d(?:er|\.) red(?:aktion|\.)"
                     r"|hinweis der redaktion|note de la rédaction|ndlr|nota (?:de la redacción|del editor"
                     r"|da redação|della redazione)"),
    ("retraction", r"retraction notice|notice of retraction|retraction|retracted|story (?:removed|withdrawn"
                   r"|retracted)|widerruf|rétractation|retractación"),
    ("note", r"(?:please )?note"),
)  # fmt: skip
_ALL_LABELS = "|".join(f"(?P<{kind}>{words})" for kind, words in LABELS)

# Months in full and as they are cut; "market", "mayor" and "decision" begin like them, and "des" is an article.
_MONTH = (
    r"(?:jan(?:uar[yi]?|eiro|v(?:ier)?)?|feb(?:ruar[yi]?|rero|braio)?|f[eé]v(?:r(?:ier)?|ereiro)?"
    r"|mar(?:ch|s|ts|zo|ço)?|mär(?:z|s)?|apr(?:il|ile)?|abr(?:il)?|avr(?:il)?|ma[iyj]|mayo|maio|maggio|maj"
    r"|june?|jun[hi]o|juni|juin|july?|jul[hi]o|juli|juil(?:let)?|giugno|luglio|enero|ene|gennaio|janeiro"
    r"|aug(?:ust[io]?)?|agosto|ago|août|sept?(?:emb(?:er|re|ro))?|setembro|settembre|setiembre|septiembre"
    r"|o[ck]t(?:o[ub](?:er|re|bre|ro))?|octubre|ottobre|outubro|nov(?:emb(?:er|re|ro))?|noviembre"
    r"|de[cz](?:ember|embre|embro|iembre)?|desember|déc(?:embre)?|diciembre|dic(?:embre)?|dezembro)"
)
_TIME_WORD = (
    r"(?:\d{1,4}(?:[:./-]\d{1,4}){0,2}(?:st|nd|rd|th|\.)?\s?(?:[ap]\.?\s?m\b\.?)?|uhr\b|[ap]\.?m\b\.?|at\b|on\b"
    r"|vom\b|am\b|um\b|as of\b|from\b|du\b|le\b|del\b"
    r"|utc\b|gmt\b|\(?(?:[ecmp][sd]?t|ces?t|bst)\b\)?|noon\b|midnight\b|today\b|tonight\b"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:mon|tues?|wed|thur?s?|fri|sat|sun)\b\.?"
    r"|(?:morning|afternoon|evening|night)\b|de\b|of\b"
    rf"|{_MONTH}\b\.?)"
)
TIME_RUN = rf"{_TIME_WORD}(?:[\s,@|/(–—-]{{0,3}}{_TIME_WORD}){{0,11}}"
TIMED = re.compile(
    r"\d\s?[ap]\.?\s?m|\d:\d\d|\d[/-]\d|\d\.\s?\d{1,2}\.|\d{3,4}\s?(?:gmt|utc|uhr)|uhr|(?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)day"
    rf"|\b{_MONTH}\b",
    re.IGNORECASE,
)
STAMPED = frozenset({"updated", "aktualisiert", "mis à jour", "actualizado", "aggiornato", "atualizado", "uppdaterad"})
"""The participle is what stamps print ("Updated 3:15 p.m."); the noun is what notes begin with."""

OPENER = r"[\s*([{_>►•·†‡#×–—-]{0,8}"
_SOURCE = (
    r"(?:(?:our |the )?original (?:story|report|article) (?:is )?(?:below|follows)[.:]\s{1,2}"
    r"|\([A-Z][\w/ .]{1,20}\)\s{1,2}"
    r"|(?-i:[A-Z][A-Z .'’-]{2,30}(?:,\ [A-Z][\w.]{1,15})?(?:\ \([\w/\ ]{2,20}\))?\s[–—-]{1,2}\s))?"
)
LABELLED = re.compile(
    rf"^(?P<open>{OPENER}){_SOURCE}(?P<before>[(\[]?{TIME_RUN}[)\]]?\s?[:,|–—-]?\s)?(?P<label>{_ALL_LABELS})(?![\w'’])"
    rf"(?P<number>\s?(?:\#\s?\d{{1,2}}|No\.\s?\d{{1,2}}|(?:added|issued|appended|posted|published"
    r"|to (?:this|an? (?:earlier|previous)) \w+)\b))?",
    re.IGNORECASE,
)
AFTER = re.compile(
    rf"^(?P<gap>[\s,:;@|([–—-]{{0,4}})(?P<time>{TIME_RUN})?(?P<close>[\s)\]*]{{0,4}})(?P<mark>[:.,"
    rf"|–—-]{{0,3}})(?P<space>\s*)",
    re.IGNORECASE,
)
DECORATED = re.compile(r"^\s*(?:\*{2,}|\[)")

ABOUT_READERS = re.compile(
    r"\bif you\b|\breport (?:a|an) (?:correction|error|inaccurac)|\bwe would like\b|\bplease (?:send|e-?mail|contact"
    r"|consider|let us)\b"
    r"|\bto (?:submit|request|report)\b|\[email|\bcorrections? (?:policy|page)\b|\bdisclaimer\b|\badvertis",
    re.IGNORECASE,
)
TWEET = re.compile(r"pic\.twitter\.com|//t\.co/|\(@\w{2,20}\)|^\W*#\w|\s[—–-]\s?@\w{2,20}\b", re.IGNORECASE)
TERMINAL = re.compile(r"[.!?:;。！？।][\"'”’»)\]*_]*$")
CUT_SHORT = re.compile(r"(?:…|\.\.\.)\W*$")
FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|does|did|can|could|says?|said|confirmed|announced|told|added"
    r"|clarified|corrected)\b",
    re.IGNORECASE,
)
DETERMINED = re.compile(
    r"^\W{0,3}(?:the|an?|this|that|these|those|his|her|its|their|our|we|they|he|she|it|there)\s", re.IGNORECASE
)
FIXES = re.compile(
    r"\b(?:earlier|previous|original|prior|initial) (?:versions?|editions?|reports?|story|article|post|headline"
    r"|caption)\b"
    r"|\bincorrect|\bmis(?:stat|spell|identif|attribut|quot|report)"
    r"|\berroneous|\bin error\b|\bwrong(?:ly)?\b|\boriginally\b|\bshould (?:have|be|read|say)\b|\bcorrect(?:ed|s|ion"
    r"|ly)?\b|\binaccura|\bregret|[,;] (?:and )?not\b|\brather than\b|\bmistake",
    re.IGNORECASE,
)
HAS_CORRECTED = re.compile(
    r"\b(?:ha(?:s|ve) (?:been )?corrected|corrects?) (?:the|an?|to)\b|\bhas been corrected\b", re.IGNORECASE
)
STAMP_TAIL = re.compile(
    r"^\W*(?:by\s(?-i:[A-Z])|original|published|posted|created|first|all markets"
    r"|\d+ (?:min|hour|day|week|month|year)|[ap]\.?m|ago\b)",
    re.IGNORECASE,
)

# What a newspaper calls its own text; "the list" or "the map" may be anybody's, "this list" is ours.
_CORE = r"(?:story|article|post|column|headline|caption|blog|dispatch|liveblog|obituary)"
_OTHER = (
    r"(?:report|page|piece|entry|item|editorial|essay|review|leader|newsletter|transcript|video|graphic|map"
    r"|chart|version"
    r"|list|quiz|guide|interview|profile|feature|analysis|explainer|q&a|gallery|slideshow|recipe|podcast|release|alert"
    r"|brief|roundup|file|copy|table|infographic|photo|photograph|picture|image|episode|summary|tweet)"
)
# With one word, or a day, before it: "this AP story", "this June 2 article".
_MODIFIED = r"(?:[a-z]{2,12}\.? (?:\d{1,2} )?)?"
_TEXT = rf"{_MODIFIED}(?:{_CORE}|{_OTHER})\b"
_THE_TEXT = rf"(?:(?:this|our) {_TEXT}|the {_CORE}\b)"
_FORMER = r"(?:earlier|previous|prior|original|initial|first|older|published|print|printed)"
# Where and when a text was changed: "on 3 March 2026", "at 3.40pm", "Tuesday".
_WHEN = r"(?: (?:on|at|after) [^;]{1,40}?| (?:mon|tues|wednes|thurs|fri|satur|sun)day)?"
_CHANGED = r"(?:updated|amended|revised|edited|changed|modified|altered)"
_SAYS_WRONG = (
    r"(?:(?:incorrectly|wrongly|mistakenly|erroneously|inaccurately) \w+|said|stated|gave|reported|mis[a-z]{3,12}"
    r"|described|referred|named|omitted|attributed|contained|included|failed|suggested|implied|quoted)"
)
# One alternative a line: English by what it says, then other languages.
_SPOKEN = (
    ("retraction", (
        rf"\bthis {_TEXT} (?:has been|was|is) (?:retracted|withdrawn)\b",
        rf"\bha(?:s|ve) retracted {_THE_TEXT}",
        rf"^\W*(?-i:[A-Z])[\w.' ]{{2,40}} has withdrawn (?:its|this|our|a) {_CORE}\b",
        rf"\bwe (?:have )?retract(?:ed)? {_THE_TEXT}",
    )),
    ("correction", (
        rf"\b(?:an?|the) {_FORMER} (?:published )?(?:version|verison|edition|draft) of {_THE_TEXT}",
        rf"\b(?:an?|the) {_FORMER} (?:version|verison|edition) (?:had )?{_SAYS_WRONG}\b",
        rf"^\W*(?:in )?(?:an?|the) {_FORMER} (?:{_CORE}|version|edition)\b[^.]{{0,90}}\b(?:reported|said|stated"
        rf"|incorrect|misstat|misspell"
        r"|misidentif|wrong|erroneous)",
        rf"^\W*{_THE_TEXT} (?:originally|initially|incorrectly|previously|mistakenly) {_SAYS_WRONG}\b",
        rf"\b{_THE_TEXT}(?: (?:on|in|of|for|with|above|below) (?:this|the)? ?{_TEXT}| (?:above|below))?"
        r" (?:has been|was|is) (?:since )?corrected\b",
        rf"\b{_THE_TEXT} (?:has been|was|is) (?:since )?{_CHANGED}{_WHEN} to (?:correct|fix)\b",
        # The papers: "A story on Page 3 of Tuesday's edition gave the wrong …".
        r"^\W*(?:an?|the) (?:story|article|report|headline|caption|photo caption|column|graphic|chart) (?:on|in) "
        r"(?:page|the|(?:mon|tues|wednes|thurs|fri|satur|sun)day['’]s|yesterday['’]s)\b[^.]{0,80}"
        r"\b(?:gave (?:the|an?) (?:wrong|incorrect)|wrongly|incorrectly|mis(?:stated|spelled|identified)|was wrong"
        r"|contained an? (?:\w+ )?error)\b",
        r"^\W*the (?:[A-Z][\w-]+ ){0,3}(?:herald|times|news|post|gazette|press|journal|tribune|star|sun|chronicle"
        r"|record|observer|telegraph|globe|courier|register|examiner|dispatch|bulletin|sentinel|enquirer|independent|argus)"
        r" (?:incorrectly|mistakenly|erroneously|wrongly) (?:reported|stated|identified|said|named|gave)\b",
        rf"^\W*in (?:an?|our) {_TEXT}(?: (?:on|in|about|published|headlined|of|from|that)\b[^.]{{0,60}})?,?"
        r" we (?:incorrectly |wrongly |mistakenly )?"
        r"(?:wrote|said|reported|stated|gave|identified|misstated|misspelled)\b",
        # The wires: "(Corrects to say …)", "This story corrects the spelling of …".
        rf"^\W*(?:{_THE_TEXT} )?corrects\b",
        r"\b(?:because of|due to|owing to) an? (?:\w+ )?(?:editing|editor['’]s|reporter['’]s|production|reporting"
        r"|typographical"
        r"|transcription|printing|typing) (?:error|mistake)\b[^.]{0,100}\b(?:version|story|article|caption"
        r"|headline|edition"
        r"|graphic|photo|column|report|it said)\b",
        r"\b(?:incorrectly|erroneously|mistakenly|wrongly) (?:reported|stated|identified|named|gave|listed"
        r"|said)\b[^.]{0,80}"
        r"\bin (?:an? |the )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day['’]s|yesterday['’]s"
        r"|\w+ \d{1,2}) (?:paper|edition"
        r"|newspaper|issue|story|article|print)",
        r"\bin an? (?:story|stories|article|report|dispatch)\b[^.]{0,40}\.?[^.]{0,160}\bThe Associated Press\b"
        r"[^.]{0,160}\b(?:erroneously|incorrectly|misidentified|misstated|misspelled|reported)",
        r"\bwe (?:sincerely )?(?:regret|apologi[sz]e for) (?:the|this|any) (?:error|mistake)",
        r"\bin einer (?:früheren|ersten|vorherigen|älteren) (?:version|fassung)\b",
        r"\bdieser (?:text|artikel|beitrag) wurde (?:nachträglich )?korrigiert",
        r"\bune version (?:précédente|antérieure) de (?:cet|ce)\b",
        r"\bcet article a été corrigé",
        r"\buna versión (?:anterior|previa) de est[ea]\b",
        r"\best[ea] (?:artículo|nota|noticia) (?:ha sido|fue) corregid",
        r"\buma versão anterior dest[ae]\b",
        r"\buna versione precedente di quest",
    )),
    ("clarification", (
        rf"\b(?:{_THE_TEXT}|this|it) (?:has been|was|is) (?:since |now )?clarified\b",
        rf"\b{_THE_TEXT} (?:has been|was|is) (?:since )?{_CHANGED}{_WHEN} to (?:clarify|make (?:it )?clear"
        r"|make (?:it )?clearer|remove any (?:doubt|ambiguity))\b",
    )),
    ("update", (
        r"\bthis is an? (?:developing|breaking|evolving)(?: news?)? (?:story|alert|situation|article)\b",
        r"\b(?:this|the) story is (?:still )?(?:developing|evolving)\b",
        r"\bthe situation is (?:still )?(?:developing|evolving)(?=[.,;]| and (?:we|will|this))",
        r"\bthis situation is (?:still )?(?:developing|evolving)\b",
        r"^\W*(?:developing story\b|story developing\b)",
        rf"\b{_THE_TEXT} (?:has been|was|is|will be|is being) (?:continuously |continually |regularly )?"
        r"(?:updated|amended|revised)\b",
        rf"^\W*{_CORE} (?:was|has been) {_CHANGED}\b",
        rf"^\W*{_TEXT} {_CHANGED}{_WHEN} (?:with (?!our|us)|to (?:add|include|reflect|show))",
        r"^\W*(?:updated|updates)(?! (?:photos?|video))[^.:]{0,30}? (?:with|to (?:add|include|reflect|show)) "
        r"(?!our|us|you)"
        r"(?=[^.]*(?:\bparagraphs?\b|\bcomments?\b|\bquotes?\b|\bdetails?\b|\bresponses?\b|\bstatements?\b"
        r"|\breaction\b|\bbackground\b|\binformation\b|\bbyline\b))",
        rf"\b{_THE_TEXT} (?:has been|was) (?:last|most recently) {_CHANGED}{_WHEN} to (?:add|include|reflect|show)",
        rf"\bwe(?: will|['’]ll| are|['’]re) (?:continue to |continuing to )?updat(?:e|ing) {_THE_TEXT}",
        r"^\W*this is breaking news\b",
        r"\bmore (?:details|information) will (?:be added|be posted|follow)\b",
        r"\b(?:will|to) update this (?:story|page|article|post)\b",
        r"\bthis is an? (?:story )?update\b",
        r"\bcheck back (?:with|here|for|soon|later|often|to|at)\b",
        r"(?:^|[.!?–—-]\s?)\W{0,2}more (?:details )?to (?:follow|come)\W*$",
        r"\bwill be updated (?:as|when|once(?! (?:an?|per|every)\b)|if|with|throughout)\b",
        r"\bdieser (?:text|artikel|beitrag) (?:wurde|wird) (?:\w+ )?aktualisiert",
        r"\bcet article (?:a été|sera) (?:mis à jour|actualisé)",
        r"\best[ea] (?:artículo|nota|noticia) (?:ha sido|fue|será) actualizad",
    )),
)  # fmt: skip
_NEEDED = {
    "retraction": ("retract", "withdrawn"),
    "correction": (
        "version", "verison", "edition", "draft of", "earlier", "previous", "prior ", "original", "initial", "correct",
        "to fix", "associated press", "we wrote", "we said", "we reported", "we stated", "we gave", "we identified",
        "we mis",
        "regret", "apolog", " error", "mistake", "wrong", "fassung", "korrigiert",
        "corrigé",
        "versión", "corregid", "versão",
    ),
    "clarification": ("clarified", "to clarify", "to make", "to remove"),
    "update": (
        "developing", "breaking", "evolving", "update", "amended", "revised", "edited", "changed", "check back",
        "to follow", "to come", "updating", "will be added", "will be posted", "will follow",
        "aktualisiert", "à jour", "actualis", "actualizad",
    ),
}  # fmt: skip
"""Every match of a pattern holds one of its words: plain searches cost a tenth of the pattern."""

SPOKEN_PATTERNS = tuple(
    (kind, _NEEDED[kind], re.compile("|".join(patterns), re.IGNORECASE)) for kind, patterns in _SPOKEN
)
SPOKEN_CUES = tuple(dict.fromkeys(cue for cues in _NEEDED.values() for cue in cues))
# "It may have suggested … This has been clarified": nothing was wrong.
CLARIFIES = re.compile(r"\bclarif", re.IGNORECASE)
WAS_WRONG = re.compile(
    r"\bincorrect|\bwrong|\berror|\bmis(?:stat|spell|identif|attribut|quot|report)|\bcorrect(?:ed|s|ion)\b|\binaccura"
    r"|\bmistake",
    re.IGNORECASE,
)
NOT_SPOKEN = re.compile(r"\boriginally (?:published|appeared|posted)\b|\breprinted\b", re.IGNORECASE)

LABEL_CUES = (
    "updat", "correct", "clarif", "editor", "retract", "note", "removed", "withdrawn", "aktualis", "korrektur",
    "richtig", "berichtig",
    "klarstell", "anm", "hinweis", "à jour", "rectific", "errat", "rédaction", "ndlr", "précision", "rétract",
    "actualiza", "correcc",
    "redac", "aclarac", "amend", "record", "ed. n", "fe de", "aggiorn", "rettif", "correzion", "precisaz",
    "redazione", "atualiz", "correç",
    "redação", "esclarec",
    "uppdat", "rättelse", "förtydl", "oppdat", "opdat", "rettelse", "correctie", "päivitys", "widerruf",
)  # fmt: skip
"""A paragraph without any of these near its beginning has no label; plain searches cost a tenth of the pattern."""

SENTENCE_START = re.compile(r"(?<=[.!?])[\"'”’)]?\s+(?=[\"'“‘(*]?[A-ZÄÖÜÉÀ])")
NEWS_AFTER = re.compile(r"(?:[.!?]\s+[A-Z][^.!?]{20,400}){4,}")
"""Four more sentences after the note: the paragraph carries the article on."""
# What a text of plain letters can hold of them.
ASCII_LABEL_CUES = tuple(cue for cue in LABEL_CUES if cue.isascii())
ASCII_SPOKEN_CUES = tuple(cue for cue in SPOKEN_CUES if cue.isascii())
