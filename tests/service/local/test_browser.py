"""What an investigator's Browser gets: a guide of every saved query, links that survive, the known patch."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest

import cypher
from service.local import browser, jars


class Runnable(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre" and "runnable" in (dict(attrs).get("class") or ""):
            self._inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def test_the_guide_holds_every_saved_query_word_for_word() -> None:
    page = browser.guide()
    runnable = Runnable(page).found
    files = list((cypher.ROOT / "explore").glob("*.cypher"))
    assert len(files) >= 5
    assert page.count("<slide") == len(files) + 1
    for path in files:
        name, lines = path.stem, path.read_text().splitlines()
        wanted = "\n".join(line for line in lines if not line.startswith((":", "//")))
        assert wanted in runnable, name
        for line in lines:
            if line.startswith(":param"):
                assert line.removesuffix(";") in runnable, name


def test_a_link_carries_the_query_into_the_editor() -> None:
    query = "MATCH (p)\nWHERE p.name = 'Ünal & Söhne #1 100%' RETURN p + \"?\" // 50 %"
    link = browser.browser_link("http://127.0.0.1:7474", query)
    assert urlsplit(link).path == "/browser/"
    carried = parse_qs(urlsplit(link).query)
    assert carried["cmd"] == ["edit"]
    # The two the Browser would cut at; Cypher reads the escapes as the same characters.
    assert carried["arg"] == [query.replace("&", r"\u0026").replace("#", r"\u0023")]
    with pytest.raises(ValueError, match="characters"):
        browser.browser_link("http://127.0.0.1:7474", "RETURN '" + "x" * 9000 + "'")


def test_the_pinned_browser_takes_the_patch_and_the_cache_stays_as_it_was(tmp_path: Path) -> None:
    source = jars.fetch().browser
    (original,) = source.glob("app-*.js")
    before = original.read_bytes()
    root = browser.build_web_root(source, tmp_path / "web")
    browser.build_web_root(source, tmp_path / "web")
    patched = (root / "browser" / original.name).read_text()
    assert browser.VERSION_AS_NUMBERS in patched
    assert browser.VERSION_AS_TEXT not in patched
    assert original.read_bytes() == before


def test_another_browser_is_left_alone(tmp_path: Path) -> None:
    source = tmp_path / "other"
    source.mkdir()
    (source / "app-1.js").write_text("something else")
    root = browser.build_web_root(source, tmp_path / "web")
    assert (root / "browser" / "app-1.js").read_text() == "something else"
    assert (root / "browser" / "ownership" / "guide.html").is_file()


def test_the_server_serves_style_and_guide_and_keeps_the_page_at_home(neo4j_server) -> None:
    for name in ("ownership.grass", "guide.html"):
        request = Request(f"{neo4j_server.http_url}/browser/ownership/{name}")
        with urlopen(request) as answer:
            assert answer.status == 200
    with urlopen(f"{neo4j_server.http_url}/browser/index.html") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "https:" not in policy
