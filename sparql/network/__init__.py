"""A plain query over all nodes of the network at once: its answer is that of the RDF merge of their default graphs.

Each triple pattern is asked of the nodes that hold something of it, by SERVICE blocks that the mediator of
`sparql.federation` narrows and joins; what several nodes hold counts once. A node that cannot be asked, or not wholly,
is left out of everything, so that the answer is exactly that of the others, and says so.
"""
