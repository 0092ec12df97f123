"""Section 1286 (NDAA 2019): foreign institutions that have been confirmed as engaging in problematic activity.

The yearly report repeats names and gives a year, no day: since when a name is listed is not said.
"""

from ingest.sources._transcribed import Columns, transcription

SOURCE = transcription(
    "us_ndaa_1286",
    "us-ndaa-1286",
    Columns(code=lambda _: "Section 1286", begins=("report-date", "start-date")),
    title="US Department of Defense: institutions under section 1286",
    publisher="US Department of Defense",
    url="https://basicresearch.defense.gov/Programs/Academic-Research-Security/",
    licence="The act: public domain (US government work). A transcription of it: its own",
    promised_age_days=400,
    files=("*section_1286*.csv",),
)
