"""How long a test waits for what must come: the machine may be slow, and its cores busy with other tests."""

PATIENCE = 180  # seconds
