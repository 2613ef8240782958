"""What a message says about the person who wrote it: numbers, addresses, links, name, time zone, who stands in."""

from rejoinder.domain.extraction.reading import Ours, Source, our_details, read_facts

__all__ = ["Ours", "Source", "our_details", "read_facts"]
