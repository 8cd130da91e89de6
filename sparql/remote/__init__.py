"""Queries to an engine behind the API: made ready here, asked there, the answer written here in any format.

A worker asks for one query at a time, so that time limits, cancelling, the queue and the bounds are those of the
embedded store. What only we can do is done before: our own services are answered from the release's index, no SERVICE
leaves, and the text is known to be SPARQL before the engine sees it, whose grammar may have more in it.
"""
