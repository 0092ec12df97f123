"""Section 1260H: Chinese military companies operating in the United States, as the Department of Defense lists them.

A name's asterisk and its brackets are the list's; ``Clean Name`` is the name without them. The company under which a
subsidiary is printed is told in the list's words and is no claim of ownership: the list gives no share and no date.
A company that was taken off and put on again has a notice for each time.
"""

from ingest.sources._transcribed import Columns, transcription

SOURCE = transcription(
    "us_dod_1260h",
    "us-dod-1260h",
    Columns(
        code=lambda _: "1260H",
        name="Clean Name",
        aliases=("Alias", "Previous Name"),
        kind="",
        country="",
        begins=("Start date",),
        ends="End date",
        told=("Parent Name", "Note"),
        url="Source Url",
    ),
    title="US Department of Defense: Chinese military companies (section 1260H)",
    publisher="US Department of Defense",
    url="https://www.defense.gov/News/Releases/",
    licence="The act: public domain (US government work). A transcription of it: its own",
    promised_age_days=400,
    files=("*dod_chinese_milcorps*.csv", "*1260h*.csv"),
)
