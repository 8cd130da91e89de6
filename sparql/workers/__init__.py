"""Workers: processes that evaluate queries, so that a query can be ended without harm to another."""
