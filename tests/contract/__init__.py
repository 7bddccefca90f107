"""What every database, and every part behind a shared interface, has to do alike."""
