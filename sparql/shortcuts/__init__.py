"""Questions whose answer, or most of it, is known before the engine looks: counts, and texts with some letters."""
