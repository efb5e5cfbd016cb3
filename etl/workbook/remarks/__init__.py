"""What is said of a workbook as a whole, once its tables are read."""
