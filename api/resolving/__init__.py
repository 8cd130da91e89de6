"""The resolver: any code of a disease, in whatever spelling, to the disease, with how precisely it means it."""
