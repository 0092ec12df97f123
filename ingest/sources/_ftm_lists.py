"""Which restricted-party lists the data sets of OpenSanctions are, by the ids that policies name.

Some data sets are one list each (``WHOLE``). Of others it depends on the programme: the US Consolidated Screening List
holds several, and the UK's list freezes assets only where it says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

WHOLE: Mapping[str, str] = {
    "us_ofac_sdn": "us-ofac-sdn",
    "eu_fsf": "eu-consolidated",
    "gb_hmt_sanctions": "gb-ofsi-consolidated",
}
"""Data sets that hold one list and nothing else: being in it as a sanctioned party is being on the list."""
TITLES: Mapping[str, str] = {
    "US OFAC Specially Designated Nationals (SDN) List": "us_ofac_sdn",
    "EU Financial Sanctions Files (FSF)": "eu_fsf",
    "UK HMT/OFSI Consolidated List of Targets": "gb_hmt_sanctions",
    "US OFAC Consolidated (non-SDN) List": "us_ofac_cons",
    "US DoD Chinese military companies": "us_dod_chinese_milcorps",
    "US Trade Consolidated Screening List (CSL)": "us_trade_csl",
    "UK FCDO Sanctions List": "gb_fcdo_sanctions",
}
"""Names by which tables call these data sets."""
_BY_DATASET: Mapping[str, str] = {
    **WHOLE,
    "us_ofac_cons": "us-ofac-consolidated",
    "us_dod_chinese_milcorps": "us-dod-1260h",
}
_CSL: Mapping[str, tuple[str, str]] = {
    "us-bis-entity-list": ("US-BIS-EL", "Entity List (EL)"),
    "us-bis-military-end-users": ("US-BIS-MEU", "Military End User (MEU) List"),
    "us-bis-unverified-list": ("US-BIS-UVL", "Unverified List (UVL)"),
    "us-bis-denied-persons": ("US-BIS-DPL", "Denied Persons List (DPL)"),
}
_UK_FREEZE, _UK_OTHER = "gb-ofsi-consolidated", "gb-fcdo-sanctions"
LISTS: tuple[str, ...] = tuple(sorted({*_BY_DATASET.values(), *_CSL, _UK_FREEZE, _UK_OTHER}))
"""All of them."""


def of_sanction(datasets: Collection[str], programmes: Collection[str], measures: Collection[str]) -> set[str]:
    """The lists that one sanction puts its party on. ``programmes``: ids, names, authorities; ``measures``: words."""
    found = {_BY_DATASET[dataset] for dataset in datasets if dataset in _BY_DATASET}
    if "us_trade_csl" in datasets:
        found |= {
            name
            for name, (code, words) in _CSL.items()
            if any(one == code or one.startswith(words) for one in programmes)
        }
    if "gb_fcdo_sanctions" in datasets:
        found.add(_UK_FREEZE if any("asset freeze" in one.casefold() for one in measures) else _UK_OTHER)
    return found


def of_party(datasets: Collection[str]) -> set[str]:
    """The lists that a sanctioned party is on by being in these data sets."""
    return {WHOLE[dataset] for dataset in datasets if dataset in WHOLE}
