"""How the endpoint compares with its peers: same data, same queries, same machine, one run (`make bench-sparql`)."""
