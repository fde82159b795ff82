"""FEBRL 1-4, the field's common yardstick, with comparisons of their own: `python -m benchmarks.linkage.febrl`.

The design is the product's: Splink on DuckDB finds candidates and the level that each part of a pair reaches, a frozen
second stage scores the distinct patterns with what two levels tell together. The model learnt on FEBRL 1 and 2 and on
repeated records invented from them; its threshold was fixed there too. FEBRL 3 and 4 are only ever measured.
"""
