"""Whom we may write to, on what evidence, and whom to leave alone."""
