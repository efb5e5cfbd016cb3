"""The blank workbook that agencies fill: forms in, an .xlsx out."""
