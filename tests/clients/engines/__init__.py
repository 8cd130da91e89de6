"""Engines that call us by SERVICE, each a program in a process of its own: `python -m tests.clients.engines.install`."""
