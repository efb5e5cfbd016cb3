"""The only door to workbooks: reads those that agencies send, writes those that they receive."""
