"""The proof on a user's own machine: a whole installation, providers on loopback that misbehave, promises kept."""
