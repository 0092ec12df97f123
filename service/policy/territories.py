"""Which state a territory belongs to, by ISO 3166-1 code. PURE.

Dependent territories count as their sovereign (Puerto Rico as the US, Reunion as France), except Hong Kong and
Macao, which policies list in their own right. Codes that ISO 3166-1 does not assign today (XK, SU, ZZ ...) have no
sovereign: what is not known is not restricted by exclusion. Source: ISO 3166-1 (officially assigned codes).
"""

from __future__ import annotations

_DEPENDENT = {
    "AU": "CC CX HM NF",
    "DK": "FO GL",
    "FI": "AX",
    "FR": "BL GF GP MF MQ NC PF PM RE TF WF YT",
    "GB": "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG",
    "NL": "AW BQ CW SX",
    "NO": "BV SJ",
    "NZ": "CK NU TK",
    "US": "AS GU MP PR UM VI",
}
_SOVEREIGN_CODES = (
    "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO "
    "CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT "
    "HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG "
    "MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RU "
    "RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA "
    "VC VE VN VU WS YE ZA ZM ZW"
)
SOVEREIGN: dict[str, str] = {code: code for code in _SOVEREIGN_CODES.split()} | {
    code: state for state, codes in _DEPENDENT.items() for code in codes.split()
}
"""Every assigned ISO 3166-1 code but Antarctica, and the state it counts as."""


_PARTS = {state: frozenset(codes.split()) for state, codes in _DEPENDENT.items()} | {
    "CN": frozenset({"HK", "MO", "TW"})
}
"""Subdivisions in ISO 3166-2 that have a code of their own in 3166-1: CN-TW is TW, US-PR is PR."""


def country(code: str) -> str:
    """The 3166-1 code of a 3166-1 or 3166-2 code: "US-DE" is "US", and "CN-TW" is "TW"."""
    state, _, part = code.partition("-")
    return part if part in _PARTS.get(state, ()) else state


def sovereign(code: str) -> str | None:
    """The state (or HK, MO) that a place counts as; None where the code is not an assigned one."""
    return SOVEREIGN.get(country(code))
