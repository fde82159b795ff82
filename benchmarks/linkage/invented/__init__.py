"""How the benchmark's people are invented: names, places, households, and what goes wrong when they file again.

Nothing here imports the project's own matching code: what the matcher is measured with must not be made by it.
"""
