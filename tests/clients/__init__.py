"""Clients that people use, each as a function from an address and a question to terms that can be compared."""
