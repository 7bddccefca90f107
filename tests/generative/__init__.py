"""Invented histories against a slow and obvious second implementation."""
