"""The reporting pipeline of the Ethnic Affairs Board: one room a verb, nouns in `etl.model`."""
