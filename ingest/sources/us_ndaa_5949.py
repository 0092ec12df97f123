"""Section 5949 (NDAA 2023): makers of semiconductors whose products the US government may not buy."""

from ingest.sources._transcribed import Columns, transcription

SOURCE = transcription(
    "us_ndaa_5949",
    "us-ndaa-5949",
    Columns(code=lambda _: "Section 5949", begins=("report-date", "start-date")),
    title="US Congress: section 5949 of the NDAA 2023",
    publisher="US Congress",
    url="https://www.congress.gov/117/plaws/publ263/PLAW-117publ263.pdf",
    licence="The act: public domain (US government work). A transcription of it: its own",
    promised_age_days=4000,
    files=("*section_5949*.csv",),
)
