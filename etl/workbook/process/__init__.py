"""The processes that read: paths in, readings out, whatever a file does to its reader."""
