"""Full text search: one table, a vector per language, bigrams where words have no spaces."""
