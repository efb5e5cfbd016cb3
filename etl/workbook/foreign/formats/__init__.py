"""Other kinds of files, unusual parts and looks of cells: bytes in, what they say out."""
