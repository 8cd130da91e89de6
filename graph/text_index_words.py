"""Texts as the search index compares them: words without case or accents, in any script, and codes without punctuation.

Both a label and what somebody types go through here, so that they meet.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Letters that no decomposition takes apart, the Arabic ones that people type for each other, and the digits of other
# scripts.
REPLACED = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "œ": "oe", "æ": "ae", "þ": "th", "ð": "d", "ŋ": "n"}
    | {"ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "\u0640": None}
    | {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6) for digit in range(10)}
)
# The Indic and other southern Asian scripts write vowels as marks, which are parts of words but no letters to `re`.
VOWELS = "".join(re.escape(chr(code)) for code in range(0x0900, 0x1900) if unicodedata.category(chr(code))[0] == "M")
WORD = re.compile(rf"(?:[^\W_]|[{VOWELS}])+")
# Scripts that put no spaces between words, or between few: Thai, Lao, Burmese, Khmer, Kana, Han and Hangul.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
RUN = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")
UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")
HYPHEN = re.compile("[-‐‑–]")
HYPHENATED = re.compile(rf"[^\W\d_]{{2,}}(?:{HYPHEN.pattern}[^\W\d_]{{2,}})+")
# "β-thalassaemia" is sought as "beta thalassaemia"; a Greek word has more than one letter.
GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu"}
# What people call code systems, beside the prefixes of terms.py; letters and digits only, as keys of codes are.
ALSO_CALLED = {
    "ORPHA": ("orphanet", "ordo"),
    "OMIM": ("mim",),
    "ICD10WHO": ("icd10", "cim10"),
    "ICD10CM": ("icd10", "cim10"),
    "icd11.code": ("icd11", "cim11"),
    "icd11.foundation": ("icd11", "cim11"),
    "SCTID": ("snomed", "snomedct"),
    "HP": ("hpo",),
}
PUNCTUATION = re.compile(r"[\W_]+")
DIGIT = re.compile(r"\d")


def fold(text: str) -> str:
    """The text in lower case, without accents: `fold("Épidermolyse") == "epidermolyse"`."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare.translate(REPLACED))  # puts the syllables of Hangul together again


def words(text: str) -> list[str]:
    """The words of a text, folded; of a script without spaces, each two letters that stand side by side."""
    folded = fold(text)
    found = WORD.findall(folded)
    if folded.isascii():
        return found
    return [part for word in found for part in _parts(word)]


def _parts(word: str) -> Iterator[str]:
    if word in GREEK:
        yield GREEK[word]
    elif not UNSPACED_LETTER.search(word):
        yield word
    else:
        for run in RUN.findall(word):
            yield from _pairs(run) if UNSPACED_LETTER.match(run) else (run,)


def _pairs(run: str) -> Iterator[str]:
    return iter([run]) if len(run) == 1 else (run[at : at + 2] for at in range(len(run) - 1))


def compounds(text: str) -> list[str]:
    """Hyphenated words as one: "palmo-plantaire" is sought as "palmoplantaire" too."""
    if not HYPHEN.search(text):
        return []
    return [HYPHEN.sub("", word) for word in HYPHENATED.findall(fold(text))]


def code_key(text: str) -> str:
    """A code as it is compared: `code_key("OMIM: 226600") == "omim226600"`; "" for what has no digit, so is no code."""
    key = PUNCTUATION.sub("", fold(text))
    return key if DIGIT.search(key) else ""


def code_keys(notation: str) -> set[str]:
    """All keys that a notation answers to: with its prefix, with what else people call the system, and bare."""
    prefix, _, code = notation.rpartition(":")
    bare = code_key(code)
    if not bare:
        return set()
    return {bare, bare.lstrip("0"), *(name + bare for name in _names(prefix))} - {""}


@lru_cache(maxsize=1 << 10)
def _names(prefix: str) -> tuple[str, ...]:
    return PUNCTUATION.sub("", fold(prefix)), *ALSO_CALLED.get(prefix, ())
