"""What the demonstration tells: a few real companies, and why each is worth a look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Load:
    """Files to load: a source's id and a path below the demonstration's data."""

    source: str
    path: str


@dataclass(frozen=True, slots=True)
class Story:
    """``asks``: exact names or identifiers, asked after ``loads``. ``expects``: the verdict of each."""

    title: str
    text: str
    asks: tuple[str, ...]
    expects: tuple[str, ...]
    loads: tuple[Load, ...] = ()
    tree: bool = True


STORIES = (
    Story(
        "A Danish hotel chain",
        "An exhibit of H World's annual report says that Steigenberger holds 51 % of Zleep Hotels A/S. H World is a "
        "Cayman company run from Shanghai. The Swedish company below it is restricted with it.",
        ("Zleep Hotels A/S", "Zleep Hotels AB"),
        ("restricted", "restricted"),
        (Load("sec_submissions", "sec_submissions"), Load("sec_subsidiaries", "sec_subsidiaries")),
    ),
    Story(
        "An American subsidiary",
        "Incorporated in Delaware, listed as a subsidiary by an issuer in Jiangxi. Some exhibits give no figure: "
        "control by consolidation. An earlier one prints 73.3 %, which is ownership too, and denies.",
        ("JinkoSolar (U.S.) Inc.",),
        ("restricted",),
    ),
    Story(
        "A London bank, one register at a time",
        "The UK register names only a person with influence. That clears nobody, and restricts nobody.",
        ("GB-COH:01126618",),
        ("unknown",),
        (Load("bods", "bods/uk_bank_saderat.jsonl"),),
    ),
    Story(
        "... joined with a second register",
        "GLEIF's record carries the same company number, so the two are one company, and it says who consolidates it.",
        ("GB-COH:01126618",),
        ("restricted",),
        (Load("bods", "bods/gleif_bank_saderat.jsonl"),),
    ),
    Story(
        "A seat that is elsewhere on paper",
        "Trip.com's address at the SEC is in Singapore, PDD's in Dublin; both run companies in China by contract. "
        "Nothing restricts them by the letter of the rule: a person must look. Their subsidiaries stay as open.",
        ("Trip.com Group Ltd", "Skyscanner Holdings Limited", "PDD Holdings Inc."),
        ("review", "unknown", "review"),
        tree=False,
    ),
    Story(
        "A silent register",
        "The parent of Thames Water reports nobody with significant control. Silence is not an answer.",
        ("GB-COH:05819262",),
        ("unknown",),
        (Load("uk_psc", "uk_psc/05819262.json"),),
        tree=False,
    ),
    Story(
        "A football club before its sale",
        "Held by a British person resident in Monaco.",
        ("GB-COH:00036624",),
        ("clear",),
        (Load("uk_psc", "uk_psc_before/00036624.json"), Load("uk_psc", "uk_psc/15992615.json")),
    ),
    Story(
        "... and after it",
        "One change in the register, one event in the graph, the same verdict for another reason.",
        ("GB-COH:00036624",),
        ("clear",),
        (Load("uk_psc", "uk_psc/00036624.json"),),
    ),
    Story(
        "A name is not a seat",
        "BP Iran Limited sits in England. Nothing restricts it, and nobody above it is known well enough to clear it.",
        ("BP IRAN LIMITED",),
        ("unknown",),
        (Load("bods", "bods/uk_bp_group.jsonl"),),
        tree=False,
    ),
)

INVENTED = Story(
    "A stake is sold at night (INVENTED: no such sale took place)",
    "The club's register entry changes: a company in Shanghai now holds more than half.",
    ("GB-COH:00036624",),
    ("restricted",),
    (Load("uk_psc", "invented/00036624.json"),),
)

RESTORED = Story(
    "... and the real entry again",
    "The invented entry is closed and kept in the history. The club is restricted no longer, and a person looks: a "
    "restricted majority left it a moment ago.",
    ("GB-COH:00036624",),
    ("review",),
    (Load("uk_psc", "uk_psc/00036624.json"),),
    tree=False,
)
