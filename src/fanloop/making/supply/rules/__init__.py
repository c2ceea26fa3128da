"""Pure thinking about supply: a bill of materials and a demand in, a plan with reasons out."""
