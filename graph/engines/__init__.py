"""Engines behind the API: SPARQL 1.1 servers on which releases are published.

An engine holds the named graphs of a release by their names, the default graph as a named graph that only we name
(engines differ in what their own default graph is), and a mark that tells which release this is. A release that follows
another is staged as what each graph gains and loses, beside what is served; then one update request, which is one
transaction where the engine has any, applies all of it and the mark. What was staged stays: read the other way round it
leads back to the release before.
"""
