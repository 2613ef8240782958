"""The least that could do the same work: what our figures are divided by."""
