"""Which facts an endpoint hears of, and how long to wait between tries."""
