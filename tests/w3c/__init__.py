"""The W3C test suites for SPARQL 1.0 and 1.1, asked of our endpoint over HTTP.

archive     the files, each with the IRI that the suite gives it
statements  RDF files, asked by subject and predicate
manifests   cases, as the manifests list them
exchanges   the requests and expected responses of the protocol cases (the ht: vocabulary)
corpus      one release with every data file of the query cases as a named graph
solutions   results of all formats, in one form that can be compared
queries     a query or syntax case, asked; updates, protocol, description: the others
deviations  the cases that do not come out as the suite has it, each with the reason
"""
