"""Sheets of plain values with what their parts say of them: checked parts in, cells out."""
