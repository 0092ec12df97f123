"""A seeded world of companies for the benchmark: mostly trees, hubs, bands, unknown figures, joint holders, loops, some
deep pyramids; about 1.86 stakes a company, two companies in a hundred in a restricted place. Given out in slices."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from cypher.quantity import PERCENT, UNDISCLOSED, WHOLE, Share
from service.determination.model import Claim, Origin, Party, Seat, World

SLICE = 2_000
TODAY = date(2026, 1, 1)
BANDS = ((25, 50), (50, 75), (75, 100))
DEPTH = 30


def slices(companies: int, seed: int = 1) -> Iterator[tuple[list[str], World]]:
    """Each slice: the ids of its companies, and a world of them with the claims on them and their holders."""
    chance = random.Random(seed)
    for start in range(0, companies, SLICE):
        numbers = range(start, min(start + SLICE, companies))
        parties = {f"c{number}": _company(chance, number) for number in numbers}
        claims: list[Claim] = []
        for number in numbers:
            for claim in _claims(chance, number, companies):
                claims.append(claim)
                kind = "company" if claim.holder.startswith("c") else "person"
                parties.setdefault(claim.holder, Party(claim.holder, kind))
        yield [f"c{number}" for number in numbers], World(parties, tuple(claims))


def people(companies: int) -> Iterator[str]:
    """The ids of everybody who may hold and is no company."""
    return (f"p{number}" for number in range(companies * 62 // 100))


def _company(chance: random.Random, number: int) -> Party:
    place = chance.choices(("CN", "HK", "GB", "DE", "US"), (2, 1, 50, 25, 22))[0]
    kind: Any = "headquarters" if chance.random() < 0.8 else "registered"
    return Party(f"c{number}", "company", f"Company {number}", (Seat(kind, place),))


def _claims(chance: random.Random, number: int, companies: int) -> Iterator[Claim]:
    subject = f"c{number}"
    if number % 5_000 < DEPTH and number % 5_000:  # a pyramid, one company above the other
        yield _claim(0, f"c{number - 1}", subject, Share(600_000_000_000, 600_000_000_000))
        return
    count = chance.choices((0, 1, 2, 3, 5, 12), (10, 42, 26, 13, 7, 2))[0]
    left, group = 100, "joint" if chance.random() < 0.03 and count > 1 else None
    half = count == 2 and chance.random() < 0.05
    for place in range(count):
        share, directness = _share(chance, left, half, last=place == count - 1)
        left -= -(-share.low // PERCENT)
        holder = _holder(chance, number, companies)
        right = chance.random() < 0.03
        yield _claim(place, holder, subject, None if right else share, directness, group, right)


def _holder(chance: random.Random, number: int, companies: int) -> str:
    what = chance.random()
    if what < 0.62 or number == 0:
        return f"p{int(companies * 0.62 * chance.random())}"
    if what < 0.625:  # upwards or sideways: loops
        return f"c{(number + chance.randrange(50)) % companies}"
    if what < 0.85:
        return f"c{max(0, number - 1 - chance.randrange(200))}"
    return f"c{int(number * chance.random() ** 3)}"  # few hold much


def _share(chance: random.Random, left: int, half: bool, *, last: bool) -> tuple[Share, str]:
    what = chance.random()
    if half:
        return Share(WHOLE // 2, WHOLE // 2), "direct"
    if what < 0.05 or left <= 0:
        return UNDISCLOSED, "direct"
    if what < 0.35:
        low, high = next((band for band in reversed(BANDS) if band[0] < left), BANDS[0])
        return Share(low * PERCENT + 1, high * PERCENT), "unknown"
    amount = left if last and chance.random() < 0.7 else chance.randint(1, left)
    return Share(amount * PERCENT, amount * PERCENT), "direct"


def _claim(
    place: int,
    holder: str,
    subject: str,
    share: Share | None,
    directness: Any = "direct",
    group: str | None = None,
    right: bool = False,
) -> Claim:
    key = f"bench:{subject}:{place}"
    rights = ("consolidation",) if right else ()
    return Claim(
        key, holder, subject, share, rights=rights, directness=directness, group=group, origin=Origin("bench", key)
    )
