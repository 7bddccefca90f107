"""A synthetic population, calibrated to the published figures."""
