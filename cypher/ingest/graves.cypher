// When were these statements withdrawn, by the source's own order? One row each that was: key, published, version.
:param keys => ['uk_psc:1'];
UNWIND $keys AS key
MATCH (g:Grave {key: key})
USING INDEX g:Grave(key)
RETURN key, g.published AS published, g.version AS version;
