"""Neo4j Browser as investigators get it: our style, a guide made of the saved queries, and links into it."""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path
from urllib.parse import quote

import structlog

import cypher

STYLE = Path(__file__).with_name("ownership.grass")
LINK_LIMIT = 8_000  # characters of a URL; Neo4j's web server refuses somewhat more than this
FIRST = ("owners-to-the-top", "paths-to-restricted-seats", "who-together-pass-the-threshold")

# The Browser reads the version as semver, where the zero of 2026.09 is illegal, and then takes the server
# for one without databases: no version, no list of labels.
VERSION_AS_TEXT = 'return $(t[1]+"."+(t[2]||"0")+"."+(t[3]||"0"))'
VERSION_AS_NUMBERS = 'return $(+t[1]+"."+(+t[2]||0)+"."+(+t[3]||0))'

log = structlog.get_logger()


def build_web_root(browser: Path, target: Path) -> Path:
    """A directory for the class path with the Browser from ``browser``, the style and a fresh guide."""
    shutil.rmtree(target, ignore_errors=True)
    pages = target / "browser"
    shutil.copytree(browser, pages, copy_function=_link)
    _patch_version(pages)
    own = pages / "ownership"
    own.mkdir()
    shutil.copyfile(STYLE, own / "ownership.grass")
    (own / "guide.html").write_text(guide(), "utf-8")
    return target


def browser_link(http_url: str, query: str) -> str:
    """A URL that opens the Browser of the server at ``http_url`` with ``query`` in the editor, not yet run.

    Raises ValueError for a query too long for a URL.
    """
    # The Browser cuts its argument at these two even where they are percent-encoded; Cypher reads the escapes.
    safe = query.replace("&", r"\u0026").replace("#", r"\u0023")
    link = f"{http_url}/browser/?cmd=edit&arg={quote(safe, safe='')}"
    if len(link) > LINK_LIMIT:
        raise ValueError(f"The link would have {len(link)} characters; the server takes {LINK_LIMIT}.")
    return link


def guide(folder: str = "explore") -> str:
    """The saved queries as a slide show: the question, what it shows, and the query ready to run."""
    names = sorted((path.stem for path in (cypher.ROOT / folder).glob("*.cypher")), key=_order)
    slides = "".join(_slide(folder, name) for name in names)
    return f'<article class="guide"><carousel class="deck container-fluid">{_welcome()}{slides}</carousel></article>'


def _order(name: str) -> tuple[int, str]:
    return (FIRST.index(name) if name in FIRST else len(FIRST), name)


def _welcome() -> str:
    text = (
        "<h3>Who owns whom, and why it matters</h3>"
        "<p>Each slide asks one question of the ownership graph. Click a grey box to put it into the editor and "
        "run it: first the line that chooses the party (replace its identifier by yours), then the query. "
        "Double-click a party in a picture to see its neighbours.</p>"
        "<p>Fill: <b>red</b> restricted, <b>amber</b> possible (for review), <b>green</b> cleared, "
        "<b>blue</b> no mark. Border and size: <b>company</b> large with a blue border, <b>person</b> small with "
        "a violet one, <b>state</b> largest with a brown one; <b>places</b> are small and dark. "
        "An arrow says what its holder holds.</p>"
        "<p>To find a party by its name:</p>"
    )
    find = 'MATCH (p:Party) WHERE toLower(p.name) CONTAINS toLower("hotels") RETURN p.id, p.name LIMIT 25;'
    return _framed(text + _runnable(find))


def _slide(folder: str, name: str) -> str:
    query = cypher.load(f"{folder}/{name}")
    lines = query.text.splitlines()
    header = [line.removeprefix("//").strip() for line in lines if line.startswith("//")]
    more = " ".join(header).removeprefix(query.doc).strip()
    statement = "\n".join(line for line in lines if not line.startswith("//")).strip()
    # Apart from the query: the Browser draws no picture for several statements run at once.
    params = "".join(_runnable(f":param {key} => {example}") for key, example in query.params.items())
    return _framed(
        f"<h3>{escape(query.doc)}</h3><p>{escape(more)}</p><p>Choose, then ask:</p>{params}"
        f"{_runnable(f'{statement};')}<p>File: <code>cypher/{folder}/{escape(name)}.cypher</code></p>"
    )


def _framed(content: str) -> str:
    return f'<slide class="row-fluid"><div class="col-sm-12">{content}</div></slide>'


def _runnable(code: str) -> str:
    return (
        '<pre class="highlight pre-scrollable programlisting code runnable">'
        f'<code class="cypher language-cypher">{escape(code)}</code></pre>'
    )


def _link(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _patch_version(pages: Path) -> None:
    bundles = list(pages.glob("app-*.js"))
    text = bundles[0].read_text("utf-8") if len(bundles) == 1 else ""
    if text.count(VERSION_AS_TEXT) != 1:
        log.warning("this Neo4j Browser is not the one we know; its database panel may stay empty")
        return
    bundles[0].unlink()  # a link into the shared cache: never write through it
    bundles[0].write_text(text.replace(VERSION_AS_TEXT, VERSION_AS_NUMBERS), "utf-8")
