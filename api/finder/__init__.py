"""The finder: centres for a disease, ranked, each with all that its match rests on."""
