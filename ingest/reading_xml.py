"""XML as registers publish it, streamed record by record; memory is that of one record.

Names are local ones: publishers change namespaces with every version of a schema. Document types are refused, so no
entity is ever expanded, and so are documents nested beyond 256 levels or with a text of more than 10 MB.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from ingest.reading import MAX_BYTES, MAX_LINE, opened
from ingest.source import BadFile

_CUT = "The file looks truncated or is no XML: fetch it again."


class Node:
    """One element. Paths are local names: ``node("Entity/LegalName")``."""

    __slots__ = ("_element", "where")

    def __init__(self, element: etree._Element, where: str) -> None:
        self._element, self.where = element, where

    def __call__(self, path: str) -> str:
        """The text of the first element at ``path``, stripped; "" where there is none."""
        found = self._element.find(_any(path))
        return "" if found is None else "".join(str(part) for part in found.itertext()).strip()

    def nodes(self, path: str) -> list[Node]:
        """All elements at ``path``."""
        return [Node(found, self.where) for found in self._element.findall(_any(path))]

    def attribute(self, name: str) -> str:
        """The attribute with this local name; "" where there is none."""
        values = {etree.QName(key).localname: str(value) for key, value in self._element.attrib.items()}
        return values.get(name, "").strip()

    @property
    def name(self) -> str:
        """The local name."""
        return etree.QName(self._element).localname

    @property
    def text(self) -> str:
        """All text inside, stripped."""
        return "".join(str(part) for part in self._element.itertext()).strip()

    def tree(self, without: Collection[str] = ()) -> Any:
        """The element as JSON would write it: attributes "@name", text "$", children by local name, several a list.

        An element with text alone is that text. Children called one of ``without`` are left out.
        """
        return _tree(self._element, without)

    @property
    def raw(self) -> str:
        """The element as XML, as far as it is worth keeping."""
        return etree.tostring(self._element, encoding="unicode", with_tail=False)[:MAX_LINE]


def elements(path: Path, *names: str) -> Iterator[Node]:
    """Every element called one of ``names`` as it ends, in the file's order; use it before asking for the next.

    Raises BadFile for what is no XML, truncated, or declares a document type.
    """
    number = 0
    with opened(path) as stream:
        counted = _Counted(path, stream)
        try:
            parser = etree.iterparse(
                counted,
                events=("end",),
                tag=[f"{{*}}{name}" for name in names],
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                remove_comments=True,
                remove_pis=True,
                huge_tree=False,
            )
            for _, element in parser:
                number += 1
                if number == 1 and element.getroottree().docinfo.internalDTD is not None:
                    raise BadFile(path, "declares a document type", hint="No register does; entities are not expanded.")
                counted.since = 0
                yield Node(element, f"record {number}, line {element.sourceline}")
                _forget(element)
        except etree.XMLSyntaxError as wrong:
            raise BadFile(path, f"not XML: {wrong.msg}", where=f"after record {number}", hint=_CUT) from None


class _Counted:
    """A stream that ends with BadFile where too much is read without a record, or in all."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self._path, self._stream, self._total, self.since = path, stream, 0, 0

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        if not self._total:
            block = block.lstrip(b"\r\n\t ")  # an empty line before the declaration is met in real filings
        self._total += len(block)
        self.since += len(block)
        if self._total > MAX_BYTES:
            raise BadFile(self._path, f"more than {MAX_BYTES} bytes when unpacked", hint="Split the file.")
        if self.since > 4 * MAX_LINE:
            raise BadFile(self._path, f"more than {4 * MAX_LINE} bytes without a record", hint="Is it this format?")
        return block


def _tree(element: etree._Element, without: Collection[str]) -> Any:
    found: dict[str, Any] = {f"@{_local(key)}": str(value) for key, value in element.items()}
    for child in element:
        name = _local(child.tag)
        if name in without:
            continue
        value = _tree(child, without)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    text = (element.text or "").strip()
    if not found:
        return text
    if text:
        found["$"] = text
    return found


@lru_cache(maxsize=4096)
def _local(name: str | bytes | bytearray | etree.QName) -> str:
    return str(name).rpartition("}")[2]


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _any(path: str) -> str:
    return "/".join(part if part in (".", "..", "*", "") else f"{{*}}{part}" for part in path.split("/"))
