"""Ten nodes of invented centres, and ten queries over all of them, asked of us, of Comunica and of FedX."""
