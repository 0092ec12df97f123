"""Who is who and who holds whom in an invented world: everything follows from a seed and a number.

Two registers, as large beside each other as the real ones: UK companies, numbered from 0, and entities with an LEI,
first those from elsewhere, then the few UK companies that have one. Holders have smaller numbers than what they hold,
so that nothing is a ring by accident; the rings, the core and the pyramids are made on purpose, at the end of the UK's
numbers and at the rates of the real register.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from workers.generate import names
from workers.generate.draw import Draw, Weighted

DAY = date(2026, 9, 1)
"""The day of the first files."""
UK_SHARE = 62
"""Of a hundred companies: 5.7 million in the one register, 3.4 million in the other."""
DEPTH = 30
IN_A_RING, HOLDS_ITSELF = 128, 45
"""Of a million UK companies (487 and 171 of 3.8 million, 2019)."""
HAS_LEI = 0.035
OFFSHORE = ("KY", "VG", "BM", "JE", "GG", "IM")

Band = Literal["25-to-50", "50-to-75", "75-to-100"]
Kind = Literal["individual", "corporate-entity", "legal-person", "super-secure"]

COUNTRIES = Weighted(
    ("US", 10), ("IN", 7), ("DE", 8), ("IT", 7), ("FR", 6), ("NL", 6), ("ES", 6), ("CN", 4.4), ("LU", 4.5), ("SE", 4),
    ("DK", 3), ("NO", 2.5), ("CH", 2), ("JP", 1.5), ("SG", 1), ("KY", 1.6), ("VG", 1.1), ("IE", 2), ("HK", 0.7),
    ("RU", 0.45), ("JE", 0.6), ("GG", 0.5), ("BM", 0.4), ("AE", 0.5), ("IR", 0.02),
)  # fmt: skip
BEHIND_A_SHELL = Weighted(("US", 30), ("CN", 22), ("HK", 18), ("SG", 8), ("GB", 12), ("AE", 5), ("RU", 3), ("", 2))
FOREIGN_OWNERS = Weighted(
    ("US", 22), ("IE", 10), ("JE", 10), ("NL", 7), ("DE", 7), ("LU", 7), ("VG", 6), ("IM", 6), ("GG", 5), ("FR", 5),
    ("HK", 4), ("CN", 3), ("KY", 3), ("AE", 2), ("IN", 2), ("CH", 2), ("RU", 0.4), ("IR", 0.1),
)  # fmt: skip
_STRUCTURES = Weighted(
    ("sole", 54), ("halves", 18), ("majority", 7), ("thirds", 3), ("minority", 4), ("joint", 3), ("trust", 1.5),
    ("influence", 1), ("nobody", 7), ("silent", 1.5),
)  # fmt: skip
_KINDS: Weighted[Kind] = Weighted(
    ("individual", 91.4), ("corporate-entity", 8.2), ("legal-person", 0.35), ("super-secure", 0.05)
)

_CATEGORIES = Weighted(
    ("GENERAL", 84), ("FUND", 15), ("BRANCH", 0.06), ("SOLE_PROPRIETOR", 0.5), ("RESIDENT_GOVERNMENT_ENTITY", 0.4)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the UK register. ``owner``: number of the UK company that holds, None for anybody else.

    ``through``: the stake is a trust's. ``country`` is a foreign corporate holder's. ``ceased``: it has ended.
    """

    number: int
    kind: Kind
    band: Band | None
    notified: date
    owner: int | None = None
    country: str = ""
    through: bool = False
    ceased: date | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity with an LEI. ``country`` of its legal address, ``seat`` of its headquarters; ``uk``: the UK company.

    ``parent`` and ``ultimate``, ``manager``, ``umbrella`` and ``head`` are numbers of others.
    """

    number: int
    name: str
    country: str
    seat: str
    category: str
    updated: date
    uk: int | None = None
    parent: int | None = None
    ultimate: int | None = None
    manager: int | None = None
    umbrella: int | None = None
    head: int | None = None
    lapsed: bool = False


@dataclass(frozen=True)
class World:
    """An invented world of so many ``companies``. Nothing is kept: every answer is worked out anew."""

    seed: int
    companies: int

    @cached_property
    def uk(self) -> int:
        return self.companies * UK_SHARE // 100

    @cached_property
    def foreign(self) -> int:
        """How many entities with an LEI are no UK companies."""
        return self.companies - self.uk

    @cached_property
    def _special(self) -> dict[int, list[tuple[int, Band]]]:
        """The companies that are held as planned: number -> its holders. A few in a thousand at most."""
        holders: dict[int, list[tuple[int, Band]]] = {}
        at = self.uk
        for _ in range(max(1, self.companies // 20_000) if self.uk > 4 * DEPTH else 0):
            at -= DEPTH
            holders |= {at + k: [(at + k - 1, "75-to-100")] for k in range(1, DEPTH)}
        core = max(12, self.companies // 20_000) if self.uk > 200 else 0
        at -= core
        for k in range(core):
            chance = Draw(self.seed, "core", k)
            others = {(k - 1) % core, (k + 1 + chance.below(core - 2)) % core} - {k}
            holders[at + k] = [(at + one, "25-to-50") for one in sorted(others)]
        loops = max(1, self.uk * HOLDS_ITSELF // 1_000_000) if self.uk > 20 else 0
        for _ in range(loops):
            at -= 1
            holders[at] = [(at, "25-to-50")]
        rings = max(1, self.uk * (IN_A_RING - HOLDS_ITSELF) // 1_000_000 // 3) if self.uk > 20 else 0
        for number in range(rings):
            size = 2 + number % 3
            at -= size
            band: Band = "75-to-100" if number % 2 else "50-to-75"
            holders |= {at + k: [(at + (k - 1) % size, band)] for k in range(size)}
        return holders

    def entries(self, number: int) -> list[Entry]:
        """Who the register names for a UK company; none: see ``statement``."""
        chance = Draw(self.seed, "entries", number)
        if planned := self._special.get(number):
            return [self._entry(chance, number, place, band, owner) for place, (owner, band) in enumerate(planned)]
        what, found = _STRUCTURES.draw(chance), list[Entry]()

        def add(band: Band | None, *, person: bool = False, through: bool = False) -> None:
            found.append(self._entry(chance, number, len(found), band, person=person, through=through))

        if what == "sole":
            add("75-to-100")
        elif what == "halves":
            add("25-to-50")
            add("25-to-50")
        elif what == "majority":
            add("50-to-75")
            add("25-to-50")
        elif what == "thirds":
            for _ in range(3):
                add("25-to-50")
        elif what == "minority":
            add("25-to-50")
        elif what == "joint":  # one block of two people: each is entered for all of it
            add("75-to-100", person=True)
            add("75-to-100", person=True)
        elif what == "trust":
            for _ in range(1 + chance.below(2)):
                add("75-to-100", through=True)
        elif what == "influence":
            add(None)
        if chance.happens(0.25):
            former = self._entry(chance, number, len(found), "75-to-100")
            ceased = min(DAY - timedelta(days=1), former.notified + timedelta(days=30 + chance.below(2_000)))
            found.append(replace(former, ceased=ceased))
        return found

    def _entry(
        self, chance: Draw, number: int, place: int, band: Band | None, owner: int | None = None, *,
        person: bool = False, through: bool = False,
    ) -> Entry:  # fmt: skip
        drawn = _KINDS.draw(chance)
        kind: Kind = "individual" if person else drawn if owner is None else "corporate-entity"
        country = ""
        if kind == "corporate-entity" and owner is None:
            if number > 10 and chance.happens(0.6):
                near = chance.happens(0.6)
                owner = max(0, number - 1 - chance.below(200)) if near else chance.low(number, 4)
            else:
                country = FOREIGN_OWNERS.draw(chance)
        notified = date(2016, 4, 6) + timedelta(days=chance.below((DAY - date(2016, 4, 6)).days - 60))
        return Entry(place, kind, band, notified, owner, country, through)

    def statement(self, number: int) -> bool:
        """Whether a UK company without entries states that nobody is to be named; else it is silent."""
        return Draw(self.seed, "statement", number).happens(0.8)

    def has_lei(self, number: int) -> bool:
        return Draw(self.seed, "lei", number).happens(HAS_LEI)

    def number(self, uk: int) -> str:
        """The number of a UK company in its register."""
        chance = Draw(self.seed, "number", uk).part()
        for prefix, end in (("SC", 0.05), ("NI", 0.07), ("OC", 0.085)):
            if chance < end:
                return f"{prefix}{100_000 + uk:06d}" if uk < 900_000 else f"{10_000_000 + uk:08d}"
        return f"{10_000_000 + uk:08d}"

    def uk_name(self, uk: int) -> str:
        return names.company(Draw(self.seed, "name", uk), "GB")

    def lei(self, number: int) -> str:
        """The LEI of an entity: no two alike, in no order, with check digits that hold."""
        body = (number * 2_654_435_761 + self.seed) % 36**8
        signs = []
        for _ in range(8):
            body, rest = divmod(body, 36)
            signs.append("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest])
        stem = f"98450000XX{''.join(signs)}"
        check = 98 - int("".join(str(int(sign, 36)) for sign in stem) + "00") % 97
        return f"{stem}{check:02d}"

    def entity(self, number: int, uk: int | None = None) -> Entity:
        """An entity with an LEI; ``uk``: it is that UK company (then its number is ``foreign`` + that one's)."""
        chance = Draw(self.seed, "entity", number)
        country = "GB" if uk is not None else COUNTRIES.draw(chance)
        seat = BEHIND_A_SHELL.draw(chance) or country if country in OFFSHORE and chance.happens(0.45) else country
        category = "GENERAL" if uk is not None or number == 0 else _CATEGORIES.draw(chance)
        fund = category == "FUND"
        name = self.uk_name(uk) if uk is not None else names.company(chance, country, fund=fund)
        above = min(number, self.foreign)
        parent = ultimate = manager = umbrella = head = None
        held = chance.part()
        if above and category == "GENERAL" and held < (0.3 if uk is not None else 0.05):
            parent = chance.low(above, 3)
            ultimate = parent if chance.happens(0.74) else chance.low(parent or 1, 3)
        elif above and fund:
            manager = chance.low(above, 4) if held < 0.3 else None
            umbrella = chance.low(above, 2) if 0.3 < held < 0.45 else None
        elif above and category == "BRANCH":
            head = chance.low(above, 3)
        updated = DAY - timedelta(days=chance.below(900))
        return Entity(number, name, country, seat, category, updated, uk, parent, ultimate, manager, umbrella, head,
                      lapsed=chance.happens(0.29))  # fmt: skip
