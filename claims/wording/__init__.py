"""Stable codes as sentences in the reader's language.

Each module holds one table from code to sentence (an English msgid, translated in `locale/`) and the function that
reads it. Rules and services speak in codes; whoever shows them to a person asks here.
"""
