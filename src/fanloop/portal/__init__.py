"""The face for suppliers and partner brands."""
