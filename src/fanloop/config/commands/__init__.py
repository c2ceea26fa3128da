"""One module a command: `add(parser)` says what it takes, `run(options)` does it and returns the exit code."""
