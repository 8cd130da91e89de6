"""Engines that call us by SERVICE, each a program of its own; `python -m tests.clients.engines.install` brings them."""
