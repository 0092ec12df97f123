"""Section 154 (NDAA 2024): producers of batteries that the Department of Defense may not buy.

They are listed since the act; the prohibition itself begins on 1 October 2027, as the note says.
"""

from ingest.sources._transcribed import Columns, transcription

SOURCE = transcription(
    "us_ndaa_154",
    "us-ndaa-154",
    Columns(code=lambda _: "Section 154", begins=("report-date", "start-date")),
    title="US Congress: section 154 of the NDAA 2024",
    publisher="US Congress",
    url="https://www.congress.gov/118/plaws/publ31/PLAW-118publ31.pdf",
    licence="The act: public domain (US government work). A transcription of it: its own",
    promised_age_days=4000,
    files=("*section_154*.csv",),
)
