"""Pure thinking about commits, patches, signatures and events: text in, values out."""
