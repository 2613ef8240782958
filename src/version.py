"""The release, and the two numbers that keep old and new code from hurting each other."""

VERSION = "0.1.0"

CODE_VERSION = 1
"""Raised when a job row written by this release must not be claimed by an older worker."""
