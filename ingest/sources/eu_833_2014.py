"""Council Regulation (EU) No 833/2014: the parties in its annexes (sectoral measures against Russia).

The annex says what is restricted: finance (III), exports (IV), services (XIV, XV), ... They are not the asset-freeze
targets of the consolidated list. Ships (XLII) and goods are left out. Tax numbers are printed with the kind of number
in brackets or without; none is taken for an identifier.
"""

from ingest.sources._transcribed import Columns, transcription

SOURCE = transcription(
    "eu_833_2014",
    "eu-833-2014",
    Columns(
        code=lambda row: f"Annex {row['annex']}",
        aliases=("alias", "weakAlias", "previousName"),
        country="country",
        address="address",
        begins=("startDate",),
        ends="",
        told=("measure", "notes"),
        url="",
        lei="leiCode",
    ),
    title="EU: annexes of Council Regulation 833/2014",
    publisher="Council of the European Union",
    url="https://eur-lex.europa.eu/eli/reg/2014/833",
    licence="Commission reuse notice (attribution). A transcription of it: its own",
    promised_age_days=200,
    files=("*32014R0833*.csv",),
)
