"""Who may write: tokens, kept as salted hashes, compared in constant time."""

import stat
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from genoderm.api.credentials import (
    OPERATOR,
    SCHEME,
    Credentials,
    ReadOnly,
    Unauthorised,
    add_token,
    read_tokens,
    remove_token,
)
from genoderm.ontology.errors import BadInput, Conflict, NotFound

ONE = SecretStr("0123456789abcdef")


def bearer(token: str) -> str:
    return f"Bearer {token}"


def test_without_any_token_a_deployment_is_read_only_and_says_what_would_be_right() -> None:
    nobody = Credentials(None, None, read_only=False)
    with pytest.raises(ReadOnly, match="no token is known to it; its operator can set GENODERM_TOKEN") as caught:
        nobody.writer(bearer("0123456789abcdef"))
    assert caught.value.status == 403


def test_a_deployment_that_is_switched_to_read_only_refuses_the_right_token_too() -> None:
    with pytest.raises(ReadOnly, match="switched writing off"):
        Credentials(ONE, None, read_only=True).writer(bearer(ONE.get_secret_value()))


def test_the_token_of_the_settings_is_the_operators() -> None:
    assert Credentials(ONE, None, read_only=False).writer("bearer   0123456789abcdef ") == OPERATOR


@pytest.mark.parametrize(
    ("sent", "challenge"),
    [
        ("", 'Bearer realm="genoderm"'),
        ("Basic MDEyMzQ1Njc4OWFiY2RlZg==", 'Bearer realm="genoderm"'),
        ("0123456789abcdef", 'Bearer realm="genoderm"'),
        ("Bearer 0123456789abcdeF", 'Bearer realm="genoderm", error="invalid_token"'),
        ("Bearer 0123456789abcde", 'Bearer realm="genoderm", error="invalid_token"'),
        ("Bearer café", 'Bearer realm="genoderm"'),
    ],
)
def test_a_token_that_is_missing_or_wrong_is_challenged(sent: str, challenge: str) -> None:
    with pytest.raises(Unauthorised) as caught:
        Credentials(ONE, None, read_only=False).writer(sent)
    assert (caught.value.status, caught.value.challenge) == (401, challenge)


@given(sent=st.text())
def test_no_header_is_too_odd_to_be_refused(sent: str) -> None:
    with pytest.raises(Unauthorised):
        Credentials(ONE, None, read_only=False).writer(sent)


def test_a_token_is_told_once_and_kept_as_a_salted_hash_that_nobody_else_can_read(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "tokens"
    anna, bert = add_token(file, "anna"), add_token(file, "bert")
    text = file.read_text()
    assert anna.startswith("anna.")
    assert len(anna) > 40
    assert anna.partition(".")[2] not in text
    assert [line.split(":")[:2] for line in text.splitlines()] == [["anna", SCHEME], ["bert", SCHEME]]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    known = Credentials(None, file, read_only=False)
    assert (known.writer(bearer(anna)), known.writer(bearer(bert))) == ("anna", "bert")


def test_the_token_of_one_name_is_not_that_of_another(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    anna = add_token(file, "anna")
    add_token(file, "bert")
    known = Credentials(ONE, file, read_only=False)
    for sent in (anna.replace("anna", "bert"), anna.replace("anna", "carl"), anna[:-1], f"{anna}A"):
        with pytest.raises(Unauthorised, match="not known here"):
            known.writer(bearer(sent))


def test_a_token_that_was_checked_once_is_remembered_until_the_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    anna = add_token(file, "anna")
    known = Credentials(None, file, read_only=False)
    known.writer(bearer(anna))
    began = time.perf_counter()
    for _ in range(100):
        known.writer(bearer(anna))
    assert time.perf_counter() - began < 0.5  # where each hash takes 50 ms
    remove_token(file, "anna")
    with pytest.raises(Unauthorised):
        known.writer(bearer(anna))


def test_a_file_that_is_gone_or_damaged_knows_nobody(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    known = Credentials(None, file, read_only=False)
    with pytest.raises(Unauthorised):
        known.writer(bearer("anna.secret"))
    anna = add_token(file, "anna")
    assert known.writer(bearer(anna)) == "anna"
    file.write_text("damaged")
    with pytest.raises(Unauthorised):
        known.writer(bearer(anna))
    with pytest.raises(BadInput, match=r"tokens, line 1: expected name:scrypt"):
        read_tokens(file)


def test_lines_that_begin_with_a_number_sign_are_for_people(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    anna = add_token(file, "anna")
    file.write_text(f"# of the registry in Milan\n\n{file.read_text()}")
    assert Credentials(None, file, read_only=False).writer(bearer(anna)) == "anna"


def test_a_name_is_taken_once_and_is_a_plain_word(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    add_token(file, "anna")
    with pytest.raises(Conflict, match="has a token named anna"):
        add_token(file, "anna")
    for name in ("", "Anna", "an.na", "an:na", "-anna", "a" * 65):
        with pytest.raises(BadInput, match="cannot be the name"):
            add_token(file, name)
    with pytest.raises(NotFound, match="no token named 'bert'; there are: anna"):
        remove_token(file, "bert")
