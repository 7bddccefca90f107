"""The tests of journey."""
