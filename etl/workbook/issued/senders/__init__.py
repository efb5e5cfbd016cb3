"""From whom and for when a workbook is: block and titles in, sender and period out."""
