"""The cells of one column: what they held in, typed values, marks and troubles out."""
