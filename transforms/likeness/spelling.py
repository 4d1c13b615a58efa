"""Whether two words may be two spellings, or two forms, of one: honour and honor, compare and compares.

A sketch holds no letters, only hashes; what is kept of a word's letters is one number: which letters of
the Latin alphabet occur in it, and which it begins with.  That is enough to tell a typing error or an
ending from another word, with few mistakes, and too little to read the text back.
"""

import numpy as np
import numpy.typing as npt

U32 = npt.NDArray[np.uint32]

# Shorter words are near each other by chance: "now" and "not".
MIN_LETTERS = 4
_LETTERS = np.uint32((1 << 26) - 1)
_FIRST = np.uint32(26)
# Letters of the endings of verbs and nouns.
_ENDINGS = np.uint32(sum(1 << (ord(letter) - 97) for letter in "edsing"))
_ONE = np.uint32(1)


def spell(form: str) -> int:
    """Letters and first letter of a folded word in 31 bits, or 0 for what is too short or not Latin."""
    if len(form) < MIN_LETTERS or not "a" <= form[0] <= "z":
        return 0
    found = 0
    for char in form.replace("z", "s"):  # organise, organize
        if "a" <= char <= "z":
            found |= 1 << (ord(char) - 97)
    return found | (ord(form[0]) - 96) << 26


def are_variants(one: U32, other: U32) -> npt.NDArray[np.bool_]:
    """For arrays of ``spell`` values that broadcast, whether the words may be spellings of one.

    One letter may differ; or endings only, where three other letters are shared ("sale" and "sails" share two).
    """
    differing = (one ^ other) & _LETTERS
    shared = one & other & _LETTERS & ~_ENDINGS
    alike = _drop_bit(differing) == 0
    inflected = (differing & ~_ENDINGS == 0) & (_drop_bit(_drop_bit(shared)) != 0)
    found: npt.NDArray[np.bool_] = (one != 0) & (one >> _FIRST == other >> _FIRST) & (alike | inflected)
    return found


def _drop_bit(values: U32) -> U32:
    """The values without their lowest bit that is set: 0 where there was one at most."""
    return np.asarray(values & (values - _ONE), np.uint32)
