"""The pages for people: what they share, the care look-up, gaps, data, introductions, the description of the API."""
