"""Tables that are known by their printed headers alone: sheets in, tables out."""
