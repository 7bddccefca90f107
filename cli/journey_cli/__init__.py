"""The command line: options in, one call, something shown."""
