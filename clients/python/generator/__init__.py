"""Writes the typed part of the package; `generate.py` beside this folder is the command."""
