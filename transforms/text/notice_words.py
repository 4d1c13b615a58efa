"""How notes to the reader are worded: their labels, what follows a label, sentences that speak of the text.

Patterns and tables; ``transforms.text.notices`` reads them.
"""

import re

LABELS = (
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
_ALL_LABELS = "|".join(f"(?P<{kind}>{words})" for kind, words in LABELS)

_TIME_WORD = (
    r"(?:\d{1,4}(?:[:./-]\d{1,4}){0,2}(?:st|nd|rd|th|\.)?\s?(?:[ap]\.?\s?m\b\.?)?|uhr\b|[ap]\.?m\b\.?|at\b|on\b"
    r"|vom\b|am\b|um\b|as of\b|from\b|du\b|le\b|del\b"
    r"|utc\b|gmt\b|\(?(?:[ecmp][sd]?t|ces?t|bst)\b\)?|noon\b|midnight\b|today\b|tonight\b"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:mon|tues?|wed|thur?s?|fri|sat|sun)\b\.?"
    r"|(?:morning|afternoon|evening|night)\b|de\b|of\b"
    r"|(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|enero|abril|agosto|fév|avr|août"
    r"|déc)[^\W\d]{0,7}\b\.?)"
)
TIME_RUN = rf"{_TIME_WORD}(?:[\s,@|/(–—-]{{0,3}}{_TIME_WORD}){{0,11}}"
TIMED = re.compile(
    r"\d\s?[ap]\.?\s?m|\d:\d\d|\d[/-]\d|\d\.\s?\d{1,2}\.|\d{3,4}\s?(?:gmt|utc|uhr)|uhr|(?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)day"
    r"|(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|enero|abril|agosto|fév|avr|août|déc)[^\W\d]{0,7}",
    re.IGNORECASE,
)
STAMPED = frozenset({"updated", "aktualisiert", "mis à jour", "actualizado", "aggiornato", "atualizado", "uppdaterad"})
"""The participle is what stamps print ("Updated 3:15 p.m."); the noun is what notes begin with."""

OPENER = r"[\s*([{_>►•·†‡#×–—-]{0,8}"
_SOURCE = (
    r"(?:\([A-Z][\w/ .]{1,20}\)\s{1,2}"
    r"|(?-i:[A-Z][A-Z .'’-]{2,30}(?:,\ [A-Z][\w.]{1,15})?(?:\ \([\w/\ ]{2,20}\))?\s[–—-]{1,2}\s))?"
)
LABELLED = re.compile(
    rf"^(?P<open>{OPENER}){_SOURCE}(?P<before>[(\[]?{TIME_RUN}[)\]]?\s?[:,|–—-]?\s)?(?P<label>{_ALL_LABELS})(?![\w'’])"
    rf"(?P<number>\s?(?:\#\s?\d{{1,2}}|No\.\s?\d{{1,2}}|(?:added|issued|appended|posted|published)\b))?",
    re.IGNORECASE,
)
AFTER = re.compile(
    rf"^(?P<gap>[\s,:;@|([–—-]{{0,4}})(?P<time>{TIME_RUN})?(?P<close>[\s)\]*]{{0,4}})(?P<mark>[:.,|–—-]{{0,3}})(?P<space>\s*)",
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
    r"\b(?:earlier|previous|original|prior|initial) (?:versions?|editions?|reports?|story|article|post)\b"
    r"|\bincorrect|\bmis(?:stat|spell|identif|attribut|quot|report)"
    r"|\berroneous|\bin error\b|\bwrong(?:ly)?\b|\boriginally\b|\bshould (?:have|be|read|say)\b|\bcorrect(?:ed|s|ion"
    r"|ly)?\b|\binaccura|\bregret",
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

SPOKEN_PATTERNS = tuple((kind, _NEEDED[kind], re.compile(pattern, re.IGNORECASE)) for kind, pattern in _SPOKEN)
NOT_SPOKEN = re.compile(r"\boriginally (?:published|appeared|posted)\b|\breprinted\b", re.IGNORECASE)

LABEL_CUES = (
    "updat", "correct", "clarif", "editor", "retract", "note", "removed", "withdrawn", "aktualis", "korrektur",
    "richtig", "berichtig",
    "klarstell", "anm", "hinweis", "à jour", "rectific", "errat", "rédaction", "ndlr", "précision", "rétract",
    "actualiza", "correcc",
    "redac", "aclarac", "fe de", "aggiorn", "rettif", "correzion", "precisaz", "redazione", "atualiz", "correç",
    "redação", "esclarec",
    "uppdat", "rättelse", "förtydl", "oppdat", "opdat", "rettelse", "correctie", "päivitys", "widerruf",
)  # fmt: skip
"""A paragraph without any of these near its beginning has no label; plain searches cost a tenth of the pattern."""

SPOKEN_CUES = (
    "version", "verison", "edition", "draft of", "corrected", "retract", "withdrawn", "updated", "update th",
    "updates as", "clarify",
    "developing", "breaking", "evolving", "check back", "to follow", "to come", "regret", "apolog", "associated press",
    "amended", "revised",
    "previous", "earlier", "prior ", "original", "story update", "is an update", "fassung", "aktualisiert",
    "korrigiert", "à jour", "actualis",
    "corrigé", "versión", "actualizad", "corregid", "versão", "versione",
)  # fmt: skip

SENTENCE_START = re.compile(r"(?<=[.!?])[\"'”’)]?\s+(?=[\"'“‘(*]?[A-ZÄÖÜÉÀ])")
NEWS_AFTER = re.compile(r"(?:[.!?]\s+[A-Z][^.!?]{20,400}){4,}")
"""Four more sentences after the note: the paragraph carries the article on."""
