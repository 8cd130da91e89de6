"""SERVICE to other endpoints: asked by this process, on the operator's list only, and answered before the engine sees.

By SPARQL 1.1 Federated Query, 2 and 4, `SERVICE <u> { P }` is joined as the multiset of the solutions of P at u. So
rows in the place of the block (VALUES) give the same answer, and so do those rows alone that are compatible with what
the rest of the group can bind there: the others can contribute nothing, wherever the block stands.
"""
