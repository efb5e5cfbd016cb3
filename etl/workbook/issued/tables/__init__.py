"""Where the tables of our own blanks lie: sheets in, tables with their columns out."""
