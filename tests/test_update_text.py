"""Which texts are updates."""

import pytest

from genoderm.sparql.evaluation import Dataset
from genoderm.sparql.protocol import Update
from genoderm.sparql.syntax import SyntaxFault
from genoderm.sparql.update import read_steps

LATER = "INSERT DATA {} ; PREFIX x: <http://x/> INSERT DATA { x:a x:b x:c }"


def steps(text: str) -> int:
    return len(read_steps(Update(text, Dataset()), "http://x/").steps)


@pytest.mark.parametrize("text", ["12", "é", "?x", "{}", "<x>", "'", "PREFIX", "PREFIX x: <http://x/> 12"])
def test_what_has_no_operation_in_it_and_is_not_empty_is_no_update(text: str) -> None:
    with pytest.raises(SyntaxFault):
        steps(text)


@pytest.mark.parametrize("rest", ["; 12", "; ?x", "; PREFIX", ";;", "12"])
def test_what_follows_the_last_operation_is_read_too(rest: str) -> None:
    with pytest.raises(SyntaxFault):
        steps(f"{LATER} {rest}")


@pytest.mark.parametrize("rest", ["", ";", "; PREFIX y: <http://y/>", "# no more\n;", "; # no more"])
def test_an_update_may_end_in_declarations(rest: str) -> None:
    assert steps(f"{LATER} {rest}") == 2


@pytest.mark.parametrize("text", ["", " # nothing", "PREFIX x: <http://x/>"])
def test_an_update_may_be_of_no_operations(text: str) -> None:
    assert steps(text) == 0
