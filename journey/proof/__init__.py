"""A log that proves itself: its Merkle tree, signed checkpoints of it, and a check of everything."""
