"""Where this system reaches others: mail servers, SMS gateways, providers of identity verification.

Nothing here opens a transaction or writes a row, for others are slow.
"""
