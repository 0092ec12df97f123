"""The loader's graph as a file on disk, for loads that the database's own import brings in.

``OfflineGraph`` answers the loader's queries (``cypher/ingest/*.cypher``) from SQLite: the loader is the same, so what
it makes of sources is the same. It begins empty, lives as long as one load, and is then written out table by table.
"""
