"""``controlpath ingest --bulk``: sources into an empty graph by the database's own import.

The loader runs on a file (``ingest.offline``); what it made is consolidated by the functions that the workers use, and
all of it is written as CSV, imported, and announced by one change of kind ``rebuild``, which a worker turns into marks.
"""
