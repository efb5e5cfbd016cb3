"""The workbook that goes back: the agency's own and its findings in, an annotated copy out."""
