"""What the users' own systems are told."""
