"""The commands, in modules that import what their commands need and no more: which is where is told in `__main__`."""
