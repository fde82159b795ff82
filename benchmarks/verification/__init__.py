"""Verification at scale: lists of affected accounts, and judging a whole incident again."""
