"""China's countermeasures: unreliable entity list, export control lists, decisions against foreign sanctions.

Days are day.month.year, some with two digits of the year. One party may be under several decisions: one notice each.
A measure with an end date (some were suspended) is ended on it.
"""

from ingest.sources._transcribed import Columns, transcription

SOURCE = transcription(
    "cn_counter_sanctions",
    "cn-counter-sanctions",
    Columns(
        code=lambda row: row["List"] or row["Body"] or "Countermeasures",
        name="Name",
        aliases=("Alias", "Chinese name"),
        kind="Type",
        country="Country",
        begins=("Date",),
        ends="End date",
        told=("Summary",),
        url="Source URL",
    ),
    title="China: countermeasures against foreign parties",
    publisher="Ministry of Commerce and Ministry of Foreign Affairs of China, and others",
    url="https://aqygzj.mofcom.gov.cn/",
    licence="The decisions: official acts. A transcription of them: its own",
    promised_age_days=100,
    files=("*cn__sanctions*.csv",),
)
