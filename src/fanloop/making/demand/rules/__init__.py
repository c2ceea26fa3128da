"""Pure thinking about demand: numbers in, forecasts and whole quantities out."""
