"""Section 889 (NDAA 2019): producers of covered telecommunications equipment, as the act names them."""

from ingest.sources._transcribed import Columns, transcription

SOURCE = transcription(
    "us_ndaa_889",
    "us-ndaa-889",
    Columns(code=lambda _: "Section 889", begins=("report-date", "start-date")),
    title="US Congress: section 889 of the NDAA 2019",
    publisher="US Congress",
    url="https://www.congress.gov/115/plaws/publ232/PLAW-115publ232.pdf",
    licence="The act: public domain (US government work). A transcription of it: its own",
    promised_age_days=4000,
    files=("*section_889*.csv",),
)
