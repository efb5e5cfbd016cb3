"""What one column of cells means: cells in, typed values, marks and troubles out."""
