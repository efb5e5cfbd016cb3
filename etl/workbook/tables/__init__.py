"""Where the forms' tables lie: sheets in, tables with their columns out."""
