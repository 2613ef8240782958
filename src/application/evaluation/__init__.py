"""Measuring judgements: labelled cases through the pipeline's own layers, and corrections that become cases."""
