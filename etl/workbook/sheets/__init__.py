"""Sheets of plain values with what formats and fonts say of them: checked parts in, cells out."""
