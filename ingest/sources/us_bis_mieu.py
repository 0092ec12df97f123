"""Military-intelligence end users named in the Export Administration Regulations (15 CFR 744.22)."""

from ingest.sources._transcribed import Columns, transcription

SOURCE = transcription(
    "us_bis_mieu",
    "us-bis-military-intelligence-end-users",
    Columns(
        code=lambda row: row["Program"] or "US-BIS-MIEU",
        name="Name",
        aliases=("Alias",),
        kind="Type",
        country="Country",
        begins=("Date",),
        ends="End date",
        told=(),
        url="Source URL",
    ),
    title="BIS: military-intelligence end users",
    publisher="Bureau of Industry and Security, US Department of Commerce",
    url="https://www.ecfr.gov/current/title-15/section-744.22",
    licence="The act: public domain (US government work). A transcription of it: its own",
    promised_age_days=400,
    files=("*bis_mieu*.csv", "*mieu*.csv"),
)
