from cypher import load
def test_p(graph):
    for n in ("lookup/closure","lookup/closure_past"):
        print(n, [l.strip()[:110] for l in graph.explain(n).tree.splitlines() if "VarLength" in l or "BFS" in l])
