"""What every database has to do alike."""
