"""How well claims of one person are found, and nobody else's: `python -m benchmarks.linkage --help`."""
