"""The SERVICE blocks of a query as they are written: which there are, and what the rest of it says of them."""
