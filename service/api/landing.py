"""The first page: what this is, and where to go."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse

from service.deps import RunningDep, only_declared

router = APIRouter(dependencies=[Depends(only_declared)])

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Controlpath</title>
<meta name="viewport" content="width=device-width">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
<h1>Controlpath</h1>
<p>Is this party majority-owned or controlled, directly or indirectly, from a restricted jurisdiction?
This service answers over HTTP, with the proof.</p>
<ul>
<li><a href="docs">Try the API, and read what each address answers</a></li>
<li><a href="openapi.json">The same as an OpenAPI document</a></li>
<li><a href="freshness">How fresh is what it knows</a></li>
%s</ul></html>
"""


@router.get("/", include_in_schema=False)
async def landing(service: RunningDep) -> HTMLResponse:
    """Links for whoever opens the address in a browser."""
    url = service.settings.neo4j_browser_url or ""
    link = f'<li><a href="{escape(url)}">Look at the graph in Neo4j Browser</a></li>\n'
    safe = url.startswith(("http://", "https://"))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return HTMLResponse(PAGE % (link if safe else ""), headers={"Content-Security-Policy": policy})
