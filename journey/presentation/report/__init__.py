"""The report: one page with every figure, that needs nothing beside itself."""
