"""Linked data: each thing has an IRI that leads to its document here, in the format that a client likes best."""
