"""Pure thinking about money that is owed and money that has come."""
