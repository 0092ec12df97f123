"""Iran, North Korea and Syria Nonproliferation Act: persons under sanctions for a stated time (Department of State).

A measure ends on its end date. Of a person the country is the nationality ("Russian"), of a company where it is.
"""

from ingest.sources._transcribed import Columns, transcription

SOURCE = transcription(
    "us_inksna",
    "us-state-inksna",
    Columns(code=lambda _: "INKSNA", begins=("start-date",)),
    title="US Department of State: nonproliferation sanctions (INKSNA)",
    publisher="US Department of State",
    url="https://www.state.gov/key-topics-bureau-of-international-security-and-nonproliferation/nonproliferation-sanctions/",
    licence="The act: public domain (US government work). A transcription of it: its own",
    promised_age_days=400,
    files=("*inksna*.csv",),
)
