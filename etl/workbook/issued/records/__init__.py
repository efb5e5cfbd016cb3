"""What the rows of a found table are: a table in, typed records, totals and findings out."""
