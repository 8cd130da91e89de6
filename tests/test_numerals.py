"""Texts taken apart by their numerals, and put together."""

from hypothesis import given
from hypothesis import strategies as st

from genoderm.sparql.numerals import Apart, apart, together

TEXTS = st.text(st.sampled_from("01 9aé٣%\\:²"), max_size=20)


def test_what_is_between_the_numerals_is_apart_from_them() -> None:
    assert apart("orpha:79361 a 3") == Apart(("orpha:", " a ", ""), ("79361", "3"))


def test_digits_that_may_be_part_of_an_escape_stay() -> None:
    assert apart("e:%41") == Apart(("e:%41",), ())
    assert apart(r"'\u0041'") == Apart((r"'\u0041'",), ())


@given(TEXTS)
def test_a_text_taken_apart_is_put_together_again(text: str) -> None:
    assert together(*apart(text)) == text


@given(TEXTS, st.sampled_from(["0", "79361"]))
def test_with_other_numerals_in_it_a_text_has_the_same_between_them(text: str, numeral: str) -> None:
    between, numerals = apart(text)
    assert apart(together(between, [numeral for _ in numerals])).between == between
