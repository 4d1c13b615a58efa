"""Furniture that is known by its shape more than by its words: shortcodes, doubled headlines, captions,
and the standing sentences with which a site speaks of itself (commissions, moderation, reading time).

As in ``furniture_lines`` every pattern is anchored and bounded.
"""

import re

MIN_DOUBLED_WORDS = 4
"""A headline beside its picture's text says itself twice; two equal short words may be speech ("No, no")."""

_FORM = re.compile(
    r"""^\W{0,4}(?:
      \[/?[a-z][\w-]{1,30}(?:\s\w{1,30}=[^\]]{1,300}|\s?/?)\].{0,200}
    | (?:tempo\ de\ leitura|temps\ de\ lecture|tiempo\ de\ lectura|tempo\ di\ lettura|leestijd|lästid|læsetid|lesetid
      |czas\ czytania|время\ (?:чтения|на\ чтение)|час\ читання|waktu\ baca)\W{0,3}\d{0,3}.{0,15}
    | \d{1,3}\ (?:min(?:utos?|utes?|uti|uten)?)\ (?:de\ (?:lectura|leitura|lecture)|di\ lettura|lesezeit|leestijd)
    | .{0,60}\b(?:posted|published|publicado|publié|pubblicato|veröffentlicht|geplaatst)\ (?:by|por|par|da|von|door)
      \b.{1,120}\b(?:categor(?:y|ies|ias?|ie)|kategorien?|catégories?|rubriques?|tags?)\s?:.{0,160}
    | (?:posted|published|filed|written)\ by\ [^.!?]{2,60}\ (?:in|under)\ [^.!?]{2,60}
    | (?:please\ note|note|attention|warning|atenção|atención|achtung|hinweis)\s?[:!–-]\s?
      .{0,60}\b(?:comments?|coment[áa]rios|kommentare|commentaires)\b.{0,250}
    | (?:all\ )?comments\ (?:are\ (?:pre-)?moderated|will\ be\ (?:moderated|reviewed)|may\ be\ moderated)\b.{0,200}
    | (?:donate|give|contribute)\ (?:now|today|to\ (?:us|our|support)\b.{0,120})
    | (?:please\ )?(?:consider\ )?(?:becom(?:e|ing)\ an?\ (?:member|supporter|patron|subscriber)\ (?:of|today|now|and)
      |making\ a\ (?:donation|contribution))\b.{0,200}
    | please\ bookmark\b.{0,300}
    )\W{0,4}$""",
    re.IGNORECASE | re.VERBOSE,
)
# What the site says of its money; what is quoted is somebody else's.
_OWN_WORDS = re.compile(
    r"""^[^"“”„«»]{0,300}\b(?:
      (?:we|(?:our|this|the)\ (?:site|website|publication|publisher))\ (?:may|might|can|could)\ (?:also\ )?
        (?:earn|receive|get|be\ paid)\b.{0,40}\bcommissions?
    | (?:may|might|can|could)\ earn\ (?:us|our\ \w{2,20})\ (?:an?\ )?(?:affiliate\ )?commissions?
    | please\ bookmark\ [\w.-]{3,60}\ and\ sign\ up
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CAPTION = re.compile(
    r"^.{3,320}\((?:(?:photo|image|picture|file|video)s?\s){0,2}(?:credits?\s?:|courtesy(?:\s?:| of\b))"
    r"[^()]{2,80}\)\W{0,3}$",
    re.IGNORECASE,
)


def is_furniture_form(line: str) -> bool:
    """Say whether a line is furniture by its shape; the caller bounds its length."""
    return (
        _FORM.match(line) is not None
        or (line.endswith((")", ")|", ") |")) and _CAPTION.match(line) is not None)
        or (("commission" in line or "bookmark" in line) and _OWN_WORDS.match(line) is not None)
        or _says_itself_twice(line)
    )


def _says_itself_twice(line: str) -> bool:
    words = line.split()
    half = len(words) // 2
    return half >= MIN_DOUBLED_WORDS and len(words) % 2 == 0 and words[:half] == words[half:]
