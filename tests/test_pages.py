"""The pages as the server gives them, before any browser reads them."""

import gzip
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from genoderm.api.pages.looking import LookUp, countries
from genoderm.api.pages.prose import anchor
from tests.patience import PATIENCE

API = Path(__file__).resolve().parents[1] / "api"
STYLES = API / "pages" / "data"
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "accept-language": "en"}
BULLOSA = "/?q=ORPHA:79361"
PAGES = (
    "/",
    BULLOSA,
    "/?q=ORPHA:79408&place=Lyon",
    "/?q=HP:0008066",
    "/gaps",
    "/gaps?by=country",
    "/gaps?by=region",
    "/data",
    "/ns",
    "/about/api",
    "/about/sparql",
    "/about/ranking",
    "/about/users",
    "/about/network",
    "/about/engines",
    "/api/docs",
)
LANGUAGES = ("en", "fr")
PROSE = ("api", "sparql", "users", "engines")


def links(page: str) -> list[str]:
    """The addresses that a page leads to, and those that it is made of."""
    return [unescape(link) for link in re.findall(r'\s(?:href|src|action)="([^"]*)"', page)]


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shipped_address, timeout=PATIENCE, headers=BROWSER) as client:
        yield client


@pytest.mark.parametrize(("path", "lang"), list(product(PAGES, LANGUAGES)))
def test_a_page_is_in_the_language_asked_for_and_may_be_kept(client: httpx.Client, path: str, lang: str) -> None:
    answer = client.get(path, params=dict(httpx.QueryParams(urlsplit(path).query)) | {"lang": lang})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == lang
    assert f'<html lang="{lang}">' in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]
    again = client.get(str(answer.request.url), headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_every_address_of_our_pages_leads_somewhere(client: httpx.Client) -> None:
    lost: dict[str, int] = {}
    for link in sorted({_whole(link) for path in PAGES for link in links(client.get(path).text)}):
        if link.startswith(str(client.base_url)) and "/dump" not in link:
            status = client.get(link).status_code
            lost |= {link: status} if status >= 400 else {}
    assert lost == {}


def _whole(link: str) -> str:
    return link.partition("#")[0]


def test_every_anchor_of_a_page_is_on_it(client: httpx.Client) -> None:
    for path in PAGES:
        page = client.get(path).text
        known = set(re.findall(r'\sid="([^"]*)"', page))
        assert {link[1:] for link in links(page) if link.startswith("#")} <= known, path


def test_a_program_gets_the_short_welcome_and_a_browser_the_look_up(client: httpx.Client) -> None:
    plain = client.get("/", headers={"accept": "*/*"})
    assert plain.headers["content-type"].startswith("text/plain")
    assert "/api/v1" in plain.text
    assert "<form" in client.get("/").text


def test_a_search_keeps_what_was_asked(client: httpx.Client) -> None:
    page = client.get("/", params={"q": "ORPHA:79408", "place": "Lyon", "within": "500"}).text
    assert 'value="ORPHA:79408"' in page
    assert 'value="Lyon"' in page
    assert '<option value="500" selected>' in page


def test_each_centre_says_why_it_is_there_by_what_evidence_and_whose(client: httpx.Client) -> None:
    page = client.get(BULLOSA).text
    cards = re.findall(r'<li class="card".*?</li>\n', page, re.DOTALL)
    assert len(cards) == 20
    assert all('class="why"' in card and 'class="source"' in card for card in cards)


@pytest.mark.parametrize("place", ["France", "france", "FR", "Allemagne", "Germany"])
def test_a_place_may_be_a_country_by_its_name_in_either_language(client: httpx.Client, place: str) -> None:
    assert client.get("/", params={"q": "ORPHA:79361", "place": place}).text.count('id="centre-') > 0


def test_a_place_that_nobody_knows_is_said_to_be_unknown(client: httpx.Client) -> None:
    answer = client.get("/", params={"q": "ORPHA:79361", "place": "Xyzzyville"})
    assert answer.status_code == 200
    assert "Xyzzyville" in answer.text
    assert "not known here" in answer.text


def test_where_there_is_none_the_page_says_what_can_be_done(client: httpx.Client) -> None:
    page = client.get("/", params={"q": "ORPHA:79408", "place": "64.1, -21.9", "within": "100"}).text
    assert "No expert centre known here" in page
    assert "The nearest centres" in page
    assert "There may be one all the same" in page
    assert "Centres elsewhere" in client.get("/", params={"q": "ORPHA:79408", "place": "Iceland"}).text


def test_a_name_that_means_several_diseases_asks_which(client: httpx.Client) -> None:
    page = client.get("/", params={"q": "ichthyosis"}).text
    assert "?q=ORPHA" in page


def test_a_sign_by_its_name_or_its_code_leads_to_the_diseases_that_show_it(client: httpx.Client) -> None:
    for written in ("Abnormal blistering of the skin", "HP:0008066"):
        assert "rare skin diseases show this sign" in client.get("/", params={"q": written}).text


def test_what_is_a_sign_and_part_of_the_names_of_diseases_offers_both(client: httpx.Client) -> None:
    page = client.get("/", params={"q": "Palmoplantar keratoderma"}).text
    assert "rare skin diseases show this sign" in page
    assert "ORPHA:79357" in page


def test_what_a_visitor_writes_is_shown_as_text(client: httpx.Client) -> None:
    page = client.get("/", params={"q": '"><script>alert(1)</script>', "place": "<b>"}).text
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_an_unknown_parameter_is_refused_with_a_page(client: httpx.Client) -> None:
    answer = client.get("/", params={"q": "ORPHA:79361", "contry": "FR"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert "contry" in answer.text


def test_a_browser_gets_a_page_where_there_is_nothing_and_a_program_a_problem(client: httpx.Client) -> None:
    page = client.get("/nowhere", headers={"accept-language": "fr"})
    assert page.status_code == 404
    assert "Introuvable" in page.text
    problem = client.get("/nowhere", headers={"accept": "*/*"})
    assert problem.headers["content-type"] == "application/problem+json"
    assert (
        client.get("/api/v1/resolve/nowhere", params={"contry": "FR"}).headers["content-type"]
        == "application/problem+json"
    )


def test_behind_a_proxy_every_address_begins_with_its_path(client: httpx.Client) -> None:
    forwarded = {"x-forwarded-prefix": "/skin", "x-forwarded-host": "example.org", "x-forwarded-for": "192.0.2.7"}
    for path in ("/", BULLOSA, "/data"):
        page = client.get(path, headers=forwarded).text
        own = [link for link in links(page) if not urlsplit(link).netloc and not link.startswith("#")]
        assert own
        assert [link for link in own if not link.startswith("/skin/")] == []
    assert 'value="http://example.org/skin/?q=' in client.get(BULLOSA, headers=forwarded).text


def test_the_style_may_be_kept_for_ever_and_comes_compressed(client: httpx.Client) -> None:
    name = re.search(r'"(/assets/site-\w+\.css)"', client.get("/").text)
    assert name
    answer = client.get(name[1])
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content)) < 12_000
    assert client.get("/assets/site-00000000.css").status_code == 404


# Introductions


def written(name: str, lang: str) -> str:
    return (API / "pages" / "data" / f"{name}{'' if lang == 'en' else '.fr'}.md").read_text("utf-8")


def blocks(name: str, lang: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", written(name, lang), re.DOTALL)


@pytest.mark.parametrize("name", PROSE)
def test_an_introduction_says_the_same_in_both_languages(name: str) -> None:
    english, french = (written(name, lang) for lang in LANGUAGES)
    assert english.count("\n## ") == french.count("\n## ")
    for kind in ("sh", "sparql", "python"):
        assert len(blocks(name, "en", kind)) == len(blocks(name, "fr", kind))
    assert re.findall(r"\{base\}\S*|\{root\}\S*", english.replace("&lang=fr", ""))


@pytest.mark.parametrize(("name", "lang"), list(product(PROSE, LANGUAGES)))
def test_the_commands_of_an_introduction_run(client: httpx.Client, name: str, lang: str) -> None:
    for command in blocks(name, lang, "sh"):
        words = shlex.split(command.replace("{base}", str(client.base_url).rstrip("/")))
        assert words[0] in {"curl", "genoderm"}
        run = [*words, "--fail"] if words[0] == "curl" else [sys.executable, "-m", *words]
        told = subprocess.run(run, capture_output=True, text=True, check=False, cwd=API.parent)
        assert told.returncode == 0, (command, told.stdout)
        assert len(told.stdout) > 10, command


@pytest.mark.parametrize(("name", "lang"), list(product(PROSE, LANGUAGES)))
def test_the_programs_of_an_introduction_run(client: httpx.Client, name: str, lang: str) -> None:
    for program in blocks(name, lang, "python"):
        code = program.replace("{base}", str(client.base_url).rstrip("/"))
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr
        assert told.stdout.strip()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_queries_of_the_introduction_have_answers(client: httpx.Client, lang: str) -> None:
    queries = blocks("sparql", lang, "sparql")
    assert len(queries) == 7
    for query in queries:
        answer = client.post("/sparql", data={"query": query}, headers={"accept": "application/sparql-results+json"})
        assert answer.status_code == 200, answer.text
        assert answer.json()["results"]["bindings"], query


def test_the_reference_tells_of_every_operation(client: httpx.Client) -> None:
    described = client.get("/api/openapi.json").json()["paths"]
    page = client.get("/api/docs").text
    assert [path for path in described if f"<code>{path}</code>" not in page] == []


# Colours


PAIRS = [
    *product(("ink", "faint", "link"), ("ground", "panel")),
    ("ink", "hover"),
    ("link", "hover"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-tint", "tint"),
    ("warn", "warn-ground"),
    ("ink", "warn-ground"),
    ("link", "warn-ground"),
    ("on-spot", "spot"),
]
EDGES = [("field", "ground"), ("field", "panel"), ("focus", "ground"), ("focus", "panel"), ("accent", "hover")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_edges_have_the_contrast_of_wcag(scheme: str) -> None:
    light, dark = (STYLES / "colours.css").read_text("utf-8").split("@media")
    colours = _colours(light) | (_colours(dark) if scheme == "dark" else {})
    assert [pair for pair in PAIRS if _contrast(colours[pair[0]], colours[pair[1]]) < 4.5] == []
    assert [pair for pair in EDGES if _contrast(colours[pair[0]], colours[pair[1]]) < 3] == []


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# What a visitor writes


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Inherited epidermolysis bullosa (ORPHA:79361)", "ORPHA:79361"),
        (" OMIM:226600 ", "OMIM:226600"),
        ("a (b)", "a (b)"),
    ],
)
def test_of_a_suggestion_the_code_is_looked_for(written: str, text: str) -> None:
    assert LookUp(q=written).text == text


@pytest.mark.parametrize(
    ("written", "code"),
    [("Côte d’Ivoire", "CI"), ("cote d'ivoire", "CI"), ("UK", "GB"), ("Suisse", "CH"), ("Lyon", None)],
)
def test_a_country_is_known_however_it_is_written(written: str, code: str | None) -> None:
    assert LookUp(q="x", place=written).land == code


def test_what_a_form_leaves_empty_was_not_asked() -> None:
    assert LookUp.model_validate({"q": "", "place": "", "within": ""}) == LookUp()
    assert len(countries()) > 400


def test_an_anchor_is_plain() -> None:
    assert anchor("Trouver par le nom, trouver à proximité") == "trouver-par-le-nom-trouver-a-proximite"
