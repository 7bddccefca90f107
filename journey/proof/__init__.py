"""A log that proves itself: its Merkle tree, signed checkpoints, and a check of everything."""
